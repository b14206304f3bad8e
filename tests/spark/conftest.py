"""A local Spark in two threads; where it is not installed the tests are skipped with the reason, and fail where they were asked for in CI."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest


def lacking() -> str:
    """Return what a local Spark lacks here; empty where nothing does."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed: uv run --group test --with-requirements tests/spark/requirements.txt pytest -m spark tests/spark"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "there is no Java: apt-get install openjdk-17-jre-headless"
    return ""


@pytest.fixture(scope="session")
def spark(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if reason := lacking():
        if os.environ.get("CI") and request.config.getoption("markexpr") == "spark":
            pytest.fail(f"never skipped in CI: {reason}")
        pytest.skip(reason)
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        # Two partitions after a shuffle and not two hundred: the tables have some hundred rows.
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }
    builder = SparkSession.builder.master("local[2]").appName("concerted-tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
