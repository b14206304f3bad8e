"""concerted import as a person and as a script meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from concerted.case.settings import ImportSettings
from concerted.cli.import_events import FORMATS
from concerted.events import loading
from running import Run
from small_case import append, write_small_case

ROOT = Path(__file__).parents[3]
TABLE = """\
id,date,group,country,deaths
1,2020-01-02,Reds,North,1
2,13/01/2020,Greens,Westland,2
3,02/03/2020,Greens,North,0
4,2020-02-30,Reds,North,1
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "attacks.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_what_a_person_reads(run: Run, case: Path, table: Path) -> None:
    status, out, err = run("import", case, table)
    assert (status, err) == (0, "")
    assert out == (
        "attacks.csv: a table of events (by mapping)\n"
        "\n"
        "What was guessed of the file:\n"
        "  - taken as a table of events by its first row\n"
        "  - column 'id' of the file is taken as event_id\n"
        "  - column 'group' of the file is taken as actor\n"
        "  - column 'date' of the file is taken as date\n"
        "  - column 'country' of the file is taken as country\n"
        "  - column 'deaths' of the file is taken as killed_best\n"
        "  - 'date' is read with the day before month: 1 rows can be nothing else, 1 could be either\n"
        "\n"
        "Licence: as its owner says (its rows are kept out of every export)\n"
        "Cite: cite the table's owner\n"
        "\n"
        "Rows: 4 read = 3 kept + 0 merged + 1 set aside\n"
        "  Set aside:\n"
        "            1  date is no day that can be read (row 5)\n"
        "  25% of the rows are set aside. See that the reasons are what you expect of such a file.\n"
        "\n"
        "Actors that the organisations file does not list: 1\n"
        "            2 rows  Greens\n"
        "  Their rows count for no group. To an organisation that you ask about, add the name as the table writes it to its aliases:\n"
        '    aliases = [..., ["Greens", "dataset"]]\n'
        "\n"
        "Rows on no front of the case: 1\n"
        "            1 row   Westland\n"
        "  Where one of them belongs to a front, say so under [imports.attacks] in case.toml:\n"
        '    fronts = { "Westland" = "a front of the case" }\n'
        "\n"
        "Put this into case.toml, at its end. Then nothing of this table is guessed, and the next import is the same:\n"
        "\n"
        "[imports.attacks]\n"
        'format = "table"\n'
        "day_first = true\n"
        'mapping = { event_id = "id", actor = "group", date = "date", country = "country", killed_best = "deaths" }\n'
        "\n"
        f"Written to {case / 'imported' / 'attacks'}: events.parquet (the rows), ledger.csv (what became of each), import.toml (where from).\n"
        f"Next: concerted check {case}\n"
    )


def test_the_second_time(run: Run, case: Path, table: Path) -> None:
    append(case, "case.toml", json.loads(run("import", case, table, "--json")[1])["case_toml"])
    out = run("import", case, table)[1]
    assert "Replaces the earlier import: the same file; no row differs.\n" in out
    assert "guessed" not in out
    table.write_text(TABLE + "5,2020-01-09,Reds,North,1\n", encoding="utf-8")
    assert "Replaces the earlier import: 1 rows added, 0 changed, 0 deleted.\n" in run("import", case, table)[1]
    other = table.rename(table.with_name("newer.csv"))
    assert "Replaces the earlier import of attacks.csv: the same file; no row differs.\n" in run("import", case, other, "--name", "attacks")[1]


def test_json_says_everything(run: Run, case: Path, table: Path) -> None:
    status, out, err = run("import", case, table, "--json")
    assert (status, err) == (0, "")
    said = json.loads(out)
    assert (said["ok"], said["name"], said["folder"], said["format"]) == (True, "attacks", str(case / "imported" / "attacks"), "table")
    assert said["ledger"] == {"read": 4, "kept": 3, "merged": 0, "set_aside": 1}
    assert said["reasons"] == [{"fate": "set aside", "reason": "date is no day that can be read", "rows": 1, "first_rows": [5]}]
    assert said["unknown_actors"] == [{"name": "Greens", "rows": 2}]
    assert said["without_front"] == [{"front": "", "country": "Westland", "admin1": "", "rows": 1}]
    assert (said["day_first"], said["mapping"]["actor"], said["change"], said["redistributable"]) == (True, "group", None, False)
    assert tomllib.loads(said["case_toml"])["imports"]["attacks"]["mapping"] == said["mapping"]
    assert len(said["sha256"]) == 64


def test_faults_as_json(run: Run, case: Path, tmp_path: Path) -> None:
    status, out, err = run("import", case, tmp_path / "nothing.csv", "--json")
    assert (status, err) == (1, "")
    assert "nothing.csv" in json.loads(out)["error"]
    status, out, _ = run("import", tmp_path, tmp_path / "nothing.csv", "--json")
    assert (status, json.loads(out)["faults"][0]["file"]) == (1, str(tmp_path / "case.toml"))


def test_an_ambiguous_order_is_asked_for(run: Run, case: Path, table: Path) -> None:
    table.write_text("date,group\n03/04/2020,Reds\n", encoding="utf-8")
    status, out, err = run("import", case, table)
    assert (status, out) == (1, "")
    assert "--day-first, --month-first" in err
    assert not (case / "imported").exists()
    for option, day in (("--day-first", True), ("--month-first", False)):
        assert json.loads(run("import", case, table, option, "--json")[1])["day_first"] is day


def test_wrong_usage(run: Run, case: Path, table: Path) -> None:
    assert run("import", case)[0] == 2
    assert run("import", case, table, "--format", "xml")[0] == 2
    assert run("import", case, table, "--name", "../x")[0] == 1


def test_a_list_is_cut_and_says_so(run: Run, case: Path, table: Path) -> None:
    table.write_text("date,group\n" + "".join(f"2020-01-01,G{i:02d}\n" for i in range(13)), encoding="utf-8")
    out = run("import", case, table)[1]
    assert ("G09" in out, "G10" in out) == (True, False)
    assert "and 3 more actors\n" in out
    assert "The table states no places, so none of its rows can be put on a front.\n" in out


def test_names_cannot_steer_the_terminal(run: Run, case: Path, table: Path) -> None:
    table.write_text("date,group\n2020-01-01,\x1b[2J\u202eevil\n", encoding="utf-8")
    out = run("import", case, table)[1]
    assert r"\x1b[2J\u202eevil" in out
    assert "\x1b" not in out


def test_no_row_that_can_be_used_is_told_loudly(run: Run, case: Path, table: Path) -> None:
    table.write_text("date,group\n2999-01-01,Reds\n", encoding="utf-8")
    status, out, _ = run("import", case, table)
    assert status == 0
    assert "NO ROW IS KEPT" in out
    assert "Every" not in out


def test_nothing_on_standard_error_when_piped(case: Path, table: Path) -> None:
    code = "from concerted.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "import", str(case), str(table)], capture_output=True, check=False, env={**os.environ})
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


def test_progress_on_a_terminal(case: Path, table: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("no pseudo-terminals here")
    import pty

    main, other = pty.openpty()
    code = "from concerted.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "import", str(case), str(table), "--json"], stdout=subprocess.PIPE, stderr=other, check=True
    )
    os.close(other)
    seen = os.read(main, 10_000)
    os.close(main)
    assert b"Reading attacks.csv" in seen
    assert json.loads(done.stdout)["ok"] is True


def test_formats_of_the_command_are_those_of_the_library() -> None:
    assert ("auto", *(one.name for one in loading.FORMATS)) == FORMATS


def test_help_loads_nothing_heavy() -> None:
    code = "import sys\nfrom concerted.cli import main\ntry:\n    main()\nfinally:\n    print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code, "import", "--help"], capture_output=True, text=True, check=True)
    assert not {"duckdb", "numpy", "rich", "pydantic"} & set(done.stdout.splitlines()[-1].replace("'", "").strip("[]").split(", "))


def test_every_key_of_an_import_is_explained() -> None:
    text = (ROOT / "docs" / "reference" / "case.md").read_text(encoding="utf-8")
    section = text.partition("\n### imports\n")[2].partition("\n#")[0]
    assert [key for key in ImportSettings.model_fields if f"\n| `{key}` | |" not in section] == []
