"""Opens a table that lies in an archive or in another encoding: zip around one file, gzip, UTF-16 and UTF-32 with a byte order mark.

Spreadsheets are zip files too and are left as they are.

What comes out is written by stream to a temporary file of our own name; names within archives are never used as paths. An archive is known
by its first bytes, not by its name.
"""

from __future__ import annotations

import codecs
import gzip
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from concerted.errors import DataError, OutputError

# Text of events shrinks five- to thirtyfold. A bomb shrinks a thousandfold.
LARGEST_BYTES = 8 * 2**30
LARGEST_RATIO = 200
# Below this size a table of repeated cells may shrink as it likes.
UNCHECKED_BYTES = 16 * 2**20
_STEP = 1 << 20

_ZIP, _GZIP = "zip", "gzip"
_ARCHIVES = {
    b"PK\x03\x04": _ZIP,
    b"PK\x05\x06": _ZIP,
    b"PK\x07\x08": _ZIP,
    b"\x1f\x8b": _GZIP,
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
    b"\x28\xb5\x2f\xfd": "zstd",
}
# The longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    IndexError,
    struct.error,
)


@dataclass(frozen=True)
class Opened:
    """A plain table in UTF-8, as far as that could be had without guessing, and what was done to get it.

    Attributes
    ----------
    path : Path
        The file itself, or a temporary one that is gone when the context ends.
    notes : tuple of str
        What was unpacked or converted, to be told to the user.
    """

    path: Path
    notes: tuple[str, ...]


@contextmanager
def opened(path: str | Path, *, largest: int = LARGEST_BYTES, ratio: int = LARGEST_RATIO) -> Iterator[Opened]:
    """Open a table: unpack it where it is packed, convert it where a byte order mark names another encoding.

    An encoding without such a mark is not guessed: lines with bytes that are no UTF-8 are left to the reader, which sets them aside.

    Parameters
    ----------
    path : path
    largest : int
        Bytes that it may have unpacked.
    ratio : int
        How many times its packed size it may have unpacked.

    Yields
    ------
    Opened

    Raises
    ------
    DataError
        If the archive is encrypted, broken, too large, of another kind, or holds several tables, none, or another archive.
    OutputError
        If the temporary file cannot be written.
    """
    with unpacked(path, largest=largest, ratio=ratio) as plain:
        packing = _packing(Path(path))
        notes = (f"unpacked from {packing}",) if packing else ()
        encoding = _marked_encoding(plain)
        if encoding is None:
            yield Opened(plain, notes)
            return
        with _folder() as folder:
            out = folder / plain.name
            _convert(plain, out, encoding[0], Path(path).name)
            yield Opened(out, (*notes, f"converted from {encoding[1]}, as its byte order mark says"))


@contextmanager
def unpacked(path: str | Path, *, largest: int = LARGEST_BYTES, ratio: int = LARGEST_RATIO) -> Iterator[Path]:
    """Yield the one file of an archive as a temporary file; any other file as it is.

    Parameters and errors are those of `opened`.
    """
    path = Path(path)
    packing = _packing(path)
    if packing is None:
        yield path
        return
    if packing not in (_ZIP, _GZIP):
        raise DataError(f"expected a plain table, a zip or a gzip file; found {packing} in {path.name}. Unpack it first.")
    with _folder() as folder:
        out = folder / _own_name(path)
        _unpack(path, packing, out, _Caps(path, largest, ratio))
        inner = _packing(out)
        if inner is not None:
            raise DataError(f"expected a table in {path.name}; found an archive ({inner}) within the archive. Unpack the outer one first.")
        yield out


@contextmanager
def _folder() -> Iterator[Path]:
    # Only the making of the folder is guarded: what fails inside the context is somebody else's error.
    try:
        folder = tempfile.TemporaryDirectory(prefix="concerted-")
    except OSError as error:
        raise _unwritten(error) from error
    with folder as name:
        yield Path(name)


def _own_name(path: Path) -> str:
    """Return the archive's own name less its ending, for messages; the names within it are never used."""
    return path.stem if path.suffix.casefold() in (".zip", ".gz") and path.stem.strip(".") else "table"


def _packing(path: Path) -> str | None:
    start = _start(path)
    kind = next((kind for magic, kind in _ARCHIVES.items() if start.startswith(magic)), None)
    return None if kind == _ZIP and _is_office_document(path) else kind


def _is_office_document(path: Path) -> bool:
    """Tell whether a zip file is a spreadsheet or the like: a file of its own kind, no archive around one."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except _BROKEN:
        return False


def _marked_encoding(path: Path) -> tuple[str, str] | None:
    start = _start(path)
    return next(((codec, name) for mark, codec, name in _MARKS if start.startswith(mark)), None)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise DataError(f"expected a table that can be read; found {path}: {error.strerror or error}. Check path and rights.") from error


@dataclass(frozen=True)
class _Caps:
    path: Path
    largest: int
    ratio: int

    def check(self, size: int) -> None:
        packed = max(self.path.stat().st_size, 1)
        if size > self.largest or (size > UNCHECKED_BYTES and size > self.ratio * packed):
            raise DataError(
                f"expected at most {self.largest:,} bytes and {self.ratio} times the packed size in {self.path.name}; found more. "
                "If the file is what it should be, unpack it yourself and give the plain table."
            )


def _unpack(path: Path, packing: str, out: Path, caps: _Caps) -> None:
    try:
        if packing == _GZIP:
            with gzip.open(path, "rb") as stream:
                _copy(stream, out, caps)
        else:
            with zipfile.ZipFile(path) as archive, archive.open(_only_file(path, archive)) as member:
                _copy(member, out, caps)
    except _BROKEN as error:
        raise DataError(f"expected a whole {packing} file; found {path.name} to be broken: {error}. Download it again.") from error


def _only_file(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    files = [one for one in archive.infolist() if not one.filename.endswith("/") and not _is_litter(one.filename)]
    if len(files) != 1:
        names = ", ".join(ascii(one.filename) for one in files[:10]) or "none"
        more = f" and {len(files) - 10} more" if len(files) > 10 else ""
        raise DataError(f"expected one file in {path.name}; found {len(files)}: {names}{more}. Unpack it and give one table.")
    if files[0].flag_bits & 0x1:
        raise DataError(f"expected an archive without a password; found {path.name} encrypted. Unpack it yourself and give the plain table.")
    return files[0]


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1] in (".DS_Store", "Thumbs.db")


def _copy(stream: IO[bytes] | gzip.GzipFile, out: Path, caps: _Caps) -> None:
    size = 0

    def read() -> bytes:
        nonlocal size
        block = stream.read(_STEP)
        size += len(block)
        caps.check(size)
        return block

    _write(read, out)


def _convert(source: Path, out: Path, codec: str, name: str) -> None:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    with source.open("rb") as file:

        def read() -> bytes:
            # A block may decode to nothing, where it ends within a character; only the end of the file ends the loop.
            text = ""
            while not text:
                block = file.read(_STEP)
                text = decoder.decode(block, final=not block)
                if not block:
                    break
            return text.encode("utf-8")

        try:
            _write(read, out)
        except UnicodeError as error:
            raise DataError(f"expected {name} in {codec.upper()}, as it begins; found {error}. Save it as UTF-8.") from error


def _write(read: Callable[[], bytes], out: Path) -> None:
    """Write blocks to a file; an error of reading passes, an error of writing is an `OutputError`."""
    try:
        file = out.open("wb")
    except OSError as error:
        raise _unwritten(error) from error
    with file:
        while block := read():
            try:
                file.write(block)
            except OSError as error:
                raise _unwritten(error) from error


def _unwritten(error: OSError) -> OutputError:
    return OutputError(f"expected room for a temporary file; the system says: {error.strerror or error}. Free space, or set TMPDIR.")
