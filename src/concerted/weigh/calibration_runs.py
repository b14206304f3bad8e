"""The runs of a calibration: the same worlds on any number of workers, and after a stop."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from concerted.counts import Counts
from concerted.errors import ConcertedError
from concerted.weigh.calibration_trial import Trial

Fired = npt.NDArray[np.int8]

# Sizes that are planted; the first is none at all.
SHARES = (0.0, 0.1, 0.2, 0.3, 0.45, 0.65, 1.0)
# A planted link is tried on every second world.
_PLANTED_EVERY = 2
_CHUNK = 20


class Source(Protocol):
    """Worlds like a case's own."""

    def draw(self, seed: int, run: int) -> Counts:
        """Return the world of one run."""


@dataclass(frozen=True, eq=False)
class Study:
    """Tests, and the worlds that they are tried on.

    Attributes
    ----------
    alike : Source
    tests : tuple of Trial
        Run i asks test i modulo their number.
    seed, runs : int
    """

    alike: Source
    tests: tuple[Trial, ...]
    seed: int
    runs: int

    def chunk(self, first: int) -> Fired:
        """Return which tests fired from run `first` on; shape (at most 20, n_sizes)."""
        return np.array([self._one(i) for i in range(first, min(first + _CHUNK, self.runs))], dtype=np.int8)

    def _one(self, i: int) -> list[int]:
        counts, test = self.alike.draw(self.seed, i), self.tests[i % len(self.tests)]
        fired = [int(test.fires(counts))]
        if (i // len(self.tests)) % _PLANTED_EVERY:
            return fired + [-1] * (len(SHARES) - 1)
        rows = len(counts.groups)
        streams = [np.random.SeedSequence(self.seed, spawn_key=(i, rows + place)) for place in range(1, len(SHARES))]
        planted = [test.plant(np.random.default_rng(s), counts, size) for s, size in zip(streams, SHARES[1:], strict=True)]
        return fired + [int(test.fires(one)) for one in planted]


def run(study: Study, workers: int, done: Fired | None = None) -> Iterator[Fired]:
    """Yield all that has fired so far, after each round of chunks; the last one is the whole.

    Parameters
    ----------
    study : Study
    workers : int
        Processes; -1 for all processors.
    done : ndarray of int8, shape (n_done, n_sizes), optional
        What an earlier run got so far; whole chunks of it are kept.

    Raises
    ------
    ConcertedError
        If the system stopped a worker.
    """
    # Loaded here: only this needs it.
    from joblib import Parallel, delayed

    so_far = np.zeros((0, len(SHARES)), dtype=np.int8) if done is None else done[: study.runs]
    so_far = so_far if len(so_far) == study.runs else so_far[: len(so_far) // _CHUNK * _CHUNK]
    yield so_far
    round_of = _CHUNK * max(1, 2 * workers)
    with Parallel(n_jobs=workers) as parallel:
        while len(so_far) < study.runs:
            firsts = range(len(so_far), min(len(so_far) + round_of, study.runs), _CHUNK)
            try:
                so_far = np.concatenate([so_far, *parallel(delayed(study.chunk)(first) for first in firsts)])
            except BrokenExecutor as error:
                raise ConcertedError(
                    "expected every worker to finish; found that the system stopped one, often for want of memory. "
                    "Start again, with fewer workers; the calibration of a case goes on where it was."
                ) from error
            yield so_far
