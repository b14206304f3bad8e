"""A made-up case on a published event table, assessed end to end, where the table lies beside the repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from concerted.assessment import assess, check
from concerted.events.importing import import_into
from concerted.report import imported

FILE = Path(__file__).parents[3] / "shared" / "data" / "ged_syria_2016_2019.slim.csv"
UNITS = ("Aleppo", "Idlib", "Hamah", "Homs", "Rif Dimashq", "Daraa", "Deir ez Zor", "Ar Raqqah")
GROUPS = {"is": "IS", "hawar-kilis": "Hawar Kilis Operations Room", "ahrar": "Ahrar al-Sham", "sna": "SNA"}
OTHERS = {"hts": "HTS", "turkey": "Government of Turkey", "nfl": "National Front for Liberation"}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    if not FILE.is_file():
        pytest.skip(f"{FILE.name} does not lie beside the repository")
    folder = tmp_path / "case"
    folder.mkdir()
    fronts = "\n".join(f'"{unit} Governorate" = "{unit}"' for unit in UNITS)
    settings = f"""fronts = {json.dumps(UNITS)}
[case]
id = "trial"
title = "A trial"
question = "Did they act in concert?"
start = 2016-01-01
end = 2019-11-30
groups = {json.dumps(list(GROUPS))}
[files]
[[controls]]
group = "turkey"
note = "a state"
source_url = "https://example.org/control"
[imports.ged.fronts]
{fronts}
"""
    (folder / "case.toml").write_text(settings, encoding="utf-8")
    one = '[[organisation]]\nid = "{}"\nname = "{}"\nkind = "other"\naliases = [["{}", "dataset"]]\n'
    tie = '[[relation]]\nsubject = "nfl"\ntype = "member_of"\nobject = "sna"\nsource_url = "https://example.org/tie"\n'
    names = "".join(one.format(id_, name, name) for id_, name in (GROUPS | OTHERS).items())
    (folder / "organisations.toml").write_text(names + tie, encoding="utf-8")
    import_into(folder, FILE, name="ged")
    return folder


def test_a_case_on_a_published_table(case: Path, tmp_path: Path) -> None:
    assert check(case) == ()
    found = assess(case)
    # Counted in the file with the csv module: rows whose side_a is the name alone, on one of the fronts.
    assert {g: len(found.rows.of(g)) for g in GROUPS} == {"is": 2888, "hawar-kilis": 330, "ahrar": 98, "sna": 119}
    assert found.rows.controls == ("turkey",)
    (chosen,) = found.imports
    assert sum(n for _, n in imported.used(found, chosen)) == chosen.table.manifest.kept == 16566
    assert found.grade == "cannot say"
    assert not any(f.verdict == "beyond shared causes" for f in found.findings)
    assert any("no evidence of silence" in line for f in found.findings for line in f.cannot_show)
    umbrella = [f for f in found.findings if any(line.kind == "umbrella" for line in f.variants)]
    assert {group for f in umbrella for group in f.groups} == set(GROUPS.values())
    assert all("SNA" in f.groups for f in umbrella)
    out = found.write(tmp_path / "out")
    assert (out / "report.html").stat().st_size < 1_000_000
    assert (out / "figures" / "imported.svg").is_file()
