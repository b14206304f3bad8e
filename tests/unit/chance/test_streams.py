"""The streams of many draws are NumPy's own."""

from __future__ import annotations

import numpy as np
import pytest

from concerted.chance.streams import streams

SEEDS = [0, 1, 20261123, 2**32 - 1, 2**32, 2**64 + 3, 2**130 + 5]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("key", [(), (1,), (2**33, 4)])
@pytest.mark.parametrize("first", [0, 199])
def test_each_stream_is_that_of_numpy(seed: int, key: tuple[int, ...], first: int) -> None:
    made = 0
    for i, rng in enumerate(streams(seed, 5, key=key, first=first), first):
        numpys = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(*key, i)))
        # An odd count of small whole numbers leaves half a word over, which must not reach the next stream.
        assert rng.integers(21) == numpys.integers(21)
        np.testing.assert_array_equal(rng.permutation(9), numpys.permutation(9))
        np.testing.assert_array_equal(rng.random(3), numpys.random(3))
        assert rng.integers(7) == numpys.integers(7)
        made += 1
    assert made == 5
