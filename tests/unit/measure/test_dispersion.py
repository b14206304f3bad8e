"""How much stretches of days differ, and how well that is known."""

from __future__ import annotations

import numpy as np
import pytest

from concerted.measure.dispersion import dispersion_over
from simulated import generators, overdispersed


def test_it_is_that_of_all_overlapping_stretches() -> None:
    # By hand: eight days 0 0 6 0 0 0 6 0, 1.5 a day; stretches of two days hold 0 6 6 0 0 6 6, expected 3 each; 7 x 9 over 7 x 3 x 6/8.
    found = dispersion_over(np.array([0.0, 0, 6, 0, 0, 0, 6, 0]), np.ones(8), 2)
    assert found is not None
    assert found.size == pytest.approx(7 * 9 / (7 * 3 * 0.75))


def test_shorter_stretches_stand_in_where_too_few_fit_and_what_is_beyond_chance_is_raised() -> None:
    values = np.array([0.0, 0, 6, 0, 0, 0, 6, 0])
    short, long = (dispersion_over(values, np.ones(8), days) for days in (2, 6))
    assert short is not None
    assert long is not None
    assert long.size - 1 == pytest.approx(3 * (short.size - 1))


def test_days_count_by_their_exposure() -> None:
    ships = np.tile(np.repeat([1.0, 5.0], 10), 4)
    even, uneven = dispersion_over(ships, ships, 3), dispersion_over(ships, np.ones(80), 3)
    assert even is not None
    assert uneven is not None
    assert even.size == 1.0
    assert uneven.size > 1.0


@pytest.mark.parametrize("values", [[], [1, 2, 3], [0, 0, 0, 0, 0]])
def test_too_little_is_no_measurement(values: list[int]) -> None:
    assert dispersion_over(np.array(values, dtype=float), np.ones(len(values)), 2) is None


@pytest.mark.parametrize(("rate", "spread"), [(0.2, 3.0), (1.0, 3.0), (1.0, 1.0001)])
def test_freedom_is_that_of_its_error(rate: float, spread: float) -> None:
    """Twice the square of the mean over the variance: by the definition of a chi-square's degrees of freedom."""
    found = [
        dispersion_over(overdispersed(rng, days=900, rate=rate, dispersion=spread).astype(float), np.ones(900), 30)
        for rng in generators(31, 800)
    ]
    sizes = np.array([one.size for one in found if one is not None])
    freedom = np.mean([one.freedom for one in found if one is not None])
    if spread > 2:
        assert sizes.mean() == pytest.approx(spread, rel=0.06)
        assert freedom == pytest.approx(2 * sizes.mean() ** 2 / sizes.var(), rel=0.25)
    else:
        # Mostly nothing is shown: chance alone goes beyond its own standard error in about one case of six, by the week or by the month.
        assert 0.6 < np.mean(sizes == 1.0) < 0.9
