"""concerted actors as a script meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from concerted.decisions import Log
from concerted.events.importing import import_into
from concerted.read.into_case import read_into
from running import Run
from small_case import append, event, write_small_case


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


def names(run: Run, case: Path, *words: str) -> dict[str, dict[str, Any]]:
    status, out, err = run("actors", case, *words, "--json")
    assert (status, err) == (0, "")
    return {one["name"]: one for one in json.loads(out)["names"]}


def test_a_name_and_why(run: Run, case: Path) -> None:
    status, out, err = run("actors", case, "red front", "Greens")
    assert (status, err) == (0, "")
    assert "red front: reds (Reds)\n  'red front' is a listed alias of reds" in out
    assert "Greens: nobody\n  'Greens' is no listed alias" in out
    assert names(run, case, "Reds")["Reds"]["organisation"] == "reds"


def test_a_name_on_a_day_and_in_a_dataset(run: Run, case: Path) -> None:
    path = case / "organisations.toml"
    alias = '{ text = "Old Reds", kind = "dataset", dataset = "ucdp", until = 2019-12-31 }'
    dated = f'[["Reds", "name"], ["Red Front", "translation"]]\ndated_aliases = [{alias}]'
    path.write_text(path.read_text(encoding="utf-8").replace('[["Reds", "name"], ["Red Front", "translation"]]', dated), encoding="utf-8")
    assert names(run, case, "Old Reds", "--on", "2019-01-01")["Old Reds"]["organisation"] == "reds"
    assert names(run, case, "Old Reds", "--on", "2020-01-01")["Old Reds"]["organisation"] is None
    assert names(run, case, "Old Reds", "--dataset", "acled")["Old Reds"]["organisation"] is None
    assert run("actors", case, "Reds", "--on", "soon")[0] == 2


def test_names_that_stand_for_nobody_wherever_they_stand(run: Run, case: Path, tmp_path: Path) -> None:
    append(case, "events.csv", event("X1", "2020-01-08", "Scarlet Movement"))
    append(case, "events.csv", event("X2", "2020-01-09", "Reds + Scarlet Movement"))
    (tmp_path / "table.csv").write_text(
        "actor,date,country\nReds,2020-01-03,North\nViolet Union,2020-01-04,North\nViolet Union,2020-01-05,North\n", encoding="utf-8"
    )
    import_into(case, tmp_path / "table.csv")
    (tmp_path / "report.txt").write_text("“The Green Dawn Brigades joined the Red Front,” a mayor said.", encoding="utf-8")
    read_into(case, [tmp_path / "report.txt"], reader="marks")
    found = names(run, case)
    assert sorted(found) == ["Green Dawn Brigades", "Scarlet Movement", "Violet Union"]
    assert found["Scarlet Movement"]["where"] == ["events.csv, row 26", "events.csv, row 27"]
    assert found["Violet Union"]["where"] == ["imported/table, 2 rows"]
    assert found["Green Dawn Brigades"]["where"][0].startswith("documents/report.txt, statement:")
    _, out, _ = run("actors", case)
    assert out.startswith("Names that stand for no organisation of the case: 3\n")


def test_nothing_is_unknown(run: Run, case: Path) -> None:
    assert run("actors", case)[1] == "Names that stand for no organisation of the case: 0\n"


def test_likeness_never_counts_rows_and_says_so(run: Run, case: Path) -> None:
    path = case / "organisations.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('["Reds", "name"]', '["Reds", "name"], ["Liwa al-Mahdood", "name"]'), encoding="utf-8"
    )
    _, out, _ = run("actors", case, "Liwa al Mahdud")
    assert "reds (Reds), by likeness alone: rows of that name count for nobody" in out


def test_the_whole_way_of_a_decision(run: Run, case: Path) -> None:
    append(case, "events.csv", event("X1", "2020-01-08", "Scarlet Movement"))
    before = (case / "organisations.toml").read_bytes()
    assert run("check", case)[0] == 1
    status, out, _ = run("actors", case, "Scarlet Movement", "--same", "reds", "--by", "A. Reader", "--reason", "page 3")
    assert (status, out.startswith("Recorded: Scarlet Movement is reds, by A. Reader, ")) == (0, True)
    assert "page 3" in out
    assert run("check", case)[0] == 0
    status, _, err = run("actors", case, "scarlet movement", "--same", "blues", "--by", "B", "--reason", "r")
    assert (status, "was decided to be reds by A. Reader" in err) == (1, True)
    run("actors", case, "scarlet movement", "--unsure", "reds", "--by", "B", "--reason", "two pages differ")
    assert run("check", case)[0] == 1
    status, out, _ = run("actors", case, "Scarlet Movement", "--not-the-same", "reds", "--by", "B", "--reason", "they fought", "--json")
    assert json.loads(out)["decision"]["verdict"] == "not the same"
    assert "they fought" in json.loads(out)["now"]["why"]
    assert [entry.verdict for entry in Log(case).read().entries] == ["same", "unsure", "not the same"]
    assert (case / "organisations.toml").read_bytes() == before


def test_an_organisation_that_is_not_there(run: Run, case: Path) -> None:
    status, _, err = run("actors", case, "X", "--same", "greens", "--by", "A", "--reason", "r")
    assert (status, "Known are: reds, blues, nobody" in err) == (1, True)
    assert not (case / "decisions.jsonl").exists()


def test_a_decision_on_an_organisation_that_went_away_can_be_taken_back(run: Run, case: Path) -> None:
    from concerted.decisions import about_name

    Log(case).append(about=about_name("X", "greens"), verdict="same", by="A", reason="r")
    assert run("actors", case, "X")[0] == 1
    assert run("actors", case, "X", "--unsure", "greens", "--by", "A", "--reason", "the file changed")[0] == 0
    assert run("actors", case, "X")[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("X", "--same", "reds"),
        ("--same", "reds", "--by", "A", "--reason", "r"),
        ("X", "Y", "--same", "reds", "--by", "A", "--reason", "r"),
        ("X", "--same", "reds", "--not-the-same", "reds", "--by", "A", "--reason", "r"),
        ("X", "--to", "f"),
        ("--to", "f", "--from", "g"),
    ],
)
def test_wrong_usage_ends_with_2(run: Run, case: Path, words: tuple[str, ...]) -> None:
    assert run("actors", case, *words)[0] == 2
    assert not (case / "decisions.jsonl").exists()


def test_out_to_followthemoney_and_in(run: Run, case: Path, tmp_path: Path) -> None:
    before = (case / "organisations.toml").read_bytes()
    file = tmp_path / "register.ftm.json"
    status, out, _ = run("actors", case, "--to", file)
    assert (status, "3 entities" in out, (tmp_path / "register.ftm.json.sidecar.json").is_file()) == (0, True, True)
    status, out, _ = run("actors", case, "--from", file)
    assert (status, "3 organisations, 0 of which the case does not have" in out, "Not taken, or not as it was: nothing." in out) == (
        0,
        True,
        True,
    )
    assert (case / "organisations.toml").read_bytes() == before
    from concerted.actors import Register

    assert Register.load(case / "organisations-from-ftm.toml").content == Register.load(case / "organisations.toml").content


def test_a_file_that_is_no_followthemoney(run: Run, case: Path, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b"\xff\xfe")
    assert run("actors", case, "--from", tmp_path / "x.json")[0] == 1
    assert run("actors", case, "--from", tmp_path / "none.json")[0] == 1
    assert not (case / "organisations-from-ftm.toml").exists()


def test_nothing_of_a_table_can_steer_a_terminal(run: Run, case: Path) -> None:
    append(case, "events.csv", event("X1", "2020-01-08", "Evil\x1b[31m\u202e Movement"))
    _, out, _ = run("actors", case)
    assert not [sign for sign in out if sign != "\n" and not sign.isprintable()]
    assert "Evil\\x1b[31m\\u202e Movement" in out
