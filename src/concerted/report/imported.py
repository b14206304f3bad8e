"""What a report says of imported tables: their ledgers, what the case takes from them, and what was joined. Numbers only.

Rows of an imported table are never repeated: some may not be given on, and all of them stand in the file whose SHA-256 is among the inputs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from concerted.case.records import EventRow
from concerted.events.chosen import Chosen, ImportedRow
from concerted.events.one_series import APART, MERGED, PROPOSED, TWO_GROUPS
from concerted.report.tables import Table
from concerted.weigh.dossier import Dossier
from concerted.words.numbers import listed, plural

# Longer lists of steps stand in findings.json as a whole.
MOST_STEPS = 200
_MOST_ACTORS = 8
_STATES = {
    MERGED: "merged: the second row counts no more",
    TWO_GROUPS: "one event under two groups: counts for neither",
    PROPOSED: "may be one event: left as two",
    APART: "kept apart by a person",
}


def of_table(row: EventRow, one: Chosen) -> bool:
    """Tell whether a row is of an imported table."""
    return isinstance(row, ImportedRow) and row.table == one.table.name


def own(rows: tuple[EventRow, ...]) -> list[EventRow]:
    """Return the rows of the case's own tables."""
    return [row for row in rows if not isinstance(row, ImportedRow)]


def tables(dossier: Dossier) -> Table:
    """Return the ledger of each imported table in one line."""
    columns = ("table", "file", "dataset", "licence", "citation", "read", "kept", "merged", "set_aside")
    rows = []
    for one in dossier.imports:
        m = one.table.manifest
        rows.append((one.table.name, m.file, f"{m.format} {m.version}".strip(), m.licence, m.citation, m.read, m.kept, m.merged, m.set_aside))
    return Table(columns, tuple(rows))


def reasons(dossier: Dossier) -> Table:
    """Return why rows were set aside, merged, or kept with a doubt, with their number."""
    rows = [(one.table.name, *line) for one in dossier.imports for line in one.table.reasons]
    return Table(("table", "fate", "reason", "rows"), tuple(rows))


def use(dossier: Dossier) -> Table:
    """Return what became of the kept rows of each table; the numbers add up to the rows kept."""
    rows = [(one.table.name, what, n) for one in dossier.imports for what, n in used(dossier, one) if n]
    return Table(("table", "what", "rows"), tuple(rows))


def used(dossier: Dossier, one: Chosen) -> Iterator[tuple[str, int]]:
    """Go through what became of the kept rows of a table."""
    rows, name = dossier.rows, dossier.register.name
    counted = Counter(kept.group for kept in rows.kept if of_table(kept.row, one))
    yield from ((f"count for {name(group)}", counted[group]) for group in (*rows.groups, *rows.controls))
    yield "joint acts, counted apart", sum(of_table(row, one) for row in rows.joint)
    yield "of organisations that are tied to a group, in no series", sum(of_table(row, one) for row in rows.others)
    yield "of other actors", sum(n for _, n in one.others)
    yield "outside the days of the case", one.outside
    yield "on none of the fronts of the case", sum(of_table(row, one) for row in rows.nowhere)
    yield "on a front and day where nobody looked", sum(of_table(row, one) for row in rows.unobserved)
    disputed = sum(of_table(row, one) for row in dossier.joining.disputed)
    left = {row.event_id for row in dossier.joining.rows}
    yield "merged into the report of another table, or the mirror of another row", sum(row.event_id not in left for row in one.rows) - disputed
    yield "one event under two groups, counted for neither", disputed


def notes(dossier: Dossier) -> list[str]:
    """Return what a reader must know of the imported tables."""
    lines = []
    for one in dossier.imports:
        name, m = one.table.name, one.table.manifest
        lines.append(f"{name}: cite {m.citation}. Licence: {m.licence}.")
        lines += [f"{name}: {guess}." for guess in m.guesses]
        if not m.redistributable:
            lines.append(
                f"{name}: rows of this dataset may not be given on. This report holds numbers of rows only; a row is named by its place."
            )
        ranged = sum(of_table(kept.row, one) and len(kept.when) > 1 for kept in dossier.rows.kept)
        if ranged:
            lines.append(f"{name}: {plural(ranged, 'counted row')} with a day known only as a range stay out of daily counts.")
        if one.second:
            lines.append(
                f"{name}: in {plural(one.second, 'row')} of others a group of the case is on the second side; these count for no group."
            )
        lines += _others(one)
    return lines


def origins(dossier: Dossier) -> str:
    """Return on how many independent origins the rows with an address rest; empty without such rows."""
    joining = dossier.joining
    if not joining.reports:
        return ""
    return (
        f"{plural(joining.reports, 'row')} with an address go back to {plural(joining.origins, 'independent origin')}: rows with one address "
        "are one, and so are those of one actor and day with (nearly) the same text."
    )


def steps(dossier: Dossier, most: int | None = None) -> Table:
    """Return which rows were taken as reports of one event, which may be, and which are kept apart."""
    rows = [(one.kept, one.merged, _STATES[one.state], one.reason) for state in _STATES for one in dossier.joining.of(state)]
    return Table(("row", "other_row", "what", "why"), tuple(rows[:most]))


def tally(dossier: Dossier) -> str:
    """Return how many steps there are of each kind."""
    words = ((MERGED, "pair merged"), (TWO_GROUPS, "event under two groups"), (PROPOSED, "proposal"), (APART, "pair kept apart"))
    counted = [(len(dossier.joining.of(state)), what) for state, what in words]
    return listed([_several(n, what) for n, what in counted if n]) or "nothing to join"


def _several(n: int, what: str) -> str:
    first, _, rest = what.partition(" ")
    return f"{plural(n, first)} {rest}".strip()


def _others(one: Chosen) -> list[str]:
    if not one.others:
        return []
    most = [f"{actor or 'nobody named'} {n}" for actor, n in one.others[:_MOST_ACTORS]]
    rest = one.others[_MOST_ACTORS:]
    more = f"; {plural(len(rest), 'more name')} with {plural(sum(n for _, n in rest), 'row')}" if rest else ""
    total = plural(sum(n for _, n in one.others), "row")
    return [
        f"{one.table.name}: {total} of actors that are no part of the case: {listed(most)}{more}. Add an alias where one of them is a group."
    ]
