"""Sentences of `network`, `turn`, `spread` and `contrast`."""

from __future__ import annotations

import datetime as dt

from concerted.words import contrast, network, spread, turn


def test_lags_in_words() -> None:
    assert network.lag_words((1,)) == "1 day after"
    assert network.lag_words((1, 2, 3)) == "1, 2 or 3 days after"


def test_a_link_in_words() -> None:
    assert network.edge("A", "B", 0.4, 0.2, 0.6, 0.001, 0.01) == (
        "B after A: 0.4 further events an event, 95 % interval 0.2 to 0.6, p 0.001, q 0.01"
    )


def test_a_turn_in_words() -> None:
    said = turn.found("A", dt.date(2020, 3, 1), dt.date(2020, 2, 1), dt.date(2020, 4, 1), 2.0, 1.5, 3.0, 0.002, 80)
    assert "80 events of A" in said
    assert "2020-02-01 to 2020-04-01" in said
    assert "p 0.002" in said


def test_a_change_of_coupling_in_words() -> None:
    assert "20 % higher after 2020-03-01" in turn.found_pair("A", "B", dt.date(2020, 3, 1), 0.2, 0.1, 0.3, 0.01, 90)
    assert "20 % lower after" in turn.found_pair("A", "B", dt.date(2020, 3, 1), -0.2, -0.3, -0.1, 0.01, 90)


def test_a_spread_in_words() -> None:
    assert "an estimated 40 % came by a tie (95 % interval 10 % to 70 %), p 0.03" in spread.found(9, 12, 0.4, 0.1, 0.7, 0.03)


def test_a_contrast_in_words() -> None:
    assert contrast.sizes("F01", 0.5, "F02", 0.25, 30) == "F01: 0.5; F02: 0.25 (30 events in the two)"
    assert contrast.found(2.0, 1.2, 3.3, 0.01, True) == "their ratio is 2, 95 % interval 1.2 to 3.3, p 0.01"
