"""Runs a command as a person or a script does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from concerted import cli

Run = Callable[..., tuple[int, str, str]]


def running(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Return a function that runs a command in this process and returns status, standard output and standard error."""

    def one(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["concerted", *map(str, words)])
        status: Any = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = stop.code or 0
        out, err = capfdbinary.readouterr()
        return status, out.decode("utf-8"), err.decode("utf-8")

    return one
