"""The rows of a case's tables: one frozen class a file; its fields are the file's columns, in any order.

`row` is the row as a spreadsheet numbers it; the header is row 1.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from concerted.case import cells


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """One reported event; the unit of a count is the row."""

    row: int
    event_id: str = cells.identifier()
    date: dt.date = cells.day()
    date_precision: str = cells.text()
    iso_week: str = cells.free()
    truce_period: str = cells.free()
    actor: str = cells.text()
    subgroup: str = cells.free()
    actor_side: str = cells.free()
    front: str = cells.text()
    target_class: str = cells.text()
    action_type: str = cells.free()
    # Mixes attacks, munitions and targets: shown, never summed.
    n_reported: int | None = cells.maybe_whole()
    status: tuple[str, ...] = cells.status()
    confidence: str = cells.choice("high", "medium", "low")
    summary: str = cells.text()
    source_url: str = cells.url()
    publisher: str = cells.free()
    pub_date: str = cells.free()
    pub_date_basis: str = cells.free()
    source_kind: str = cells.free()
    shipping_id: str = cells.free()
    note: str = cells.free()


@dataclass(frozen=True, kw_only=True)
class ControlRow(EventRow):
    """One event of a group that has no part in the question, or a count of its events over a stretch of days."""

    control_set: str = cells.free()
    control_group: str = cells.text()
    record_type: str = cells.choice("event", "period_total")
    query_id: str = cells.free()


@dataclass(frozen=True, kw_only=True)
class TotalRow:
    """One statement of a running total."""

    row: int
    series: str = cells.text()
    as_of_date: dt.date = cells.day()
    statement_date: dt.date | None = cells.maybe_day()
    cumulative_total: int | None = cells.maybe_whole()
    iraq: int | None = cells.maybe_whole()
    syria: int | None = cells.maybe_whole()
    qualifier: str = cells.choice("exact", "at_least", "more_than", "no_new_attack", "approx", "inconsistent")
    stated_by: str = cells.text()
    source_url: str = cells.url()
    publisher: str = cells.free()
    pub_date: str = cells.free()
    pub_date_basis: str = cells.free()
    note: str = cells.free()


@dataclass(frozen=True, kw_only=True)
class ShipRow:
    """One incident with a merchant ship."""

    row: int
    shipping_id: str = cells.identifier()
    date: dt.date = cells.day()
    vessel: str = cells.text()
    flag: str = cells.free()
    vessel_type: str = cells.free()
    area: str = cells.text()
    action_type: str = cells.free()
    outcome: str = cells.free()
    claimed_by_houthis: str = cells.free()
    attributed_by: str = cells.free()
    centcom_running_no: str = cells.free()
    status: tuple[str, ...] = cells.status()
    confidence: str = cells.choice("high", "medium", "low")
    truce_period: str = cells.free()
    source_url: str = cells.url()
    publisher: str = cells.free()
    pub_date: str = cells.free()
    pub_date_basis: str = cells.free()
    source_kind: str = cells.free()
    note: str = cells.free()


@dataclass(frozen=True, kw_only=True)
class ReferenceRow:
    """One dated public fact that can explain a change: a truce, a strike, a statement."""

    row: int
    date: dt.date = cells.day()
    category: str = cells.text()
    what: str = cells.text()
    source_url: str = cells.url()
    publisher: str = cells.free()
    pub_date: str = cells.free()
    pub_date_basis: str = cells.free()
    note: str = cells.free()


@dataclass(frozen=True, kw_only=True)
class BaselineRow:
    """One total or single event from before the period, under its own definition."""

    row: int
    series: str = cells.text()
    period: str = cells.text()
    start: dt.date | None = cells.maybe_day()
    as_of: dt.date | None = cells.maybe_day()
    statement_date: dt.date | None = cells.maybe_day()
    total: int | None = cells.maybe_whole()
    unit: str = cells.text()
    qualifier: str = cells.text()
    stated_by: str = cells.free()
    source_url: str = cells.maybe_url()
    publisher: str = cells.free()
    pub_date: str = cells.free()
    pub_date_basis: str = cells.free()
    rate_per_30_days: float | None = cells.maybe_number()
    note: str = cells.free()


@dataclass(frozen=True, kw_only=True)
class MarkRow:
    """One thing that bears on concert and is not timing."""

    row: int
    mark_id: str = cells.identifier()
    date: dt.date = cells.day()
    date_basis: str = cells.free()
    groups: str = cells.text()
    what: str = cells.text()
    by_whom: str = cells.text()
    kind_of_source: str = cells.choice(
        "own_statement",
        "anonymous_group_member",
        "state_official",
        "opponent_official",
        "anonymous_other",
        "media_regional",
        "media_partisan",
        "media",
        "analyst",
    )
    claims_or_denies: str = cells.choice("claims", "denies")
    kind_of_mark: str = cells.text()
    independent_origin: str = cells.choice("y", "n", "unknown")
    period: str = cells.free()
    source_url: str = cells.url()
    publisher: str = cells.free()
    note: str = cells.free()


@dataclass(frozen=True, kw_only=True)
class ReachRow:
    """Whether a group has been seen to reach a front; "n" is "not seen", no proof."""

    row: int
    group: str = cells.text()
    front: str = cells.text()
    reached: str = cells.choice("y", "n", "unknown")
    when: str = cells.free()
    first_before_period: str = cells.free()
    first_dated_instance: str = cells.free()
    source_url: str = cells.maybe_url()
    note: str = cells.free()


@dataclass(frozen=True, kw_only=True)
class CoverageRow:
    """Who was looked for, where and when, and how thoroughly."""

    row: int
    group: str = cells.text()
    front: str = cells.text()
    period_start: dt.date = cells.day()
    period_end: dt.date = cells.day()
    coverage: str = cells.choice("census", "sample", "none")
    why: str = cells.text()
    source: str = cells.free()
    note: str = cells.free()


@dataclass(frozen=True, kw_only=True)
class SearchRow:
    """One search for a group's events: on which days, how much was read, and whether everything was found."""

    row: int
    group: str = cells.text()
    front: str = cells.text()
    day: dt.date | None = cells.maybe_day()
    first: dt.date | None = cells.maybe_day()
    last: dt.date | None = cells.maybe_day()
    # On each of the days. The sum of a week does not say how much was read on which day.
    pages_read: int | None = cells.maybe_whole()
    complete: str = cells.choice("y", "n")
    source: str = cells.free()
    note: str = cells.free()


@dataclass(frozen=True, kw_only=True)
class ExposureRow:
    """What a group could have acted against on each of some days: ships in transit, bases present."""

    row: int
    group: str = cells.text()
    day: dt.date | None = cells.maybe_day()
    first: dt.date | None = cells.maybe_day()
    last: dt.date | None = cells.maybe_day()
    exposure: float = cells.amount()
    unit: str = cells.text()
    source_url: str = cells.url()
    note: str = cells.free()


@dataclass(frozen=True, kw_only=True)
class ClaimRow:
    """One testable claim of the reporting, in the case's own words."""

    row: int
    claim_id: str = cells.identifier()
    text: str = cells.text()
    # The public role that the source prints; never a private name.
    by: str = cells.text()
    kind_of_source: str = cells.choice(
        "own_statement",
        "anonymous_group_member",
        "state_official",
        "opponent_official",
        "anonymous_other",
        "media_regional",
        "media_partisan",
        "media",
        "analyst",
    )
    stated_on: dt.date = cells.day()
    groups: str = cells.text()
    fronts: str = cells.free()
    # Which kind of evidence bears on it; see weigh/claims.py.
    asks: str = cells.choice("pause", "together", "divide", "answer", "contacts", "level", "autonomy", "existence")
    # "fact": something happened. "sign": it is taken as a sign of concert.
    reads: str = cells.choice("fact", "sign")
    stance: str = cells.choice("for", "against", "neutral")
    window: str = cells.free()
    target_class: str = cells.free()
    source_url: str = cells.url()
    publisher: str = cells.free()
    note: str = cells.free()
