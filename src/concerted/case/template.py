"""A case to start from, with every file explained."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from concerted.errors import OutputError


def new_case(folder: str | Path) -> tuple[str, ...]:
    """Write the files of a new case into an empty or new folder and return their names.

    Raises
    ------
    OutputError
        If the folder holds anything already, or cannot be written.
    """
    target = Path(folder)
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise OutputError(f"expected a new or empty folder; found something in {target}. Choose another name.")
        with as_file(files("concerted.case").joinpath("new")) as source:
            shutil.copytree(source, target, dirs_exist_ok=True)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise OutputError(f"expected to write into {target}; the system says: {why}. Check the name, rights and space.") from error
    return tuple(sorted(path.name for path in target.iterdir()))
