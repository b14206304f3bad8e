"""Numbers as a reader says them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concerted.words.numbers import bound, capital, figure, interval, listed, p_text, percent, plural


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (None, "not computed"),
        (1.0, "1.00"),
        (0.4567, "0.46"),
        (0.0512, "0.051"),
        (0.00436, "0.0044"),
        (0.000675, "0.00068"),
        (8.218e-5, "0.000082"),
        (1e-300, "below 0.000001"),
    ],
)
def test_p_has_two_leading_figures_and_is_never_zero(p: float | None, text: str) -> None:
    assert p_text(p) == text


@given(st.floats(min_value=0, max_value=1, exclude_min=True))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_written_p_is_near_the_p_and_never_zero(p: float) -> None:
    text = p_text(p)
    if text.startswith("below"):
        assert p < 1e-6
    else:
        assert float(text) == pytest.approx(p, rel=0.06, abs=0.005 if p > 0.1 else 0)
        assert float(text) > 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "unknown"),
        (math.inf, "without limit"),
        (0.0, "0"),
        (3.0, "3"),
        (1234567.0, "1234567"),
        (0.0743639, "0.0744"),
        (13.447, "13.4"),
        (1234.5, "1234"),
        (98765.4, "98765"),
        (0.5, "0.5"),
        (-0.3886, "-0.389"),
        (0.0000321, "0.0000321"),
        (9.999, "10"),
    ],
)
def test_a_figure_has_three_digits_and_no_powers_of_ten(value: float | None, text: str) -> None:
    assert figure(value) == text


@given(st.floats(min_value=-1e12, max_value=1e12))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_written_figure_is_near_the_value(value: float) -> None:
    text = figure(value)
    assert "e" not in text
    assert float(text) == pytest.approx(value, rel=0.006)


@pytest.mark.parametrize(
    ("share", "text"), [(None, "unknown"), (0.0, "0 %"), (0.004, "0.4 %"), (0.2, "20 %"), (1.0, "100 %"), (-0.004, "-0.4 %"), (-0.18, "-18 %")]
)
def test_shares_are_whole_per_cent(share: float | None, text: str) -> None:
    assert percent(share) == text


def test_small_words() -> None:
    assert plural(1, "attack") == "1 attack"
    assert plural(0, "attack") == "0 attacks"
    assert plural(2.0, "attack") == "2 attacks"
    assert (bound(4, 4), bound(87, math.inf), bound(0, 6)) == ("4", "at least 87", "between 0 and 6")
    assert (listed([]), listed(["A"]), listed(["A", "B"]), listed(["A", "B", "C"])) == ("", "A", "A and B", "A, B and C")
    assert capital("no sign of A") == "No sign of A"
    assert capital("") == ""
    assert interval(0.0019, 0.4275) == "95 % interval 0.0019 to 0.427"
    assert interval(None, 1.0) == "no interval"
