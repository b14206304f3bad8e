"""What every null model keeps to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from concerted import chance
from concerted.chance import (
    Averaged,
    BurstyRates,
    Distribution,
    Draws,
    Exact,
    LocalBursts,
    LocalDays,
    MeasuredBursts,
    NullModel,
    RelabelledActors,
    SeparateRhythms,
    ShuffledStretches,
    Skewed,
    SteadyRates,
    Swaps,
)
from concerted.chance.bursty_rates import dispersion
from concerted.measure.divide import entropy

DRAWS = 60
NOT_MODELS = {"Distribution", "Draws", "Exact", "NullModel", "Skewed"}


@dataclass(frozen=True)
class Rows:
    """Small data that any of the models can be made from: one row a day, or one an event."""

    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]

    def reordered(self) -> Rows:
        order = np.random.default_rng(5).permutation(self.first.size)
        return Rows(self.first[order], self.second[order])


def rows(n: int) -> Rows:
    rng = np.random.default_rng(n)
    return Rows(rng.integers(0, 3, size=n), rng.integers(0, 3, size=n))


def steady(data: Rows, seed: int) -> SteadyRates:
    return SteadyRates(int(data.first.sum()), 7, 30)


def bursty(data: Rows, seed: int) -> BurstyRates:
    spread = dispersion(data.first.astype(float), np.ones(data.first.size))
    return BurstyRates(int(data.first.sum()), 7, 30, 1.0 if spread is None else spread + 1)


def measured(data: Rows, seed: int) -> MeasuredBursts:
    one = bursty(data, seed)
    return MeasuredBursts(one.total, one.window_days, one.baseline_days, one.dispersion, 8.0)


def local(data: Rows, seed: int) -> LocalDays:
    # The week and the weight belong to the day, so they move with it.
    strata = data.second % 2
    return LocalDays(data.first > 0, data.second > 1, strata.astype(np.int64), 1.0 + data.second)


def bursts(data: Rows, seed: int) -> LocalBursts:
    one = local(data, seed)
    return LocalBursts(one.active, one.covered, one.strata, one.weights)


def averaged(data: Rows, seed: int) -> Averaged:
    one = local(data, seed)
    return Averaged((one, LocalDays(one.active, one.covered, one.strata, one.weights**2)))


def swaps(data: Rows, seed: int) -> Swaps:
    reach = np.ones((3, 3), dtype=bool)
    strata = (data.first + data.second) % 2
    return Swaps(data.first, data.second, strata, reach, lambda t: -entropy(t), seed=seed, draws=DRAWS)


def rhythms(data: Rows, seed: int) -> SeparateRhythms:
    return SeparateRhythms(data.first - data.first.mean() if data.first.size else data.first * 1.0, data.second * 1.0)


def stretches(data: Rows, seed: int) -> ShuffledStretches:
    days = np.stack([data.first, data.second], axis=1).astype(float)
    return ShuffledStretches(days, 3, lambda d: (d[..., 0] * np.arange(d.shape[1])).sum(axis=1), seed=seed, draws=DRAWS)


def relabelled(data: Rows, seed: int) -> RelabelledActors:
    ties = np.abs(data.first[:, None] - data.first[None, :]).astype(float)
    return RelabelledActors(ties, lambda t: (t * np.arange(t.shape[1])).sum(axis=(1, 2)), seed=seed, draws=DRAWS)


# Their rows are days one after another, or actors by name: another order is another record.
IN_ORDER = {"SeparateRhythms", "ShuffledStretches", "RelabelledActors"}
MODELS: dict[str, Callable[[Rows, int], NullModel]] = {
    "SteadyRates": steady,
    "BurstyRates": bursty,
    "MeasuredBursts": measured,
    "LocalDays": local,
    "LocalBursts": bursts,
    "Averaged": averaged,
    "Swaps": swaps,
    "SeparateRhythms": rhythms,
    "ShuffledStretches": stretches,
    "RelabelledActors": relabelled,
}
every_model = pytest.mark.parametrize("make", MODELS.values(), ids=MODELS)
SIZES = pytest.mark.parametrize("n", [0, 1, 2, 25])


def values_of(chances: Distribution) -> npt.NDArray[np.float64]:
    assert isinstance(chances, Exact | Draws | Skewed)
    if isinstance(chances, Skewed):
        return np.array([chances.mean, chances.sd, chances.skewness])
    return chances.probabilities if isinstance(chances, Exact) else chances.values


def test_every_null_model_stands_in_this_suite() -> None:
    assert set(chance.__all__) - NOT_MODELS == set(MODELS)


@every_model
def test_a_model_says_what_it_keeps_breaks_and_cannot_see(make: Callable[[Rows, int], NullModel]) -> None:
    model = make(rows(25), 1)
    assert model.name
    for said in (model.keeps, model.breaks, model.cannot_see):
        assert isinstance(said, tuple)
        assert said
        assert all(isinstance(one, str) and one for one in said)


@SIZES
@every_model
def test_a_distribution_is_whole_and_its_mean_finite(make: Callable[[Rows, int], NullModel], n: int) -> None:
    chances = make(rows(n), 1).distribution()
    assert np.isfinite(values_of(chances)).all()
    assert np.isfinite(chances.mean)
    if isinstance(chances, Exact):
        assert chances.probabilities.sum() == pytest.approx(1.0, abs=1e-12)
        assert (chances.probabilities >= 0).all()
    elif isinstance(chances, Draws):
        assert values_of(chances).shape == (DRAWS,)


@SIZES
@every_model
def test_a_p_is_above_zero_and_at_most_one(make: Callable[[Rows, int], NullModel], n: int) -> None:
    chances = make(rows(n), 1).distribution()
    possible = range(values_of(chances).size) if isinstance(chances, Exact) else [*values_of(chances), -9.0, 9.0]
    for observed in possible:
        for tail in (chances.upper, chances.lower):
            assert 0 < tail(observed) <= 1


@SIZES
@every_model
def test_the_same_seed_gives_the_same_bytes(make: Callable[[Rows, int], NullModel], n: int) -> None:
    first, again = (values_of(make(rows(n), 7).distribution()).tobytes() for _ in range(2))
    assert first == again


def test_another_seed_gives_other_draws() -> None:
    assert not np.array_equal(values_of(swaps(rows(25), 1).distribution()), values_of(swaps(rows(25), 2).distribution()))


@pytest.mark.parametrize("observed", [-9.0, -1.5, 0.0])
def test_a_drawn_p_counts_the_observed_one_in(observed: float) -> None:
    chances = swaps(rows(25), 1).distribution()
    assert chances.upper(observed) == (np.sum(values_of(chances) >= observed) + 1) / (DRAWS + 1)


@SIZES
@pytest.mark.parametrize("make", [make for name, make in MODELS.items() if name not in IN_ORDER])
def test_the_order_of_rows_does_not_matter(make: Callable[[Rows, int], NullModel], n: int) -> None:
    data = rows(n)
    here, there = values_of(make(data, 1).distribution()), values_of(make(data.reordered(), 1).distribution())
    np.testing.assert_allclose(here, there, rtol=1e-12, atol=1e-15)


@every_model
def test_a_model_leaves_its_data_as_they_are(make: Callable[[Rows, int], NullModel]) -> None:
    data = rows(25)
    first, second = data.first.copy(), data.second.copy()
    make(data, 1).distribution()
    assert (data.first == first).all()
    assert (data.second == second).all()
