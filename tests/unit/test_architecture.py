"""ARCHITECTURE.md lists every folder and every top-level module, and nothing that is not there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "concerted"
# Made by tools, or the business of version control.
_NOT_OURS = {".git", "dist", "build", "__pycache__", "node_modules", "htmlcov"}
_HIDDEN_OF_OURS = {".ci"}


def test_every_place_has_a_row() -> None:
    assert sorted(places(ROOT) - rows(architecture())) == []


def test_every_row_stands_for_a_place() -> None:
    assert sorted(rows(architecture()) - places(ROOT)) == []


def test_every_row_says_what_it_is_for() -> None:
    lines = [line for line in architecture().splitlines() if line.startswith("| `")]
    assert not [line for line in lines if len(line.split("|")[2].strip()) < 8]


def test_no_place_has_two_rows() -> None:
    found = row_list(architecture())
    assert sorted({path for path in found if found.count(path) > 1}) == []


def test_the_rooms_stand_in_the_order_of_the_layers() -> None:
    rooms = [name for path in row_list(architecture()) if (name := room(path)) and name != "__init__"]
    assert rooms == list(reversed(declared_layers()))


def test_a_missing_and_an_invented_row_would_be_noticed(tmp_path: Path) -> None:
    (tmp_path / "src" / "concerted" / "room").mkdir(parents=True)
    (tmp_path / "src" / "concerted" / "room" / "__init__.py").touch()
    (tmp_path / "src" / "concerted" / "empty").mkdir()
    text = "| `src/` | the package |\n| `src/concerted/cellar/` | nothing |\n"
    assert places(tmp_path) - rows(text) == {"src/concerted/room/"}
    assert rows(text) - places(tmp_path) == {"src/concerted/cellar/"}


def architecture() -> str:
    return (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def rows(text: str) -> set[str]:
    return set(row_list(text))


def row_list(text: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def places(root: Path) -> set[str]:
    """Return top-level folders of the repository, and folders at any depth and modules at the top of the package."""
    found = {f"{path.name}/" for path in root.iterdir() if path.is_dir() and ours(path)}
    package = root / "src" / "concerted"
    found |= {f"{path.relative_to(root).as_posix()}/" for path in package.rglob("*") if path.is_dir() and ours(path)}
    return found | {path.relative_to(root).as_posix() for path in package.glob("*.py")}


def ours(path: Path) -> bool:
    """Tell whether a folder is part of the project: not made by a tool, and not empty (version control keeps no empty folder)."""
    if path.name in _NOT_OURS or (path.name.startswith(".") and path.name not in _HIDDEN_OF_OURS):
        return False
    return any(file.is_file() and "__pycache__" not in file.parts for file in path.rglob("*"))


def room(path: str) -> str:
    """Return the name of a top-level room or module of the package; empty for anything else."""
    return Path(path).stem if path.startswith("src/concerted/") and path.count("/") < 4 else ""


def declared_layers() -> list[str]:
    """Return the layers of import-linter, the lowest last."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = (one["layers"] for one in contracts if one["type"] == "layers")
    return list(layers)
