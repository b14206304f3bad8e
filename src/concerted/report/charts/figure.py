"""A figure: its picture, its specification, its table, and the one look that all figures share."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import altair as alt
import vl_convert

from concerted.report.tables import Table

# Okabe and Ito's colours, told apart by most colour-blind readers; each goes with a shape of its own. Yellow is left out: too pale on white.
COLOURS = ("#0072B2", "#D55E00", "#007A5E", "#A8467F", "#000000", "#767676", "#8A6500", "#3B6E8F")
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left")
BAND = "#DCE6F2"
# Vega-Lite knows no hatching: areas of this fill are given a pattern in the finished SVG.
HATCHED = "#e3e3e4"
_HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" fill="#ffffff"/><line x1="0" y1="0" x2="0" y2="5" stroke="#9a9a9a" stroke-width="1.4"/></pattern></defs>'
)
_FONT = "Helvetica, Arial, sans-serif"


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes
    ----------
    name : str
        Of its files; also the prefix of every id in its SVG.
    title, description : str
        What it shows, in a line; and how to read it, with what a reader of the picture would see.
    spec : dict
        The Vega-Lite specification.
    table : Table
        The numbers drawn.
    """

    name: str
    title: str
    description: str
    spec: dict[str, Any]
    table: Table

    @property
    def spec_text(self) -> str:
        """The specification as text."""
        return json.dumps(self.spec, ensure_ascii=False, indent=1) + "\n"

    @cached_property
    def svg(self) -> str:
        """The picture; the same specification gives the same bytes."""
        # Without allowed_base_urls a remote address in a specification is an empty chart; with it, an error.
        drawn = str(vl_convert.vegalite_to_svg(self.spec, vl_version="6.4", allowed_base_urls=[]))
        drawn = drawn.replace(f'fill="{HATCHED}"', 'fill="url(#hatch)"')
        drawn = re.sub(r'(id=|url\(#|href="#)("?)([A-Za-z0-9_]+)', rf"\1\g<2>{self.name}-\3", drawn)
        title = f'<title id="{self.name}-title">{escape(self.title)}</title><desc id="{self.name}-desc">{escape(self.description)}</desc>'
        hatch = _HATCH.replace('"hatch"', f'"{self.name}-hatch"') if f"{self.name}-hatch" in drawn else ""
        named = f'<svg role="graphics-document" aria-labelledby="{self.name}-title" aria-describedby="{self.name}-desc" '
        head, tail = drawn.split(">", 1)
        return f"{head.replace('<svg ', named, 1)}>{title}{hatch}{tail}\n"


def finished(chart: alt.LayerChart | alt.FacetChart | alt.Chart, width: int, height: int) -> dict[str, Any]:
    """Return the specification of a chart in the common look."""
    styled = chart.properties(width=width, height=height).configure(
        font=_FONT,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            labelColor="#222222",
            titleColor="#222222",
            gridColor="#E6E6E6",
            labelLimit=260,
        ),
        legend=alt.LegendConfig(labelFontSize=12, titleFontSize=12, labelColor="#222222", titleColor="#222222", labelLimit=300),
    )
    spec: dict[str, Any] = styled.to_dict()
    return spec


def data(rows: list[dict[str, Any]]) -> alt.Data:
    """Return records for a chart."""
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]
