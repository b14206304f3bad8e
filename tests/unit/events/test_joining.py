"""Reports of one event: what is merged, what is only proposed, and that nothing is lost."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import Counter
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import concerted as cc
from concerted.errors import DataError
from concerted.events.joining import ACROSS, MIRROR, RANGE, SPLIT, Joined, join, wire_origins

DAY = dt.date(2020, 3, 1)
Row = dict[str, Any]
some = settings(max_examples=150, deadline=None, derandomize=True)


def row(dataset: str, event_id: str | int, day: int = 0, **cells: Any) -> Row:
    date = DAY + dt.timedelta(days=day)
    usual = {"actor": "A", "actor_joint": None, "target": "X", "action_code": "190", "country": "Iraq", "admin1": "Ninawa", "source": None}
    return {"dataset": dataset, "event_id": str(event_id), "date": date, "first": date, "last": date, "killed_best": 0, **usual, **cells}


def kept(joined: Joined) -> list[Row]:
    return pl.DataFrame(joined.events).to_dicts()


def merged_ids(joined: Joined) -> list[tuple[str, str, str]]:
    return [(one.kind, ":".join(one.kept_id), ":".join(one.merged_id)) for one in joined.merges]


def proposed_ids(joined: Joined) -> list[tuple[str, str, str]]:
    return [(one.kind, ":".join(one.kept_id), ":".join(one.merged_id)) for one in joined.proposed]


# Across datasets


def test_two_reports_of_one_event_are_made_one() -> None:
    joined = join([row("acled", 1), row("ucdp", 2, day=2, killed_best=5)])
    assert merged_ids(joined) == [(ACROSS, "acled:1", "ucdp:2")]
    (event,) = kept(joined)
    assert (event["event_id"], event["killed_best"]) == ("1", 0)
    assert json.loads(event["joined"]) == [["ucdp", "2"]]
    (merge,) = joined.merges
    assert (merge.kept, merge.merged) == (0, 1)
    assert "2 days apart" in merge.reason
    assert "same admin1" in merge.reason
    assert "actor agrees" in merge.reason


@pytest.mark.parametrize(
    "cells",
    [
        {"day": 3},
        {"day": -3},
        {"admin1": "Anbar"},
        {"country": "Syria"},
        {"admin1": None},
        {"country": " "},
        {"actor": "B"},
        {"actor": None},
        {"date": None, "first": None, "last": None},
    ],
)
def test_what_differs_is_left_apart(cells: Row) -> None:
    joined = join([row("acled", 1), row("ucdp", 2, **cells)])
    assert joined.merges == ()
    assert joined.ledger.kept == 2


def test_rows_of_one_dataset_are_never_joined_for_nearness() -> None:
    assert join([row("acled", 1), row("acled", 2), row("acled", 3, day=1)]).merges == ()


def test_a_row_meets_one_row_of_each_other_dataset() -> None:
    joined = join([row("a", 1), row("b", 1), row("b", 2), row("c", 1), row("c", 2), row("c", 3)])
    assert Counter((one["dataset"], one["joined"]) for one in kept(joined)) == {
        ("a", '[["b", "1"], ["c", "1"]]'): 1,
        ("b", '[["c", "2"]]'): 1,
        ("c", None): 1,
    }


def test_the_nearer_pair_goes_first() -> None:
    joined = join([row("a", 1, day=0), row("b", 1, day=2), row("b", 2, day=1)])
    assert merged_ids(joined) == [(ACROSS, "a:1", "b:2")]


def test_nearness_goes_before_the_order_of_rows() -> None:
    assert merged_ids(join([row("a", 1), row("b", 1, day=-2), row("b", 2, day=1)])) == [(ACROSS, "a:1", "b:2")]


def test_two_unknown_places_are_not_one_place() -> None:
    assert join([row("a", 1, admin1=None), row("b", 1, admin1=None)]).merges == ()


def test_names_of_places_and_actors_are_compared_without_accents_and_kinds() -> None:
    joined = join([row("a", 1, actor="Kataʾib Hizbullāh", admin1="Ḥalab Governorate"), row("b", 1, actor="kataʾib  hizbullah", admin1="halab")])
    assert len(joined.merges) == 1


def test_organisations_go_before_names() -> None:
    a, b = row("a", 1, actor="IS", actor_organisation="is"), row("b", 1, actor="Daesh", actor_organisation="is")
    (event,) = kept(join([a, b]))
    assert event["actor_joint"] is None
    assert join([a, b | {"actor_organisation": "other"}]).merges == ()


def test_the_order_of_datasets_says_whose_row_is_kept() -> None:
    rows = [row("a", 1), row("b", 2)]
    assert [one["dataset"] for one in kept(join(rows, order=["b"]))] == ["b"]
    with pytest.raises(DataError, match="order"):
        join(rows, order=["c"])
    with pytest.raises(DataError, match="order"):
        join(rows, order=["a", "a"])


@pytest.mark.parametrize(("place", "n"), [("country", 1), ("admin1", 0)])
def test_the_level_of_place(place: str, n: int) -> None:
    assert len(join([row("a", 1), row("b", 1, admin1="Anbar")], place=place).merges) == n


def test_fronts_are_places() -> None:
    rows = [{"dataset": d, "event_id": "1", "date": "2020-03-01", "actor": "A", "front": "Iraq"} for d in "ab"]
    assert len(join(rows, place="front").merges) == 1


@pytest.mark.parametrize(("km", "n"), [(11.0, 0), (11.2, 1)])
def test_distance_in_km(km: float, n: int) -> None:
    # A tenth of a degree of latitude is 11.12 km on a sphere of 6,371 km.
    rows = [row("a", 1, latitude=36.0, longitude=43.0), row("b", 1, latitude=36.1, longitude=43.0)]
    assert len(join(rows, place="km", km=km).merges) == n
    assert join([rows[0], rows[1] | {"latitude": None}], place="km", km=km).merges == ()


def test_distance_across_the_date_line() -> None:
    rows = [row("a", 1, latitude=0.0, longitude=179.99), row("b", 1, latitude=0.0, longitude=-179.99)]
    assert len(join(rows, place="km", km=3).merges) == 1


# Kinds


TAXONOMY = [
    {"dataset": "a", "category": "bomb", "fine": "explosives", "coarse": "attack"},
    {"dataset": "a", "category": "gun", "fine": "firearms", "coarse": "attack"},
    {"dataset": "b", "category": "IED", "fine": "explosives", "coarse": "attack"},
    {"dataset": "b", "category": "rally", "fine": "protest", "coarse": "peaceful"},
]


def test_kinds_agree_by_taxonomy_and_the_finer_agreement_goes_first() -> None:
    rows = [row("a", 1, weapon="gun"), row("a", 2, weapon="bomb"), row("b", 1, weapon="IED")]
    assert merged_ids(join(rows, taxonomies={"weapon": TAXONOMY})) == [(ACROSS, "a:2", "b:1")]
    assert merged_ids(join([rows[0], rows[2]], taxonomies={"weapon": TAXONOMY})) == [(ACROSS, "a:1", "b:1")]
    assert join([rows[0], row("b", 1, weapon="rally")], taxonomies={"weapon": TAXONOMY}).merges == ()
    assert join([rows[0], row("b", 1, weapon=None)], taxonomies={"weapon": TAXONOMY}).merges == ()


def test_agreement_in_kind_goes_before_nearness() -> None:
    rows = [row("a", 1, weapon="gun"), row("a", 2, day=2, weapon="bomb"), row("b", 1, weapon="IED")]
    assert merged_ids(join(rows, taxonomies={"weapon": TAXONOMY})) == [(ACROSS, "a:2", "b:1")]


def test_a_category_without_a_place_in_the_taxonomy_is_told() -> None:
    with pytest.raises(DataError, match=r"'tank' of a"):
        join([row("a", 1, weapon="tank")], taxonomies={"weapon": TAXONOMY})


# Joint acts


def test_a_recorded_joint_act_is_not_lost() -> None:
    joined = join([row("a", 1, actor="B"), row("b", 1, actor="A", actor_joint="B + C")])
    (event,) = kept(joined)
    assert (event["actor"], event["actor_joint"]) == ("B", "A + C")


def test_a_target_named_among_the_actors_is_no_joint_actor() -> None:
    (event,) = kept(join([row("a", 1), row("b", 1, actor_joint="X")]))
    assert event["actor_joint"] is None


def test_a_joint_act_recorded_elsewhere_ties_its_halves_together() -> None:
    # A and B are apart until the third dataset says that they acted together; then nothing is left to a second joining.
    joined = join([row("a", 1, actor="A"), row("b", 1, actor="B"), row("c", 1, actor="A", actor_joint="B")])
    assert [(one["actor"], one["actor_joint"]) for one in kept(joined)] == [("A", "B")]
    assert [(one["actor"], one["actor_joint"]) for one in kept(join(joined.events))] == [("A", "B")]


def test_one_incident_enters_one_series_at_most() -> None:
    rows = [row("a", 1, actor="A", target="X"), row("a", 2, actor="B", target="X"), row("b", 1, actor="A", actor_joint="B", target="X")]
    joined = join([one | {"source": "u"} for one in rows])
    joined = joined.accept(joined.proposed)
    assert [(one["actor"], one["actor_joint"]) for one in kept(joined)] == [("A", "B")]


def test_attacks_split_over_dyads_are_proposed_and_merged_only_when_accepted() -> None:
    rows = [row("ucdp", 1, actor="KDP", source="AP"), row("ucdp", 2, actor="PUK", source="AP"), row("ucdp", 3, actor="PUK", source="other")]
    joined = join(rows)
    assert (joined.merges, joined.ledger.kept) == ((), 3)
    assert proposed_ids(joined) == [(SPLIT, "ucdp:1", "ucdp:2")]
    (proposal,) = joined.proposed
    assert proposal.reason == "one joint attack split over dyads: actor 'KDP' and 'PUK', same source"
    assert [(entry.row, entry.fate) for entry in joined.ledger.entries] == [(3, "kept")]
    accepted = joined.accept([proposal])
    assert [(one["actor"], one["actor_joint"]) for one in kept(accepted)] == [("KDP", "PUK"), ("PUK", None)]
    assert (accepted.ledger.kept, accepted.ledger.merged) == (2, 1)


@pytest.mark.parametrize(
    ("cells", "n"),
    [
        ({"killed_best": 7}, 1),
        ({"killed_best": 6}, 0),
        ({"killed_best": 7, "source": "AP"}, 0),
        ({"killed_best": 7, "day": 1}, 0),
        ({"killed_best": 7, "admin1": "Anbar"}, 0),
        ({"killed_best": 7, "action_code": "3"}, 0),
        ({"killed_best": 7, "target": "Y"}, 0),
        ({"killed_best": 7, "actor": "A", "target": "Y"}, 1),
    ],
)
def test_what_makes_a_split_attack(cells: Row, n: int) -> None:
    assert len(join([row("u", 1, killed_best=7), row("u", 2, **({"actor": "B"} | cells))]).proposed) == n


def test_nobody_killed_is_no_evidence_of_one_attack() -> None:
    assert join([row("u", 1), row("u", 2, actor="B")]).proposed == ()


def test_proposals_make_no_chain_of_different_sides() -> None:
    rows = [row("u", 1, killed_best=3), row("u", 2, actor="B", killed_best=3), row("u", 3, actor="B", target="Y", killed_best=3)]
    assert proposed_ids(join(rows)) == [(SPLIT, "u:1", "u:2")]


def test_an_actor_joined_by_name_is_split_from_a_part_of_it() -> None:
    joined = join([row("u", 1, actor="A", actor_joint="B", killed_best=3), row("u", 2, actor="B", killed_best=3)])
    assert proposed_ids(joined) == [(SPLIT, "u:1", "u:2")]
    assert [one["actor_joint"] for one in kept(joined.accept(joined.proposed))] == ["B"]


def test_mirror_coding_is_merged_and_the_mirror_is_no_joint_actor() -> None:
    joined = join([row("gdelt", 1, actor="A", target="X"), row("gdelt", 2, actor="X", target="A")])
    assert merged_ids(joined) == [(MIRROR, "gdelt:1", "gdelt:2")]
    assert joined.merges[0].reason.startswith("mirror coding")
    assert [(one["actor"], one["actor_joint"], one["target"]) for one in kept(joined)] == [("A", None, "X")]


@pytest.mark.parametrize(
    "cells", [{"day": 1}, {"admin1": "Anbar"}, {"admin1": None}, {"action_code": "3"}, {"target": "B"}, {"dataset": "other"}]
)
def test_what_is_no_mirror(cells: Row) -> None:
    assert join([row("g", 1), row(**({"dataset": "g", "event_id": 2, "actor": "X", "target": "A"} | cells))]).merges == ()


def test_each_row_has_one_mirror() -> None:
    joined = join([row("g", 1), row("g", 2, actor="X", target="A"), row("g", 3, actor="X", target="A")])
    assert merged_ids(joined) == [(MIRROR, "g:1", "g:2")]


def test_who_acts_on_itself_has_no_mirror() -> None:
    assert join([row("g", 1, target="A"), row("g", 2, target="A")]).merges == ()


# Ranges of days


def test_a_day_and_a_range_are_proposed_and_two_ranges_joined() -> None:
    long = {"last": DAY + dt.timedelta(days=9)}
    assert proposed_ids(join([row("a", 1, day=5), row("b", 1, **long)])) == [(RANGE, "a:1", "b:1")]
    assert join([row("a", 1, day=15), row("b", 1, **long)]).proposed == ()
    assert len(join([row("a", 1, **long), row("b", 1, day=1, **long)]).merges) == 1
    assert join([row("a", 1, **long), row("b", 1, last=DAY + dt.timedelta(days=6))]).merges == ()


@pytest.mark.parametrize("first", [SPLIT, RANGE])
def test_what_a_row_took_in_goes_with_it(first: str) -> None:
    long = {"last": DAY + dt.timedelta(days=9), "killed_best": 3}
    joined = join([row("a", 1, day=5), row("b", 1, **long), row("b", 2, actor="B", **long)])
    assert Counter(one.kind for one in joined.proposed) == {SPLIT: 1, RANGE: 1}
    for kind in (first, SPLIT if first == RANGE else RANGE):
        joined = joined.accept([one for one in joined.proposed if one.kind == kind])
    (event,) = kept(joined)
    assert (event["actor"], event["actor_joint"]) == ("A", "B")
    assert json.loads(event["joined"]) == [["b", "1"], ["b", "2"]]


# Nothing is silent, everything can be undone


def test_the_ledger_says_what_became_of_each_row() -> None:
    joined = join([row("a", 1), row("b", 1), row("b", 2, day=9)])
    assert (joined.ledger.read, joined.ledger.kept, joined.ledger.merged, joined.ledger.set_aside) == (3, 2, 1, 0)
    (entry,) = joined.ledger.entries
    assert (entry.row, entry.fate) == (3, "merged")
    assert entry.reason.endswith("merged into row 2")


def test_a_merge_can_be_undone() -> None:
    rows = [row("a", 1), row("b", 1, actor_joint="B"), row("c", 1)]
    joined = join(rows)
    assert len(joined.merges) == 2
    undone = joined.undo(joined.merges)
    assert undone.merges == ()
    assert [{key: one[key] for key in rows[0]} for one in kept(undone)] == rows
    assert {one["joined"] for one in kept(undone)} == {None}
    assert kept(undone.accept(undone.proposed)) == kept(joined)


def test_only_own_merges_and_proposals_are_taken() -> None:
    joined, other = join([row("a", 1), row("b", 1)]), join([row("a", 2), row("b", 2)])
    with pytest.raises(DataError, match="others"):
        joined.undo(other.merges)
    with pytest.raises(DataError, match="others"):
        joined.accept(joined.merges)


def test_a_row_is_merged_once() -> None:
    long = {"last": DAY + dt.timedelta(days=9)}
    joined = join([row("a", 1, day=1), row("a", 2, day=5), row("b", 1, **long)])
    assert len(joined.proposed) == 2
    with pytest.raises(DataError, match="merged once"):
        joined.accept(joined.proposed)
    half = joined.accept(joined.proposed[:1])
    assert half.ledger.kept == 2
    with pytest.raises(DataError, match="merged once"):
        half.accept(half.proposed)


def test_the_result_can_be_counted() -> None:
    joined = join([row("a", 1), row("b", 1), row("b", 2, day=3)])
    counts = cc.Counts.from_events(joined.events, by="actor", start="2020-03-01", end="2020-03-10")
    assert counts.values.sum() == 2


def test_types_of_columns_are_kept() -> None:
    extra = {"flag": True, "share": 0.5, "n": 3, "none": None}
    (event,) = kept(join([row("a", 1, **extra)]))
    assert {key: event[key] for key in extra} == extra
    assert event["date"] == DAY


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "village"},
        {"place": "km"},
        {"km": 3},
        {"days": -1},
        {"place": "km", "km": -1.0},
        {"place": "km", "km": float("nan")},
        {"same": ("colour",)},
        {"taxonomies": {"action_code": [{"dataset": "a", "category": "190"}]}},
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="expected"):
        join([row("a", 1), row("b", 1)], **wrong)


@pytest.mark.parametrize("cells", [{"first": "soon"}, {"last": DAY - dt.timedelta(days=1)}])
def test_days_that_cannot_be_read_are_refused(cells: Row) -> None:
    with pytest.raises(DataError, match="expected"):
        join([row("a", 1, **cells)])


@pytest.mark.parametrize("latitude", [91.0, "north", float("inf")])
def test_coordinates_that_cannot_be_read_are_refused(latitude: Any) -> None:
    with pytest.raises(DataError, match="degrees"):
        join([row("a", 1, latitude=latitude, longitude=1.0)], place="km", km=1)


# Properties


cells = st.fixed_dictionaries(
    {
        "dataset": st.sampled_from("abc"),
        "day": st.integers(0, 4),
        "length": st.sampled_from([0, 0, 0, 2]),
        "actor": st.sampled_from(["A", "B", None]),
        "actor_joint": st.sampled_from([None, None, "B", "C", "B + C"]),
        "actor_organisation": st.sampled_from([None, None, "a", "b"]),
        "target": st.sampled_from(["X", "A", "B"]),
        "admin1": st.sampled_from(["Ninawa", "Anbar"]),
        "killed_best": st.integers(0, 2),
        "source": st.sampled_from([None, "AP"]),
    }
)


@st.composite
def tables(draw: st.DrawFn) -> list[Row]:
    rows = []
    for i, one in enumerate(draw(st.lists(cells, min_size=1, max_size=14))):
        last = DAY + dt.timedelta(days=one["day"] + one.pop("length"))
        rows.append(row(one.pop("dataset"), i, **one) | {"last": last})
    return rows


def as_sets(joined: Joined) -> tuple[Any, ...]:
    rows = sorted(json.dumps(one, default=str, sort_keys=True) for one in kept(joined))
    return rows, sorted(merged_ids(joined)), sorted(proposed_ids(joined)), sorted(one.reason for one in joined.merges)


@some
@given(rows=tables(), seed=st.integers(0, 99))
def test_the_order_of_rows_is_of_no_weight(rows: list[Row], seed: int) -> None:
    shuffled = random.Random(seed).sample(rows, len(rows))
    assert as_sets(join(shuffled)) == as_sets(join(rows))


@some
@given(rows=tables())
def test_joining_twice_is_joining_once(rows: list[Row]) -> None:
    once = join(rows)
    twice = join(once.events)
    assert twice.merges == ()
    assert kept(twice) == kept(once)
    assert sorted(proposed_ids(twice)) == sorted(proposed_ids(once))


@some
@given(rows=tables())
def test_every_row_is_kept_or_merged_once_and_named(rows: list[Row]) -> None:
    joined = join(rows)
    named = [tuple(pair) for one in kept(joined) for pair in json.loads(one["joined"] or "[]")]
    left = [(one["dataset"], one["event_id"]) for one in kept(joined)]
    assert sorted(named + left) == sorted((one["dataset"], one["event_id"]) for one in rows)
    assert joined.ledger.read == len(rows) == joined.ledger.kept + joined.ledger.merged
    assert sorted(one.merged_id for one in joined.merges) == sorted(named)


@some
@given(rows=tables())
def test_no_row_holds_two_of_one_other_dataset(rows: list[Row]) -> None:
    for one in kept(join(rows)):
        found = Counter(dataset for dataset, _ in json.loads(one["joined"] or "[]"))
        assert all(n == 1 for n in found.values())


@some
@given(rows=tables())
def test_undoing_all_gives_the_rows_back(rows: list[Row]) -> None:
    joined = join(rows)
    undone = joined.undo(joined.merges)
    assert [{key: one[key] for key in rows[0]} for one in kept(undone)] == rows


@some
@given(rows=tables(), seed=st.integers(0, 99))
def test_whatever_is_accepted_the_ledger_adds_up(rows: list[Row], seed: int) -> None:
    joined = join(rows)
    by_row = {one.merged: one for one in random.Random(seed).sample(joined.proposed, len(joined.proposed))}
    accepted = joined.accept(by_row.values())
    assert accepted.ledger.kept == len(rows) - len(joined.merges) - len(by_row)
    assert len(kept(accepted)) == accepted.ledger.kept


# Origins


def report(day: str = "2020-03-01", actor: str = "A", summary: str | None = None, url: str | None = None) -> Row:
    return {"date": day, "actor": actor, "summary": summary, "source_url": url}


LONG = (
    "Militants fired a salvo of rockets at the base near the airport on Friday evening, a security source told the agency "
    "on the phone late in the same week as it was reported"
)


def test_relays_of_one_text_are_one_origin() -> None:
    rows = [
        report(summary=LONG),
        report(summary=LONG.upper() + "."),
        report(summary=LONG.replace("evening", "night")),
        report(summary="Quite another"),
    ]
    origins = wire_origins(rows)
    assert [one.rows for one in origins] == [(0, 1, 2), (3,)]
    assert origins[0].reason == "one day, one actor, (nearly) the same text"
    assert origins[1].reason == ""


@pytest.mark.parametrize(
    "other",
    [
        report(day="2020-03-02", summary=LONG),
        report(actor="B", summary=LONG),
        report(summary=LONG + " at 5"),
        report(summary=LONG.replace("rockets at the base near the airport", "shells upon a village by a river")),
    ],
)
def test_other_days_actors_numbers_and_words_are_other_origins(other: Row) -> None:
    assert len(wire_origins([report(summary=LONG), other])) == 2


def test_short_texts_must_be_the_same() -> None:
    assert len(wire_origins([report(summary="Rocket attack on base"), report(summary="Rocket attack on a base")])) == 2
    assert len(wire_origins([report(summary="Rocket attack on base"), report(summary="rocket attack on base!")])) == 1


def test_a_word_more_makes_another_short_text() -> None:
    short = "Rockets hit the base near the airport"
    assert len(wire_origins([report(summary=short), report(summary=f"{short} yesterday")])) == 2
    assert len(wire_origins([report(summary=LONG), report(summary=f"{LONG} yesterday")])) == 1


def test_one_address_is_one_origin_on_any_day() -> None:
    rows = [
        report(url="https://www.example.org/a/?id=1&utm_source=x#top"),
        report(day="2020-05-05", actor="B", url="http://example.org/a?id=1"),
    ]
    assert [one.reason for one in wire_origins(rows)] == ["the same address"]
    assert len(wire_origins([rows[0], report(url="http://example.org/a?id=2")])) == 2
    assert len(wire_origins([report(url="AP"), report(url="AP")])) == 2


def test_empty_texts_and_addresses_join_nothing() -> None:
    assert len(wire_origins([report(), report(), report(summary=" "), report(url="")])) == 4


@some
@given(
    rows=st.lists(
        st.builds(
            report,
            day=st.sampled_from(["2020-03-01", "2020-03-02"]),
            actor=st.sampled_from("AB"),
            summary=st.sampled_from([None, LONG, LONG.replace("Friday", "Monday"), "short"]),
            url=st.sampled_from([None, "https://x.org/1", "https://x.org/2"]),
        ),
        min_size=1,
        max_size=12,
    ),
    seed=st.integers(0, 99),
)
def test_origins_part_the_rows_whatever_their_order(rows: list[Row], seed: int) -> None:
    origins = wire_origins(rows)
    assert sorted(i for one in origins for i in one.rows) == list(range(len(rows)))
    order = random.Random(seed).sample(range(len(rows)), len(rows))
    again = wire_origins([rows[i] for i in order])
    assert {frozenset(order[i] for i in one.rows) for one in again} == {frozenset(one.rows) for one in origins}
