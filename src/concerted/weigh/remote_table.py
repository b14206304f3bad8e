"""The questions asked of a table that lies elsewhere: the same tests on its counts by day, apart from the case's own rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from concerted.actors import Register, Ties
from concerted.ask import pause, together
from concerted.case import Case
from concerted.chance.many import benjamini_hochberg
from concerted.counts import Counts
from concerted.days import Window
from concerted.events.remote_counts import RemoteCounts
from concerted.finding import Finding
from concerted.words.numbers import plural

# As for the case's own rows: a group with fewer is not tested.
FEWEST_ROWS = 10


def ask_remote(case: Case, register: Register, ties: Ties, remote: RemoteCounts) -> Iterator[tuple[Finding, tuple[str, ...], str]]:
    """Go through the findings on a remote table, each with the ids of its groups and its window.

    A table whose days nobody vouches for is a sample, so that `together` on it never decides; what fell out of the counts stands with each
    finding.
    """
    names = {id_: register.name(id_) for id_ in case.settings.case.groups}
    counts = remote.counts(names, Window(case.settings.case.start, case.settings.case.end))
    tested = [id_ for id_, name in names.items() if name in counts.groups and counts.values[counts.index(name)].sum() >= FEWEST_ROWS]
    for window in case.settings.windows:
        for id_ in tested:
            finding = pause(counts, names[id_], (window.start, window.end), "before", just_after_days=window.just_after_days)
            yield _about(case, remote, finding), (id_,), window.id
    pairs = [(a, b) for a, b in permutations(tested, 2) if ties.between(a, b) is None]
    findings = [_together(case, counts, names[a], names[b]) for a, b in pairs]
    for pair, finding, q in zip(pairs, findings, benjamini_hochberg([one.p for one in findings]), strict=True):
        yield _about(case, remote, replace(finding, q=q)), pair, ""


def _together(case: Case, counts: Counts, a: str, b: str) -> Finding:
    return together(counts, a, b, smallest_share=case.settings.case.smallest_share)


def _about(case: Case, remote: RemoteCounts, finding: Finding) -> Finding:
    assert case.settings.remote is not None
    fell_out = sum(remote.fell_out.values())
    limits = (
        f"what stands in {plural(fell_out, 'row')} of the table that were not counted (no group of the case, no front, or outside the period)",
        "reports of one event that the table holds several times: rows of a remote table are not joined",
    )
    return replace(
        finding, about=f"rows of the remote table {case.settings.remote.table}, {finding.about}", cannot_show=(*finding.cannot_show, *limits)
    )
