"""Reported events by front and day, with the case's windows as bands and unobserved days hatched."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

import altair as alt

from concerted.case.records import EventRow
from concerted.counts import NOBODY_LOOKED
from concerted.days import Window, after
from concerted.report.charts.figure import BAND, COLOURS, HATCHED, SHAPES, Figure, data, finished
from concerted.report.tables import Table
from concerted.weigh.dossier import Dossier
from concerted.words.numbers import listed, plural

_WIDTH, _ROW = 720, 30
_UNIDENTIFIED, _OTHERS = "launcher not identified", "strikes and acts of others"


def chart(dossier: Dossier) -> Iterator[Figure]:
    """Yield the figure, if the case has events."""
    rows = _rows(dossier)
    if not rows:
        return
    settings = dossier.case.settings
    fronts = [front for front in (*settings.fronts, *settings.front_aliases) if any(row["front"] == front for row in rows)]
    kinds = [*(dossier.register.name(g) for g in settings.case.groups), _UNIDENTIFIED, _OTHERS]
    kinds = [kind for kind in kinds if any(row["group"] == kind for row in rows)]
    y = alt.Y("front:N", sort=fronts, title=None, axis=alt.Axis(grid=True), scale=alt.Scale(domain=fronts))
    layers = [*_bands(dossier), *_hatching(dossier, fronts, y), _points(rows, kinds, y)]
    yield Figure(
        name="timeline",
        title="Reported events by front and day",
        description=_description(dossier, rows, fronts),
        spec=finished(alt.layer(*layers), _WIDTH, _ROW * len(fronts)),
        table=Table(("front", "group", "day", "rows"), tuple((r["front"], r["group"], r["day"], r["rows"]) for r in rows)),
    )


def _rows(dossier: Dossier) -> list[dict[str, Any]]:
    counted = Counter((row.front, _kind(dossier, row), row.date) for row in dossier.case.events)
    ordered = sorted(counted.items(), key=lambda one: (one[0][2], one[0][0], one[0][1]))
    return [{"front": front, "group": kind, "day": day.isoformat(), "rows": n} for (front, kind, day), n in ordered]


def _kind(dossier: Dossier, row: EventRow) -> str:
    matches = dossier.register.resolve_joint(row.actor, row.date)
    owner = matches[0].organisation
    if len(matches) == 1 and owner in dossier.case.settings.case.groups:
        return dossier.register.name(owner)
    unidentified = owner is not None and dossier.register.organisation(owner).kind == "unidentified"
    return _UNIDENTIFIED if unidentified else _OTHERS


def _points(rows: list[dict[str, Any]], kinds: list[str], y: alt.Y) -> alt.Chart:
    legend = alt.Legend(orient="bottom", columns=3)
    colour = alt.Color("group:N", title=None, scale=alt.Scale(domain=kinds, range=list(COLOURS[: len(kinds)])), legend=legend)
    shape = alt.Shape("group:N", title=None, scale=alt.Scale(domain=kinds, range=list(SHAPES[: len(kinds)])), legend=legend)
    x = alt.X("day:T", scale=alt.Scale(type="utc"), axis=alt.Axis(format="%d %b %Y", title=None, labelAngle=0, tickCount=5, grid=False))
    size = alt.Size("rows:Q", title="rows that day", scale=alt.Scale(range=[40, 220]), legend=alt.Legend(orient="bottom", values=[1, 2, 4]))
    points: alt.Chart = alt.Chart(data(rows)).mark_point(filled=True, opacity=0.75).encode(x=x, y=y, color=colour, shape=shape, size=size)
    return points


def _bands(dossier: Dossier) -> Iterator[alt.Chart]:
    bands = [{"start": w.start.isoformat(), "end": after(w.end).isoformat(), "name": w.name} for w in dossier.case.settings.windows]
    if bands:
        x, x2 = alt.X("start:T", scale=alt.Scale(type="utc"), title=None), alt.X2("end:T")
        yield alt.Chart(data(bands)).mark_rect(color=BAND).encode(x=x, x2=x2)
        yield alt.Chart(data(bands)).mark_text(align="left", baseline="bottom", dy=-2, fontSize=11).encode(x=x, y=alt.value(0), text="name:N")


def _hatching(dossier: Dossier, fronts: list[str], y: alt.Y) -> Iterator[alt.Chart]:
    gaps = [
        {"front": front, "start": gap.first.isoformat(), "end": after(gap.last).isoformat()}
        for front in fronts
        for gap in unobserved(dossier, front)
    ]
    if gaps:
        x = alt.X("start:T", scale=alt.Scale(type="utc"), title=None)
        yield alt.Chart(data(gaps)).mark_rect(color=HATCHED, height=_ROW - 12).encode(x=x, x2="end:T", y=y)


def unobserved(dossier: Dossier, front: str) -> list[Window]:
    """Return the stretches of days on which none of the groups was looked for on a front."""
    settings = dossier.case.settings
    parts = settings.front_aliases.get(front, (front,))
    runs: list[Window] = []
    for day in Window(settings.case.start, settings.case.end):
        if any(dossier.coverage.level(g, parts, "", day) > NOBODY_LOOKED for g in settings.case.groups):
            continue
        joins = runs and runs[-1].last + dt.timedelta(days=1) == day
        runs = [*runs[:-1], Window(runs[-1].first, day)] if joins else [*runs, Window(day, day)]
    return runs


def _description(dossier: Dossier, rows: list[dict[str, Any]], fronts: list[str]) -> str:
    by_front = Counter()  # type: Counter[str]
    for row in rows:
        by_front[row["front"]] += row["rows"]
    most = listed([f"{front} {n}" for front, n in by_front.most_common(3)])
    bands = listed([f"{w.name} ({Window(w.start, w.end)})" for w in dossier.case.settings.windows])
    places = len(set(fronts) & set(dossier.case.settings.fronts))
    shaded = f" The shaded band is {bands}." if bands else ""
    return (
        f"{plural(sum(by_front.values()), 'row')} on {plural(places, 'front')}; most on {most}.{shaded} Hatched: nobody looked for any "
        "of the groups there. The rows are a sample: an empty stretch is no evidence of silence."
    )
