"""Formats of event tables, one a file. Adding a format touches its file, its page in the docs and its test."""

from concerted.events.formats.format import Format, Layout

__all__ = ["Format", "Layout"]
