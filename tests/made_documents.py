"""Small documents made by hand: a page, a PDF, a web archive."""

from __future__ import annotations

import gzip
import io
import zipfile

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
    shown = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    stream = f"BT /F1 12 Tf 72 720 Td {shown} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    if encrypt:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"41" * 32, b"42" * 32))
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
    locked = b" /Encrypt 6 0 R /ID [<%s> <%s>]" % (b"43" * 16, b"43" * 16) if encrypt else b""
    out.write(b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, locked, table))
    return out.getvalue()


def warc(*pages: bytes, packed: bool = True) -> bytes:
    """Return a web archive of some pages, each record packed for itself as archives are."""
    records = []
    for i, content in enumerate(pages):
        answer = b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + content
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
