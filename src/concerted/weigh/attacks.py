"""Attacks on a finding: the same test on other cuts of the same rows. Each is shown beside the finding, whatever it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from concerted.finding import Finding, Variant


def other_cuts(finding: Finding, cuts: Mapping[str, Callable[[], Finding]], kind: str) -> Finding:
    """Return the finding with one line for each cut.

    Parameters
    ----------
    finding : Finding
    cuts : mapping of str to callable
        From the name of a cut to the same test on it.
    kind : str
        What is cut: "status" or "dates".
    """
    rows = []
    for name, test in cuts.items():
        rows.append(variant(finding, name, kind, test()))
    return replace(finding, variants=finding.variants + tuple(rows))


def variant(whole: Finding, name: str, kind: str, f: Finding) -> Variant:
    """Return the line of a finding that the same test gives on another cut."""
    plain = (f.p_poisson, f.poisson_low, f.poisson_high)
    return Variant(name, kind, f.p, f.p_dispersed, f.effect, f.low, f.high, f.count, f.expected_count, _note(whole, f), *plain)


def _note(whole: Finding, cut: Finding) -> str:
    return "same verdict" if cut.verdict == whole.verdict else f"verdict here: {cut.verdict}"
