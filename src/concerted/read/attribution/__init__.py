"""From paragraphs to attributions: which words are said to be whose. Numbers of characters only; names and roles are put on later."""
