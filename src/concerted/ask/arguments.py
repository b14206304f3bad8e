"""Arguments that all questions share, checked once and told plainly."""

from __future__ import annotations

from typing import Any

import numpy as np

from concerted.errors import DataError

# A level above this is no test: it would fire on every other case with nothing in it.
_HIGHEST_ALPHA = 0.5


def level(alpha: Any) -> float:
    """Return the level of a test.

    Raises
    ------
    DataError
        If it does not lie between 0 and 0.5.
    """
    if not isinstance(alpha, float | int | np.floating) or not 0 < alpha <= _HIGHEST_ALPHA:
        raise DataError(f"expected a level above 0 and at most {_HIGHEST_ALPHA}, such as 0.05; found alpha={alpha!r}.")
    return float(alpha)


def share(smallest: Any) -> float:
    """Return the smallest share of interest.

    Raises
    ------
    DataError
        If it does not lie between 0 and 1.
    """
    if not isinstance(smallest, float | int | np.floating) or not 0 < smallest < 1:
        raise DataError(f"expected a share between 0 and 1, such as 0.2; found smallest_share={smallest!r}.")
    return float(smallest)


def whole(value: Any, name: str, least: int) -> int:
    """Return a whole number.

    Raises
    ------
    DataError
        If it is none, or below the least.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise DataError(f"expected a whole number of {least} or more; found {name}={value!r}.")
    return int(value)


def several(items: Any, name: str) -> tuple[Any, ...]:
    """Return a list argument as a tuple; a bare word is not taken letter by letter.

    Raises
    ------
    DataError
        If it is one word or no list.
    """
    if items is None:
        return ()
    if isinstance(items, str):
        raise DataError(f"expected a list; found the word {items!r}. Write {name}=[{items!r}].")
    try:
        return tuple(items)
    except TypeError:
        raise DataError(f"expected a list; found {name}={items!r}.") from None


def lags(days: Any, least: int) -> tuple[int, ...]:
    """Return lags in order, each once.

    Raises
    ------
    DataError
        If there is none, or one is no whole number of `least` days or more.
    """
    example = "(0, 1)" if least == 0 else "(1, 2, 3)"
    why = " A shared day has no direction: ask `together` of it." if least else ""
    wrong = f"expected lags of {least} days or more, such as {example}; found {days!r}.{why}"
    if not isinstance(days, tuple | list) or not days:
        raise DataError(wrong)
    if any(isinstance(lag, bool) or not isinstance(lag, int | np.integer) or lag < least for lag in days):
        raise DataError(wrong)
    return tuple(sorted({int(lag) for lag in days}))
