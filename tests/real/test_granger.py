"""The weekly Israel-Palestine series, where it lies beside the repository: Granger's F at six lags is what R and statsmodels print.

It is an oracle for the reading of the file and of "who after whom" in plain least squares; the product does not use Granger's test.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

DATA = Path(__file__).parents[3] / "shared" / "data" / "israel_palestine_weekly_keds.csv"
Series = npt.NDArray[np.float64]


def granger(source: Series, target: Series, lags: int) -> float:
    """Return F of the source's lags beside the target's own and a constant."""
    after = target[lags:]
    own, other = (np.stack([one[lags - k : one.size - k] for k in range(1, lags + 1)], axis=1) for one in (target, source))
    small = np.column_stack([np.ones(after.size), own])
    whole = np.column_stack([small, other])
    rest = [float(((after - design @ np.linalg.lstsq(design, after, rcond=None)[0]) ** 2).sum()) for design in (small, whole)]
    return (rest[0] - rest[1]) / lags / (rest[1] / (after.size - whole.shape[1]))


@pytest.mark.parametrize(("lags", "p_to_i", "i_to_p"), [(1, 72.523046, 129.370225), (6, 17.630996, 10.912354)])
def test_granger(lags: int, p_to_i: float, i_to_p: float) -> None:
    if not DATA.is_file():
        pytest.skip(f"{DATA.name} does not lie beside the repository")
    with DATA.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    i2p, p2i = (np.array([float(row[name]) for row in rows]) for name in ("i2p", "p2i"))
    assert len(rows) == 1278
    assert granger(p2i, i2p, lags) == pytest.approx(p_to_i, abs=5e-6)
    assert granger(i2p, p2i, lags) == pytest.approx(i_to_p, abs=5e-6)
