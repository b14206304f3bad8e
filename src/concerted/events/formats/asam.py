"""NGA Anti-Shipping Activity Messages: the table and the answers of the interface.

Groups stand in free text only: `hostility` names a kind of attacker or of act as written, never an organisation for sure. Neither positions nor
descriptions, which hold positions, are taken in.
"""

from __future__ import annotations

from concerted.events.formats.format import Format, Layout, any_day, text
from concerted.store import Delimited

_NEEDED = ("reference", "date", "hostility", "victim", "subreg")


def _layout(header: tuple[str, ...]) -> Layout | None:
    if not all(name in header for name in _NEEDED):
        return None
    # The rows of the table end with a comma, which makes one more column, without a name.
    names = tuple(name or f"unnamed_{i}" for i, name in enumerate(header))
    day = any_day("date", ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"))
    select = {
        "event_id": text("reference"),
        "actor": text("hostility"),
        "target": text("victim"),
        "target_class": "'shipping'",
        "date": day,
        "first": day,
        "last": day,
        "status": "'reported'",
    }
    set_aside = (
        (f"{day} IS NULL", "date is no day"),
        (f"{day} < DATE '1900-01-01'", "the day lies before 1900"),
        (f"{day} > current_date", "the day lies in the future"),
    )
    doubts = ((f"{text('hostility')} IS NULL", "hostility is empty: nobody is named"),)
    guesses = ("the actor is the cell hostility as written: a kind of attacker or of act, seldom a group",)
    return Layout(Delimited(names), "ASAM", select, set_aside, doubts, guesses, "ids")


FORMAT = Format(
    name="asam",
    title="NGA Anti-Shipping Activity Messages",
    licence="US Government work, public domain",
    citation="National Geospatial-Intelligence Agency, Anti-Shipping Activity Messages (NGA ASAM)",
    redistributable=True,
    delimiter=",",
    layout=_layout,
)
