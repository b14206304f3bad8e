"""Which tests can be calibrated: when each fires, and how what it looks for is planted. A new question is one line of `QUESTIONS`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.ask import pause
from concerted.ask.following import Setting, compared
from concerted.ask.together import checked
from concerted.counts import Counts
from concerted.days import Window
from concerted.errors import DataError
from concerted.finding import Finding
from concerted.simulate.links import moved
from concerted.weigh.calibration_network import network_test
from concerted.weigh.calibration_trial import Question, only, with_row
from concerted.weigh.calibration_turn import turn_test


@dataclass(frozen=True)
class Following:
    """`together` or `answer`: B's events moved onto A's days and the lags after them."""

    a: str
    b: str
    setting: Setting
    hidden: None = None
    one_rate: bool = False

    def fires(self, counts: Counts) -> bool:
        """Tell whether p lies below the level."""
        return compared(counts, self.a, self.b, self.setting).p < self.setting.alpha

    def plant(self, rng: np.random.Generator, counts: Counts, size: float) -> Counts:
        """Return the counts with a share of B's events put on days of A, or so many days later."""
        row = counts.index(self.b)
        acts = np.flatnonzero((counts.values[counts.index(self.a)] > 0) & counts.observed[counts.index(self.a)])
        following, _ = moved(rng, counts.values[row], acts, lags=self.setting.lags, share=size)
        return with_row(counts, row, following)


@dataclass(frozen=True, eq=False)
class Paused:
    """`pause`: events taken out of the window; of several groups, all must pause."""

    groups: tuple[str, ...]
    window: Window
    options: dict[str, Any]
    inside: npt.NDArray[np.bool_]
    alpha: float
    one_rate: bool = False

    @property
    def hidden(self) -> npt.NDArray[np.bool_]:
        """The window itself: what it shows is the question."""
        return self.inside

    def fires(self, counts: Counts) -> bool:
        """Tell whether every group's rate fell, bursts allowed for."""
        return all(fell(pause(counts, name, self.window, alpha=self.alpha, **self.options), self.alpha) for name in self.groups)

    def plant(self, rng: np.random.Generator, counts: Counts, size: float) -> Counts:
        """Return the counts with a share of the window's events taken out."""
        for name in self.groups:
            row = counts.index(name)
            counts = with_row(counts, row, rng.binomial(counts.values[row], np.where(self.inside, 1 - size, 1.0)))
        return counts


def fell(found: Finding, alpha: float) -> bool:
    """Tell whether a finding shows a fall, bursts allowed for."""
    clear = found.p is not None and max(found.p, found.p_dispersed or 0.0) < alpha
    return clear and found.effect is not None and found.effect < 1


def _following(name: str, lags: tuple[int, ...], least_lag: int) -> Question:
    """Return the question whether B follows A, at least so many days later."""

    def test(
        counts: Counts, groups: tuple[str, ...], options: Mapping[str, Any], *, given: Any, controls: Any, alpha: float, share: float
    ) -> Following:
        only(name, options, ("lags", "window_days", "response_days"))
        if len(groups) != 2:
            raise DataError(f"expected two groups, A and B; found groups={groups!r}.")
        setting = checked(
            counts,
            *groups,
            options.get("lags", lags),
            least_lag,
            window_days=options.get("window_days"),
            share=share,
            given=given,
            days=options.get("response_days", 3),
            controls=controls,
            alpha=alpha,
        )
        return Following(groups[0], groups[1], replace(setting, first_response=least_lag))

    return Question(2, "a share", "link", lambda names: list(permutations(names, 2)), test)


def _pause_test(
    counts: Counts, groups: tuple[str, ...], options: Mapping[str, Any], *, given: Any, controls: Any, alpha: float, share: float
) -> Paused:
    del share  # a fall is measured on its own scale
    only("pause", options, ("window", "baseline", "just_after_days"))
    if "window" not in options:
        raise DataError("expected the window of the pause; found none. Write options={'window': ('2023-11-24', '2023-11-30')}.")
    names, window = tuple(groups), Window.of(options["window"])
    rest = {key: value for key, value in options.items() if key != "window"}
    rest["given"] = tuple(one for one in given if one not in counts.groups)
    test = Paused(names, window, rest, counts.inside(window), alpha)
    # Whatever is wrong with the arguments is told now, not in a worker.
    pause(counts, names, window, alpha=alpha, controls=controls, **rest)
    return test


QUESTIONS: Mapping[str, Question] = {
    "together": _following("together", (0, 1), 0),
    "answer": _following("answer", (1, 2, 3), 1),
    "pause": Question(1, "a fall", "pause", lambda names: [(name,) for name in names], _pause_test),
    "turn": Question(1, "a step", "turn", lambda names: [(name,) for name in names], turn_test),
    "network": Question(2, "a share", "link", lambda names: list(permutations(names, 2)), network_test),
}
