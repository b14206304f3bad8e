"""For any table with any faults: the ledger adds up, rows keep their numbers, and a second import gives the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from concerted.events.ledger import SET_ASIDE
from concerted.events.loading import load

DAYS = st.sampled_from(
    [("2020-01-05", True), ("1999-12-31", True), ("2020-02-30", False), ("", False), ("2999-01-01", False), ("1850-01-01", False)]
)
WORDS = st.sampled_from(["A", "Blue, Red", 'say "x"', "two\nlines", "ü", "=1+1"])
KILLED = st.sampled_from([("3", True), ("", True), ("-2", False)])
# Lines that no reader can cut into three cells, and empty lines, which are no data.
BROKEN = st.sampled_from([b"x", b"1,2,3,4,5", b"2020-01-05,\xff,1", b"2020-01-05,a\0b,1", b'2020-01-05,"never closed,1', b'2020-01-05,"a"b,1'])


@st.composite
def good(draw: st.DrawFn) -> tuple[bytes, str]:
    (day, day_holds), actor, (killed, killed_holds) = draw(DAYS), draw(WORDS), draw(KILLED)
    cell = '"' + actor.replace('"', '""') + '"'
    return f"{day},{cell},{killed}".encode(), "kept" if day_holds and killed_holds else SET_ASIDE


LINES = st.lists(st.one_of(good(), BROKEN.map(lambda line: (line, SET_ASIDE)), st.just((b"", "empty"))), min_size=1, max_size=30)


@settings(max_examples=30, deadline=None)
@given(LINES, st.sampled_from([b"\n", b"\r\n"]))
def test_the_ledger_adds_up(lines: list[tuple[bytes, str]], end: bytes) -> None:
    lines = [*lines, (b"2020-01-01,Last,1", "kept")]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(end.join([b"date,actor,killed", *(line for line, _ in lines)]) + end)
        done, again = load(path, format="table"), load(path, format="table")
    fates = {row: fate for row, (_, fate) in enumerate(lines, start=2)}
    ledger = done.ledger
    assert ledger.read == sum(fate != "empty" for fate in fates.values()) == ledger.kept + ledger.merged + ledger.set_aside
    assert [entry.row for entry in ledger.entries if entry.fate == SET_ASIDE] == [row for row, fate in fates.items() if fate == SET_ASIDE]
    events = pl.DataFrame(done.events)
    assert events["original_row"].to_list() == [row for row, fate in fates.items() if fate == "kept"]
    assert again.ledger == ledger
    assert pl.DataFrame(again.events).equals(events)
