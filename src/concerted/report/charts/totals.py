"""Running totals as bounds over time."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf
from typing import Any

import altair as alt

from concerted.days import after, before, spoken
from concerted.measure.totals import Curve, curve
from concerted.report.charts.figure import BAND, COLOURS, HATCHED, Figure, data, finished
from concerted.report.tables import Table
from concerted.weigh.dossier import Dossier
from concerted.words.numbers import figure, listed

_WIDTH, _HEIGHT = 720, 260
_FEWEST_STATEMENTS = 5


def chart(dossier: Dossier) -> Iterator[Figure]:
    """Yield a figure for each series with statements enough to draw."""
    for series in dossier.case.settings.series:
        bounds = [b for b in dossier.counts.totals if b.series == series.name]
        if len({b.end for b in bounds}) < _FEWEST_STATEMENTS:
            continue
        one = curve(bounds, dossier.case.settings.case.end)
        rows = _rows(one)
        stated = sorted({b.end for b in bounds if b.about is None})
        yield Figure(
            name=f"totals-{series.id}",
            title=f"Running total: {series.name}",
            description=_description(one, len(stated)),
            spec=_spec(dossier, rows),
            table=Table(("day", "at_least", "at_most"), tuple((r["date"], r["low"], r["high"]) for r in rows)),
        )


def _rows(one: Curve) -> list[dict[str, Any]]:
    rows = []
    for i in range(1, one.low.size):
        day = before(after(one.days.first, i))
        high = None if isinf(one.high[i]) else int(one.high[i])
        # The total of a day is drawn at the end of that day.
        rows.append({"day": after(day).isoformat(), "date": day.isoformat(), "low": int(one.low[i]), "high": high})
    return rows


def _spec(dossier: Dossier, rows: list[dict[str, Any]]) -> dict[str, Any]:
    ceiling = 1.1 * max(r["high"] or r["low"] for r in rows)
    bounded = [{**r, "top": r["high"]} for r in rows if r["high"] is not None]
    # From the last day with an upper bound on nothing limits the total: hatched up to the frame.
    unbounded = bounded[-1:] + [{**r, "top": ceiling} for r in rows if r["high"] is None] if bounded else []
    bands = [{"start": w.start.isoformat(), "end": after(w.end).isoformat()} for w in dossier.case.settings.windows]
    x = alt.X("day:T", scale=alt.Scale(type="utc"), axis=alt.Axis(format="%d %b %Y", title=None, labelAngle=0, tickCount=5, grid=False))
    y = alt.Y("low:Q", title="attacks since the start of the count")
    known, drawn = alt.Chart(data(bounded)), alt.Chart(data(rows))
    layers = [
        known.mark_area(color=COLOURS[0], opacity=0.35, interpolate="step-after", aria=False).encode(x=x, y=y, y2="top:Q"),
        drawn.mark_line(color=COLOURS[0], interpolate="step-after", strokeWidth=1.6).encode(x=x, y=y),
        known.mark_line(color=COLOURS[0], interpolate="step-after", strokeWidth=1.2, strokeDash=[3, 2]).encode(x=x, y="top:Q"),
    ]
    if len(unbounded) > 1:
        open_top = alt.Chart(data(unbounded)).mark_area(color=HATCHED, interpolate="step-after", aria=False)
        layers.insert(0, open_top.encode(x=x, y=y, y2="top:Q"))
    if bands:
        start = alt.X("start:T", scale=alt.Scale(type="utc"), title=None)
        layers.insert(0, alt.Chart(data(bands)).mark_rect(color=BAND).encode(x=start, x2="end:T"))
    return finished(alt.layer(*layers), _WIDTH, _HEIGHT)


def _description(one: Curve, statements: int) -> str:
    low, high = float(one.low[-1]), float(one.high[-1])
    known = int(one.known[1:].sum())
    end = f"at least {figure(low)}" if isinf(high) else listed([figure(low), figure(high)]) if low != high else figure(low)
    return (
        f"Solid: at least so many; dashed: at most so many; hatched: no upper bound. Statements on {statements} days from "
        f"{spoken(one.days.first)} on; the total is known "
        f"exactly at the end of {known} of {len(one.days)} days, and is {end} on {spoken(one.days.last)}."
    )
