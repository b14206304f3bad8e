"""The benchmark on known pairs: which pairs are allies, rivals or strangers, what is left out of their counts, and how tests are ranked."""

from __future__ import annotations

import csv
import datetime as dt
import math
import sys
from pathlib import Path

import numpy as np
import pytest

from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding

BENCH = Path(__file__).parents[2] / "bench"
if str(BENCH) not in sys.path:
    sys.path.append(str(BENCH))

import known_pairs  # noqa: E402
from pairs import geography, ours, table  # noqa: E402
from pairs.answer import Answer, Case  # noqa: E402
from pairs.incidents import Incident, read  # noqa: E402
from pairs.labels import ALLIES, MIXED, RIVALS, STRANGERS, Label, joined, labels  # noqa: E402
from pairs.ranking import area, drawn, once  # noqa: E402
from pairs.series import common_enemies, counts, overlap, own_events  # noqa: E402
from pairs.strangers import Size, strangers, unrelated  # noqa: E402

START = dt.date(2001, 1, 1)
ARMY = "Government of Examplia"


def on(day: int, side: str, against: str, *, last: int | None = None, province: str = "North") -> Incident:
    """Return one made-up event; actors of a side are parted by commas."""
    sides = (frozenset(side.split(", ")), frozenset(against.split(", ")))
    return Incident(START + dt.timedelta(day), START + dt.timedelta(day if last is None else last), sides, "Examplia", province)


def told(*incidents: Incident) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for label in labels(sorted(incidents, key=lambda one: one.first)):
        found.setdefault(label.pair, []).append(label.kind)
    return found


def test_two_joint_events_make_allies_and_two_fights_rivals() -> None:
    assert told(on(1, "Ash, Birch", ARMY), on(9, "Birch, Ash", ARMY)) == {("Ash", "Birch"): [ALLIES]}
    assert told(on(1, "Ash", "Birch"), on(9, "Birch", "Ash")) == {("Ash", "Birch"): [RIVALS]}
    assert told(on(1, "Ash, Birch", ARMY), on(9, "Cedar", "Ash")) == {}
    assert told(on(1, "Ash", "Ash"), on(9, "Ash", "Ash")) == {}


def test_a_label_lasts_from_the_first_to_the_last_event() -> None:
    (label,) = labels([on(1, "Ash, Birch", ARMY), on(5, "Ash", ARMY), on(7, "Ash, Birch", ARMY, last=9)])
    assert (label.first, label.last, label.events, label.days) == (START + dt.timedelta(1), START + dt.timedelta(9), 2, 9)


def test_states_victims_and_umbrellas_are_no_groups() -> None:
    for name in (ARMY, "Civilians", "Examplian insurgents", "Supporters of the Party", "Christians (Examplia)", "XXX12"):
        assert told(on(1, f"Ash, {name}", "Birch, Civilians"), on(2, f"Ash, {name}", "Birch, Civilians")) == {("Ash", "Birch"): [RIVALS]}


def test_a_wing_is_neither_ally_nor_rival_of_its_own_group() -> None:
    assert told(*(on(day, "Ash", "Ash - Old Guard") for day in (1, 2))) == {}
    assert told(*(on(day, "Ash - New Guard", "Ash - Old Guard") for day in (1, 2))) == {("Ash - New Guard", "Ash - Old Guard"): [RIVALS]}


def test_overlapping_contrary_labels_are_mixed_and_told_once() -> None:
    joint = [on(day, "Ash, Birch", ARMY) for day in (10, 40)]
    assert told(*joint, on(20, "Ash", "Birch"), on(60, "Ash", "Birch")) == {("Ash", "Birch"): [MIXED]}
    assert told(*joint, on(20, "Ash", "Birch")) == {("Ash", "Birch"): [MIXED]}
    assert told(*joint, on(50, "Ash", "Birch"), on(60, "Ash", "Birch")) == {("Ash", "Birch"): [ALLIES, RIVALS]}
    # The fights lie before and after, but the rivalry lasts throughout.
    assert told(*joint, on(5, "Ash", "Birch"), on(60, "Ash", "Birch")) == {("Ash", "Birch"): [MIXED]}


def test_a_period_is_two_years_at_most() -> None:
    found = labels([on(day, "Ash", "Birch") for day in range(0, 1500, 100)])
    assert [label.days for label in found] == [701, 601]
    assert sum(label.events for label in found) == 15
    assert {label.cluster for label in found} == {found[0].cluster}


def test_one_coalition_is_one_cluster_and_another_is_another() -> None:
    first = [on(day, "Ash, Birch, Cedar", ARMY) for day in (1, 5, 9)]
    second = [on(day, "Cedar, Dogwood", ARMY) for day in (2, 6, 8)]
    found = {label.pair: label.cluster for label in labels(sorted(first + second, key=lambda one: one.first))}
    assert found["Ash", "Birch"] == found["Ash", "Cedar"] == found["Birch", "Cedar"] != found["Cedar", "Dogwood"]


def test_pairs_that_share_few_events_are_not_one_cluster() -> None:
    events = [on(day, "Ash, Birch", ARMY) for day in range(5)] + [on(day, "Birch, Cedar", ARMY) for day in range(5)]
    found = {label.pair: label.cluster for label in labels(sorted([*events, on(9, "Ash, Birch, Cedar", ARMY)], key=lambda one: one.first))}
    assert found["Ash", "Birch"] != found["Birch", "Cedar"]
    assert ("Ash", "Cedar") not in found


def test_a_coalition_against_one_enemy_is_one_cluster_of_rivals() -> None:
    found = [label for label in labels([on(day, "Ash, Birch", "Cedar") for day in (1, 2)]) if label.kind == RIVALS]
    assert len(found) == 2
    assert len({label.cluster for label in found}) == 1


def test_joined_follows_links_and_keeps_others_apart() -> None:
    assert joined([(1, 2), (3, 4), (2, 3), (7,)]) == {1: 1, 2: 1, 3: 1, 4: 1, 7: 7}


def test_the_events_that_make_the_label_are_left_out() -> None:
    events = [
        on(1, "Ash, Birch", ARMY),
        on(2, "Ash", "Birch"),
        on(3, "Ash", ARMY),
        on(4, ARMY, "Ash"),
        on(5, "Birch", ARMY),
        on(60, "Ash", ARMY),
    ]
    first, last = START, START + dt.timedelta(30)
    assert own_events(events, "Ash", "Birch", first, last) == [events[2], events[3]]
    assert own_events(events, "Birch", "Ash", first, last) == [events[4]]


def test_an_event_that_reaches_out_of_the_period_is_left_out() -> None:
    assert own_events([on(1, "Ash", ARMY, last=9)], "Ash", "Birch", START, START + dt.timedelta(8)) == []


def test_events_of_several_days_are_intervals_and_no_counts() -> None:
    own = {"Ash": [on(1, "Ash", ARMY), on(3, "Ash", ARMY, last=6)], "Birch": [on(2, "Birch", ARMY)]}
    found = counts(own, START, START + dt.timedelta(9))
    assert found.values.sum(axis=1).tolist() == [1, 1]
    assert [(one.group, one.n) for one in found.intervals] == [("Ash", 1)]
    assert (found.coverage == 1).all()
    assert counts(own, START, START + dt.timedelta(9), coverage=2).declared


def test_overlap_is_the_share_of_common_provinces() -> None:
    a = [on(1, "Ash", ARMY, province=name) for name in ("North", "North", "South", "")]
    b = [on(1, "Birch", ARMY, province=name) for name in ("North", "East")]
    assert overlap(a, b) == pytest.approx(0.5)
    assert overlap(a, []) == 0


def test_common_enemies_are_groups_and_states_that_both_fought() -> None:
    a = [on(1, "Ash", f"{ARMY}, Civilians"), on(2, ARMY, "Ash"), on(3, "Ash", "Cedar"), *[on(day, "Ash", "Elm") for day in (4, 5)]]
    b = [on(1, "Birch", f"{ARMY}, Civilians"), on(2, "Birch", f"{ARMY}, Civilians"), on(3, "Birch", "Cedar")]
    assert common_enemies(a, b, "Ash", "Birch") == [ARMY]
    assert common_enemies(a, b, "Ash", "Birch", least=1) == ["Cedar", ARMY]


def crowd(*names: str, events: int = 6) -> list[Incident]:
    return [on(day, name, ARMY) for name in names for day in range(1, 1 + events)]


def test_strangers_never_stood_in_one_event_nor_are_linked_through_allies() -> None:
    events = [
        *crowd("Ash", "Birch", "Cedar", "Dogwood", "Elm"),
        on(2, "Ash, Birch", ARMY),
        on(3, "Birch, Cedar", ARMY),
        on(500, "Ash", "Dogwood"),
    ]
    apart = unrelated(events, START, START + dt.timedelta(9), 6)
    assert apart == [("Ash", "Elm"), ("Birch", "Dogwood"), ("Birch", "Elm"), ("Cedar", "Dogwood"), ("Cedar", "Elm"), ("Dogwood", "Elm")]


def test_wings_of_one_group_are_no_strangers_and_few_events_are_not_enough() -> None:
    events = [*crowd("Ash - Old Guard", "Ash - New Guard"), *crowd("Elm", events=5)]
    assert unrelated(events, START, START + dt.timedelta(9), 6) == []


def allied(extra: list[Incident]) -> tuple[list[Incident], list[Label]]:
    events = sorted([*crowd("Ash", "Birch"), on(0, "Ash, Birch", ARMY), on(9, "Ash, Birch", ARMY), *extra], key=lambda one: one.first)
    return events, labels(events)


def test_strangers_have_the_days_and_the_cluster_of_their_allies() -> None:
    events, known = allied(crowd("Cedar", "Dogwood", events=5))
    (found,) = [one for one in strangers(events, known, 5) if one.pair == ("Cedar", "Dogwood")]
    assert (found.kind, found.first, found.last, found.cluster) == (STRANGERS, known[0].first, known[0].last, known[0].cluster)


def test_no_more_than_three_pairs_of_strangers_stand_for_one_of_allies() -> None:
    events, known = allied(crowd("Cedar", "Dogwood", "Elm", "Fir"))
    assert len(strangers(events, known, 5)) == 3


def test_a_pair_of_strangers_stands_once() -> None:
    more = [on(day, "Ash, Gorse", ARMY) for day in (0, 9)] + crowd("Gorse")
    events, known = allied([*more, *crowd("Cedar", "Dogwood")])
    found = [one.pair for one in strangers(events, known, 5)]
    assert len(found) == len(set(found)) == 6


def test_strangers_unlike_the_allies_are_no_match() -> None:
    own = Size(20, 40, 0.5)
    assert math.isfinite(own.apart(Size(60, 100, 0.3)))
    assert all(math.isinf(own.apart(other)) for other in (Size(90, 40, 0.5), Size(20, 170, 0.5), Size(20, 40, 0.2)))
    assert own.apart(Size(20, 40, 0.5)) == 0
    events, known = allied(crowd("Cedar", "Dogwood", events=40))
    assert ("Cedar", "Dogwood") not in [one.pair for one in strangers(events, known, 5)]


def test_controls_have_no_part_with_either_and_are_the_most_active() -> None:
    events = [*crowd("Ash", "Birch"), *crowd("Cedar", "Dogwood", events=8), *crowd("Elm", "Fir", events=7), on(1, "Ash", "Cedar")]
    apart = {*unrelated(events, START, START + dt.timedelta(9), 5)}
    own = {name: own_events(events, name, "", START, START + dt.timedelta(9)) for name in ("Ash", "Birch")}
    assert known_pairs._controls(apart, own, events) == ["Dogwood", "Elm", "Fir"]


GED = ("id", "side_a", "side_b", "type_of_violence", "date_start", "date_end", "country", "adm_1", "best")


def ged(path: Path, *rows: tuple[str, ...]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([GED, *rows])
    return path


def test_event_files_are_read_by_country_and_an_event_in_two_files_once(tmp_path: Path) -> None:
    joint = ("1", "Ash, Birch", "Civilians, Cedar", "2", "2001-02-01", "2001-02-03", "Examplia", "North", "1")
    other = ("1", "Elm", "Fir", "2", "2001-01-01", "2001-01-01", "Otherland", "East", "1")
    found = read([ged(tmp_path / "a.csv", joint, other), ged(tmp_path / "b.csv", joint)])
    assert list(found) == ["Examplia", "Otherland"]
    (incident,) = found["Examplia"]
    assert incident.sides == (frozenset({"Ash", "Birch"}), frozenset({"Civilians", "Cedar"}))
    assert (incident.first, incident.last, incident.dated, incident.province) == (dt.date(2001, 2, 1), dt.date(2001, 2, 3), False, "North")
    assert incident.groups == {"Ash", "Birch", "Cedar"}


def ones(*names: str) -> tuple[np.ndarray, np.ndarray]:
    return np.ones((1, len(names))), once(names)


def test_the_area_counts_who_stands_before_whom() -> None:
    draws, weights = zip(ones("a", "b"), ones("c", "d"), strict=True)
    assert area(np.array([3.0, 2.0]), np.array([1.0, 0.0]), draws, weights).value == 1
    assert area(np.array([1.0, 0.0]), np.array([1.0, 0.0]), draws, weights).value == 0.5
    assert area(np.array([-np.inf, 5.0]), np.array([1.0, 2.0]), draws, weights).value == 0.5


def test_by_cluster_each_cluster_counts_once() -> None:
    names = ["a", "a", "a", "b"]
    assert once(names).tolist() == pytest.approx([1 / 6, 1 / 6, 1 / 6, 1 / 2])
    found = area(np.array([0.0, 0, 0, 2]), np.array([1.0]), (np.ones((1, 4)), np.ones((1, 1))), (once(names), once(["c"])))
    assert (found.value, found.by_cluster) == (0.25, 0.5)


def test_clusters_are_drawn_whole_and_strangers_with_their_allies() -> None:
    allies, others = drawn(["a", "a", "b", "c"], ["b", "a", "a"], seed=1)
    assert (allies[:, 0] == allies[:, 1]).all()
    assert (allies[:, 2] == others[:, 0]).all()
    assert (allies[:, 0] == others[:, 1]).all()
    assert (allies[:, 0] + allies[:, 2] + allies[:, 3] == 3).all()
    assert len(np.unique(allies, axis=0)) > 1
    assert (drawn(["a", "b"], ["c", "d"], seed=1)[0] == drawn(["a", "b"], ["c", "d"], seed=1)[0]).all()
    assert (drawn(["a", "b"], ["c", "d"], seed=1)[0] != drawn(["a", "b"], ["c", "d"], seed=2)[0]).any()


def test_rivals_are_drawn_apart_from_allies() -> None:
    allies, others = drawn(["a", "b"], ["c", "d", "e"], seed=1)
    assert (allies.sum(axis=1) == 2).all()
    assert (others.sum(axis=1) == 3).all()


def one_finding(verdict: str, p: float | None, effect: float | None) -> Finding:
    return Finding("together", ("Ash", "Birch"), verdict, f"p of Ash against Birch is {p}", "", p=p, effect=effect)


def test_both_ways_are_one_answer() -> None:
    found = ours.combined([one_finding(BEYOND, 0.01, 0.4), one_finding(CANNOT_SAY, 0.6, 0.2)])
    assert (found.verdict, found.p, found.reason) == (BEYOND, 0.02, "p of a group against a group is …")
    assert found.size == pytest.approx(0.3)
    assert ours.combined([one_finding(NO_SIGN, 0.9, 0.0), one_finding(CANNOT_SAY, 0.8, 0.0)]).verdict == CANNOT_SAY
    assert ours.combined([one_finding(NO_SIGN, 0.9, 0.0), one_finding(SHARED_CAUSES, 0.8, 0.0)]).verdict == SHARED_CAUSES
    assert ours.combined([one_finding(CANNOT_SAY, None, None)] * 2) == Answer(None, None, CANNOT_SAY, "p of a group against a group is None")


def answered(kind: str, number: int, told: dict[str, Answer]) -> tuple[Case, dict[str, Answer]]:
    own = {"Ash": [on(1, "Ash", ARMY)], "Birch": [on(2, "Birch", ARMY)]}
    label = Label("Examplia", "Ash", "Birch", kind, START, START + dt.timedelta(9), 2, 0, f"{kind} {number}")
    return Case(label, own, counts(own, label.first, label.last)), told


def ranking(test_sizes: tuple[float, float], place_sizes: tuple[float, float], pairs: int = 5) -> str:
    def of(kind: str, side: int) -> list[tuple[Case, dict[str, Answer]]]:
        sizes = {ours.PLAIN: Answer(test_sizes[side], 0.5), **{name: Answer(place_sizes[side]) for name in geography.NAMES}}
        return [answered(kind, i, sizes) for i in range(pairs)]

    lines = table.ranked([*of(ALLIES, 0), *of(RIVALS, 1)], RIVALS, 1)
    return next(line for line in lines if ours.PLAIN in line and "size" in line)


def test_what_geography_does_as_well_is_said_to_be_mostly_geography() -> None:
    assert "mostly geography" in ranking((1.0, 0.0), (1.0, 0.0))
    assert "mostly geography" in ranking((1.0, 0.0), (0.0, 1.0))
    assert "mostly geography" not in ranking((1.0, 0.0), (1.0, 1.0))
    assert "+0.50" in ranking((1.0, 0.0), (1.0, 1.0))


def test_of_too_few_pairs_no_area_is_printed() -> None:
    assert "too few" in ranking((1.0, 0.0), (1.0, 1.0), pairs=4)


def test_pairs_without_enough_events_are_counted_as_cannot_say() -> None:
    few = Label("Examplia", "Elm", "Fir", ALLIES, START, START, 2, 0, "c")
    case, answers = answered(ALLIES, 1, {})
    lines = table.found({"Examplia": [case.label, few]}, [(case, answers)], 20)
    assert "1 (50%)" in next(line for line in lines if ALLIES in line)
