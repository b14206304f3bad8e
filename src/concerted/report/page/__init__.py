"""The report as one HTML file that asks nothing of any network."""

from __future__ import annotations

import platform
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from concerted.days import Window, spoken
from concerted.finding import CANNOT_SAY, VERDICTS
from concerted.report import imported
from concerted.report.charts import Figure
from concerted.report.page import contents, said
from concerted.version import __version__
from concerted.weigh.dossier import Dossier
from concerted.weigh.grade import GRADES
from concerted.weigh.hypotheses import separates
from concerted.weigh.marks import SOURCE_KINDS
from concerted.words import numbers
from concerted.words.answer import answer, opening
from concerted.words.reporting import REDACTED

_LIBRARIES = ("numpy", "scipy", "altair", "vl-convert-python", "jinja2", "pydantic")


def render(dossier: Dossier, figures: tuple[Figure, ...]) -> str:
    """Return the page.

    Every word that comes from a file of the case is escaped; links lead to http and https addresses only.
    """
    environment = Environment(
        loader=PackageLoader("concerted.report.page", "."),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "p": numbers.p_text,
        "figure": numbers.figure,
        "percent": numbers.percent,
        "capital": numbers.capital,
        "day": spoken,
        "source_kind": lambda kind: SOURCE_KINDS.get(kind, kind),
    }
    return environment.get_template("report.html.j2").render(**_context(dossier, figures))


def _imported(dossier: Dossier) -> dict[str, Any]:
    steps = imported.steps(dossier, imported.MOST_STEPS).rows
    return {
        "tables": imported.tables(dossier).rows,
        "use": imported.use(dossier).rows,
        "reasons": imported.reasons(dossier).rows,
        "notes": imported.notes(dossier),
        "tally": imported.tally(dossier),
        "steps": steps,
        "more": len(dossier.joining.steps) - len(steps),
    }


def _context(dossier: Dossier, figures: tuple[Figure, ...]) -> dict[str, Any]:
    settings = dossier.case.settings
    return {
        "dossier": dossier,
        "settings": settings,
        "period": Window(settings.case.start, settings.case.end),
        # Our own style sheet, and pictures whose texts were escaped when they were drawn.
        "css": Markup(files("concerted.report.page").joinpath("report.css").read_text(encoding="utf-8")),  # noqa: S704
        "figures": [(one, Markup(one.svg)) for one in figures],  # noqa: S704
        "answer": answer(dossier.grade),
        "opening": opening(dossier.findings),
        "marks_sentences": dossier.marks.sentences(settings.case.seen_until),
        "rows": contents.row_notes(dossier),
        "imported": _imported(dossier),
        "has_marks": bool(dossier.case.marks or dossier.marks.recorded_joint or dossier.marks.confirmed),
        "inputs": (*dossier.case.inputs, *dossier.reporting.inputs),
        "coverage_lines": dossier.case.coverage,
        "searches": contents.searches(dossier),
        "said": said.said(dossier),
        "alone": contents.documents_alone(dossier),
        "REDACTED": REDACTED,
        "GRADES": GRADES,
        "VERDICTS": VERDICTS,
        "CANNOT_SAY": CANNOT_SAY,
        "slug": contents.slug,
        "kinds": contents.variant_groups,
        "separates": separates,
        "version": __version__,
        "python": platform.python_version(),
        "libraries": [(name, version(name)) for name in _LIBRARIES],
        "safe_url": contents.safe_url,
    }
