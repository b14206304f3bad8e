"""`concerted import` on published files, where they lie beside the repository, into a new case."""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from pathlib import Path

import polars as pl
import pytest

from concerted import cli
from concerted.case import new_case
from concerted.errors import DataError
from concerted.events.imported import read_imports
from concerted.events.importing import import_into

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    new_case(tmp_path / "case")
    return tmp_path / "case"


def file(name: str) -> Path:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"{name} does not lie beside the repository")
    return path


def tree(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


FILES = {
    "ucdp_ged_nigeria_hdx.csv": ("ucdp-ged", 4604, 4603),
    "ucdp_ged_iraq_hdx.csv": ("ucdp-ged", 7474, 7473),
    "ged_syria_2016_2019.slim.csv": ("ucdp-ged", 16566, 16566),
    "ged_mexico_1989_2023.slim.csv": ("ucdp-ged", 18957, 18957),
    "ged_global_sample_1000.slim.csv": ("ucdp-ged", 965, 965),
    "asam_1978_2022-06.csv": ("asam", 8568, 8566),
    "gdelt2_20191024143000.export.CSV": ("gdelt2", 2077, 1882),
    # All 95 rows of what is left of this file carry dates of time words ("a year ago").
    "gdelt1_20141124.export.CSV.zip": ("gdelt1", 95, 0),
}


@pytest.mark.parametrize("name", FILES)
def test_a_published_file(case: Path, name: str) -> None:
    format_name, read, kept = FILES[name]
    done = import_into(case, file(name))
    assert (done.format.name, done.ledger.read, done.ledger.kept, done.ledger.set_aside) == (format_name, read, kept, read - kept)
    assert pl.read_parquet(done.folder / "events.parquet").height == kept
    found = read_imports(case, {})
    assert (found.faults, [table.name for table in found.tables]) == ((), [done.name])
    said = tomllib.loads((done.folder / "import.toml").read_text(encoding="utf-8"))
    assert said["sha256"] == hashlib.sha256(file(name).read_bytes()).hexdigest()
    before = tree(case)
    import_into(case, file(name))
    assert tree(case) == before


def test_what_a_researcher_reads(case: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["concerted", "import", str(case), str(file("ucdp_ged_iraq_hdx.csv"))])
    cli.main()
    out = capsys.readouterr().out
    assert "Licence: CC BY 4.0\nCite: Sundberg & Melander (2013)" in out
    assert "Rows: 7,474 read = 7,473 kept + 0 merged + 1 set aside\n" in out
    assert "a row of tags, no event (row 2)" in out
    assert "Actors that the organisations file does not list: 17\n        5,565 rows  Government of Iraq\n" in out
    assert "7,473 rows  Iraq\n" in out
    assert '    fronts = { "Iraq" = "a front of the case" }' in out


def test_a_country_is_put_on_a_front(case: Path) -> None:
    settings = case / "case.toml"
    front = tomllib.loads(settings.read_text(encoding="utf-8"))["fronts"][0]
    with settings.open("a", encoding="utf-8") as out:
        out.write(f'\n[imports.ucdp-ged-iraq-hdx]\nfronts = {{ "Iraq" = {json.dumps(front)} }}\n')
    assert import_into(case, file("ucdp_ged_iraq_hdx.csv")).without_front == ()


@pytest.mark.parametrize("i", [1, 2, 3])
def test_a_table_by_a_mapping(case: Path, i: int) -> None:
    # Reports of crashes: no one acts in them, so nothing is proposed, and a mapping says what stands for the actor.
    name = f"ref_meltt_crash_data{i}.csv"
    with pytest.raises(DataError, match="Nothing says which column holds who acted"):
        import_into(case, file(name))
    with (case / "case.toml").open("a", encoding="utf-8") as out:
        out.write(
            f'\n[imports.ref-meltt-crash-data{i}]\nmapping = {{ date = "date", last = "enddate", actor = "model_tax", event_id = "event" }}\n'
        )
    done = import_into(case, file(name))
    assert (done.ledger.read, done.ledger.kept) == ({1: 71, 2: 64, 3: 60}[i],) * 2


@pytest.mark.parametrize(
    "name",
    [
        "sigacts_iraq_daily_by_type_2004_2007.csv",
        "israel_palestine_weekly_keds.csv",
        "israel_alerts_daily_by_front_to_2023-12.csv",
        "us_forces_attacks_pentagon_cumulative.csv",
    ],
)
def test_counts_and_totals_are_no_events(case: Path, name: str) -> None:
    before = tree(case)
    with pytest.raises(DataError, match=r"Nothing says which column holds .*who acted"):
        import_into(case, file(name))
    assert tree(case) == before


def test_mentions_are_no_events(case: Path) -> None:
    with pytest.raises(DataError, match="Mentions are not events"):
        import_into(case, file("gdelt2_mentions_sample.csv"))
