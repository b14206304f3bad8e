"""The child process: takes one document apart under limits, without network and without writing, and answers on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from concerted.read.documents.extracted import Extracted, UnreadableError

# Far above what a report or a long study needs, far below what would trouble the machine.
MEMORY_BYTES = 1536 * 2**20
CPU_SECONDS = 60
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.spawn",
    "os.posix_spawn",
    "os.fork",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
)


def main() -> None:
    """Read a document from standard input; its kind is the first argument."""
    kind = sys.argv[1]
    _limit()
    work = _extractor(kind)
    sys.addaudithook(_forbid)
    sys.stdout.buffer.write(json.dumps(answer(work, sys.stdin.buffer.read())).encode("utf-8", "surrogatepass"))


def answer(work: Callable[[bytes], list[Extracted]], raw: bytes) -> dict[str, Any]:
    """Return the pages of a document, or one line that says why there are none."""
    try:
        return {"pages": [asdict(page) for page in work(raw)]}
    except UnreadableError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "it takes more memory than a document may"}
    except RecursionError:
        return {"error": "it is nested too deeply"}
    except Exception as error:  # noqa: BLE001 - libraries raise what they like on a hostile document
        return {"error": f"it breaks its reader ({type(error).__name__}); save the page as text"}


def _extractor(kind: str) -> Any:
    # Loaded before anything is forbidden: libraries read their own files while they are imported.
    if kind == "pdf":
        import pypdfium2  # noqa: F401

        from concerted.read.documents import pdf

        return pdf.extract
    import trafilatura  # noqa: F401

    if kind in ("warc", "wacz"):
        import warcio.archiveiterator
        import warcio.exceptions  # noqa: F401

    from concerted.read.documents import archive, html

    _warm(html.extract)
    return {"html": html.extract, "warc": archive.extract_warc, "wacz": archive.extract_wacz}[kind]


def _warm(extract: Any) -> list[Extracted]:
    """Read a page of our own, so that what the library loads late is loaded."""
    page = b"<html><head><title>A</title></head><body><article>" + b"<p>Some words of a page.</p>" * 20 + b"</article></body></html>"
    found: list[Extracted] = extract(page)
    return found


def _limit() -> None:
    try:
        import resource
    except ImportError:
        # Windows has no such limits; there the parent's clock alone ends the work.
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise UnreadableError(f"it made its reader try {event}, which no document may")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise UnreadableError("it made its reader try to write a file, which no document may")


if __name__ == "__main__":
    main()
