"""`contrast`: differences of findings whose data were drawn apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

import concerted as cc
from concerted.finding import Finding
from simulated import shown

WINDOW = ("2020-07-01", "2020-08-29")


def falls(rng: np.random.Generator, ratio: float, name: str) -> Finding:
    """Return a pause of A in a window in which its rate is `ratio` times that outside."""
    rate = np.full(600, 1.0)
    rate[177:237] *= ratio
    counts = cc.Counts.from_arrays(rng.poisson(rate)[None], [name], "2020-01-06", coverage=np.full((1, 600), 2))
    return cc.pause(counts, name, WINDOW)


def sized(effect: float, low: float, high: float, groups: tuple[str, ...] = ("A", "B"), **more: object) -> Finding:
    given = {"question": "together", "verdict": "no sign", "reason": "r", "sentence": "s", "effect_name": "share", "p": 0.5, **more}
    return Finding(groups=groups, effect=effect, low=low, high=high, **given)  # type: ignore[arg-type]


def test_two_pauses_alike_seldom_differ_and_intervals_hold_the_truth() -> None:
    fired, inside = [], []
    for ratios in ((0.5, 0.5), (1.0, 1.0), (0.3, 0.6)):
        for seed in range(150):
            rng = np.random.default_rng([int(10 * ratios[0]), seed])
            found = cc.contrast(falls(rng, ratios[0], "regional"), falls(rng, ratios[1], "domestic"))
            assert found.low is not None
            assert found.high is not None
            inside.append(found.low <= ratios[0] / ratios[1] <= found.high)
            if ratios[0] == ratios[1]:
                fired.append((found.p or 1) < 0.05)
    shown(f"two pauses alike: {np.mean(fired):.3f} of {len(fired)} fire; intervals hold the ratio of two in {np.mean(inside):.3f}")
    assert np.mean(fired) <= 0.07
    assert 0.93 <= np.mean(inside) <= 0.995


def test_a_pause_of_one_kind_only_differs() -> None:
    found = cc.contrast(falls(np.random.default_rng(1), 0.2, "regional"), falls(np.random.default_rng(2), 1.0, "domestic"))
    assert found.verdict == "shared causes suffice"
    assert found.effect is not None
    assert found.effect < 0.5


def test_the_interval_is_that_of_a_case_by_hand() -> None:
    # Zou & Donner: lower end .5 - .2 - sqrt(.1^2 + .2^2), upper end .5 - .2 + sqrt(.2^2 + .1^2); for shares 1.05 times as wide.
    found = cc.contrast(sized(0.5, 0.4, 0.7), sized(0.2, 0.1, 0.4, groups=("A", "C")))
    assert (found.effect, found.low, found.high) == pytest.approx((0.3, 0.3 - 1.05 * math.sqrt(0.05), 0.3 + 1.05 * math.sqrt(0.05)))
    assert found.p is not None
    assert found.p < 0.05


def test_p_and_interval_say_the_same() -> None:
    for step in np.linspace(0.04, 0.61, 12):
        found = cc.contrast(sized(step, step - 0.2, step + 0.3), sized(0.0, -0.1, 0.15, groups=("A", "C")))
        assert found.p is not None
        assert found.low is not None
        assert (found.p < 0.05) == (found.low > 0)


def test_the_same_finding_twice_is_refused() -> None:
    one = sized(0.5, 0.4, 0.7)
    with pytest.raises(cc.DataError, match="same finding twice"):
        cc.contrast(one, one)


def test_findings_that_look_alike_are_flagged() -> None:
    found = cc.contrast(sized(0.5, 0.4, 0.7), sized(0.2, 0.1, 0.4))
    assert "on trust" in found.sentence


def test_what_cannot_be_subtracted_is_refused() -> None:
    with pytest.raises(cc.DataError, match="one question and unit"):
        cc.contrast(sized(0.5, 0.4, 0.7), sized(0.2, 0.1, 0.4, question="answer"))
    with pytest.raises(cc.DataError, match="two findings"):
        cc.contrast(sized(0.5, 0.4, 0.7), 3)  # type: ignore[arg-type]


@pytest.mark.parametrize("other", [sized(0.0, 0.0, 0.4, effect_name="rate ratio"), sized(0.5, 0.1, 0.9, effect_name="rate ratio", p=None)])
def test_sizes_without_a_number_cannot_be_told(other: Finding) -> None:
    found = cc.contrast(sized(0.5, 0.4, 0.7, effect_name="rate ratio"), other)
    assert found.verdict in ("cannot say", "no sign")
    for value in (found.p, found.effect, found.low, found.high):
        assert value is None or math.isfinite(value)
