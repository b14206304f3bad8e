"""Of which kind a document is, by its first bytes; a name is only a hint."""

from __future__ import annotations

TEXT, HTML, PDF, WARC, WACZ = "text", "html", "pdf", "warc", "wacz"
KINDS = (TEXT, HTML, PDF, WARC, WACZ)
_LOOKED_AT = 4096
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<article", b"<div", b"<p>", b"<?xml")
_OTHER = {
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"{\\rtf": "a rich text file: save it as text",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
}


def kind_of(raw: bytes, name: str) -> tuple[str, str]:
    """Return a document's kind, or an empty text and what it looks like instead.

    Parameters
    ----------
    raw : bytes
        The beginning is enough.
    name : str
        File name; tells a zipped web archive from another zip file.
    """
    start = raw[:_LOOKED_AT]
    lower = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%PDF-" in start[:1024]:
        return PDF, ""
    if lower.startswith(b"warc/"):
        return WARC, ""
    if start.startswith(b"\x1f\x8b"):
        return (WARC, "") if ".warc" in name.lower() else ("", "a gzip archive")
    if start.startswith(b"PK\x03\x04"):
        return (WACZ, "") if name.lower().endswith(".wacz") else ("", "a zip archive")
    for signature, found in _OTHER.items():
        if start.startswith(signature):
            return "", found
    if any(mark in lower[:1024] for mark in _MARKUP):
        return HTML, ""
    return ("", "no text: it holds zero bytes") if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")) else (TEXT, "")
