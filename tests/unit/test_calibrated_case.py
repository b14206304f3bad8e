"""What a calibration found stands beside the findings of the very files that it was run on, and nowhere else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import concerted as cc
from small_case import write_small_case


def test_a_calibration_stands_beside_the_findings_until_the_case_changes(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    write_small_case(folder)
    fresh = cc.assess(folder)
    assert all(one.false_alarm_rate is None for one in fresh.findings)
    assert "not yet calibrated" in (fresh.write(tmp_path / "fresh") / "report.html").read_text(encoding="utf-8")
    code = "from concerted.cli import main; main()"
    subprocess.run([sys.executable, "-c", code, "calibrate", str(folder), "--runs", "20"], check=True, capture_output=True)
    rates = [one.false_alarm_rate for one in cc.assess(folder).findings if one.question == "pause" and one.p is not None]
    assert rates
    assert all(rate is not None and 0 <= rate <= 1 for rate in rates)
    assert "not yet calibrated" not in (cc.assess(folder).write(tmp_path / "calibrated") / "report.html").read_text(encoding="utf-8")
    events = folder / "events.csv"
    events.write_text(events.read_text(encoding="utf-8").rstrip("\n") + "\n\n", encoding="utf-8")
    assert all(one.false_alarm_rate is None for one in cc.assess(folder).findings)
