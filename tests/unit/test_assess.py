"""What the assessment of the bundled case must know, from its tables and by rule."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

import concerted as cc
from concerted.assessment import Assessment
from concerted.finding import Finding, Variant


def official(assessment: Assessment) -> Finding:
    return next(f for f in assessment.findings if f.about.startswith("attacks on US forces, Iraq and Syria, official totals"))


def line(finding: Finding, kind: str, name: str) -> Variant:
    return next(v for v in finding.variants if v.kind == kind and v.name.endswith(name))


def drop(path: Path, unwanted: Callable[[dict[str, str]], bool]) -> int:
    """Delete rows of a CSV file and return how many."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        header = list(reader.fieldnames or [])
        rows = list(reader)
    kept = [row for row in rows if not unwanted(row)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    return len(rows) - len(kept)


def test_truce_from_official_totals_against_four_baselines(bundled: Assessment) -> None:
    # Worked out by hand from the statements: 73 on 23 November, 74 on the 29th and 30th, 78 on 6 December, about 170 on 4 February.
    finding = official(bundled)
    assert (finding.count, finding.verdict) == (1, "shared causes suffice")
    assert finding.expected_count == pytest.approx(73 * 7 / 38)
    assert finding.p == pytest.approx(8.2e-5, rel=0.01)
    assert finding.effect == pytest.approx(0.0744, abs=5e-5)
    assert (finding.low, finding.high) == (pytest.approx(0.0019, abs=5e-5), pytest.approx(0.4275, abs=5e-5))
    expected = {"before": (0.074, 8.2e-5), "after": (0.098, 0.0014), "both": (0.088, 3.8e-4), "just after": (0.214, 0.188)}
    for name, (ratio, p) in expected.items():
        row = line(finding, "baseline", name)
        assert row.effect == pytest.approx(ratio, abs=6e-4)
        assert row.p == pytest.approx(p, rel=0.04)
        assert row.p_dispersed is not None
        assert row.p_dispersed >= (row.p or 0)
    assert "approximate" in line(finding, "baseline", "after").note
    assert line(finding, "part", "Iraq, before").p == pytest.approx(0.0044, abs=1e-4)
    assert line(finding, "part", "Syria, before").p == pytest.approx(0.0233, abs=1e-4)


def test_parts_add_up_to_the_total_where_a_statement_gave_no_split(bundled: Assessment) -> None:
    finding = official(bundled)
    assert (line(finding, "part", "Iraq, before").count, line(finding, "part", "Syria, before").count) == (0, 1)


def test_the_unclaimed_rocket_is_an_attack_in_doubt(bundled: Assessment) -> None:
    finding = official(bundled)
    without = line(finding, "doubt", "before, without the doubtful")
    assert without.count == 0
    assert any("E0096" in text for text in finding.cannot_show)
    assert any("anyone" in text for text in finding.cannot_show)


def test_a_calm_week_without_a_truce_is_shown_as_a_bound(bundled: Assessment) -> None:
    row = line(official(bundled), "bound", "13-21 December 2023")
    assert row.note.startswith("between 0 and 6 in 8 days")
    assert row.count is None
    assert row.p is None


def test_every_status_of_the_rows_is_shown(bundled: Assessment) -> None:
    for finding in bundled.findings:
        if "event rows" in finding.about and len(finding.groups) == 2:
            assert [v.name for v in finding.variants if v.kind == "status"] == ["claimed only", "attributed", "confirmed"]
    rows = bundled.rows.of("islamic-resistance-in-iraq")
    assert (len(rows), sum(row.status == ("claimed",) for row in rows)) == (92, 60)


def test_a_sample_never_decides_who_acts_together(bundled: Assessment) -> None:
    together = [f for f in bundled.findings if f.question == "together"]
    assert len(together) == 7
    for finding in together:
        assert finding.verdict == "cannot say"
        assert finding.settle
    on_rows = [f for f in together if f.about.startswith("event rows")]
    assert all(f.covered_share is not None and f.visible_share is not None and f.p is not None and f.q is not None for f in on_rows)
    assert all(f"{f.covered_share:.0%}".replace("%", " %") in f.sentence for f in on_rows)
    assert all(len(f.controls) == 6 for f in on_rows)


def test_a_thin_group_is_called_thin_in_the_words_of_its_coverage(bundled: Assessment) -> None:
    finding = next(f for f in bundled.findings if f.question == "together" and "Hezbollah" in f.groups)
    assert any("32 rows" in text and "too thin" in text for text in finding.cannot_show)


def test_geography_leaves_too_little_to_divide(bundled: Assessment) -> None:
    finding = next(f for f in bundled.findings if f.question == "divide")
    assert finding.verdict == "cannot say"
    assert "geography" in finding.reason
    assert "72 %" in finding.sentence


def test_the_grade_follows_from_the_findings_and_never_from_timing_alone(bundled: Assessment) -> None:
    assert bundled.grade == "cannot say"
    assert bundled.grade in cc.GRADES
    assert not any(f.registered for f in bundled.findings)
    assert all(f.exploratory for f in bundled.findings)
    assert all(f.false_alarm_rate is None and f.could_have_seen is None for f in bundled.findings)


def test_marks_count_independent_origins_for_and_against(bundled: Assessment) -> None:
    assert [mark.date.day for mark in bundled.marks.announcements] == [10, 13, 19, 25]
    assert bundled.marks.joint_in_period == ()
    assert bundled.marks.joint_after[0].date.isoformat() == "2024-06-06"
    assert [mark.by_whom for mark in bundled.marks.denials_on_the_day] == ["Hezbollah secretary-general"]


def test_each_claim_has_a_verdict_by_rule(bundled: Assessment) -> None:
    verdicts = {judged.claim.claim_id: judged.verdict for judged in bundled.claims}
    assert verdicts["C06"] == "supported"
    assert {verdicts[c] for c in ("C01", "C02", "C03", "C04", "C05", "C07", "C08", "C09", "C10")} == {"cannot say"}
    assert all(judged.settle for judged in bundled.claims if judged.verdict == "cannot say")


def test_what_fits_every_rival_counts_for_none(bundled: Assessment) -> None:
    from concerted.weigh.hypotheses import separates

    rivals = bundled.hypotheses[0]
    seen = {p.id: p for p in rivals.predictions}
    assert seen["falls_within"].seen is True
    # Four attacks in the six days after the truce are neither a rise over one in seven nor none: that decides nothing.
    assert seen["rises_after"].seen is None
    # Seven attacks in the two days after the strikes leave out a halving, which speaks against fear of strikes alone.
    assert seen["falls_before"].seen is False
    assert not separates(seen["falls_within"], rivals.hypotheses)
    assert separates(seen["falls_before"], rivals.hypotheses)


def test_deleting_the_census_line_of_the_official_count_changes_the_answer(bundled: Assessment, bundled_copy: Path) -> None:
    gone = drop(bundled_copy / "coverage.csv", lambda row: row["group"].startswith("all groups") and row["period_start"] == "2023-10-17")
    assert gone == 1
    changed = cc.assess(bundled_copy)
    assert official(bundled).verdict == "shared causes suffice"
    assert official(changed).verdict == "cannot say"
    assert "census" in (official(changed).settle or "")
    claim = next(judged for judged in changed.claims if judged.claim.claim_id == "C06")
    assert claim.verdict == "cannot say"


def test_a_group_without_a_coverage_line_was_looked_for_by_nobody(bundled: Assessment, bundled_copy: Path) -> None:
    assert drop(bundled_copy / "coverage.csv", lambda row: row["group"].startswith("Houthis")) > 0
    changed = cc.assess(bundled_copy)
    assert len(bundled.rows.of("houthis")) == 59
    assert changed.rows.of("houthis") == ()
    assert len(changed.rows.unobserved) == len(bundled.rows.unobserved) + 59
    assert not any("Houthis" in f.groups for f in changed.findings if f.question == "together")


@pytest.mark.parametrize("line_number", [4, 10, 13, 22])
def test_deleting_any_line_of_the_coverage_changes_the_report(bundled_out: Path, bundled_copy: Path, line_number: int) -> None:
    path = bundled_copy / "coverage.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[: line_number - 1] + lines[line_number:]), encoding="utf-8")
    changed = cc.assess(bundled_copy).write(bundled_copy.parent / "out")
    marker = "Method, seed, versions and inputs"  # the hashes below it change with any byte
    before, after = ((folder / "report.html").read_text(encoding="utf-8").split(marker)[0] for folder in (bundled_out, changed))
    assert before != after


def test_the_words_of_the_article_stand_in_no_rule(bundled_copy: Path) -> None:
    # A case with the claims taken away is still assessed: nothing in the program waits for this case's own claims.
    (bundled_copy / "claims.csv").unlink()
    settings = bundled_copy / "case.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('claims = "claims.csv"\n', ""), encoding="utf-8")
    assessment = cc.assess(bundled_copy)
    assert assessment.claims == ()
    assert official(assessment).p == pytest.approx(8.2e-5, rel=0.01)


def test_same_seed_same_bytes(bundled: Assessment, bundled_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = bundled.write(tmp_path / "first")
    second = cc.assess(bundled.case.folder).write(tmp_path / "second")
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert len(files) > 10
    for name in files:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_an_assessment_of_a_case_with_faults_is_refused(bundled_copy: Path) -> None:
    settings = bundled_copy / "case.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("seed = 1", "sead = 1"), encoding="utf-8")
    with pytest.raises(cc.CaseError, match="Did you mean 'seed'"):
        cc.assess(bundled_copy)


def test_a_control_that_falls_as_well_caps_the_finding_and_decides_no_rival(bundled_copy: Path) -> None:
    path = bundled_copy / "controls.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    extra = [{**rows[1], "event_id": f"X{i:03d}", "date": f"2023-11-{1 + i % 20:02d}", "date_precision": "day"} for i in range(60)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, *extra])
    changed = cc.assess(bundled_copy)
    assert official(changed).verdict == "cannot say"
    assert "fell as well" in official(changed).reason
    seen = {p.id: p.seen for p in changed.hypotheses[0].predictions}
    assert seen["falls_within"] is None
    assert next(judged for judged in changed.claims if judged.claim.claim_id == "C06").verdict == "cannot say"


def test_a_statement_of_no_new_attack_stands_on_its_own_total(bundled: Assessment, bundled_copy: Path) -> None:
    path = bundled_copy / "cumulative.csv"
    text = path.read_text(encoding="utf-8")
    weaker = text.replace("2023-11-23,2023-11-23,73,36,37,exact", "2023-11-23,2023-11-23,73,36,37,at_least")
    assert weaker != text
    path.write_text(weaker, encoding="utf-8")
    assert official(cc.assess(bundled_copy)).verdict in ("shared causes suffice", "cannot say")


def test_whose_fall_it_was_needs_rows_of_the_group(bundled: Assessment, bundled_copy: Path) -> None:
    judged = next(one for one in bundled.claims if one.claim.claim_id == "C06")
    assert "anyone" in judged.reason
    # Half of the umbrella's rows before the truce are given to an unidentified launcher: too few then name the group.
    path = bundled_copy / "events.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    thinned = [
        line.replace("Islamic Resistance in Iraq,", "Unidentified (Iran-aligned suspected),", 1) if i % 2 and ",before," in line else line
        for i, line in enumerate(lines)
    ]
    path.write_text("".join(thinned), encoding="utf-8")
    changed = cc.assess(bundled_copy)
    assert next(one for one in changed.claims if one.claim.claim_id == "C06").verdict == "cannot say"


def test_days_before_the_count_began_are_unobserved_for_the_umbrella(bundled: Assessment) -> None:
    row = bundled.counts.index("Islamic Resistance in Iraq")
    assert not bundled.counts.observed[row][:10].any()
    assert bundled.counts.observed[row][10:].all()
