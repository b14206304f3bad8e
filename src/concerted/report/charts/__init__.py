"""Charts: Vega-Lite specifications made with Altair, drawn to SVG without a browser or a network. One chart a file."""

from __future__ import annotations

from concerted.report.charts import baselines, division, imported, timeline, totals
from concerted.report.charts.figure import Figure
from concerted.weigh.dossier import Dossier

__all__ = ["Figure", "figures"]

_CHARTS = (timeline.chart, imported.chart, totals.chart, baselines.chart, division.chart)


def figures(dossier: Dossier) -> tuple[Figure, ...]:
    """Return every figure that the case has data for."""
    return tuple(figure for chart in _CHARTS for figure in chart(dossier))
