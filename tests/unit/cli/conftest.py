"""Fixtures of the tests of commands."""

from __future__ import annotations

import pytest

from running import Run, running


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    return running(monkeypatch, capfdbinary)
