"""The random streams of many draws, seeded at once.

Draw i has a stream of its own, `SeedSequence(seed, spawn_key=(*key, i))`, so that the answer does not depend on how many draws are made at
a time. NumPy takes 31 microseconds to make one, which was more than half of a test's time once its draws were computed together; here it
is 5. The numbers are NumPy's own: the seeding (O'Neill's seed_seq with a fixed hash, which NumPy promises to keep) is written out for an
array of i, and one generator is set to the start of each stream in turn.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint32]

_POOL = 4
_WORD, _STATE = (1 << 32) - 1, (1 << 128) - 1
_SHIFT = np.uint32(16)
_LEFT, _RIGHT = np.uint32(0xCA01F9DD), np.uint32(0x4973F715)
_ABSORB, _ABSORB_STEP = 0x43B0D7E5, 0x931E8875
_YIELD, _YIELD_STEP = 0x8B51F9DD, 0x58F38DED
# Of the generator PCG64.
_MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645


class _Hash:
    """A hash of words whose constants move on with each call."""

    def __init__(self, start: int, step: int) -> None:
        self._now, self._step = start, step

    def __call__(self, words: Words) -> Words:
        mixed = words ^ np.uint32(self._now)
        self._now = self._now * self._step & _WORD
        mixed = mixed * np.uint32(self._now)
        return np.asarray(mixed ^ (mixed >> _SHIFT))


def streams(seed: int, draws: int, *, key: tuple[int, ...] = (), first: int = 0) -> Iterator[np.random.Generator]:
    """Yield the generator of each draw: that of SeedSequence(seed, spawn_key=(*key, i)), for i from `first` on.

    It is one object, set anew each time: take all numbers of a draw before the next.

    Parameters
    ----------
    seed : int
    draws : int
        How many streams.
    key : tuple of int, optional
        What stands before i in the key.
    first : int, optional
    """
    bits = np.random.PCG64(0)
    generator = np.random.Generator(bits)
    words = _states(seed, key, np.arange(first, first + draws, dtype=np.uint32))
    for high, low, line_high, line_low in zip(*words.tolist(), strict=True):
        step = ((line_high << 64 | line_low) << 1 | 1) & _STATE
        state = ((step + (high << 64 | low)) * _MULTIPLIER + step) & _STATE
        bits.state = {"bit_generator": "PCG64", "state": {"state": state, "inc": step}, "has_uint32": 0, "uinteger": 0}
        yield generator


def _states(seed: int, key: tuple[int, ...], numbers: Words) -> npt.NDArray[np.uint64]:
    """Return what `SeedSequence.generate_state(4, uint64)` gives for each number; shape (4, n_numbers)."""
    known = _words(seed)
    known += [0] * (_POOL - len(known))
    entropy = [np.array([word], dtype=np.uint32) for word in known + [word for one in key for word in _words(one)]]
    pool = _mixed([*entropy, numbers])
    hashed = _Hash(_YIELD, _YIELD_STEP)
    halves = [np.broadcast_to(hashed(pool[k % _POOL]), numbers.shape).astype(np.uint64) for k in range(2 * _POOL)]
    return np.stack([low | high << np.uint64(32) for low, high in zip(halves[::2], halves[1::2], strict=True)])


def _mixed(entropy: list[Words]) -> list[Words]:
    hashed = _Hash(_ABSORB, _ABSORB_STEP)
    pool = [hashed(word) for word in entropy[:_POOL]]
    for source in range(_POOL):
        for target in range(_POOL):
            if source != target:
                pool[target] = _mix(pool[target], hashed(pool[source]))
    for word in entropy[_POOL:]:
        pool = [_mix(one, hashed(word)) for one in pool]
    return pool


def _mix(x: Words, y: Words) -> Words:
    mixed = _LEFT * x - _RIGHT * y
    return np.asarray(mixed ^ (mixed >> _SHIFT))


def _words(number: int) -> list[int]:
    """Return a number as words of 32 bits, the lowest first."""
    words = [number & _WORD]
    while number := number >> 32:
        words.append(number & _WORD)
    return words
