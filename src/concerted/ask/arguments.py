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
