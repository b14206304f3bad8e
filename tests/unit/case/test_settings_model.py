"""[model] and [documents] of case.toml: every fault told at its key, all at once, and no key of an account repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from concerted.assessment import check
from concerted.case.settings import Settings, read_settings
from concerted.case.settings_model import is_local
from small_case import write_small_case

SECRET = "hunter2"
TOML = """
files = {}
[case]
id = "x"
title = "t"
question = "q"
start = 2023-10-07
end = 2023-10-08
groups = ["a"]
"""
MODEL = """
[model]
endpoint = "http://127.0.0.1:11434/v1"
name = "small-model"
"""


def read(more: str) -> tuple[Settings | None, list[str]]:
    settings, faults = read_settings("case.toml", (TOML + more).encode())
    return settings, [str(fault) for fault in faults]


def test_nothing_is_sent_unless_it_is_said() -> None:
    settings, faults = read(MODEL)
    assert faults == []
    assert settings is not None
    assert settings.model is not None
    assert settings.model.send_documents is False
    assert settings.model.api_key_env is None


def test_a_case_without_the_table_names_no_model() -> None:
    settings, _ = read("")
    assert settings is not None
    assert settings.model is None


@pytest.mark.parametrize(
    "more",
    [
        "send_documents = true\ntimeout = 30\ntemperature = 0.5",
        'api_key_env = "CONCERTED_MODEL_KEY"',
        'api_key_env = "OPENAI_API_KEY"',
        'api_key_env = "KEY2"',
    ],
)
def test_settings_that_hold(more: str) -> None:
    assert read(MODEL + more)[1] == []


@pytest.mark.parametrize(
    "endpoint", ["https://models.example.org/v1", "http://localhost:8080/v1", "http://[::1]:8080/v1", "http://192.168.1.7:8080"]
)
def test_addresses_that_hold(endpoint: str) -> None:
    assert read(MODEL.replace("http://127.0.0.1:11434/v1", endpoint))[1] == []


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("ftp://h/v1", "http or https"),
        ("file:///etc/passwd", "http or https"),
        ("127.0.0.1:11434", "http or https"),
        ("http://", "http or https"),
        ("http://h:99999/v1", "http or https"),
        ("http://h:0/v1", "http or https"),
        ("http://[::1/v1", "http or https"),
        ("http://h h/v1", "http or https"),
        ("http://hönö/v1", "http or https"),
        ("http://h\\\\@evil/v1", "without user or password"),
        (f"http://me:{SECRET}@h/v1", "without user or password"),
        (f"http://{SECRET}@h/v1", "without user or password"),
        (f"https://h/v1?key={SECRET}", "without anything after"),
        (f"https://h/v1#{SECRET}", "without anything after"),
    ],
)
def test_addresses_that_do_not_hold_and_are_not_repeated(endpoint: str, expected: str) -> None:
    _, (fault,) = read(MODEL.replace("http://127.0.0.1:11434/v1", endpoint))
    assert fault.startswith("case.toml, model.endpoint: expected ")
    assert expected in fault
    assert SECRET not in fault
    assert "hönö" not in fault


@pytest.mark.parametrize(
    "key",
    [
        f"sk-{SECRET}",
        f"sk_live_{SECRET}",
        "gsk_0123456789abcdef",
        "AKIA" + "A1B2C3D4E5F6G7H8",
        "DEADBEEF0123456789ABCDEF01234567",
        "Bearer X",
        "",
        "A" * 65,
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJK",
    ],
)
def test_a_key_in_the_file_is_a_fault_and_is_not_repeated(key: str) -> None:
    _, (fault,) = read(f'{MODEL}api_key_env = "{key}"')
    assert fault.startswith("case.toml, model.api_key_env: expected the name of an environment variable")
    assert not key or key not in fault


def test_a_key_is_not_sent_where_anybody_on_the_way_can_read_it() -> None:
    _, (fault,) = read(MODEL.replace("127.0.0.1:11434", "h.example.org") + 'api_key_env = "MODEL_KEY"')
    assert "model.api_key_env: expected an endpoint with https" in fault
    assert read(MODEL.replace("http://127.0.0.1:11434", "HTTPS://h.example.org") + 'api_key_env = "MODEL_KEY"')[1] == []


@pytest.mark.parametrize(
    ("more", "column"),
    [
        (f'api_key = "{SECRET}"', "model.api_key"),
        ('send_documents = "yes"', "model.send_documents"),
        ("send_documents = 1", "model.send_documents"),
        ("timeout = 0", "model.timeout"),
        ("timeout = inf", "model.timeout"),
        ("temperature = 3", "model.temperature"),
    ],
)
def test_other_keys_that_do_not_hold(more: str, column: str) -> None:
    _, (fault,) = read(MODEL + more)
    assert fault.startswith(f"case.toml, {column}: expected ")
    assert SECRET not in fault


def test_a_string_instead_of_the_table_is_not_repeated() -> None:
    _, (fault,) = read_settings("case.toml", f'model = "http://me:{SECRET}@h"\n{TOML}'.encode())
    assert (fault.column, SECRET in str(fault)) == ("model", False)


def test_all_faults_are_told_at_once_by_check(tmp_path: Path) -> None:
    case = write_small_case(tmp_path / "case")
    with (case / "case.toml").open("a", encoding="utf-8") as file:
        file.write('\n[model]\nendpoint = "ftp://h"\nsend_documents = 1\n[documents."a.txt"]\npublished = "soon"\nlanguage = "English"\n')
    columns = {fault.column for fault in check(case)}
    assert columns >= {"model.endpoint", "model.name", "model.send_documents", "documents.a.txt.published", "documents.a.txt.language"}


@pytest.mark.parametrize(
    ("endpoint", "local"),
    [
        ("http://localhost:11434/v1", True),
        ("http://127.0.0.2/v1", True),
        ("http://[::1]/v1", True),
        ("http://127.0.0.1.example.org/v1", False),
        ("http://0.0.0.0/v1", False),
        ("http://192.168.1.7/v1", False),
    ],
)
def test_which_endpoints_are_on_this_machine(endpoint: str, local: bool) -> None:
    assert is_local(endpoint) is local
