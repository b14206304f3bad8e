"""Whatever stands in a case folder: every fault is told at once, with its place and advice, and nothing ends in a traceback."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import concerted as cc
from concerted.errors import ConcertedError, Fault
from small_case import COVERAGE, EVENT_COLUMNS, ORGANISATIONS, SETTINGS, append, change, event, write_small_case


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


def told(case: Path) -> list[tuple[str, int, str]]:
    """Return file, row and column of each fault, after a look at its words."""
    faults = cc.check(case)
    for fault in faults:
        assert fault.expected, fault
        assert fault.found, fault
        assert fault.advice.endswith((".", "?")), fault
        assert "\n" not in str(fault)
    return [(fault.file, fault.row, fault.column) for fault in faults]


def only(case: Path) -> Fault:
    (fault,) = cc.check(case)
    return fault


def write(case: Path, name: str, raw: bytes) -> None:
    (case / name).write_bytes(raw)


def test_the_small_case_has_no_fault(case: Path) -> None:
    assert cc.check(case) == ()


_EVENT_FAULTS = {
    "impossible date": (event("X", "2020-02-30"), "date", "'2020-02-30'"),
    "date without hyphens": (event("X", "20200220"), "date", "'20200220'"),
    "week for a date": (event("X", "2020-W08-4"), "date", "'2020-W08-4'"),
    "date in other digits": (event("X", "２０２０-02-20"), "date", "'２０２０-02-20'"),
    "day outside the period": (event("X", "2021-02-20"), "date", "2021-02-20"),
    "unknown group": (event("X", "2020-02-20", actor="Greens"), "actor", "'Greens'"),
    "unknown half of a joint act": (event("X", "2020-02-20", actor="Reds + Greens"), "actor", "'Greens'"),
    "unknown front": (event("X", "2020-02-20", front="West"), "front", "'West'"),
    "unknown status": (event("X", "2020-02-20", status="claimed+rumoured"), "status", "'claimed+rumoured'"),
    "reversed range": (event("X", "2020-02-20", precision="2020-02-20/2020-02-18"), "date_precision", "'2020-02-20/2020-02-18'"),
    "range of another day": (event("X", "2020-02-20", precision="range 3-5 Feb"), "date_precision", "3-5 February 2020"),
    "no such precision": (event("X", "2020-02-20", precision="roughly"), "date_precision", "'roughly'"),
    "identifier of an earlier row": (event("R02", "2020-02-20"), "event_id", "'R02' as in row 2"),
    "no source": (event("X", "2020-02-20").rpartition(",")[0] + ",", "source_url", "an empty cell"),
    "source that is no address": (event("X", "2020-02-20").rpartition(",")[0] + ",javascript:alert(1)", "source_url", "'javascript:alert(1)'"),
    "too few cells": ("X,2020-02-20", "", "2"),
    "too many cells": (event("X", "2020-02-20") + ",more", "", "11"),
}


@pytest.mark.parametrize("name", _EVENT_FAULTS)
def test_fault_of_one_row(case: Path, name: str) -> None:
    line, column, found = _EVENT_FAULTS[name]
    append(case, "events.csv", line)
    assert told(case) == [("events.csv", 26, column)]
    assert only(case).found == found


_TOTAL_FAULTS = {
    "unknown series": ("unofficial,2020-02-29,52,,,exact", "series", "'unofficial'"),
    "parts that do not add up": ("official,2020-02-29,52,40,22,exact", "iraq, syria", "40 + 22, not 52"),
    "one part above the total": ("official,2020-02-29,52,60,,exact", "iraq, syria", "60, not 52"),
    "no number": ("official,2020-02-29,,,,exact", "cumulative_total", "an empty cell"),
    "negative number": ("official,2020-02-29,-1,,,exact", "cumulative_total", "'-1'"),
    "number with an underscore": ("official,2020-02-29,5_2,,,exact", "cumulative_total", "'5_2'"),
    "number beyond all measure": (f"official,2020-02-29,{'9' * 400},,,exact", "cumulative_total", f"'{'9' * 57}…'"),
    "number that is a slip": ("official,2020-02-29,2000000000,,,exact", "cumulative_total", "'2000000000'"),
    "day after the period": ("official,2020-03-01,52,,,exact", "as_of_date", "2020-03-01"),
    "unknown qualifier": ("official,2020-02-29,52,,,perhaps", "qualifier", "'perhaps'"),
}


@pytest.mark.parametrize("name", _TOTAL_FAULTS)
def test_fault_of_one_total(case: Path, name: str) -> None:
    line, column, found = _TOTAL_FAULTS[name]
    append(case, "cumulative.csv", f"{line},spokesperson,https://example.org/t")
    fault = next(fault for fault in cc.check(case) if fault.row)
    assert (fault.file, fault.row, fault.column, fault.found) == ("cumulative.csv", 8, column, found)


def test_total_that_goes_down(case: Path) -> None:
    change(case, "cumulative.csv", "2020-02-20,42", "2020-02-20,22")
    fault = only(case)
    assert fault.file == "cumulative.csv"
    assert "never go down" in fault.expected
    assert "inconsistent" in fault.advice


_OTHER_TABLES = {
    "reversed coverage": ("coverage.csv", "Reds,North,2020-02-09,2020-02-01,none,why,", 5, "period_end"),
    "front of coverage": ("coverage.csv", "Reds,West,2020-02-01,2020-02-09,none,why,", 5, "front"),
    "group of coverage": ("coverage.csv", "Greens,all,2020-02-01,2020-02-09,none,why,", 5, "group"),
    "census without a source": ("coverage.csv", "Reds,all,2020-02-01,2020-02-09,census,why,", 5, "source"),
    "reach without a page": ("reach.csv", "Blues,East,y,", 6, "source_url"),
    "reach told twice": ("reach.csv", "Red Front,North,n,", 6, "front"),
    "front of reach": ("reach.csv", "Blues,West,n,", 6, "front"),
    "window of a claim": (
        "claims.csv",
        "C3,words,an official,analyst,2020-02-20,Reds,,pause,fact,for,feast,https://example.org/c",
        4,
        "window",
    ),
    "group of a claim": (
        "claims.csv",
        "C3,words,an official,analyst,2020-02-20,Reds; Greens,,together,fact,for,,https://example.org/c",
        4,
        "groups",
    ),
}


@pytest.mark.parametrize("name", _OTHER_TABLES)
def test_fault_of_another_table(case: Path, name: str) -> None:
    file, line, row, column = _OTHER_TABLES[name]
    append(case, file, line)
    assert told(case) == [(file, row, column)]


_SETTINGS_FAULTS = {
    "unknown key": ("seed = 7", "sed = 7", "case.sed"),
    "missing key": ('title = "A small case"\n', "", "case.title"),
    "reversed window": ("start = 2020-02-01\nend = 2020-02-07", "start = 2020-02-07\nend = 2020-02-01", "windows truce"),
    "window outside the period": ("end = 2020-02-07", "end = 2020-03-07", "windows truce"),
    "year that is a slip": ("end = 2020-02-29", "end = 9999-12-31", "case.end"),
    "unknown group": ('["reds", "blues"]', '["reds", "greens"]', "case.groups"),
    "a group twice": ('["reds", "blues"]', '["reds", "reds"]', "case.groups"),
    "no group": ('["reds", "blues"]', "[]", "case.groups"),
    "front of a series": ('fronts = ["North"]', 'fronts = ["West"]', "series official"),
    "front of an alias": ('["North", "South"]\n\n', '["North", "West"]\n\n', "front_aliases North/South"),
    "source of a window": ('"https://example.org/truce"', '"somewhere"', "windows.0.source_url"),
    "file that leaves the folder": ('"claims.csv"', '"../claims.csv"', "files"),
    "file elsewhere": ('"claims.csv"', '"/claims.csv"', "files"),
    "file with an impossible name": ('"claims.csv"', '"clai\\u0000ms.csv"', "files"),
}


@pytest.mark.parametrize("name", _SETTINGS_FAULTS)
def test_fault_of_the_settings(case: Path, name: str) -> None:
    old, new, column = _SETTINGS_FAULTS[name]
    change(case, "case.toml", old, new)
    assert told(case) == [("case.toml", 0, column)]


def test_reversed_period(case: Path) -> None:
    change(case, "case.toml", "start = 2020-01-01\nend = 2020-02-29", "start = 2020-02-29\nend = 2020-01-01")
    fault = next(fault for fault in cc.check(case) if fault.column == "case")
    assert (fault.found, fault.advice) == ("2020-02-29 to 2020-01-01", "Swap the two days.")


def test_unknown_key_gets_the_nearest_known_one(case: Path) -> None:
    change(case, "case.toml", "seed = 7", "sed = 7")
    assert only(case).advice == "Did you mean 'seed'?"


def test_scope_with_an_unknown_front(case: Path) -> None:
    write(case, "case.toml", (SETTINGS + '[[scopes]]\nname = "harbours"\nfronts = ["West"]\n').encode())
    assert told(case) == [("case.toml", 0, "scopes harbours")]


def test_two_series_of_one_name(case: Path) -> None:
    second = SETTINGS[SETTINGS.index("[[series]]") :].replace('id = "official"', 'id = "second"')
    write(case, "case.toml", (SETTINGS + second).encode())
    assert told(case) == [("case.toml", 0, "series")]


def test_control_that_the_case_asks_about(case: Path) -> None:
    change(case, "case.toml", 'reach = "reach.csv"', 'reach = "reach.csv"\ncontrols = "controls.csv"')
    line = event("K1", "2020-01-05")
    write(case, "controls.csv", f"{EVENT_COLUMNS},control_group,record_type\n{line},Red Front,event\n".encode())
    assert told(case) == [("controls.csv", 2, "control_group")]


def test_broken_toml_has_its_line(case: Path) -> None:
    change(case, "case.toml", "end = 2020-02-29", "end = 2020-02-30")
    fault = next(fault for fault in cc.check(case) if fault.file == "case.toml")
    assert fault.row == SETTINGS[: SETTINGS.index("end = 2020-02-29")].count("\n") + 1
    assert fault.expected == "TOML"


@pytest.mark.parametrize("junk", ["x = " + "[" * 5000, "x = " + "9" * 5000, "x = '", "[[organisation]]\n[organisation]"])
def test_toml_that_no_parser_takes(case: Path, junk: str) -> None:
    write(case, "organisations.toml", junk.encode())
    assert only(case).file == "organisations.toml"
    write(case, "case.toml", junk.encode())
    assert {fault.file for fault in cc.check(case)} == {"case.toml", "organisations.toml"}


def test_alias_of_two_organisations_however_it_is_written(case: Path) -> None:
    change(case, "organisations.toml", '["Red Front", "translation"]', '["Qa\'id Front", "name"]')
    change(case, "organisations.toml", '["Blues", "name"]', '["Blues", "name"], ["QA’ID  front", "name"]')
    fault = only(case)
    assert (fault.file, fault.column) == ("organisations.toml", "organisation blues")
    assert fault.found == "'QA’ID  front' of reds and of blues"


def test_organisation_twice_and_relation_to_nobody(case: Path) -> None:
    relation = '[[relation]]\nsubject = "reds"\ntype = "wing_of"\nobject = "greens"\nsource_url = "https://example.org/r"\n'
    double = '[[organisation]]\nid = "nobody"\nname = "Again"\nkind = "other"\naliases = []\n'
    write(case, "organisations.toml", (ORGANISATIONS + double + relation).encode())
    assert [fault.column for fault in cc.check(case)] == ["organisation", "relation"]


def test_invalid_utf8_has_its_row(case: Path) -> None:
    raw = (case / "events.csv").read_bytes().replace(b"an act", b"an \xff act", 1)
    write(case, "events.csv", raw)
    fault = only(case)
    assert (fault.file, fault.row, fault.expected) == ("events.csv", 2, "text in UTF-8")
    assert "0xff" in fault.found


def test_nul_byte_has_its_row(case: Path) -> None:
    change(case, "events.csv", "an act", "an\x00 act")
    fault = only(case)
    assert (fault.file, fault.row, fault.found) == ("events.csv", 2, "a NUL character")


@pytest.mark.parametrize(
    ("raw", "found"), [(b"", "an empty file"), (b"\n\n", "an empty file"), ((EVENT_COLUMNS + "\n").encode(), "a header only")]
)
def test_table_without_rows(case: Path, raw: bytes, found: str) -> None:
    write(case, "events.csv", raw)
    assert only(case).found == found


def test_empty_settings(case: Path) -> None:
    write(case, "case.toml", b"")
    assert told(case)[0] == ("case.toml", 0, "")


def test_missing_and_misspelt_column(case: Path) -> None:
    change(case, "events.csv", ",confidence,", ",confidance,")
    assert told(case) == [("events.csv", 1, "confidance"), ("events.csv", 1, "confidence")]
    assert {fault.advice for fault in cc.check(case)} == {"Did you mean 'confidence'?", "Did you mean 'confidance'?"}


def test_faults_of_cells_are_told_beside_a_missing_column(case: Path) -> None:
    change(case, "events.csv", ",confidence,", ",confidance,")
    append(case, "events.csv", event("X", "2020-02-30"))
    assert ("events.csv", 26, "date") in told(case)


def test_column_twice(case: Path) -> None:
    change(case, "events.csv", "summary,source_url", "summary,summary")
    assert ("events.csv", 1, "summary") in told(case)


def test_cell_of_a_megabyte(case: Path) -> None:
    append(case, "events.csv", event("X", "2020-02-20").replace("an act", "a" * 2**20))
    fault = only(case)
    assert (fault.file, fault.row, fault.found) == ("events.csv", 26, "1,048,576 characters")
    assert len(str(fault)) < 300


def test_unclosed_quote_has_the_row_where_it_opens(case: Path) -> None:
    append(case, "events.csv", event("X", "2020-02-20").replace("an act", '"an act'))
    append(case, "events.csv", event("Y", "2020-02-20"))
    fault = only(case)
    assert (fault.file, fault.row, fault.expected) == ("events.csv", 26, "comma-separated cells")
    assert fault.advice == "Look for a quotation mark that is not closed."


def test_missing_file(case: Path) -> None:
    (case / "events.csv").unlink()
    fault = only(case)
    assert (fault.file, fault.expected) == ("events.csv", "a readable file")


def test_folder_in_the_place_of_a_file(case: Path) -> None:
    (case / "events.csv").unlink()
    (case / "events.csv").mkdir()
    assert only(case).file == "events.csv"


def test_links_that_lead_out_or_in_circles(case: Path, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_bytes((case / "claims.csv").read_bytes())
    for name, goal in (("claims.csv", tmp_path / "claims.csv"), ("reach.csv", case / "reach.csv")):
        (case / name).unlink()
        (case / name).symlink_to(goal)
    assert [fault.found for fault in cc.check(case)] == ["'claims.csv'", "'reach.csv'"]


def test_numbers_of_rows_are_those_of_a_spreadsheet(case: Path) -> None:
    text = (case / "events.csv").read_text(encoding="utf-8").replace("an act", '"an act\non two lines"', 1).replace("\nR05", "\n\nR05")
    write(case, "events.csv", ("\ufeff" + text + event("X", "2020-02-30") + "\n").encode())
    assert told(case) == [("events.csv", 27, "date")]


# Ten faults of ten kinds, and where each is told.
_TEN: list[tuple[Callable[[Path], None], tuple[str, int, str]]] = [
    (lambda c: change(c, "case.toml", "seed = 7", "sed = 7"), ("case.toml", 0, "case.sed")),
    (
        lambda c: change(c, "case.toml", "start = 2020-02-01\nend = 2020-02-07", "start = 2020-02-07\nend = 2020-02-01"),
        ("case.toml", 0, "windows truce"),
    ),
    (lambda c: change(c, "organisations.toml", '"Blues", "name"', '"red front", "name"'), ("organisations.toml", 0, "organisation blues")),
    (lambda c: append(c, "events.csv", event("X1", "2020-02-30")), ("events.csv", 26, "date")),
    (lambda c: append(c, "events.csv", event("X2", "2020-02-20", actor="Greens")), ("events.csv", 27, "actor")),
    (lambda c: append(c, "events.csv", event("X3", "2021-02-20")), ("events.csv", 28, "date")),
    (lambda c: append(c, "events.csv", event("X4", "2020-02-20", front="West")), ("events.csv", 29, "front")),
    (lambda c: append(c, "events.csv", event("R02", "2020-02-20")), ("events.csv", 30, "event_id")),
    (
        lambda c: append(c, "cumulative.csv", "official,2020-02-29,52,1,2,exact,spokesperson,https://example.org/t"),
        ("cumulative.csv", 8, "iraq, syria"),
    ),
    (lambda c: change(c, "reach.csv", "reached", "reach"), ("reach.csv", 1, "reached")),
    (lambda c: write(c, "claims.csv", b"\xff"), ("claims.csv", 1, "")),
    (lambda c: write(c, "coverage.csv", COVERAGE.partition("\n")[0].encode()), ("coverage.csv", 0, "")),
]


def test_ten_faults_are_told_in_one_run(case: Path) -> None:
    for spoil, _ in _TEN:
        spoil(case)
    assert {place for _, place in _TEN} <= set(told(case))


def test_broken_organisations_do_not_hide_faults_of_other_files(case: Path) -> None:
    write(case, "organisations.toml", b"=")
    append(case, "events.csv", event("X", "2021-02-20", front="West"))
    assert set(told(case)) == {("organisations.toml", 1, ""), ("events.csv", 26, "date"), ("events.csv", 26, "front")}


def test_broken_settings_do_not_hide_faults_of_tables(case: Path) -> None:
    write(case, "case.toml", b"=")
    append(case, "events.csv", event("X", "2020-02-30"))
    assert set(told(case)) == {("case.toml", 1, ""), ("events.csv", 26, "date")}


def test_assess_tells_the_faults_that_check_tells(case: Path) -> None:
    append(case, "events.csv", event("X", "2020-02-30"))
    with pytest.raises(cc.CaseError) as error:
        cc.assess(case)
    assert error.value.faults == cc.check(case)


@pytest.mark.parametrize("name", ["nowhere", "n" * 300, "a\0b"])
def test_no_such_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(cc.CaseError, match="a case folder"):
        cc.check(tmp_path / name)


def test_folder_without_settings(tmp_path: Path) -> None:
    with pytest.raises(cc.CaseError, match=r"case\.toml: expected the settings of a case; found no such file"):
        cc.check(tmp_path)


def test_file_in_the_place_of_the_folder(case: Path) -> None:
    with pytest.raises(cc.CaseError, match="no such folder"):
        cc.check(case / "case.toml")


_JUNK = (
    *(b"", b"\0", b'"', b"\n", b",", b"\r", b"\xff", b"9" * 400, b"9" * 5000, b"-1", b"1e999", b"nan", b"2020-02-30", b"9999-12-31"),
    *(b"0001-01-01", b"[", b"[" * 3000, b"{a=" * 2000, b"=", b"'''", b'"\\u0000"', b" + ", b"; ", b"range 30-28 Jan", b"range Feb 0000"),
    *(b"2020-01-05/2020-01-01", b"all", b"+", b"1_0", b"exact", b"approx", b"no_new_attack", b"inconsistent", b"\xef\xbb\xbf", b"true"),
    *(b"07:32:00", b"1979-05-27T07:32:00Z", b"[]", b"..", b"/", "’１".encode()),
)


def spoiled(raw: bytes, rng: random.Random) -> bytes:
    """Return the bytes of a file with something else in one place, or noise."""
    kind = rng.randrange(4)
    if kind == 0:
        return rng.randbytes(rng.randrange(200))
    if kind == 1:
        noise = bytearray(raw)
        for _ in range(rng.randrange(1, 6)):
            noise[rng.randrange(len(noise))] = rng.randrange(256)
        return bytes(noise)
    lines = raw.split(b"\n")
    if kind == 2:
        i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[i], lines[j] = lines[j], lines[i]
        del lines[rng.randrange(len(lines))]
        return b"\n".join(lines)
    i = rng.randrange(len(lines))
    cells = lines[i].replace(b" = ", b",").split(b",")
    cells[rng.randrange(len(cells))] = rng.choice(_JUNK)
    lines[i] = (b" = " if b" = " in lines[i] else b",").join(cells)
    return b"\n".join(lines)


@pytest.mark.parametrize("name", ["case.toml", "organisations.toml", "events.csv", "coverage.csv", "cumulative.csv", "claims.csv", "reach.csv"])
def test_no_noise_ends_in_another_error(case: Path, name: str) -> None:
    raw = (case / name).read_bytes()
    rng = random.Random(name)
    found = 0
    for _ in range(100):
        noise = spoiled(raw, rng)
        write(case, name, noise)
        try:
            found += bool(cc.check(case))
        except ConcertedError:
            found += 1
        except Exception as error:
            raise AssertionError(f"{name} with {noise[:2000]!r}") from error
    assert found > 50


def test_rights_that_are_missing(case: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (case / "events.csv").chmod(0)
    assert only(case).found == "Permission denied"


def test_a_word_of_the_settings_that_no_table_holds(case: Path) -> None:
    settings = case / "case.toml"
    text = settings.read_text(encoding="utf-8")
    assert "targets" in text
    settings.write_text(re.sub(r'targets = \["[^"]+"\]', 'targets = ["us_forcez"]', text, count=1), encoding="utf-8")
    assert any(fault.found == "'us_forcez'" for fault in cc.check(case))


def test_an_existence_claim_needs_one_known_front(tmp_path: Path, repository: Path) -> None:
    case = shutil.copytree(repository / "cases" / "united-front-2023", tmp_path / "case", ignore=shutil.ignore_patterns("out"))
    claims = case / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8").replace(",Golan,existence", ",Golann,existence"), encoding="utf-8")
    assert [fault.found for fault in cc.check(case)] == ["'Golann'"]


def test_parts_that_outgrow_their_total_are_told_by_check(tmp_path: Path, repository: Path) -> None:
    case = shutil.copytree(repository / "cases" / "united-front-2023", tmp_path / "case", ignore=shutil.ignore_patterns("out"))
    totals = case / "cumulative.csv"
    text = totals.read_text(encoding="utf-8")
    assert "2023-11-29,2023-11-29,74,36,38,exact" in text
    totals.write_text(text.replace("2023-11-29,2023-11-29,74,36,38,exact", "2023-11-29,2023-11-29,74,40,34,exact"), encoding="utf-8")
    assert any(fault.column == "us_official_iraq_syria" for fault in cc.check(case))
