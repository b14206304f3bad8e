"""Published event tables, where they lie beside the repository: the ledger's numbers are those counted by hand with the csv module."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from concerted.events.loading import Loaded, load

DATA = Path(__file__).parents[3] / "shared" / "data"


def loaded(name: str) -> Loaded:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"{name} does not lie beside the repository")
    return load(path)


@pytest.mark.parametrize(
    ("name", "read", "tags", "ranges"),
    [
        ("ucdp_ged_nigeria_hdx.csv", 4604, 1, 855),
        ("ucdp_ged_iraq_hdx.csv", 7474, 1, 627),
        ("ged_syria_2016_2019.slim.csv", 16566, 0, 1086),
        ("ged_mexico_1989_2023.slim.csv", 18957, 0, 2381),
        ("ged_global_sample_1000.slim.csv", 965, 0, 140),
    ],
)
def test_ucdp(name: str, read: int, tags: int, ranges: int) -> None:
    done = loaded(name)
    assert done.format.name == "ucdp-ged"
    assert (done.ledger.read, done.ledger.kept, done.ledger.merged, done.ledger.set_aside) == (read, read - tags, 0, tags)
    aside = [(entry.row, entry.reason) for entry in done.ledger.entries if entry.fate == "set aside"]
    assert aside == [(2, "a row of tags, no event")] * tags
    events = pl.DataFrame(done.events)
    assert events.filter(pl.col("first") != pl.col("last")).height == ranges
    assert sum("range" in entry.reason for entry in done.ledger.entries) == ranges
    assert events["original_row"].to_list() == list(range(2 + tags, 2 + read))


@pytest.mark.parametrize(
    ("name", "side_a", "rows"),
    [("ged_syria_2016_2019.slim.csv", 738, 833), ("ged_mexico_1989_2023.slim.csv", 1480, None), ("ucdp_ged_iraq_hdx.csv", 95, 95)],
)
def test_ucdp_joint_actors(name: str, side_a: int, rows: int | None) -> None:
    done = loaded(name)
    assert pl.DataFrame(done.events)["actor_joint"].count() == side_a
    assert rows is None or sum("joint action" in entry.reason for entry in done.ledger.entries) == rows


def test_asam() -> None:
    done = loaded("asam_1978_2022-06.csv")
    assert done.format.name == "asam"
    assert (done.ledger.read, done.ledger.kept, done.ledger.set_aside) == (8568, 8566, 2)
    doubles = [entry.row for entry in done.ledger.entries if entry.fate == "set aside"]
    assert doubles == [226, 325]
    # 511 rows name nobody; one of them is a double.
    assert Counter(entry.reason for entry in done.ledger.entries if entry.fate == "kept") == {"hostility is empty: nobody is named": 510}
    events = pl.DataFrame(done.events)
    assert (str(events["date"].min()), str(events["date"].max())) == ("1978-05-01", "2022-05-28")
    assert events["original_row"].to_list() == [row for row in range(2, 8570) if row not in doubles]
    assert events["event_id"].n_unique() == 8566
