"""Arrays and tables as callers give them: taken as they are, or refused in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.errors import DataError

# Larger daily counts are a slip of the pen: no group acts so often, and sums of them would leave the exact range of a double.
LARGEST_COUNT = 10**6
# Sums of larger amounts would leave the exact range of a double.
_LARGEST_AMOUNT = 10**9


def whole_numbers(values: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return numbers of events by group and day.

    Raises
    ------
    DataError
        If one is negative, fractional, missing or beyond all measure, or the shape is not (groups, days).
    """
    table = plain_array(values, "values")
    if table.ndim != 2 or table.shape[1] == 0:
        raise DataError(f"expected values of shape (groups, days) with at least one day; found shape {table.shape}.")
    if table.dtype.kind not in "iufb":
        raise DataError(f"expected whole numbers of events per day; found values of type {table.dtype}.")
    if not np.isfinite(table).all() or (table != np.floor(table)).any():
        raise DataError("expected whole numbers of events per day; found fractional or missing ones. Mark unobserved days in `observed`.")
    if (table < 0).any() or (table > LARGEST_COUNT).any():
        raise DataError(
            f"expected between 0 and {LARGEST_COUNT:,} events a day; found {table.min()} to {table.max()}. "
            "Look for running totals or typing errors."
        )
    return table.astype(np.int64)


def plain_array(given: npt.ArrayLike, name: str, dtype: type | None = None) -> npt.NDArray[Any]:
    """Return an array; `name` is what an error calls it.

    Raises
    ------
    DataError
        If it is masked, ragged, or holds what is no number.
    """
    if isinstance(given, np.ma.MaskedArray):
        raise DataError(f"expected plain values in `{name}`; found a masked array. Mark unobserved days in `observed`.")
    try:
        return np.asarray(given, dtype=dtype)
    except (TypeError, ValueError) as error:
        raise DataError(
            f"expected rows of one length, a number a day, in `{name}`; found rows of several lengths or cells that are no numbers. "
            "Fill up the short ones."
        ) from error


def amounts(given: npt.ArrayLike, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Return amounts by group and day, such as pages read or ships in transit.

    Raises
    ------
    DataError
        If one is negative, missing or beyond all measure, or the shape is another.
    """
    table = plain_array(given, name, np.float64)
    if table.shape != shape:
        raise DataError(f"expected {name} of the shape of the values, {shape}; found {table.shape}.")
    if not np.isfinite(table).all() or (table < 0).any():
        raise DataError(f"expected {name} of zero or more on every day; found negative or missing values.")
    if (table > _LARGEST_AMOUNT).any():
        raise DataError(f"expected {name} of at most {_LARGEST_AMOUNT:,} a day; found {table.max():g}. Give it in a larger unit.")
    return table


def columns_of(events: Any) -> Mapping[str, list[Any]]:
    """Return the columns of any table: a mapping, a list of rows, a frame, or anything with `__arrow_c_stream__`."""
    if isinstance(events, Mapping):
        return _of_one_length({str(name): list(values) for name, values in events.items()})
    if isinstance(events, Sequence) and all(isinstance(row, Mapping) for row in events):
        names = list(events[0]) if events else ["actor", "date"]
        return {str(name): [row.get(name) for row in events] for name in names}
    # Loaded here: narwhals is for frames only, and most calls bring rows.
    import narwhals as nw

    try:
        frame = nw.from_native(events, eager_only=True)
    except TypeError:
        return _arrow_columns(events)
    return {name: frame.get_column(name).to_list() for name in frame.columns}


def _of_one_length(columns: Mapping[str, list[Any]]) -> Mapping[str, list[Any]]:
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise DataError(f"expected columns of one length; found {found}. Fill the empty cells.")
    return columns


def _arrow_columns(events: Any) -> Mapping[str, list[Any]]:
    if not hasattr(events, "__arrow_c_stream__"):
        raise DataError(f"expected a table (a frame, an Arrow table, a list of rows); found {type(events).__name__}.")
    from arro3.core import Table

    table = Table.from_arrow(events)
    return {name: list(table.column(name).to_pylist()) for name in table.column_names}
