"""What is loaded when: nothing heavy for an import or a help page, and no library that the work does not need."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from small_case import write_small_case

HEAVY = ("numpy", "scipy", "pydantic", "altair", "vl_convert", "rich", "jinja2", "narwhals", "arro3")
NEVER = ("scipy.stats", "pandas", "duckdb", "statsmodels", "sklearn", "matplotlib", "polars", "pyarrow", "requests", "rich")


def loaded(code: str, *words: str) -> set[str]:
    """Run code in a new process and return the modules that it loaded."""
    told = f"import json, sys\ntry:\n    {code}\nfinally:\n    print('\\n' + json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", told, *words], capture_output=True, check=False, env={**os.environ})
    assert b"Traceback" not in run.stderr, run.stderr.decode()
    return set(json.loads(run.stdout.decode().splitlines()[-1]))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import concerted", ()),
        ("import concerted; dir(concerted); concerted.__version__", ()),
        ("import concerted; concerted.CaseError", ()),
        ("from concerted.cli import main; main()", ("--help",)),
        ("from concerted.cli import main; main()", ("--version",)),
        ("from concerted.cli import main; main()", ("assess", "--help")),
        ("from concerted.cli import main; main()", ("check", "--help")),
        ("from concerted.cli import main; main()", ("new", "--help")),
        ("from concerted.cli import main; main()", ("gather",)),
    ],
)
def test_nothing_heavy_is_loaded(code: str, words: tuple[str, ...]) -> None:
    modules = loaded(code, *words)
    assert "concerted" in modules
    assert sorted(modules & set(HEAVY)) == []


def test_import_loads_no_command_line() -> None:
    assert not {"click", "concerted.cli"} & loaded("import concerted")


def test_a_public_name_brings_its_room() -> None:
    modules = loaded("import concerted; concerted.Counts")
    assert "numpy" in modules
    assert not {"altair", "jinja2", "vl_convert", "pydantic"} & modules


def test_check_draws_nothing(tmp_path: Path) -> None:
    modules = loaded("from concerted.cli import main; main()", "check", str(write_small_case(tmp_path)))
    assert "concerted.case.folder" in modules
    assert not {"altair", "jinja2", "vl_convert", "rich"} & modules


def test_assess_loads_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    modules = loaded("from concerted.cli import main; main()", "assess", str(write_small_case(tmp_path)))
    assert {"altair", "vl_convert", "jinja2"} <= modules
    assert sorted(modules & set(NEVER)) == []
    assert (tmp_path / "out" / "report.html").is_file()
