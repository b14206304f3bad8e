"""Sentences from numbers. Every figure in a sentence comes from the finding that carries the sentence."""
