"""What questions on timing, and counts, do with input that nothing can be made of: an error or "cannot say", never a number that is none."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.finding import Finding

START, DAYS = "2024-01-01", 120
NAN, INF = float("nan"), float("inf")


def counts_of(values: Any = None, groups: str = "AB", **more: Any) -> cc.Counts:
    table = np.random.default_rng(1).poisson(0.3, (len(groups), DAYS)) if values is None else np.asarray(values)
    return cc.Counts.from_arrays(table, list(groups), START, **{"coverage": np.full(table.shape, 2), **more})


def two(row: Any) -> np.ndarray:
    return np.stack([np.asarray(row)] * 2).astype(int)


BASE, THREE = counts_of(), counts_of(groups="ABC")
DAY = np.arange(DAYS)

QUESTIONS: dict[str, Callable[..., Any]] = {
    "together": lambda counts, **more: cc.together(counts, "A", "B", **more),
    "answer": lambda counts, **more: cc.answer(counts, "A", "B", **more),
    "turn of a rate": lambda counts, **more: cc.turn(counts, "A", **more),
    "turn of a coupling": lambda counts, **more: cc.turn(counts, ("A", "B"), draws=19, **more),
    "network": lambda counts, **more: cc.network(counts, **more),
    "scan": lambda counts, **more: cc.scan(counts, **more),
    "calibrate": lambda counts, **more: cc.calibrate(counts, groups=("A", "B"), runs=20, **more),
    "structure": lambda counts, **more: cc.weigh.structure(counts, runs=50, **more),
}
QUICK = tuple(name for name in QUESTIONS if name not in ("calibrate", "structure"))

# Data of which no question on two groups can say anything.
EMPTY: dict[str, Callable[[], cc.Counts]] = {
    "all zero": lambda: counts_of(np.zeros((2, DAYS), dtype=int)),
    "one day": lambda: counts_of(np.ones((2, 1), dtype=int)),
    "nobody ever looked": lambda: counts_of(coverage=np.zeros((2, DAYS))),
    "nobody looked for A": lambda: counts_of(coverage=np.stack([np.zeros(DAYS), np.full(DAYS, 2)])),
    "one event each": lambda: counts_of(two(DAY == 50)),
}
EXTREME: dict[str, Callable[[], cc.Counts]] = {
    "never looked for both": lambda: counts_of(coverage=np.stack([np.where(DAY < 60, 2, 0), np.where(DAY < 60, 0, 2)])),
    "active every day": lambda: counts_of(np.ones((2, DAYS), dtype=int)),
    "a million on one day": lambda: counts_of(np.where(DAY == 50, 10**6, BASE.values)),
    "a million every day": lambda: counts_of(np.full((2, DAYS), 10**6)),
    "effort of all sizes": lambda: counts_of(effort=np.geomspace(1e-9, 1e9, 2 * DAYS).reshape(2, DAYS)),
    "exposure of all sizes": lambda: counts_of(exposure=np.geomspace(1e-9, 1e9, 2 * DAYS).reshape(2, DAYS)),
}

# Arguments that all questions refuse.
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    **{f"a level of {alpha}": ({"alpha": alpha}, "level above 0") for alpha in (0, 1, -0.1, NAN, "x")},
    "an unknown trigger": ({"given": ["Z"]}, "found 'Z'"),
    "a trigger that is no day": ({"given": [NAN]}, "a day such as"),
    "no trigger in a list": ({"given": [None]}, "a day such as"),
    "a word as triggers": ({"given": "A"}, "found the word"),
    "an unknown control": ({"controls": ["Z"]}, "found 'Z'"),
}
# Of `together` and `answer`, and those that take one of these.
REFUSED_OF_PAIRS: dict[str, tuple[dict[str, Any], str]] = {
    "itself as trigger": ({"given": ["A"]}, "found A"),
    "itself as control": ({"controls": ["A"]}, "found A"),
    "control and trigger at once": ({"given": ["C"], "controls": ["C"]}, "found C"),
    **{f"lags {lags}": ({"lags": lags}, "expected lags") for lags in ((), (-1,), (0.5,), (NAN,), 1, "1")},
    "a share that is none": ({"smallest_share": NAN}, "between 0 and 1"),
    "a window of one day": ({"window_days": 1}, "2 or more"),
}

ROW = {"actor": "A", "date": "2024-01-02", "n": 1}


def from_events(rows: Any = None, **more: Any) -> cc.Counts:
    return cc.Counts.from_events([{**ROW, **more}] if rows is None else rows, start=START, end="2024-01-09", weight="n")


def sized(effect: float, low: float, high: float, group: str) -> Finding:
    return Finding("together", ("A", group), "no sign", "r", "s", effect=effect, low=low, high=high, p=0.5, effect_name="share")


ERRORS: dict[str, tuple[Callable[[], Any], str]] = {
    **{f"counts of {value}": (lambda v=value: counts_of([[v]], "A"), "found") for value in (-1, 0.5, NAN, INF, 10**9, 10**30, "x", None)},
    "no rows": (lambda: cc.Counts.from_arrays([], [], START), "groups, days"),
    "no days": (lambda: cc.Counts.from_arrays([[]], ["A"], START), "at least one day"),
    "one name twice": (lambda: cc.Counts.from_arrays([[1], [1]], ["A", "A"], START), "each group once"),
    **{f"{name!r} as a name": (lambda n=name: cc.Counts.from_arrays([[1]], [n], START), "a name for each") for name in (None, "", NAN)},
    "a number as names": (lambda: cc.Counts.from_arrays([[1]], 5, START), "a list of names"),  # type: ignore[arg-type]
    **{f"a start of {day}": (lambda d=day: cc.Counts.from_arrays([[1]], ["A"], d), "a day such as") for day in ("x", None, NAN)},
    "a record without end": (lambda: cc.Counts.from_arrays(np.zeros((1, 400)), ["A"], "9999-12-01"), "ends by 9999-12-31"),
    "a world without end": (lambda: cc.simulate.world("command", start="9999-12-01"), "ends by 9999-12-31"),
    **{f"rows that stand for {n}": (lambda n=n: from_events(n=n), "found") for n in (-1, 0.5, NAN, INF, 10**9, "x", None)},
    **{f"an event on {day}": (lambda d=day: from_events(date=d), "found") for day in ("x", None, NAN, "2030-01-01")},
    "nobody's event": (lambda: from_events(actor=None), "expected a group"),
    "no events": (lambda: from_events([]), "found"),
    "a word as events": (lambda: from_events("abc"), "expected a table"),
    "a group with itself": (lambda: cc.together(BASE, "A", "A"), "two different groups"),
    "an answer to itself": (lambda: cc.answer(BASE, "A", "A"), "two different groups"),
    "a coupling with itself": (lambda: cc.turn(BASE, ("A", "A")), "found"),
    "an unknown group": (lambda: cc.together(BASE, "A", "Z"), "found 'Z'"),
    "a turn of an unknown group": (lambda: cc.turn(BASE, "Z"), "found 'Z'"),
    "a calibration of an unknown group": (lambda: cc.calibrate(BASE, groups=("A", "Z")), "found 'Z'"),
    "a calibration with itself": (lambda: cc.calibrate(BASE, groups=("A", "A")), "two different groups"),
    "a scan of another question": (lambda: cc.scan(BASE, question="x"), "found 'x'"),
    "a network of long lags": (lambda: cc.network(BASE, lags=(1, 500)), "1 to 60 days"),
    "nothing to contrast": (lambda: cc.contrast(None, None), "two findings"),  # type: ignore[arg-type]
    "ties without end": (lambda: cc.spread([{"actor": x, "date": START} for x in "ABC"], ties={("A", "B"): INF}), "found"),
    "ties that are none": (lambda: cc.spread([{"actor": x, "date": START} for x in "ABC"], ties={("A", "B"): NAN}), "found"),
    **{
        f"a world of {name}={value}": (lambda k={name: value}: cc.simulate.world(**k), "found")
        for name, value in (
            ("kind", "x"),
            ("driver", ()),
            ("groups", 0),
            ("groups", 10**9),
            ("days", 0),
            ("days", 10**9),
            ("rate", NAN),
            ("rate", INF),
            ("rate", -1),
            ("share", 1.1),
            ("share", NAN),
            ("lags", (-1,)),
            ("moments", NAN),
            ("shocks", (NAN, 1)),
            ("seed", -1),
            ("start", "x"),
        )
    },
}


@pytest.fixture(autouse=True)
def strict() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("name", ERRORS)
def test_what_cannot_be_is_refused_in_words(name: str) -> None:
    ask, match = ERRORS[name]
    with pytest.raises(cc.DataError, match=match) as told:
        ask()
    assert str(told.value).startswith("expected")


@pytest.mark.parametrize("question", QUICK)
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_asked_is_refused_in_words(question: str, name: str) -> None:
    options, match = REFUSED[name]
    with pytest.raises(cc.DataError, match=match):
        QUESTIONS[question](BASE, **options)


@pytest.mark.parametrize("question", ["together", "answer"])
@pytest.mark.parametrize("name", REFUSED_OF_PAIRS)
def test_what_cannot_be_asked_of_a_pair_is_refused_in_words(question: str, name: str) -> None:
    options, match = REFUSED_OF_PAIRS[name]
    with pytest.raises(cc.DataError, match=match):
        QUESTIONS[question](THREE, **options)


@pytest.mark.parametrize("question", ["together", "answer", "turn of a rate", "turn of a coupling", "network", "structure"])
@pytest.mark.parametrize("name", EMPTY)
def test_what_decides_nothing_cannot_say(question: str, name: str) -> None:
    found = sound(lambda: QUESTIONS[question](EMPTY[name]()))
    assert getattr(found, "verdict", "cannot say") == "cannot say"
    assert getattr(found, "best", "cannot tell") == "cannot tell"
    assert found.reason
    assert found.settle


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", EXTREME)
def test_what_is_extreme_gives_numbers_that_are_some(question: str, name: str) -> None:
    sound(lambda: QUESTIONS[question](EXTREME[name]()))


@pytest.mark.parametrize("question", ["together", "answer"])
@pytest.mark.parametrize("options", [{"lags": (1, 500)}, {"lags": (10**9,)}, {"given": BASE.days.tolist()}, {"given": ["1990-01-01"]}])
def test_lags_and_triggers_beyond_the_record(question: str, options: dict[str, Any]) -> None:
    sound(lambda: QUESTIONS[question](BASE, **options))


def test_a_network_is_not_decided_by_one_day() -> None:
    # p was 2e-308 beside an interval that holds 0.
    found = cc.network(EXTREME["a million on one day"]())
    assert found.verdict != "beyond shared causes"
    assert all(edge.p >= 0.025 for edge in found.edges if edge.p is not None and edge.low is not None and edge.low <= 0)


@pytest.mark.parametrize("other", [(NAN, NAN, NAN), (0.1, 0.0, INF)])
def test_a_size_that_is_none_cannot_be_contrasted(other: tuple[float, float, float]) -> None:
    found = sound(lambda: cc.contrast(sized(0.4, 0.3, 0.5, "B"), sized(*other, "C")))
    assert (found.verdict, found.p) == ("cannot say", None)


def sound(ask: Callable[[], Any]) -> Any:
    """Return an answer without a number that is none, and without a p of 0."""
    found = ask()
    for name, value in numbers(found):
        assert math.isfinite(value), name
        assert value > 0 or name not in ("p", "q", "q_any", "p_dispersed"), name
    assert "nan" not in str(getattr(found, "sentence", "")).lower().split()
    return found


def numbers(found: Any) -> Iterator[tuple[str, float]]:
    rows = [found.table().column(name).to_pylist() for name in found.table().column_names]
    for name, column in zip(found.table().column_names, rows, strict=True):
        yield from ((name, value) for value in column if isinstance(value, float))
    for line in (*getattr(found, "variants", ()), *getattr(found, "controls", ())):
        yield from ((name, value) for name, value in vars(line).items() if isinstance(value, float))
