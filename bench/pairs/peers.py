"""What people can install today, each as its own documentation uses it, on the days on which each group acted.

Surrogates are drawn 199 times a pair. Elephant and pyunicorn draw from numpy's global generator, which is seeded before each pair.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pairs.answer import FIRES, LEVEL, SILENT, Answer, Case

DRAWS = 199
JITTER_DAYS = 14
ELEPHANT = "Elephant: spike time tiling, 1 day; jitter in 14 days"
PYSPIKE = "PySpike: SPIKE-synchronisation; intervals shuffled"
COINCIDENCE = "pyunicorn: event coincidence, 1 day; shuffled"
ANALYTIC = "pyunicorn: event coincidence, 1 day; analytic"
SYNCHRONIZATION = "pyunicorn: event synchronisation; shuffled"
CORRELATION = "correlation of daily counts"
NAMES = (ELEPHANT, PYSPIKE, COINCIDENCE, ANALYTIC, SYNCHRONIZATION, CORRELATION)

Days = npt.NDArray[np.int64]


def answers(case: Case, seed: int, number: int) -> dict[str, Answer]:
    """Return what each peer says of a pair.

    Parameters
    ----------
    case : Case
    seed : int
    number : int
        Which pair this is; each has draws of its own.
    """
    stream = np.random.SeedSequence(seed, spawn_key=(number,))
    a, b = (case.counts.values[case.counts.index(name)] for name in case.label.pair)
    active = np.stack((a, b), axis=1) > 0
    np.random.seed(stream.generate_state(1)[0])  # noqa: NPY002 - Elephant and pyunicorn know no other
    days = (np.flatnonzero(active[:, 0]), np.flatnonzero(active[:, 1]))
    return {
        ELEPHANT: _elephant(*days, a.size),
        PYSPIKE: _pyspike(*days, a.size, np.random.default_rng(stream)),
        **_pyunicorn(active.astype(int)),
        CORRELATION: _correlation(a, b),
    }


def told(size: float, p: float) -> Answer:
    """Return the answer of a test that fires where p lies below .05.

    Parameters
    ----------
    size, p : float
    """
    return Answer(float(size), float(p), FIRES if p < LEVEL else SILENT)


def by_draws(size: float, draws: Iterator[float]) -> Answer:
    """Return the answer where p is the rank among surrogates, (k + 1) / (n + 1).

    Parameters
    ----------
    size : float
    draws : iterator of float
    """
    drawn = list(draws)
    return told(size, (1 + sum(one >= size - 1e-12 for one in drawn)) / (1 + len(drawn)))


def _elephant(a: Days, b: Days, n_days: int) -> Answer:
    import quantities as pq
    from elephant.spike_train_correlation import spike_time_tiling_coefficient
    from elephant.spike_train_surrogates import jitter_spikes
    from neo import SpikeTrain

    def train(days: npt.NDArray[np.float64]) -> SpikeTrain:
        return SpikeTrain(days * pq.day, t_stop=n_days * pq.day)

    def tiling(days: npt.NDArray[np.float64]) -> float:
        return float(spike_time_tiling_coefficient(train(a.astype(float)), train(days), dt=1 * pq.day))

    # Drawn times lie within days; data do not, so the draws are put back on days.
    drawn = jitter_spikes(train(b.astype(float)), bin_size=JITTER_DAYS * pq.day, n_surrogates=DRAWS)
    return by_draws(tiling(b.astype(float)), (tiling(np.unique(np.floor(one.magnitude))) for one in drawn))


def _pyspike(a: Days, b: Days, n_days: int, rng: np.random.Generator) -> Answer:
    from pyspike import SpikeTrain, spike_sync

    def synchronisation(days: npt.NDArray[np.float64]) -> float:
        return float(spike_sync(*(SpikeTrain(one.astype(float), (0.0, float(n_days))) for one in (a, days))))

    def shuffled() -> npt.NDArray[np.float64]:
        gaps = np.diff(np.concatenate(([-1], b, [n_days])))
        return (np.cumsum(rng.permutation(gaps))[:-1] - 1).astype(float)

    return by_draws(synchronisation(b.astype(float)), (synchronisation(shuffled()) for _ in range(DRAWS)))


def _pyunicorn(active: npt.NDArray[np.int64]) -> dict[str, Answer]:
    from pyunicorn.eventseries import EventSeries

    series = EventSeries(active, taumax=1)
    free = EventSeries(active)
    rates = series.event_series_analysis(method="ECA", symmetrization="max", window_type="symmetric")
    surely = series.event_analysis_significance(method="ECA", n_surr=DRAWS, symmetrization="max", window_type="symmetric")
    # The analytic form knows no symmetric window: the smaller p of the two directions, doubled.
    poisson = series.event_analysis_significance(method="ECA", surrogate="analytic", window_type="advanced")
    synchrony = free.event_series_analysis(method="ES", symmetrization="mean")
    sure = free.event_analysis_significance(method="ES", n_surr=DRAWS, symmetrization="mean")
    return {
        COINCIDENCE: told(rates[0, 1], 1 - surely[0, 1]),
        ANALYTIC: told(rates[0, 1], min(1.0, 2 * (1 - max(poisson[0, 1], poisson[1, 0])))),
        SYNCHRONIZATION: told(synchrony[0, 1], 1 - sure[0, 1]),
    }


def _correlation(a: Days, b: Days) -> Answer:
    from scipy.stats import pearsonr

    found = pearsonr(a, b, alternative="greater")
    return told(found.statistic, found.pvalue)
