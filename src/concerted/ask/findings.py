"""Findings: what a scan of all pairs showed, one row a directed pair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding
from concerted.words import scan as words
from concerted.words.numbers import figure

if TYPE_CHECKING:
    from arro3.core import Table

# Why a pair has its verdict, in the order in which it is decided. The first three have too little data and are in no family.
REASONS = (
    (CANNOT_SAY, words.NOTHING),
    (CANNOT_SAY, words.NO_ROOM),
    (CANNOT_SAY, words.FEW),
    (CANNOT_SAY, words.UNKNOWN_REPORTING),
    (CANNOT_SAY, words.COVERED),
    (CANNOT_SAY, words.OPEN),
    (SHARED_CAUSES, words.SHARED),
    (NO_SIGN, words.NONE),
    (BEYOND, words.BEYOND),
    (CANNOT_SAY, words.CONTROL),
)
NOTHING, NO_ROOM, FEW, UNKNOWN_REPORTING, COVERED, OPEN, SHARED, NONE, FIRES, CONTROL = range(len(REASONS))
ENOUGH = UNKNOWN_REPORTING

# Columns of other kinds than numbers of 64 bits: there are millions of pairs.
_KINDS: dict[str, type[np.generic]] = {"a": np.int32, "b": np.int32, "count": np.int32, "days": np.int32, "why": np.int8}

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs that were tested; every attribute of shape (n_pairs,), not a number where there is none.

    Attributes
    ----------
    a, b : ndarray of int32
        Places of the source and of the target among the names.
    p, effect, low, high, expected_count, least_p : ndarray of float64
    count : ndarray of int32
        The target's active days on covered days.
    days : ndarray of int32
        The target's active days that can be compared.
    why : ndarray of int8
        Place in `REASONS`, before correction.
    """

    a: Whole
    b: Whole
    p: Numbers
    effect: Numbers
    low: Numbers
    high: Numbers
    expected_count: Numbers
    least_p: Numbers
    count: Whole
    days: Whole
    why: Whole

    def chosen(self, rows: npt.NDArray[Any]) -> Pairs:
        """Return some of the pairs, in this order."""
        return Pairs(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})

    @classmethod
    def joined(cls, parts: Sequence[Pairs]) -> Pairs:
        """Return the pairs of several parts."""
        return cls(**{one.name: _column(parts, one.name) for one in fields(cls)})

    @classmethod
    def of_all(cls, names: int, parts: Iterable[Pairs]) -> Pairs:
        """Return all directed pairs of so many names, by source and target, from parts that hold each pair once."""
        size = names * max(0, names - 1)
        columns = {one.name: np.empty(size, dtype=_KINDS.get(one.name, np.float64)) for one in fields(cls)}
        for part in parts:
            # Nobody is paired with itself: the places of a source are one fewer than the names.
            place = part.a.astype(np.int64) * (names - 1) + part.b - (part.b > part.a)
            for name, column in columns.items():
                column[place] = getattr(part, name)
        return cls(**columns)


@dataclass(frozen=True, eq=False)
class Findings:
    """All pairs of some counts, asked one question.

    Attributes
    ----------
    question : str
    names : tuple of str
        The groups that were scanned.
    few : tuple of str
        Groups with fewer than ten active days, which were not.
    pairs : Pairs
        In the order of source and target.
    q, q_any : ndarray of float64, shape (n_pairs,)
        Corrected over all pairs that could have fired (Benjamini & Hochberg 1995), and the same for tests that depend on each other in any
        way (Benjamini & Yekutieli 2001); not a number for a pair outside the family.
    why : ndarray of int64, shape (n_pairs,)
        Place in `REASONS`.
    alpha : float
        Level of the false discovery rate.
    single : callable
        Asks the question of one pair.
    """

    question: str
    names: tuple[str, ...]
    few: tuple[str, ...]
    pairs: Pairs
    q: Numbers
    q_any: Numbers
    why: Whole
    alpha: float
    single: Callable[[str, str], Finding]

    def __len__(self) -> int:
        """Return the number of pairs."""
        return int(self.pairs.p.size)

    @property
    def verdicts(self) -> dict[str, int]:
        """How many pairs have each verdict."""
        times = np.bincount(self.why, minlength=len(REASONS))
        told = (BEYOND, SHARED_CAUSES, NO_SIGN, CANNOT_SAY)
        return {name: int(sum(n for n, (verdict, _) in zip(times, REASONS, strict=True) if verdict == name)) for name in told}

    @property
    def reasons(self) -> dict[str, int]:
        """How many pairs have their verdict for each reason."""
        times = np.bincount(self.why, minlength=len(REASONS))
        return {reason: int(n) for n, (_, reason) in zip(times, REASONS, strict=True) if n}

    @property
    def sentence(self) -> str:
        """What was found, in a sentence with the numbers in it."""
        family = int(np.isfinite(self.q).sum())
        order = np.argsort(np.where(np.isfinite(self.q), self.q, 2.0), kind="stable")[:3]
        best = [(self._name(self.pairs.a, i), self._name(self.pairs.b, i), float(self.q[i])) for i in order if self.q[i] < self.alpha]
        return words.found(self.question, len(self), len(self.names), len(self.few), family, self.verdicts, best)

    def finding(self, a: str, b: str) -> Finding:
        """Return the whole finding on one pair, as the question gives it, with the q of this scan.

        Raises
        ------
        UnknownGroupError
        """
        one = self.single(a, b)
        places = {name: i for i, name in enumerate(self.names)}
        rows = np.flatnonzero((self.pairs.a == places.get(a, -1)) & (self.pairs.b == places.get(b, -1)))
        if rows.size == 0:
            return one
        q = _number(self.q[rows[0]])
        if one.verdict != BEYOND or (q is not None and q < self.alpha):
            return replace(one, q=q)
        # Alone it would fire; among so many pairs it does not.
        return replace(
            one, q=q, verdict=CANNOT_SAY, reason=words.OPEN, settle=words.SETTLE, sentence=words.corrected(one.sentence, q, len(self))
        )

    def table(self) -> Table:
        """Return one row a directed pair, as an Arrow table.

        Columns: a, b, p, q, q_any, effect, low, high, count, expected_count, days, verdict, reason.
        """
        from arro3.core import Array, DataType, Field, Schema, Table

        numbers = {
            "p": self.pairs.p,
            "q": self.q,
            "q_any": self.q_any,
            "effect": self.pairs.effect,
            "low": self.pairs.low,
            "high": self.pairs.high,
        }
        cells: dict[str, tuple[Any, Any]] = {
            "a": (DataType.string(), [self.names[i] for i in self.pairs.a]),
            "b": (DataType.string(), [self.names[i] for i in self.pairs.b]),
            **{name: (DataType.float64(), [_number(one) for one in values]) for name, values in numbers.items()},
            "count": (DataType.int64(), self.pairs.count.astype(np.int64)),
            "expected_count": (DataType.float64(), self.pairs.expected_count),
            "days": (DataType.int64(), self.pairs.days.astype(np.int64)),
            "verdict": (DataType.string(), [REASONS[i][0] for i in self.why]),
            "reason": (DataType.string(), [REASONS[i][1] for i in self.why]),
        }
        columns = [Field(name, kind, nullable=True) for name, (kind, _) in cells.items()]
        return Table.from_arrays([Array(values, one) for one, (_, values) in zip(columns, cells.values(), strict=True)], schema=Schema(columns))

    def strongest(self, n: int = 20) -> list[dict[str, Any]]:
        """Return the pairs with the smallest p as rows of `table`."""
        order = np.argsort(self.pairs.p, kind="stable")[:n]
        return [
            {
                "a": self._name(self.pairs.a, i),
                "b": self._name(self.pairs.b, i),
                "effect": _number(self.pairs.effect[i]),
                "p": _number(self.pairs.p[i]),
                "q": _number(self.q[i]),
                "verdict": REASONS[self.why[i]][0],
            }
            for i in order
        ]

    def _name(self, places: Whole, i: int) -> str:
        return self.names[int(places[i])]

    def _repr_html_(self) -> str:
        """Return the scan as a notebook shows it: the pairs with the smallest p."""
        rows = self.strongest()
        head = "".join(f"<th>{name}</th>" for name in (rows[0] if rows else ()))
        body = "".join("<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row.values()) + "</tr>" for row in rows)
        return f"<section><h4>scan: {escape(self.question)}</h4><p>{escape(self.sentence)}</p><table><tr>{head}</tr>{body}</table></section>"


def _column(parts: Sequence[Pairs], name: str) -> npt.NDArray[Any]:
    return np.concatenate([getattr(part, name) for part in parts])


def _number(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def _cell(value: Any) -> str:
    return escape("" if value is None else figure(value) if isinstance(value, float) else str(value))
