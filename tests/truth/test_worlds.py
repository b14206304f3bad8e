"""Simulated worlds are what they say: rates kept, planted shares there, each driver as its meaning has it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import concerted as cc

DRIVERS = tuple(cc.simulate.DRIVERS)
SHARED_LEVELS = (
    "step",
    "trend",
    "season",
    "weekday",
    "slow surges",
    "slow surges 21 days",
    "slow surges 60 days",
    "triangular campaigns",
    "plateaus",
)


def worlds(number: int, kind: str = "independent", **options: Any) -> list[cc.simulate.World]:
    return [cc.simulate.world(kind, **{"seed": 11, **options}, number=i) for i in range(number)]


def by_group(made: list[cc.simulate.World]) -> npt.NDArray[np.int64]:
    """Return the values of all worlds; shape (n_worlds, n_rows, n_days)."""
    return np.stack([world.counts.values for world in made])


@pytest.mark.parametrize("thinning", [False, True])
@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("driver", DRIVERS)
def test_every_driver_keeps_the_rates(driver: str, shared: bool, thinning: bool) -> None:
    made = worlds(40, driver=driver, groups=3, days=700, rate=0.5, shared=shared, thinning=thinning)
    values = by_group(made).sum(axis=2).astype(float)
    seen = np.stack([world.counts.observed.sum(axis=1) for world in made])
    expected = np.array([world.truth.rates for world in made]) * seen
    if driver == "umbrella":
        values[:, :2], values[:, 3:] = values[:, :2] + values[:, 3:] / 2, 0
    deviation = (values - expected).sum(axis=0) / np.sqrt(np.maximum(1, values.var(axis=0) * len(made)))
    assert np.abs(deviation).max() < 4
    assert values.sum() == pytest.approx(expected.sum(), rel=0.05)


@pytest.mark.parametrize("kind", cc.simulate.KINDS)
@pytest.mark.parametrize("driver", ["steady", "weekday", "bursts", "same-day batches", "reporting effort 0.5"])
def test_every_kind_keeps_the_number_of_events(kind: str, driver: str) -> None:
    linked, alone = (by_group(worlds(5, one, driver=driver)) for one in (kind, "independent"))
    assert (linked.sum(axis=2) == alone.sum(axis=2)).all()


def covered(acts: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    later = np.zeros_like(acts)
    later[1:] = acts[:-1]
    return acts | later


def recovered(row: npt.NDArray[np.int64], alone: npt.NDArray[np.int64], near: npt.NDArray[np.bool_]) -> float:
    """Return the share of events that moved to the days `near`, with the same world without a link beside it."""
    before, after = alone[near].sum() / alone.sum(), row[near].sum() / row.sum()
    return float((after - before) / (1 - before))


@pytest.mark.parametrize("share", [0.1, 0.4])
@pytest.mark.parametrize("driver", [d for d in DRIVERS if d not in ("gaps", "umbrella", "retaliation", "date errors")])
def test_the_copied_share_can_be_recovered(driver: str, share: float) -> None:
    options: dict[str, Any] = {"driver": driver, "days": 600, "rate": 0.3 if driver != "sparse" else 3.0}
    linked, alone = worlds(30, "imitation", share=share, **options), worlds(30, **options)
    found = [recovered(a.counts.values[1], b.counts.values[1], covered(b.counts.values[0] > 0)) for a, b in zip(linked, alone, strict=True)]
    assert np.mean(found) == pytest.approx(share, abs=0.03)
    planted = sum(world.truth.planted[1] for world in linked) / by_group(linked)[:, 1].sum()
    assert planted == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize("kind", ["command", "shared cause"])
def test_orders_and_triggers_draw_their_share_of_every_group(kind: str) -> None:
    linked, alone = worlds(20, kind, share=0.3), worlds(20)
    for row in range(5):
        found = []
        for one, other in zip(linked, alone, strict=True):
            days = one.truth.orders or one.truth.triggers
            near = covered(np.isin(one.counts.days, np.array(days, dtype="datetime64[D]")))
            found.append(recovered(one.counts.values[row], other.counts.values[row], near))
        assert np.mean(found) == pytest.approx(0.3, abs=0.03)
    assert bool(linked[0].truth.orders) == (kind == "command")
    assert bool(linked[0].truth.triggers) == (kind == "shared cause")


def correlation(x: npt.NDArray[np.int64], y: npt.NDArray[np.int64]) -> float:
    return float(np.corrcoef(x.ravel(), y.ravel())[0, 1])


@pytest.mark.parametrize("driver", SHARED_LEVELS)
def test_levels_are_shared_unless_told_otherwise(driver: str) -> None:
    options: dict[str, Any] = {"driver": driver, "groups": 2, "rate": 2.0, "days": 800}
    together, apart = (by_group(worlds(20, shared=shared, **options)) for shared in (True, False))
    assert correlation(together[:, 0], together[:, 1]) > 0.15
    assert correlation(apart[:, 0], apart[:, 1]) < 0.5 * correlation(together[:, 0], together[:, 1])


@pytest.mark.parametrize("driver", ["steady", "bursts", "overdispersed", "same-day batches", "gaps", "sparse", "unequal rates", "date errors"])
def test_groups_of_their_own_have_nothing_in_common(driver: str) -> None:
    values = by_group(worlds(30, driver=driver, groups=2, days=700, rate=0.5))
    n = values[:, 0].size
    assert abs(correlation(values[:, 0], values[:, 1])) < 5 / np.sqrt(n)


@pytest.mark.parametrize("driver", ["slow surges", "slow surges 21 days", "slow surges 60 days", "triangular campaigns", "plateaus"])
def test_slow_surges_are_slow(driver: str) -> None:
    shape = cc.simulate.DRIVERS[driver].level
    assert shape is not None
    for i in range(20):
        level = shape(np.random.default_rng(i), 1000)
        assert level.shape == (1000,)
        assert level.mean() == pytest.approx(1)
        assert level.max() > 1.5
        # A line from the lowest to the highest in 21 days is the steepest campaign; a bell of 21 days may be as steep for a moment.
        steepest = np.abs(np.diff(level)).max() / (level.max() - level.min())
        assert steepest < 1.5 / 21


def test_levels_have_the_heights_that_their_meaning_states() -> None:
    rng = np.random.default_rng(1)
    heights = {name: driver.level(rng, 7 * 365) for name, driver in cc.simulate.DRIVERS.items() if driver.level is not None}
    ratios = {name: heights[name].max() / heights[name].min() for name in ("step", "trend", "season", "weekday")}
    assert ratios == pytest.approx({"step": 3, "trend": 7, "season": 4, "weekday": 4}, rel=1e-3)
    assert {name: heights[name].mean() for name in ratios} == pytest.approx(dict.fromkeys(ratios, 1), abs=0.01)


@pytest.mark.parametrize(
    ("driver", "length"), [("shocks 1 day", 1), ("shocks 3 days", 3), ("shocks 7 days", 7), ("shocks 14 days", 14), ("listed surges", 2)]
)
def test_shocks_raise_every_rate_on_their_days(driver: str, length: int) -> None:
    made = worlds(60, driver=driver, rate=0.5, shocks=(0.06, 4.0))
    ratios, lengths = [], []
    for world in made:
        hit = np.isin(world.counts.days, np.array(world.truth.shock_days or world.truth.triggers, dtype="datetime64[D]"))
        hit = covered(hit) if driver == "listed surges" else hit
        assert 0.03 < hit.mean() <= 0.06 + length / 1000
        ratios.append(world.counts.values[:, hit].mean() / world.counts.values[:, ~hit].mean())
        edges = np.flatnonzero(np.diff(np.concatenate([[0], hit.astype(int), [0]])))
        lengths += (edges[1::2] - edges[::2]).tolist()
    assert np.mean(ratios) == pytest.approx(4, rel=0.06)
    assert np.bincount(lengths).argmax() == length


def test_bursts_overdispersion_and_batches_have_the_variance_that_they_state() -> None:
    options: dict[str, Any] = {"groups": 2, "days": 2000, "rate": 0.5}
    own = {d: by_group(worlds(20, driver=d, **options)) for d in ("steady", "bursts", "overdispersed", "same-day batches")}
    spread = {d: values.var() / values.mean() for d, values in own.items()}
    # Batches of 1 + Poisson(2): the mean of the squares over the mean is 11 / 3.
    assert spread == pytest.approx({"steady": 1, "bursts": spread["bursts"], "overdispersed": 3, "same-day batches": 11 / 3}, rel=0.06)
    assert {d: correlation(v[:, :, :-1], v[:, :, 1:]) for d, v in own.items() if d != "bursts"} == pytest.approx(
        {"steady": 0, "overdispersed": 0, "same-day batches": 0}, abs=0.02
    )
    weekly = own["bursts"][:, :, : 20 * 100].reshape(40, 20, 100).sum(axis=2)
    # With branching .5 the variance over long stretches is 1 / (1 - .5)^2 times the mean; stretches of 100 days have nearly all of it.
    assert 3.0 < weekly.var() / weekly.mean() < 4.3
    batches = own["same-day batches"]
    assert batches[batches > 0].mean() > 2.9


@pytest.mark.parametrize("variation", [0.3, 0.5, 0.7])
@pytest.mark.parametrize("thinning", [False, True])
def test_reporting_effort_is_common_to_groups_and_controls(variation: float, thinning: bool) -> None:
    made = worlds(20, driver=f"reporting effort {variation}", rate=1.0, thinning=thinning)
    efforts = np.stack([world.truth.effort for world in made if world.truth.effort is not None])
    assert len(efforts) == len(made)
    assert efforts.mean() == pytest.approx(1)
    assert efforts.std() == pytest.approx(variation, rel=0.05)
    assert made[0].truth.controls == ("control 1", "control 2", "control 3")
    values = by_group(made)
    assert values.mean() == pytest.approx(1, rel=0.02)
    # Poisson around one effort: covariance of two groups is its variance.
    pairs = [np.mean((values[:, a] - 1) * (values[:, b] - 1)) for a, b in ((0, 1), (2, 6), (5, 7))]
    assert pairs == pytest.approx([variation**2] * 3, rel=0.15, abs=0.02)


def test_thinning_hides_one_end_of_most_copies() -> None:
    options: dict[str, Any] = {"driver": "reporting effort 0.5", "groups": 2, "share": 0.5}
    excess = []
    for thinning in (False, True):
        linked, alone = (by_group(worlds(20, kind, thinning=thinning, **options)) for kind in ("imitation", "independent"))
        excess.append(correlation(linked[:, 0], linked[:, 1]) - correlation(alone[:, 0], alone[:, 1]))
    assert 0 < excess[1] < 0.6 * excess[0]


def test_the_opponent_strikes_back_and_the_others_answer_the_strike() -> None:
    values = by_group(worlds(30, driver="retaliation"))
    a, b, c, opponent = (values[:, row] for row in (0, 1, 2, 5))
    assert correlation(a[:, :-1], opponent[:, 1:]) > 0.2
    assert correlation(a[:, :-2], opponent[:, 2:]) > 0.2
    assert abs(correlation(a, opponent)) < 0.03
    assert correlation(opponent[:, :-1], b[:, 1:]) > 0.1
    # B follows A two to four days later, through the opponent alone; B and C share the strikes.
    assert correlation(a[:, :-3], b[:, 3:]) > 0.03
    assert correlation(b, c) > 0.03


def test_date_errors_move_a_fifth_by_a_day() -> None:
    options: dict[str, Any] = {"groups": 1, "days": 400, "rate": 0.05}
    right, wrong = by_group(worlds(100, **options)), by_group(worlds(100, driver="date errors", **options))
    assert (right.sum(axis=2) == wrong.sum(axis=2)).all()
    kept = np.minimum(right, wrong).sum() / right.sum()
    assert kept == pytest.approx(0.8, abs=0.03)
    late, early = np.minimum(right[..., :-1], wrong[..., 1:]).sum(), np.minimum(right[..., 1:], wrong[..., :-1]).sum()
    assert late == pytest.approx(early, rel=0.25)
    assert (late + early) / right.sum() > 0.15


@pytest.mark.parametrize("groups", [1, 2, 5])
def test_the_umbrella_takes_events_of_its_members_and_no_others(groups: int) -> None:
    renamed, own = (worlds(10, driver=d, groups=groups, days=600, rate=0.5) for d in ("umbrella", "steady"))
    for one, other in zip(renamed, own, strict=True):
        members = len(one.truth.members)
        assert members == (groups + 1) // 2
        before, after = other.counts.values, one.counts.values
        assert (before[:members].sum(axis=0) == after[:members].sum(axis=0) + after[-1]).all()
        assert (before[members:] == after[members:-1]).all()
        assert one.truth.renamed_from is not None
        start = int((np.datetime64(one.truth.renamed_from) - one.counts.days[0]).astype(int))
        assert after[-1, :start].sum() == 0
        assert after[-1, start:].sum() / before[:members, start:].sum() == pytest.approx(0.7, abs=0.15)


def test_rates_that_differ_by_design() -> None:
    sparse, unequal = worlds(1, driver="sparse")[0].truth.rates, worlds(1, driver="unequal rates")[0].truth.rates
    assert sparse == pytest.approx([0.02] * 5)
    assert unequal == pytest.approx([0.2 / 3, 0.2 / np.sqrt(3), 0.2, 0.2 * np.sqrt(3), 0.6])


def test_drivers_can_be_combined() -> None:
    values, plain = (
        by_group(worlds(20, driver=drivers, rate=1.0)) for drivers in (("weekday", "bursts", "overdispersed"), ("weekday", "bursts"))
    )
    weekly = values[..., :994].reshape(*values.shape[:2], -1, 7).mean(axis=(0, 1, 2))
    assert weekly[:3].mean() > 1.5 * weekly[3:].mean()
    # The days of what a group does of its own accord differ, those of what follows from it do not.
    assert values.var() / values.mean() > plain.var() / plain.mean() + 0.3
