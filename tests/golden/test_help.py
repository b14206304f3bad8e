"""The help of each command, word for word. After a wanted change: UPDATE_GOLDEN=1 uv run --group test pytest tests/golden."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from concerted.cli import _COMMANDS

HERE = Path(__file__).parent
COMMANDS = {"concerted": (), **{name: (name,) for name in _COMMANDS}}


@pytest.mark.parametrize("name", COMMANDS)
def test_help(name: str) -> None:
    code = "from concerted.cli import main; import sys; sys.argv[0] = 'concerted'; main()"
    run = subprocess.run(
        [sys.executable, "-c", code, *COMMANDS[name], "--help"], capture_output=True, check=True, env={**os.environ, "COLUMNS": "80"}
    )
    assert run.stderr == b""
    file = HERE / f"help-{name}.txt"
    text = run.stdout.decode("utf-8").replace("\r\n", "\n")
    if "UPDATE_GOLDEN" in os.environ:
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 80


def test_every_command_has_its_golden_file() -> None:

    assert sorted(path.stem for path in HERE.glob("help-*.txt")) == sorted(f"help-{name}" for name in ("concerted", *_COMMANDS))
