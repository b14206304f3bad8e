"""Parts of long work, kept until the whole is done."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from concerted.store.parts import Parts


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    Parts(tmp_path / "parts", "a").keep(3, {"p": np.array([0.5]), "n": np.array([1, 2])})
    found = Parts(tmp_path / "parts", "a").kept()
    assert list(found) == [3]
    assert {name: values.tolist() for name, values in found[3].items()} == {"p": [0.5], "n": [1, 2]}


def test_parts_of_other_data_are_thrown_away(tmp_path: Path) -> None:
    Parts(tmp_path / "parts", "a").keep(1, {"p": np.zeros(1)})
    other = Parts(tmp_path / "parts", "b")
    assert other.kept() == {}
    other.keep(0, {"p": np.ones(1)})
    assert [path.name for path in (tmp_path / "parts").iterdir()] == ["b"]


def test_a_damaged_part_is_done_again(tmp_path: Path) -> None:
    parts = Parts(tmp_path / "parts", "a")
    for number in range(3):
        parts.keep(number, {"p": np.full(100, number)})
    whole = tmp_path / "parts" / "a" / "000001.npz"
    whole.write_bytes(whole.read_bytes()[:50])
    (tmp_path / "parts" / "a" / "000002.npz").write_bytes(b"")
    assert list(parts.kept()) == [0]
    parts.clear()
    assert parts.kept() == {}
    assert not (tmp_path / "parts").exists()
