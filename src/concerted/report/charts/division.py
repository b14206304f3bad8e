"""Groups by fronts: rows, and what is known of reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt

from concerted.report.charts.figure import HATCHED, Figure, data, finished
from concerted.report.tables import cell, division, reach_of
from concerted.weigh.dossier import Dossier
from concerted.words.numbers import capital

_CELL, _ROW = 104, 40
_REACH_WORDS = {"y": "reached", "unknown": "unknown", "n": "not seen there", "": "no entry"}


def chart(dossier: Dossier) -> Iterator[Figure]:
    """Yield the figure, if the case has events and groups."""
    rows = _rows(dossier)
    if not any(row["rows"] for row in rows):
        return
    found = next((f for f in dossier.findings if f.question == "divide"), None)
    fronts, groups = list(dict.fromkeys(r["front"] for r in rows)), list(dict.fromkeys(r["group"] for r in rows))
    top = alt.Axis(orient="top", labelAngle=0, labelLimit=130, labelFontSize=11, domain=False, ticks=False)
    x = alt.X("front:N", sort=fronts, title=None, axis=top)
    y = alt.Y("group:N", sort=groups, title=None, axis=alt.Axis(domain=False, ticks=False, labelLimit=200))
    colour = alt.Color("fill:N", scale=alt.Scale(domain=["reached", "other"], range=["#DCE6F2", HATCHED]), legend=None)
    cells = alt.Chart(data(rows)).mark_rect(stroke="#FFFFFF", strokeWidth=2).encode(x=x, y=y, color=colour)
    plate = alt.Chart(data([r for r in rows if r["fill"] == "other"])).mark_rect(color="#FFFFFF", width=_CELL - 14, height=20, aria=False)
    text = alt.Chart(data(rows)).mark_text(fontSize=12, color="#111111", aria=False).encode(x=x, y=y, text="label:N")
    yield Figure(
        name="division",
        title="Who acted on which front",
        description=(
            "Rows by group and front. Plain cells: the group was seen to reach the front; hatched cells: not seen there, which is no proof, "
            f"or unknown. {capital(found.sentence) if found else ''}"
        ).strip(),
        spec=finished(alt.layer(cells, plate.encode(x=x, y=y), text), _CELL * len(fronts), _ROW * len(groups)),
        table=division(dossier),
    )


def _rows(dossier: Dossier) -> list[dict[str, Any]]:
    groups = dossier.case.settings.case.groups
    fronts = [f for f in dossier.case.settings.fronts if any(row.front == f for g in groups for row in dossier.rows.of(g))]
    reach = reach_of(dossier)
    return [_cell(dossier, g, front, reach.get((g, front), "")) for g in groups for front in fronts]


def _cell(dossier: Dossier, group: str, front: str, reached: str) -> dict[str, Any]:
    n = sum(row.front == front for row in dossier.rows.of(group))
    return {
        "group": dossier.register.name(group),
        "front": front,
        "rows": n,
        "reach": _REACH_WORDS[reached],
        "fill": "reached" if reached == "y" or n else "other",
        "label": cell(n, reached),
    }
