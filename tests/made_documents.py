"""Small documents made by hand: a page, a PDF, a web archive."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Sequence

PARAGRAPHS = (
    "The Red Brigade halted its fire on Friday, a spokesman told reporters at the river crossing.",
    "“We were not asked,” the mayor said, standing next to the empty barracks of the Northern Guard.",
    "Nobody at the crossing could say for how long the quiet would last, or at whose word it began.",
)


def page(body: str = "", *, head: str = "") -> bytes:
    """Return an HTML page around the paragraphs."""
    inside = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Quiet at the crossing</title>{head}</head><body>"
        f"<nav>Home | News | Sport</nav><article><h1>Quiet at the crossing</h1>{inside}{body}</article>"
        f"<footer>About us</footer></body></html>"
    ).encode()


def pdf(lines: tuple[str, ...] = ("The Red Brigade halted its fire on Friday.", "A spokesman said so."), *, encrypt: bool = False) -> bytes:
    """Return a PDF of one page with a text layer."""
    return typeset([[(72, 720 - 20 * i, 12, line) for i, line in enumerate(lines)]], encrypt=encrypt)


Placed = tuple[float, float, float, str]


def typeset(pages: Sequence[Sequence[Placed]], *, encrypt: bool = False, made: str = "") -> bytes:
    """Return a PDF of some pages with lines at their places: left, bottom, size of type, words; `made`: the day, as PDF writes it."""
    first = 4
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids.encode(), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, page in enumerate(pages):
        shown = "".join(f"BT /F1 {size} Tf {left} {bottom} Td ({line}) Tj ET\n" for left, bottom, size, line in page)
        stream = shown.encode("cp1252")
        frame = b"/MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R >>" % (frame, first + 2 * i + 1))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    if encrypt:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"41" * 32, b"42" * 32))
        return _file(objects, b" /Encrypt %d 0 R /ID [<%s> <%s>]" % (len(objects), b"43" * 16, b"43" * 16))
    objects.append(b"<< /CreationDate (%s) >>" % made.encode() if made else b"<< >>")
    return _file(objects, b" /Info %d 0 R" % len(objects))


def _file(objects: Sequence[bytes], locked: bytes) -> bytes:
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, locked, table))
    return out.getvalue()


def warc(*pages: bytes, packed: bool = True, kind: str = "text/html; charset=utf-8") -> bytes:
    """Return a web archive of some pages, each record packed for itself as archives are."""
    records = []
    for i, content in enumerate(pages):
        answer = b"HTTP/1.0 200 OK\r\nContent-Type: %s\r\n\r\n" % kind.encode() + content
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0000000{i}>\r\nWARC-Date: 2024-03-01T08:00:00Z\r\n"
            f"WARC-Target-URI: https://example.org/{i}\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n"
        )
        records.append(head.encode() + answer + b"\r\n\r\n")
    return b"".join(gzip.compress(record, mtime=0) if packed else record for record in records)


def wacz(*pages: bytes) -> bytes:
    """Return a zipped web archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", warc(*pages))
    return out.getvalue()
