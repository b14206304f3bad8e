"""Plain text: its characters as they are, line ends included, so that places count in the file itself."""

from __future__ import annotations

import codecs
import re

from concerted.read.documents.extracted import Extracted, UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Of a text's characters; a form feed or an escape may stray into one, a program or a picture is full of them.
_MOST_NO_TEXT = 0.02
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd]")


def extract(raw: bytes) -> list[Extracted]:
    """Decode a text: UTF-8, or what its byte order mark says; else Windows-1252, with a note.

    Raises
    ------
    UnreadableError
        If it is empty, no text, or says that it is in an encoding that it is not in.
    """
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    notes: tuple[str, ...] = ()
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise UnreadableError(f"expected text in {encoding}, as its first bytes say; byte {error.start} is none") from error
        text = raw.decode("cp1252", errors="replace")
        notes = (f"no UTF-8 (byte {error.start}); read as Windows-1252",)
    if not text.strip():
        raise UnreadableError("expected text; found an empty document")
    if len(_NO_TEXT.findall(text)) > _MOST_NO_TEXT * len(text):
        raise UnreadableError("expected text; found bytes that are none. Save it as text, HTML or PDF first")
    return [Extracted(text, "plain", "1", notes=notes)]
