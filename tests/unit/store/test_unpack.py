"""Archives and encodings: what comes out is the table, or an error that says what to do."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concerted.errors import DataError
from concerted.store.unpack import opened, unpacked

TABLE = b"id,actor\n1,A\n2,\xd8\xa3\n"


def zipped(folder: Path, files: dict[str, bytes], name: str = "table.csv.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in files.items():
            archive.writestr(member, content)
    return path


def content(path: Path, **caps: int) -> bytes:
    with unpacked(path, **caps) as plain:
        return plain.read_bytes()


def refused(path: Path, **caps: int) -> str:
    with pytest.raises(DataError) as caught, opened(path, **caps):
        pass
    assert path.name in str(caught.value)
    assert str(caught.value).startswith("expected ")
    return str(caught.value)


def test_a_plain_file_passes_through_untouched(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(TABLE)
    with opened(path) as found:
        assert found.path == path
        assert found.notes == ()
    assert path.read_bytes() == TABLE


@pytest.mark.parametrize("table", [b"", b"P", b"\xe9tat,x\n"], ids=["empty", "one byte", "cp1252"])
def test_what_is_no_archive_is_left_to_the_reader(tmp_path: Path, table: bytes) -> None:
    path = tmp_path / "table.zip"
    path.write_bytes(table)
    with opened(path) as found:
        assert (found.path, found.notes) == (path, ())


def test_a_zip_around_one_file_is_unpacked_and_told(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"inner/": b"", "inner/whatever.CSV": TABLE, "__MACOSX/._whatever.CSV": b"x", "inner/.DS_Store": b"x"})
    with opened(path) as found:
        assert found.path.read_bytes() == TABLE
        assert found.path.name == "table.csv"
        assert found.notes == ("unpacked from zip",)
        temporary = found.path
    assert not temporary.exists()
    assert not temporary.parent.exists()


def test_gzip_is_known_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(gzip.compress(TABLE) + gzip.compress(TABLE))
    with opened(path) as found:
        assert found.path.read_bytes() == 2 * TABLE
        assert found.notes == ("unpacked from gzip",)


@pytest.mark.parametrize("name", ["../../escaped.csv", "/tmp/escaped.csv", "..\\escaped.csv", "C:\\escaped.csv"])
def test_names_within_an_archive_are_never_used(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    path = zipped(folder, {name: TABLE})
    with unpacked(path) as plain:
        assert plain.name == "table.csv"
        assert plain.read_bytes() == TABLE
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == ["table.csv.zip"]


def test_several_files_are_refused_by_name(tmp_path: Path) -> None:
    said = refused(zipped(tmp_path, {"one.csv": TABLE, "two\x1b.csv": TABLE}))
    assert "'one.csv'" in said
    assert "two\\x1b.csv" in said
    assert "\x1b" not in said


def test_an_empty_archive_is_refused(tmp_path: Path) -> None:
    assert "found 0: none" in refused(zipped(tmp_path, {}))


@pytest.mark.parametrize("inner", [gzip.compress(TABLE), b"BZh91AY", b"7z\xbc\xaf\x27\x1c\x00\x04"], ids=["gzip", "bzip2", "7z"])
def test_an_archive_within_an_archive_is_refused(tmp_path: Path, inner: bytes) -> None:
    assert "within the archive" in refused(zipped(tmp_path, {"inner.csv": inner}))


def test_a_zip_within_gzip_is_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path, {"table.csv": TABLE}).read_bytes()
    path = tmp_path / "outer.gz"
    path.write_bytes(gzip.compress(inner))
    assert "(zip) within" in refused(path)


@pytest.mark.parametrize(
    ("start", "kind"), [(b"BZh9", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"Rar!\x1a\x07", "rar"), (b"\x28\xb5\x2f\xfd", "zstd")]
)
def test_other_archives_are_named(tmp_path: Path, start: bytes, kind: str) -> None:
    path = tmp_path / "table.bin"
    path.write_bytes(start + b"rest")
    assert f"found {kind}" in refused(path)


def test_spreadsheets_are_left_as_they_are(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}, "table.xlsx")
    with opened(path) as found:
        assert (found.path, found.notes) == (path, ())


def test_a_password_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"table.csv": TABLE})
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert "without a password" in refused(path)


@pytest.mark.parametrize("kind", ["zip", "gzip"])
def test_a_cut_or_changed_archive_is_broken(tmp_path: Path, kind: str) -> None:
    table = b"".join(b"%d,%d\n" % (i, i * i) for i in range(20_000))
    whole = zipped(tmp_path, {"t.csv": table}).read_bytes() if kind == "zip" else gzip.compress(table)
    path = tmp_path / "broken.bin"
    for cut in (len(whole) // 2, len(whole) - 3):
        path.write_bytes(whole[:cut])
        assert "broken" in refused(path)
    path.write_bytes(whole[:5000] + bytes([whole[5000] ^ 0xFF]) + whole[5001:])
    assert "broken" in refused(path)


@pytest.mark.parametrize("kind", ["zip", "gzip"])
def test_a_bomb_is_refused_while_it_unfolds(tmp_path: Path, kind: str) -> None:
    table = bytes(20 * 2**20)
    path = zipped(tmp_path, {"t.csv": table}) if kind == "zip" else tmp_path / "t.gz"
    if kind == "gzip":
        path.write_bytes(gzip.compress(table))
    assert "200 times" in refused(path)
    assert len(content(path, ratio=5000)) == len(table)
    assert "at most 1,000 bytes" in refused(path, ratio=5000, largest=1000)


def test_a_false_size_in_the_header_hides_no_bomb(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"t.csv": bytes(20 * 2**20)})
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02") + 24
    raw[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(raw)
    with pytest.raises(DataError), unpacked(path):
        pass


def test_small_tables_may_shrink_as_they_like(tmp_path: Path) -> None:
    table = b"1,A\n" * 500_000
    assert content(zipped(tmp_path, {"t.csv": table})) == table


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    ],
)
def test_a_byte_order_mark_decides_and_is_told(tmp_path: Path, mark: bytes, codec: str, name: str) -> None:
    # Longer than a block, with characters of four bytes across its border.
    text = "x" + "\U0001f600é\r\n" * 300_000
    path = tmp_path / "table.csv"
    path.write_bytes(mark + text.encode(codec))
    with opened(path) as found:
        assert found.path.read_bytes() == text.encode("utf-8")
        assert found.notes == (f"converted from {name}, as its byte order mark says",)
    with opened(zipped(tmp_path, {"t.csv": path.read_bytes()})) as found:
        assert found.path.read_bytes() == text.encode("utf-8")
        assert len(found.notes) == 2


@pytest.mark.parametrize("letters", [2, 2**19 - 1], ids=["short", "a block and one byte"])
def test_utf_16_that_breaks_off_is_refused(tmp_path: Path, letters: int) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(codecs.BOM_UTF16_LE + ("a" * letters).encode("utf-16-le") + b"\x00")
    assert "UTF-16" in refused(path)


def test_a_missing_file_is_an_error_of_the_data(tmp_path: Path) -> None:
    assert "Check path" in refused(tmp_path / "none.zip")


def test_an_error_within_the_context_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="mine"), unpacked(zipped(tmp_path, {"t.csv": TABLE})):
        raise OSError("mine")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    table=st.binary(max_size=2000).filter(lambda raw: not raw.startswith((b"PK", b"\x1f\x8b", b"BZh", b"\xfd7z", b"7z", b"Rar", b"\x28\xb5")))
)
def test_what_was_packed_comes_out(tmp_path_factory: pytest.TempPathFactory, table: bytes) -> None:
    folder = tmp_path_factory.mktemp("packed")
    assert content(zipped(folder, {"t.csv": table})) == table


@settings(max_examples=100, deadline=None, derandomize=True)
@given(cut=st.integers(0, 400), byte=st.integers(0, 255))
def test_no_changed_byte_ends_in_another_error(tmp_path_factory: pytest.TempPathFactory, cut: int, byte: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", b"".join(b"%d,%d\n" % (i, i * i) for i in range(60)))
    raw = bytearray(out.getvalue())
    raw[cut % len(raw)] = byte
    path = tmp_path_factory.mktemp("changed") / "t.zip"
    path.write_bytes(raw)
    with suppress(DataError):
        content(path)
