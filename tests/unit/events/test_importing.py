"""An import is whole or has not happened; every file here is made up."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from concerted.case import read_case
from concerted.decisions.durable import alone
from concerted.errors import CaseError, ConcertedError, DataError, OutputError
from concerted.events import importing
from concerted.events.fronts import placing
from concerted.events.imported import read_imports
from concerted.events.importing import Change, ImportDone, Place, import_into
from concerted.events.schema import SCHEMA
from concerted.store import folders
from small_case import append, change, write_small_case

TABLE = """\
id,date,group,partner,country,province,killed
1,2020-01-02,Reds,,North,,1
2,2020-01-03,Blues,,Westland,Coast,2
3,2020-01-04,Greens,Reds,Westland,Hills,0
4,2020-02-30,Reds,,North,,1
5,2020-01-05,Greens,,South,,several
6,2020-01-06,Greys,,,,
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


def written(folder: Path, text: str | bytes, name: str = "Attacks 2020.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def tree(folder: Path) -> dict[str, str]:
    """Return every file and folder below a folder, with the hash of what stands in it."""
    found = sorted(folder.rglob("*"))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder" for path in found}


def events(done: ImportDone) -> pl.DataFrame:
    return pl.read_parquet(done.folder / "events.parquet")


def manifest(done: ImportDone) -> dict[str, object]:
    return tomllib.loads((done.folder / "import.toml").read_text(encoding="utf-8"))


# What an import writes


def test_the_folder(case: Path, tmp_path: Path) -> None:
    done = import_into(case, written(tmp_path, TABLE))
    assert done.folder == case / "imported" / "attacks-2020"
    assert sorted(path.name for path in done.folder.iterdir()) == ["events.parquet", "import.toml", "ledger.csv"]
    rows = events(done)
    assert tuple(rows.columns) == (*SCHEMA, "doubt")
    assert rows["original_row"].to_list() == [2, 3, 4, 6, 7]
    assert rows["doubt"].to_list() == [None, None, None, "killed is no number", None]
    with (done.folder / "ledger.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["row", "fate", "reason"],
            ["5", "set aside", "date is no day that can be read"],
            ["6", "kept", "killed is no number"],
        ]


def test_what_the_folder_says_of_itself(case: Path, tmp_path: Path) -> None:
    source = written(tmp_path, TABLE)
    said = manifest(done := import_into(case, source))
    assert said["sha256"] == hashlib.sha256(source.read_bytes()).hexdigest() == done.sha256
    assert said["parquet_sha256"] == hashlib.sha256((done.folder / "events.parquet").read_bytes()).hexdigest()
    assert (said["name"], said["file"], said["format"], said["redistributable"]) == ("attacks-2020", "Attacks 2020.csv", "table", False)
    assert (said["read"], said["kept"], said["merged"], said["set_aside"]) == (6, 5, 0, 1)
    assert said["mapping"] == {
        "event_id": "id",
        "actor": "group",
        "date": "date",
        "country": "country",
        "admin1": "province",
        "killed_best": "killed",
    }
    assert "day_first" not in said


def test_what_is_written_is_read_without_a_fault(case: Path, tmp_path: Path) -> None:
    import_into(case, written(tmp_path, TABLE))
    found = read_imports(case, {"attacks-2020": None})
    assert [table.name for table in found.tables] == ["attacks-2020"]
    assert found.faults == ()


def test_awkward_words_stand_in_the_folder_as_they_are(case: Path, tmp_path: Path) -> None:
    header = 'when "d\\ay"\x7fü'
    append(case, "case.toml", f'[imports.x]\nmapping = {{ date = {importing.table.toml_text(header)}, actor = "who" }}')
    quoted = '"' + header.replace('"', '""') + '"'
    done = import_into(case, written(tmp_path, f"{quoted},who\n2020-01-01,A\n", 'o"d\\d.csv'), name="x")
    assert manifest(done)["mapping"] == {"date": header, "actor": "who"}
    assert manifest(done)["file"] == 'o"d\\d.csv'


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("20191024143000.export.CSV.zip", "20191024143000-export"),
        ("GED v24.1 (Syria).csv.gz", "ged-v24-1-syria"),
        ("acled.json", "acled"),
        ("x" * 100 + ".tsv", "x" * 80),
        ("data", "data"),
    ],
)
def test_the_name_is_that_of_the_file(file: str, name: str) -> None:
    assert importing._named(Path(file)) == name


def test_a_name_must_be_plain(case: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Give the import a --name"):
        import_into(case, written(tmp_path, TABLE, "هجمات.csv"))
    for name in ("../out", "A", "", ".x", "a b"):
        with pytest.raises(DataError, match="small letters, digits and hyphens"):
            import_into(case, written(tmp_path, TABLE), name=name)
    assert not (case / "imported").exists()


def test_a_ledger_holds_no_formula(case: Path, tmp_path: Path) -> None:
    append(case, "case.toml", '[imports.x]\nmapping = { date = "=1+1", actor = "who" }')
    done = import_into(case, written(tmp_path, "=1+1,who\n2020-01-01,A\nnever,A\n"), name="x")
    assert (done.folder / "ledger.csv").read_text(encoding="utf-8").splitlines()[1] == "3,set aside,'=1+1 is no day that can be read"


# Twice, and once more with other rows


def test_twice_is_once(case: Path, tmp_path: Path) -> None:
    source = written(tmp_path, TABLE)
    import_into(case, source)
    before = tree(case)
    done = import_into(case, source)
    assert tree(case) == before
    assert done.change == Change("Attacks 2020.csv", same_file=True, added=0, changed=0, deleted=0)


def test_another_version_tells_what_differs(case: Path, tmp_path: Path) -> None:
    import_into(case, written(tmp_path, TABLE))
    newer = TABLE.replace("2,2020-01-03,Blues,,Westland,Coast,2", "2,2020-01-03,Blues,,Westland,Coast,7").replace(
        "1,2020-01-02,Reds,,North,,1\n", ""
    )
    done = import_into(
        case, written(tmp_path, newer + "8,2020-01-08,Reds,,North,,0\n9,2020-01-09,Reds,,North,,0\n", "newer.csv"), name="attacks-2020"
    )
    assert done.change == Change("Attacks 2020.csv", same_file=False, added=2, changed=1, deleted=1)
    assert manifest(done)["file"] == "newer.csv"


def test_rows_that_moved_are_no_change(case: Path, tmp_path: Path) -> None:
    import_into(case, written(tmp_path, TABLE))
    header, *rows = TABLE.splitlines()
    done = import_into(case, written(tmp_path, "\n".join([header, *reversed(rows)])))
    assert done.change == Change("Attacks 2020.csv", same_file=False, added=0, changed=0, deleted=0)


def test_an_earlier_import_that_is_damaged_is_replaced_and_told(case: Path, tmp_path: Path) -> None:
    done = import_into(case, written(tmp_path, TABLE))
    (done.folder / "events.parquet").write_bytes(b"PAR1")
    (done.folder / "import.toml").unlink()
    again = import_into(case, written(tmp_path, TABLE))
    assert again.change == Change("an unknown file", same_file=False, added=None, changed=None, deleted=None)
    assert events(again).height == 5


# What the case says of the import


def test_the_proposed_lines_make_the_next_import_the_same(case: Path, tmp_path: Path) -> None:
    source = written(tmp_path, TABLE.replace("2020-01-02", "13/01/2020").replace("2020-01-03", "01/02/2020"))
    done = import_into(case, source)
    assert done.table.choices
    before = tree(case / "imported")
    append(case, "case.toml", done.settings_block)
    again = import_into(case, source)
    assert tree(case / "imported") == before
    assert (again.settings_block, again.table.choices) == ("", ())


def test_the_proposed_lines_keep_what_else_stands_there(case: Path, tmp_path: Path) -> None:
    append(case, "case.toml", '[imports.attacks-2020]\nfronts = { "Coast" = "East" }\njoined = false')
    done = import_into(case, written(tmp_path, TABLE))
    assert done.replaces_block
    said = tomllib.loads(done.settings_block)["imports"]["attacks-2020"]
    assert (said["fronts"], said["joined"], said["format"]) == ({"Coast": "East"}, False, "table")


def test_the_case_decides_and_the_command_overrules(case: Path, tmp_path: Path) -> None:
    source = written(tmp_path, "when,who\n03/04/2020,A\n", "x.csv")
    append(case, "case.toml", '[imports.x]\nday_first = true\nmapping = { date = "when", actor = "who" }')
    assert str(events(import_into(case, source))["date"][0]) == "2020-04-03"
    assert str(events(import_into(case, source, day_first=False))["date"][0]) == "2020-03-04"
    with pytest.raises(DataError, match="expected ACLED"):
        import_into(write_small_case(tmp_path / "other"), source, format_name="acled")


def test_wrong_settings_are_told_at_once(case: Path, tmp_path: Path) -> None:
    append(case, "case.toml", '[imports.x]\nformat = "tabel"\nfronts = { "Coast" = "Nowhere" }')
    with pytest.raises(CaseError) as caught:
        import_into(case, written(tmp_path, TABLE, "x.csv"))
    assert [fault.column for fault in caught.value.faults] == ["imports.x.format", "imports.x.fronts.Coast"]


def test_an_order_of_days_is_for_tables(case: Path, tmp_path: Path) -> None:
    header = "event_id_cnty,event_date,event_type,actor1,actor2,fatalities\nX1,2020-01-01,Battles,A,B,1\n"
    with pytest.raises(DataError, match=r"an order of day and month for a table only; found x\.csv to be ACLED"):
        import_into(case, written(tmp_path, header, "x.csv"), day_first=True)


# What the case does not know


def test_actors_that_nobody_lists(case: Path, tmp_path: Path) -> None:
    table = "date,group\n2020-01-01,Reds\n2020-01-02,Reds + Greens\n2020-01-03,Greens\n2020-01-04,Red Front\n2020-01-05,Greys + Greens\n"
    done = import_into(case, written(tmp_path, table))
    assert done.unknown_actors == (("Greens", 3), ("Greys", 1))
    assert done.nobody == 0


def test_those_who_took_part_are_looked_up_as_well(case: Path, tmp_path: Path) -> None:
    append(case, "case.toml", '[imports.x]\nmapping = { date = "date", actor = "a", actor_joint = "b" }')
    done = import_into(case, written(tmp_path, "date,a,b\n2020-01-01,Reds,Greens + Blues\n2020-01-02,Greens,\n"), name="x")
    assert done.unknown_actors == (("Greens", 2),)


def test_rows_on_no_front(case: Path, tmp_path: Path) -> None:
    source = written(tmp_path, TABLE)
    assert import_into(case, source).without_front == (Place("", "Westland", "", 2), Place("", "", "", 1))
    append(case, "case.toml", '[imports.attacks-2020]\nfronts = { "coast" = "East" }')
    # Now another unit of that country has a front: the unit that has none is named.
    assert import_into(case, source).without_front == (Place("", "", "", 1), Place("", "Westland", "Hills", 1))


def test_a_unit_goes_before_its_country_whatever_the_letters(case: Path, tmp_path: Path) -> None:
    append(case, "case.toml", '[imports.x]\nfronts = { "WESTLAND" = "South", "coast" = "East" }')
    found, _ = read_case(case)
    assert found is not None
    front_of = placing(found.settings, "x")
    assert [front_of("", "Westland", unit) for unit in ("Coast", "Hills", "")] == ["East", "South", "South"]
    assert [front_of(*place) for place in (("north", "Westland", "Coast"), ("", "North/South", ""), ("", "Coastland", ""))] == [
        "North",
        "North/South",
        "",
    ]


def test_a_formula_is_text_and_a_doubt(case: Path, tmp_path: Path) -> None:
    done = import_into(case, written(tmp_path, 'date,actor\n2020-01-01,A\n2020-01-02,"=HYPERLINK(""http://x"")"\n'))
    assert events(done)["actor"].to_list() == ["A", '=HYPERLINK("http://x")']
    assert [(one.fate, one.first_rows, "formula" in one.reason) for one in done.reasons] == [("kept", (3,), True)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2999-01-01,A,1", "the day lies in the future"),
        ("1899-12-31,A,1", "the day lies before 1900"),
        ("2020-01-01,A,-1", "killed is a negative number"),
        ("2020-01-01,a\0b,1", "a NUL byte"),
        ("2020-01-01,\udcff,1", "bytes that are no UTF-8"),
        ("2020-01-01," + "x" * 10_000_000 + ",1", "a line of more than 2,000,000 bytes"),
    ],
    ids=["future", "before 1900", "negative", "NUL", "no UTF-8", "10 MB"],
)
def test_a_row_that_cannot_be_is_set_aside_and_the_others_stay(case: Path, tmp_path: Path, row: str, reason: str) -> None:
    text = f"date,actor,killed\n2020-01-01,A,1\n{row}\n2020-01-03,B,1\n"
    done = import_into(case, written(tmp_path, text.encode("utf-8", "surrogateescape")))
    assert [(one.fate, one.reason, one.first_rows) for one in done.reasons] == [("set aside", reason, (3,))]
    assert events(done)["original_row"].to_list() == [2, 4]


def test_a_fraction_is_no_number_of_people(case: Path, tmp_path: Path) -> None:
    done = import_into(case, written(tmp_path, "date,actor,killed\n2020-01-01,A,2.5\n2020-01-01,A,2.0\n"))
    assert events(done)["killed_best"].to_list() == [None, 2]
    assert [(one.reason, one.first_rows) for one in done.reasons] == [("killed is no number", (2,))]


# Bad input: one message, and the case as it was


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.csv", content)
    return out.getvalue()


def workbook_bomb() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * 60_000_000)
    return out.getvalue()


HEADER = b"date,actor,killed\n"
BAD = {
    "corrupt.zip": (zipped(HEADER * 3000)[:-80], "broken"),
    "bomb.zip": (zipped(HEADER + b"0" * 50_000_000), "times the packed size"),
    "bomb.csv.gz": (gzip.compress(HEADER + b"0" * 50_000_000), "times the packed size"),
    "bomb.xlsx": (workbook_bomb(), "times the packed size"),
    "endless.csv": (b"x" * 10_000_000, "longer than 65,536 bytes"),
    "nul.csv": (b"\0" * 5000, "NUL bytes in row 1"),
    "rows-of-nul.csv": (HEADER + b"2020-01-01,\0,1\n", r"none of which can: a NUL byte \(row 2\)"),
    "latin.csv": (HEADER + "2020-01-01,Brontë,1\n".encode("latin-1"), r"bytes that are no UTF-8 \(row 2\)"),
    "header.csv": (HEADER, "a header only"),
    "empty.csv": (b"", "an empty file"),
    "blank-first.csv": (b"\n" + HEADER + b"2020-01-01,A,1\n", "no names of columns in row 1"),
    "ambiguous.csv": (HEADER + b"03/04/2020,A,1\n05/06/2020,B,1\n", "--day-first"),
    "two-orders.csv": (b"date,date_end,actor\n13/01/2020,01/14/2020,A\n", "one order of day and month"),
    "no-names.csv": (b"2020-01-01,,A,A,\n2020-01-02,,B,B,\n", "Nothing says which column holds the day or who acted"),
    "cut.json": (b'[{"date": "2020-01-01", "actor": "A"}, {"date', "cut off"),
    "cut.parquet": (b"PAR1 and no more", "cut off"),
}


@pytest.mark.parametrize("earlier", [False, True], ids=["first", "again"])
@pytest.mark.parametrize("name", BAD)
def test_bad_input_leaves_the_case_as_it_was(case: Path, tmp_path: Path, name: str, earlier: bool) -> None:
    content, said = BAD[name]
    if earlier:
        import_into(case, written(tmp_path, TABLE), name="x")
    before = tree(case)
    with pytest.raises(ConcertedError, match=said) as caught:
        import_into(case, written(tmp_path, content, name), name="x")
    assert name in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert tree(case) == before


def test_no_file_and_no_case(case: Path, tmp_path: Path) -> None:
    before = tree(case)
    with pytest.raises(DataError, match="No such file"):
        import_into(case, tmp_path / "nothing.csv")
    with pytest.raises(DataError, match="Is a directory"):
        import_into(case, tmp_path, name="x")
    with pytest.raises(CaseError, match="a case folder"):
        import_into(tmp_path / "nowhere", written(tmp_path, TABLE))
    with pytest.raises(CaseError, match="the settings of a case"):
        import_into(tmp_path, written(tmp_path, TABLE))
    assert tree(case) == before


@pytest.mark.parametrize("place", ["imported", "imported/x"])
def test_what_is_no_folder_is_left_alone(case: Path, tmp_path: Path, place: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (case / place).parent.mkdir(exist_ok=True)
    (case / place).symlink_to(outside)
    with pytest.raises(OutputError, match="found a file or a link"):
        import_into(case, written(tmp_path, TABLE), name="x")
    assert list(outside.iterdir()) == []


# Other processes, full disks, killed processes

RUN = """
import os, signal, sys
from pathlib import Path
from concerted.events import importing, loading
from concerted.store import folders
{before}
importing.import_into(sys.argv[1], sys.argv[2], name="x")
"""
KILL = "os.kill(os.getpid(), signal.SIGKILL)"
# Where the process is killed: what is replaced, and by what.
MOMENTS = {
    "before the file is read": f"importing.import_file = lambda *_: {KILL}",
    "when the rows are staged": f"loading._ledger = lambda *_: {KILL}",
    "half way through the rows": f"loading.select_rows = lambda a, b, c, out: (out.write_bytes(b'PAR1 half'), {KILL})",
    "before the ledger": f"importing._write_ledger = lambda *_: {KILL}",
    "half way through the ledger": f"importing._write_ledger = lambda path, _: (path.write_text('row,fa'), {KILL})",
    "before import.toml": f"importing._write_manifest = lambda *_: {KILL}",
    "before the exchange": f"folders._exchange = lambda *_: {KILL}",
    "after the exchange": f"old = folders._exchange; folders._exchange = lambda *a: (old(*a), {KILL})",
}


def child(case: Path, source: Path, before: str = "", **options: object) -> subprocess.CompletedProcess[bytes]:
    code = RUN.format(before=before)
    return subprocess.run([sys.executable, "-c", code, str(case), str(source)], capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def visible(case: Path) -> dict[str, str]:
    """Return what a reader of the case sees: names that begin with a dot are no imports."""
    return {name: hash_ for name, hash_ in tree(case).items() if not any(part.startswith(".") for part in Path(name).parts)}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_import_has_happened_or_has_not(case: Path, tmp_path: Path, moment: str) -> None:
    source = written(tmp_path, TABLE)
    import_into(case, source, name="x")
    old = visible(case)
    newer = written(tmp_path, TABLE + "7,2020-01-07,Reds,,North,,1\n", "newer.csv")
    done = child(case, newer, MOMENTS[moment], env={**os.environ, "TMPDIR": str(tmp_path)})
    assert done.returncode == -9, done.stderr.decode()
    killed = visible(case)
    assert [table.name for table in read_imports(case, {}).tables] == ["x"]
    assert read_imports(case, {}).faults == ()
    import_into(case, newer, name="x")
    assert visible(case) == tree(case), "what was left behind is cleared by the next import"
    assert killed == (tree(case) if moment == "after the exchange" else old)


def test_left_behind_by_a_first_import(case: Path, tmp_path: Path) -> None:
    source = written(tmp_path, TABLE)
    assert child(case, source, MOMENTS["before import.toml"], env={**os.environ, "TMPDIR": str(tmp_path)}).returncode == -9
    assert (case / "imported" / ".x.partial" / "events.parquet").is_file()
    assert read_imports(case, {}).tables == ()
    # Any import clears it, whatever its name.
    import_into(case, source, name="y")
    assert [path.name for path in (case / "imported").iterdir()] == ["y"]


@pytest.mark.parametrize("largest", [1, 3_000, 20_000, 60_000])
def test_a_disk_that_takes_no_more(case: Path, tmp_path: Path, largest: int) -> None:
    rows = "".join(f"{i},2020-01-02,{hashlib.sha256(str(i).encode()).hexdigest()},,North,,1\n" for i in range(3000))
    source = written(tmp_path, TABLE + rows)
    import_into(case, written(tmp_path, TABLE, "old.csv"), name="x")
    before = tree(case)
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({largest}, {largest}))"
    done = child(
        case, source, f"{limit}; from concerted.cli import main; sys.argv = ['concerted', 'import', *sys.argv[1:], '--name', 'x']; main()"
    )
    assert done.returncode == 1
    assert done.stderr.decode().startswith("Error: expected ")
    assert len(done.stderr.decode().splitlines()) == 1
    assert tree(case) == before


@pytest.mark.skipif(not sys.platform.startswith("linux") or os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_small_disk_that_fills_up(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a disk")
    try:
        case = write_small_case(disk / "case")
        rows = "".join(f"{i},2020-01-02,{hashlib.sha256(str(i).encode()).hexdigest()},,North,,1\n" for i in range(20_000))
        before = tree(case)
        with pytest.raises(OutputError, match=r"[Nn]o space left"):
            import_into(case, written(tmp_path, TABLE + rows))
        assert tree(case) == before
        import_into(case, written(tmp_path, TABLE))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_one_import_at_a_time(case: Path, tmp_path: Path) -> None:
    source = written(tmp_path, TABLE)
    with alone(case, "import"):
        done = child(case, source)
    assert b"another import at work" in done.stderr
    assert not (case / "imported").exists()


@pytest.mark.parametrize("fails", [False, True])
def test_where_the_system_cannot_exchange_folders(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    source = written(tmp_path, TABLE)
    import_into(case, source, name="x")
    before = tree(case)
    monkeypatch.setattr(folders, "_swapped_at_once", lambda *_: False)
    newer = written(tmp_path, TABLE + "7,2020-01-07,Reds,,North,,1\n", "newer.csv")
    if not fails:
        import_into(case, newer, name="x")
        assert [path.name for path in (case / "imported").iterdir()] == ["x"]
        return
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name.endswith(".partial"):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputError, match="No space left"):
        import_into(case, newer, name="x")
    assert tree(case) == before


def test_a_folder_that_was_put_aside_comes_back(case: Path, tmp_path: Path) -> None:
    import_into(case, written(tmp_path, TABLE), name="x")
    before = tree(case / "imported" / "x")
    (case / "imported" / "x").rename(case / "imported" / ".x.aside")
    import_into(case, written(tmp_path, TABLE), name="y")
    assert tree(case / "imported" / "x") == before


def test_settings_of_the_case_are_never_written(case: Path, tmp_path: Path) -> None:
    before = (case / "case.toml").read_bytes()
    import_into(case, written(tmp_path, TABLE))
    assert (case / "case.toml").read_bytes() == before
    change(case, "case.toml", "seed = 7", "sed = 7")
    assert import_into(case, written(tmp_path, TABLE)).ledger.read == 6
