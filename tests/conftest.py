"""Fixtures that many tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import concerted as cc
from concerted.assessment import Assessment

REPOSITORY = Path(__file__).parents[1]
BUNDLED = REPOSITORY / "cases" / "united-front-2023"


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def bundled() -> Assessment:
    """The assessment of the bundled case."""
    return cc.assess(BUNDLED)


@pytest.fixture(scope="session")
def bundled_out(bundled: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the assessment of the bundled case."""
    return bundled.write(tmp_path_factory.mktemp("bundled") / "out")


@pytest.fixture
def bundled_copy(tmp_path: Path) -> Path:
    """A copy of the bundled case that a test may change."""
    return shutil.copytree(BUNDLED, tmp_path / "case", ignore=shutil.ignore_patterns("out"))
