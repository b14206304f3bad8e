"""Labelled pairs of armed groups from UCDP event files, and the tests that are held against them; see docs/method/known-pairs.md."""
