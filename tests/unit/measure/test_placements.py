"""Where events known as a range can lie: all that is possible, and nothing else."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from concerted.ask.comparison import Comparison, line
from concerted.measure.dispersion import Dispersion
from concerted.measure.pause import Tally
from concerted.measure.placements import Placements, placements

WINDOW, BASELINE, NEITHER = (1, 0), (0, 1), (0, 0)
MIXES = [(2, 0, 0, 0), (0, 3, 0, 0), (0, 0, 2, 0), (0, 0, 0, 3), (1, 2, 1, 1), (3, 1, 0, 2), (2, 2, 2, 2), (0, 1, 1, 0)]


def reached(one: Placements) -> set[tuple[int, int]]:
    """Return every (in the window, in the baseline), one event after the other."""
    places = (
        [(WINDOW, BASELINE)] * one.either
        + [(WINDOW, NEITHER)] * one.window_or_none
        + [(BASELINE, NEITHER)] * one.baseline_or_none
        + [(WINDOW, BASELINE, NEITHER)] * one.anywhere
    )
    return {(sum(x for x, _ in each), sum(y for _, y in each)) for each in product(*places)}


@pytest.mark.parametrize("mix", MIXES)
def test_sums_are_all_that_is_possible(mix: tuple[int, int, int, int]) -> None:
    one = Placements(*mix)
    assert {(x, both - x) for both, least, most in one.sums() for x in range(least, most + 1)} == reached(one)


@pytest.mark.parametrize("dispersion", [None, 1.0, 1.7, 6.0])
@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize(("window", "base"), [(1, 40), (6, 30), (12, 9)])
def test_the_line_over_placements_is_the_most_cautious(
    mix: tuple[int, int, int, int], dispersion: float | None, window: int, base: int
) -> None:
    free = Placements(*mix)
    one = Comparison("both", Tally(window, window + 9, 10), Tally(base, base + 9, 80), dispersion, placements=free)
    row = line(one, "both", "baseline")
    each = [(window + x, base + y) for x, y in reached(free)]
    assert row.p == pytest.approx(max(one.p(*counts) for counts in each), rel=1e-12)
    dispersed = [p for counts in each if (p := one.p_dispersed(*counts)) is not None]
    assert row.p_dispersed == (pytest.approx(max(dispersed), rel=1e-12) if dispersed else None)
    intervals = [one.null(*counts).ratio_interval(counts[0]) for counts in each]
    assert (row.low, row.high) == pytest.approx((min(low for low, _ in intervals), max(high for _, high in intervals)))
    assert row.count is not None
    assert row.expected_count is not None
    assert (row.count, round(row.expected_count * 8)) in each


@pytest.mark.parametrize("bursts", [Dispersion(1.0, 9.0), Dispersion(2.5, 9.0), Dispersion(30.0, 4.0)])
@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize(("window", "base"), [(1, 40), (12, 9)])
def test_so_it_is_with_measured_bursts(mix: tuple[int, int, int, int], bursts: Dispersion, window: int, base: int) -> None:
    free = Placements(*mix)
    one = Comparison("both", Tally(window, window + 9, 10), Tally(base, base + 9, 80), None, placements=free, bursts=bursts)
    row = line(one, "both", "baseline")
    each = [(window + x, base + y) for x, y in reached(free)]
    assert row.p == row.p_dispersed == pytest.approx(max(one.p(*counts) for counts in each), rel=1e-12)
    assert row.p_poisson == pytest.approx(max(one.p_poisson(*counts) for counts in each), rel=1e-12)
    lows, highs = zip(*(one.interval(*counts) for counts in each), strict=True)
    assert (row.low, row.high) == pytest.approx((min(lows), max(highs)), rel=0.02)


def test_events_with_one_place_are_not_free() -> None:
    days = np.arange(10)
    window, baseline = days < 3, (days >= 3) & (days < 8)
    ranged = [
        (1, days < 2, True),
        (2, (days > 4) & (days < 7), True),
        (4, days > 8, False),
        (8, days < 5, True),
        (16, days < 2, False),
        (32, days > 6, True),
        (64, days > 1, True),
    ]
    assert placements(ranged, window, baseline) == Placements(8, 16, 32, 64)
