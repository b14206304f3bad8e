"""Finding: what one test of one question showed. Plain data; its sentence is stored text."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arro3.core import Table

NO_SIGN = "no sign"
CANNOT_SAY = "cannot say"
SHARED_CAUSES = "shared causes suffice"
BEYOND = "beyond shared causes"

VERDICTS = (NO_SIGN, CANNOT_SAY, SHARED_CAUSES, BEYOND)


@dataclass(frozen=True)
class Variant:
    """The same test on other data or against another comparison.

    Attributes
    ----------
    name : str
        What differs, such as "days before" or "claimed only".
    kind : str
        The family it belongs to: "baseline", "part", "status", "doubt", "lags", "trigger", "dates", "reach", "range",
        "contradiction", "control" or "placebo".
    p : float or None
        Two-sided or one-sided as in the finding.
    p_dispersed : float or None
        The same allowing for bursts, where the question has such a version.
    p_poisson, poisson_low, poisson_high : float or None
        `pause`: the exact p and the 95 % interval for events that come one by one, without bursts.
    effect, low, high : float or None
        In the unit of the finding's `effect_name`; low and high are the 95 % interval.
    count, expected_count : float or None
    note : str
        What a reader must know of this line.
    """

    name: str
    kind: str
    p: float | None = None
    p_dispersed: float | None = None
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    count: float | None = None
    expected_count: float | None = None
    note: str = ""
    p_poisson: float | None = None
    poisson_low: float | None = None
    poisson_high: float | None = None


@dataclass(frozen=True)
class Finding:
    """What one test showed, compared with what, how sure, and what it cannot show.

    Attributes
    ----------
    id : str
        "F01" and so on within an assessment; empty outside one.
    question : str
        One of the eight questions.
    groups : tuple of str
        In the order of the call: A, then B.
    about : str
        Which events, fronts and days.
    verdict : str
        One of `VERDICTS`.
    reason : str
        Why this verdict.
    settle : str or None
        For "cannot say": what data, how much, would settle it.
    p, q : float or None
        p whenever it can be computed, whatever the verdict; q after correction for many tests.
    p_dispersed : float or None
        p allowing for bursts, where the question has such a version. Of daily values `p` itself allows for them, and is the same number.
    p_poisson, poisson_low, poisson_high : float or None
        `pause`: the exact p and the 95 % interval for events that come one by one, without bursts. From running totals, and from too few
        days to measure bursts, the same as `p`, `low` and `high`.
    effect, low, high : float or None
        The size in the unit of `effect_name`, and its 95 % interval.
    count, expected_count : float or None
        What was seen, and what the comparison expects.
    method, null : str
        The statistic and the null model in words.
    assumes, cannot_show : tuple of str
    power : float or None
        Exact probability that this very test would have fired at the smallest share of interest.
    visible_share : float or None
        Smallest share that this very test would have seen in four cases of five.
    covered_share : float or None
        Share of observed days that A's days and the lags cover.
    false_alarm_rate, could_have_seen : float or None
        From calibration; None until it has run.
    registered : bool
        True only if the test was tied to a claim before it was first computed.
    exploratory : bool
        True if the data had been seen by those who made the claim.
    sentence : str
        One plain sentence with the numbers in it.
    variants : tuple of Variant
        The same test against other baselines, statuses, parts and lags.
    controls : tuple of Variant
        The same test on groups that have no part in the question.
    """

    question: str
    groups: tuple[str, ...]
    verdict: str
    reason: str
    sentence: str
    about: str = ""
    id: str = ""
    settle: str | None = None
    p: float | None = None
    q: float | None = None
    p_dispersed: float | None = None
    p_poisson: float | None = None
    effect: float | None = None
    effect_name: str = ""
    low: float | None = None
    high: float | None = None
    poisson_low: float | None = None
    poisson_high: float | None = None
    count: float | None = None
    expected_count: float | None = None
    method: str = ""
    null: str = ""
    assumes: tuple[str, ...] = ()
    cannot_show: tuple[str, ...] = ()
    power: float | None = None
    visible_share: float | None = None
    covered_share: float | None = None
    false_alarm_rate: float | None = None
    could_have_seen: float | None = None
    registered: bool = False
    exploratory: bool = False
    variants: tuple[Variant, ...] = field(default=())
    controls: tuple[Variant, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse a verdict that is not on the scale.

        Raises
        ------
        ValueError
            If the verdict is not one of `VERDICTS`.
        """
        if self.verdict not in VERDICTS:
            raise ValueError(f"expected a verdict among {VERDICTS}; found {self.verdict!r}")

    def table(self) -> Table:
        """Return the finding as an Arrow table of one row; variants and controls are left out."""
        from arro3.core import Array, Field, Schema, Table

        row = {name: value for name, value in dataclasses.asdict(self).items() if name not in ("variants", "controls")}
        kinds = {f.name: _arrow_type(str(f.type)) for f in dataclasses.fields(self) if f.name in row}
        fields = [Field(name, kind, nullable=True) for name, kind in kinds.items()]
        cells = {name: _cell(value) for name, value in row.items()}
        return Table.from_arrays([Array([cells[f.name]], f) for f in fields], schema=Schema(fields))

    def _repr_html_(self) -> str:
        """Return the finding as a notebook shows it."""
        size = "" if self.effect is None else f"<p>{escape(self.effect_name)}: {self.effect:.3g}</p>"
        settle = "" if self.settle is None else f"<p>What would settle it: {escape(self.settle)}</p>"
        return (
            f"<section><h4>{escape(self.question)}: {escape(', '.join(self.groups))}</h4>"
            f"<p><strong>{escape(self.verdict)}</strong>. {escape(self.sentence)}</p>{size}{settle}</section>"
        )


def _arrow_type(annotation: str) -> Any:
    from arro3.core import DataType

    if annotation.startswith("float"):
        return DataType.float64()
    return DataType.bool() if annotation == "bool" else DataType.string()


def _cell(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, tuple) else value
