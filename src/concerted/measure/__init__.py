"""Numbers: one question a file, pure functions of arrays. Labels, words and verdicts are put on later."""
