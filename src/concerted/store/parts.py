"""Numbered parts of long work, kept on disk until the whole is done: what was finished before a stop is not done again."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = dict[str, npt.NDArray[Any]]


class Parts:
    """Parts of one piece of work.

    Parameters
    ----------
    folder : path
        Made when the first part is kept.
    key : str
        What the parts are of: data, question, program. Parts of another key are thrown away.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self._folder, self._own = folder, folder / key

    def kept(self) -> dict[int, Arrays]:
        """Return the parts that were finished; one that cannot be read is left out."""
        found = {}
        for path in sorted(self._own.glob("*.npz")):
            try:
                with path.open("rb") as file, np.load(file) as arrays:
                    found[int(path.stem)] = {name: arrays[name] for name in arrays.files}
            except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
                continue
        return found

    def keep(self, number: int, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Keep a part; it is there as a whole or not at all."""
        if not self._own.is_dir():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._own.mkdir(parents=True)
        fresh = self._own / f".{number}.partial"
        with fresh.open("wb") as file:
            np.savez(file, **dict(arrays))  # type: ignore[arg-type]
        fresh.replace(self._own / f"{number:06d}.npz")

    def clear(self) -> None:
        """Throw all parts away."""
        shutil.rmtree(self._folder, ignore_errors=True)
