"""Rows of imported tables by group and month: numbers, never single rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import altair as alt

from concerted.events.chosen import ImportedRow
from concerted.report.charts.figure import COLOURS, Figure, data, finished
from concerted.report.tables import Table
from concerted.weigh.dossier import Dossier
from concerted.words.numbers import listed

_WIDTH, _ROW = 720, 34


def chart(dossier: Dossier) -> Iterator[Figure]:
    """Yield the figure, if rows of an imported table count for a group."""
    counted = Counter(
        (dossier.register.name(kept.group), kept.row.date.replace(day=1)) for kept in dossier.rows.kept if isinstance(kept.row, ImportedRow)
    )
    if not counted:
        return
    names = [dossier.register.name(id_) for id_ in (*dossier.rows.groups, *dossier.rows.controls)]
    names = [name for name in names if any(group == name for group, _ in counted)]
    rows = [{"group": group, "month": month.isoformat(), "rows": n} for (group, month), n in sorted(counted.items())]
    x = alt.X("month:T", scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %Y", title=None, labelAngle=0, tickCount=6, grid=False))
    y = alt.Y("group:N", sort=names, title=None, axis=alt.Axis(grid=True))
    steps = [n for n in (1, 10, 100, 1000, 10_000) if n <= max(counted.values())]
    legend = alt.Legend(orient="bottom", values=steps)
    size = alt.Size("rows:Q", title="rows that month", scale=alt.Scale(range=[8, 420]), legend=legend)
    points = alt.Chart(data(rows)).mark_circle(color=COLOURS[0], opacity=0.75).encode(x=x, y=y, size=size)
    totals = listed([f"{name} {sum(n for (group, _), n in counted.items() if group == name)}" for name in names])
    yield Figure(
        name="imported",
        title="Rows of imported tables by group and month",
        description=(
            f"Rows that count: {totals}. A row whose day is known only as a range stands in the month in which it begins. "
            "The tables are samples unless the coverage says otherwise: a month without a row is no evidence of silence."
        ),
        spec=finished(points, _WIDTH, _ROW * len(names)),
        table=Table(("group", "month", "rows"), tuple((r["group"], str(r["month"])[:7], r["rows"]) for r in rows)),
    )
