"""Files of GDELT as they were given out, less some rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from concerted.errors import DataError
from concerted.events import loading
from concerted.events.formats import gdelt
from concerted.events.joining import MIRROR, join, wire_origins
from concerted.events.loading import load
from concerted.store.unpack import unpacked

_DATA = Path(__file__).parents[3] / "shared" / "data"
_SECOND, _FIRST, _MENTIONS = (
    _DATA / name for name in ("gdelt2_20191024143000.export.CSV", "gdelt1_20141124.export.CSV.zip", "gdelt2_mentions_sample.csv")
)

pytestmark = pytest.mark.skipif(
    not all(path.is_file() for path in (_SECOND, _FIRST, _MENTIONS)), reason="the files of GDELT do not lie beside the repository"
)


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    others = [one for one in loading.FORMATS if one.name not in ("gdelt1", "gdelt2")]
    monkeypatch.setattr(loading, "FORMATS", (*gdelt.FORMATS, *others))


def test_version_2() -> None:
    loaded = load(_SECOND)
    assert loaded.format.name == "gdelt2"
    assert (loaded.ledger.read, loaded.ledger.kept, loaded.ledger.set_aside) == (2077, 1882, 195)
    said = Counter((entry.fate, entry.reason.partition(":")[0]) for entry in loaded.ledger.entries)
    assert said == {
        ("set aside", "no actor is named"): 171,
        ("set aside", "the event date lies 365 days (a year) before it was added"): 24,
        ("kept", "the event date lies 30 days before it was added"): 17,
        ("kept", "the event date lies 7 days before it was added"): 4,
    }


def test_version_2_cell_by_cell() -> None:
    # Against the file read by hand, in the order of the file.
    lines = [line.split("\t") for line in _SECOND.read_text(encoding="utf-8").splitlines()]
    events = pl.DataFrame(load(_SECOND).events)
    for event in events.iter_rows(named=True):
        cells = lines[event["original_row"] - 1]
        assert (event["event_id"], event["actor_code"] or "", event["target_code"] or "") == (cells[0], cells[5], cells[15])
        assert (f"{event['date']:%Y%m%d}", event["action_code"], str(event["reports"])) == (cells[1], cells[26], cells[33])
        assert (event["country"] or "", event["source"]) == (cells[53], cells[60])
        assert (event["admin1"] or "") in (cells[54], "")
    assert events["original_row"].is_sorted()


def test_version_1_out_of_its_archive() -> None:
    # The file is the head of a day's export, which is sorted by date: all its events are dated a year or ten years back.
    with unpacked(_FIRST) as path:
        loaded = load(path)
    assert loaded.format.name == "gdelt1"
    assert (loaded.ledger.read, loaded.ledger.kept, loaded.ledger.set_aside) == (95, 0, 95)
    said = Counter(entry.reason.partition(":")[0] if "365" in entry.reason else "ten years" for entry in loaded.ledger.entries)
    assert said == {"the event date lies 365 days (a year) before it was added": 74, "ten years": 21}


def test_mentions_are_refused() -> None:
    with pytest.raises(DataError, match="Mentions are not events"):
        load(_MENTIONS)


def test_mirrors_and_origins() -> None:
    events = load(_SECOND).events
    joined = join(events)
    assert Counter(one.kind for one in joined.merges) == {MIRROR: 79}
    assert joined.ledger.kept == 1882 - 79
    assert join(joined.events).merges == ()
    # 1,882 rows, and as many articles behind them as there are addresses.
    assert len(wire_origins(events)) == pl.DataFrame(events)["source"].n_unique()
