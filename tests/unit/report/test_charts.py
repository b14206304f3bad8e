"""Charts are the same on every machine and draw nothing from afar."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from concerted.report.charts.figure import COLOURS, Figure
from concerted.report.tables import Table

_SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"day": "2023-03-26", "n": 1}]},
    "mark": "point",
    "encoding": {"x": {"field": "day", "type": "temporal", "scale": {"type": "utc"}}, "y": {"field": "n", "type": "quantitative"}},
}
_DRAW = f"""
import json, sys
from concerted.report.charts.figure import Figure
from concerted.report.tables import Table
spec = json.loads({json.dumps(json.dumps(_SPEC))})
sys.stdout.write(Figure("f", "t", "d", spec, Table((), ())).svg)
"""


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
def test_a_day_is_the_same_day_in_every_time_zone(zone: str) -> None:
    run = subprocess.run([sys.executable, "-c", _DRAW], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True)
    assert run.stdout == Figure("f", "t", "d", _SPEC, Table((), ())).svg
    assert "Mar 26" in run.stdout or "Sun 26" in run.stdout


def test_a_remote_address_in_a_specification_is_an_error() -> None:
    remote = {**_SPEC, "data": {"url": "http://127.0.0.1:9/data.json"}}
    with pytest.raises(ValueError, match=r".+"):
        _ = Figure("f", "t", "d", remote, Table((), ())).svg


def test_titles_are_escaped() -> None:
    svg = Figure("f", "<script>", 'a "quoted" & word', _SPEC, Table((), ())).svg
    assert "<script>" not in svg


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_stands_out_from_the_paper(colour: str) -> None:
    # WCAG 2.2, 1.4.11: at least 3 to 1 for graphical objects.
    assert 1.05 / (_luminance(colour) + 0.05) >= 3
