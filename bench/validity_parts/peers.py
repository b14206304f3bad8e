"""What people can install today, asked of the same days; most of it is wrapped in `pairs.peers`."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import warnings

import numpy as np
import numpy.typing as npt
from pairs import peers as installed
from pairs.answer import Case
from pairs.labels import STRANGERS, Label

from concerted.counts import Counts
from validity_parts.told import Columns, Told
from validity_parts.worlds import Row

SHUFFLED = "correlation of daily counts; days shuffled"
GRANGER = "statsmodels: Granger, lag 1"
NAIVE = "exact test that knows no rhythm"
NAMES = (*installed.NAMES, SHUFFLED, GRANGER, NAIVE)
SHORT = {
    installed.ELEPHANT: "Elephant STTC, jitter",
    installed.PYSPIKE: "PySpike, shuffled",
    installed.COINCIDENCE: "pyunicorn ECA, shuffled",
    installed.ANALYTIC: "pyunicorn ECA, analytic",
    installed.SYNCHRONIZATION: "pyunicorn ES, shuffled",
    installed.CORRELATION: "correlation",
    SHUFFLED: "correlation, shuffled",
    GRANGER: "Granger, lag 1",
    NAIVE: "naive exact test",
}
_DRAWS = 199
_NO_DAY = dt.date(2020, 1, 6)
Days = npt.NDArray[np.int64]


def peers(row: Row, seed: int, i: int) -> Columns:
    """Return what each peer says of world i."""
    world = row.world(seed, i)
    a, b = row.pair(i)
    rows = [world.counts.values[world.counts.index(name)] for name in (a, b)]
    label = Label("", a, b, STRANGERS, _NO_DAY, _NO_DAY, 0, 0, "")
    answers = installed.answers(Case(label, {}, world.counts), seed, row.first + i)
    found = {name: [Told(one.p, one.size)] for name, one in answers.items()}
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(row.first + i, 10)))
    return {SHORT[name]: one for name, one in {**found, SHUFFLED: [_shuffled(*rows, rng)], GRANGER: [_granger(*rows)]}.items()}


def naive(row: Row, seed: int, i: int) -> Columns:
    """Return what the naive exact test says of world i."""
    world = row.world(seed, i)
    return {SHORT[NAIVE]: [_hypergeometric(world.counts, row.pair(i))]}


def _hypergeometric(counts: Counts, pair: tuple[str, str]) -> Told:
    """Return the chance that so many of B's active days fall on A's days and the days after, if B's may fall anywhere."""
    from scipy.stats import hypergeom

    a, b = (counts.values[counts.index(name)] > 0 for name in pair)
    covered = a | np.concatenate(([False], a[:-1]))
    hits = int((b & covered).sum())
    return Told(float(hypergeom.sf(hits - 1, b.size, int(covered.sum()), int(b.sum()))), hits / max(1, int(b.sum())))


def _shuffled(a: Days, b: Days, rng: np.random.Generator) -> Told:
    found = float(a @ b)
    drawn = [float(a @ rng.permutation(b)) for _ in range(_DRAWS)]
    return Told((1 + sum(one >= found for one in drawn)) / (_DRAWS + 1), float(np.corrcoef(a, b)[0, 1]))


def _granger(a: Days, b: Days) -> Told:
    from statsmodels.tsa.stattools import grangercausalitytests

    # It prints what it finds, and warns that it will no longer do so.
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        f, p, *_ = grangercausalitytests(np.stack((b, a), axis=1).astype(float), [1])[1][0]["ssr_ftest"]
    return Told(float(p), float(f))
