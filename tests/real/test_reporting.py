"""A case of one real article: what it claims of whom, and no name of who speaks in a redacted report."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import concerted as cc
from concerted.assessment import Assessment
from concerted.read.documents.case import Given
from concerted.read.into_case import read_into
from concerted.report.redaction import without_speakers
from concerted.weigh.reporting import Reported

ARTICLE = Path(__file__).parents[3] / "shared" / "documents" / "the-national-2024-01-03.txt"
SETTINGS = """
fronts = ["Iraq", "Syria"]
[case]
id = "article"
title = "One article"
question = "Did the groups act in concert?"
start = 2023-10-07
end = 2024-02-04
groups = ["islamic-resistance-in-iraq", "houthis", "hezbollah", "hamas", "palestinian-islamic-jihad"]
opponents = ["israel", "united-states"]
[files]
organisations = "organisations.toml"
"""

pytestmark = pytest.mark.skipif(not ARTICLE.is_file(), reason="the article does not lie beside the repository")


@pytest.fixture(scope="module")
def assessment(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    folder = tmp_path_factory.mktemp("article")
    (folder / "case.toml").write_text(SETTINGS, encoding="utf-8")
    shutil.copy(repository / "cases" / "united-front-2023" / "organisations.toml", folder)
    read_into(folder, [ARTICLE], reader="both", given=Given(published="2024-01-03"))
    return cc.assess(folder)


def named(claim: Reported) -> set[str]:
    return {*claim.subjects, *claim.objects}


def test_nobody_acts_in_concert_with_an_opponent(assessment: Assessment) -> None:
    together = [one for one in assessment.reporting.reported if one.kind in ("coordinates_with", "ally_of", "directs")]
    assert len(together) >= 12
    assert [(one.kind, named(one)) for one in together if named(one) & {"israel", "united-states"}] == []


def test_the_claims_of_the_article_are_there(assessment: Assessment) -> None:
    claims = {(one.kind, one.subjects, one.objects) for one in assessment.reporting.reported}
    assert {
        ("coordinates_with", ("hamas", "hezbollah", "palestinian-islamic-jihad"), ()),
        ("coordinates_with", ("houthis", "iran"), ()),
        ("coordinates_with", ("iran", "islamic-resistance-in-iraq"), ()),
        ("directs", ("iran",), ("hezbollah", "houthis", "kataib-hezbollah")),
        ("directs", ("iran",), ("houthis",)),
        ("honours_ceasefire", ("islamic-resistance-in-iraq",), ()),
        ("acts_alone", ("hezbollah", "houthis", "kataib-hezbollah"), ()),
    } <= claims


def test_whoever_narrows_a_claim_stands_beside_it(assessment: Assessment) -> None:
    denials = {b.statement.id for a, b in assessment.reporting.contradictions if b.statement.relations and a.statement.id != b.statement.id}
    against = [one for claim in assessment.reporting.reported for one in claim.said_against]
    assert len(against) == 1
    assert against[0].statement.id in denials
    assert len(assessment.reporting.contradictions) >= 6


def test_no_name_of_who_speaks_stands_in_a_redacted_report(assessment: Assessment, tmp_path: Path) -> None:
    _, names = without_speakers(assessment)
    parts = {word.casefold() for word in names.words if len(word) > 4}
    assert len(parts) >= 4
    out = assessment.write(tmp_path / "out", redact_speakers=True)
    for path in out.rglob("*"):
        text = path.read_text(encoding="utf-8").casefold() if path.is_file() else ""
        assert [part for part in parts if re.search(rf"\b{re.escape(part)}", text)] == [], path.name
