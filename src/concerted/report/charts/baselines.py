"""The rate ratio of a pause against each baseline, with its interval."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt

from concerted.finding import Finding
from concerted.report.charts.figure import COLOURS, Figure, data, finished
from concerted.report.tables import Table
from concerted.weigh.dossier import Dossier
from concerted.words.numbers import figure, interval, listed, p_text

_WIDTH, _ROW = 520, 26
_WIDEST = 2.5
_KINDS = ("baseline", "part", "doubt")


def chart(dossier: Dossier) -> Iterator[Figure]:
    """Yield a figure for each pause of running totals that could be tested."""
    for asked in dossier.asked:
        if asked.finding.question == "pause" and asked.series and asked.finding.p is not None:
            yield _figure(asked.finding)


def _figure(finding: Finding) -> Figure:
    rows = [_row(v.name, v.effect, v.low, v.high, v.p) for v in finding.variants if v.kind in _KINDS and v.effect is not None]
    x = alt.X("low:Q", title="rate in the window over rate outside", scale=alt.Scale(domain=[0, _WIDEST], clamp=True))
    y = alt.Y("name:N", sort=[r["name"] for r in rows], title=None)
    base = alt.Chart(data(rows))
    lines = base.mark_rule(color=COLOURS[0], strokeWidth=2, aria=False).encode(x=x, x2="top:Q", y=y)
    points = base.mark_point(filled=True, size=70, color=COLOURS[0]).encode(x=alt.X("ratio:Q"), y=y)
    none = alt.Chart(data([{"ratio": 1}])).mark_rule(color="#222222", strokeDash=[4, 3], aria=False).encode(x=alt.X("ratio:Q"))
    small = [f"{r['name']} {figure(r['ratio'])} ({interval(r['low'], r['high'])}, p {p_text(r['p'])})" for r in rows[:4]]
    return Figure(
        name=f"baselines-{finding.id.lower()}",
        title=f"Finding {finding.id}: the answer depends on the baseline",
        description=(
            f"Rate ratios with 95 % intervals: {listed(small)}. At the dashed line the rates are equal; intervals beyond {_WIDEST} are cut."
        ),
        spec=finished(alt.layer(none, lines, points), _WIDTH, _ROW * len(rows)),
        table=Table(
            ("comparison", "rate_ratio", "low", "high", "p"),
            tuple((r["name"], r["ratio"], r["low"], r["high"], r["p"]) for r in rows),
        ),
    )


def _row(name: str, ratio: float | None, low: float | None, high: float | None, p: float | None) -> dict[str, Any]:
    short = name.rsplit(": ", 1)[-1]
    return {"name": short, "ratio": ratio, "low": low, "high": high, "top": _WIDEST if high is None else min(high, _WIDEST), "p": p}
