"""concerted get, as a script and a person meet it; and no secret in anything that it says or writes."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tomllib
import traceback
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click
import keyring
import pytest

from concerted.download.pace import Pace
from concerted.errors import ConcertedError
from fake_source import USUAL, FakeAcled, FakeGdelt, FakeSource, FakeUcdp, Reply, acled_row, gdelt_line, zipped
from running import Run, running
from small_case import write_small_case

EMAIL, PASSWORD, TOKEN = "email-canary@mail.example", 'PASS "WORD" CANARY+ü', "UCDP-TOKEN-CANARY"
ACCOUNTS = {"CONCERTED_ACLED_EMAIL": EMAIL, "CONCERTED_ACLED_PASSWORD": PASSWORD, "CONCERTED_UCDP_TOKEN": TOKEN, "NO_PROXY": "127.0.0.1"}
DAYS = ("--from", "2023-01-01", "--to", "2023-12-31")
READ = "/api/acled/read"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSource]:
    with FakeSource() as one:
        for name, value in ACCOUNTS.items():
            monkeypatch.setenv(name, value)
        for name in ("ACLED", "UCDP", "GDELT"):
            monkeypatch.setenv(f"CONCERTED_{name}_URL", one.address)
        monkeypatch.setattr(Pace, "pause", lambda self, failures: None)
        yield one


@pytest.fixture
def acled(server: FakeSource) -> FakeAcled:
    return FakeAcled(server, EMAIL, PASSWORD)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    return partial(running(monkeypatch, capfdbinary), "get")


@pytest.fixture
def get_acled(run: Run, tmp_path: Path) -> Run:
    return lambda *words: run("acled", "--out", tmp_path / "acled", *DAYS, "--pace", "0", "--accept-terms", *words)


def test_acled(get_acled: Run, acled: FakeAcled, tmp_path: Path) -> None:
    status, out, err = get_acled("--country", "Redland")
    assert (status, err) == (0, "")
    first, licence, cite, following = out.splitlines()
    assert first.startswith("ACLED as of ")
    assert first.endswith(", dyadic: 8 rows in 3 pages.")
    assert licence == "Licence: ACLED terms of use: raw rows may not be given on."
    assert cite.startswith("Cite: Raleigh")
    assert following == f"Next: concerted import CASE {tmp_path / 'acled' / 'acled.json'}"
    acled.rows.append(acled_row(30))
    assert "1 events added, 0 changed, 0 deleted." in get_acled("--country", "Redland")[1]


def test_what_was_got_can_be_imported_and_stays_what_may_not_be_given_on(get_acled: Run, acled: FakeAcled, run: Run, tmp_path: Path) -> None:
    case = write_small_case(tmp_path / "case")
    get_acled()
    done = subprocess.run(
        [sys.executable, "-c", "from concerted.cli import main; main()", "import", str(case), str(tmp_path / "acled" / "acled.json")],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    manifest = tomllib.loads((case / "imported" / "acled" / "import.toml").read_text(encoding="utf-8"))
    assert (manifest["format"], manifest["read"], manifest["redistributable"]) == ("acled", 8, False)


def test_json_is_the_record(get_acled: Run, acled: FakeAcled, tmp_path: Path) -> None:
    status, out, err = get_acled("--json")
    assert (status, err) == (0, "")
    answer = json.loads(out)
    assert answer.pop("folder") == str(tmp_path / "acled")
    assert answer == tomllib.loads((tmp_path / "acled" / "download.toml").read_text(encoding="utf-8"))


def test_ucdp(run: Run, server: FakeSource, tmp_path: Path) -> None:
    FakeUcdp(server, TOKEN)
    status, out, err = run("ucdp", "--version", "24.1", "--out", tmp_path / "u", "--pace", "0", "--country", "645", "--from", "2020-01-01")
    assert (status, err) == (0, "")
    assert out.startswith("UCDP 24.1: 7 rows in 3 pages.\nLicence: CC BY 4.0.\n")
    assert server.seen[0].query == {"pagesize": "1000", "Country": "645", "StartDate": "2020-01-01"}


def test_gdelt(run: Run, server: FakeSource, tmp_path: Path) -> None:
    gdelt = FakeGdelt(server)
    for day in ("20230101", "20230102"):
        gdelt.add(f"{day}.export.CSV.zip", zipped(gdelt_line(1, day, 58)))
    del server.routes["/events/20230102.export.CSV.zip"]
    words = ("gdelt", "--version", "1", "--out", tmp_path / "g", "--from", "2023-01-01", "--to", "2023-01-02", "--pace", "0")
    status, out, err = run(*words)
    assert status == 1
    assert out.startswith("GDELT 1.0 1.0: 1 rows in 1 files.")
    assert err == "Missing or damaged: 20230102.export.CSV.zip; see ledger.csv. The next run asks for it again.\n"
    assert run(*words, "--allow-missing")[0] == 0
    assert json.loads(run(*words, "--allow-missing", "--json")[1])["missing"] == ["20230102.export.CSV.zip"]


def test_the_terms_are_shown_and_must_be_taken(run: Run, acled: FakeAcled, server: FakeSource, tmp_path: Path) -> None:
    status, out, err = run("acled", "--out", tmp_path / "a", *DAYS)
    assert (status, out) == (2, "")
    assert "raw rows may not be given on" in err
    assert "run again with --accept-terms" in err
    assert server.seen == []


@pytest.mark.parametrize(("typed", "status"), [("y\n", 0), ("n\n", 130), ("\n", 130)])
def test_the_terms_are_asked_for_on_a_terminal(
    run: Run, acled: FakeAcled, server: FakeSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, status: int
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(click.termui, "visible_prompt_func", lambda _: typed.strip())
    found, _, err = run("acled", "--out", tmp_path / "a", *DAYS, "--pace", "0")
    assert found == status
    assert "raw rows may not be given on" in err
    assert bool(server.seen) == (status == 0)


@pytest.mark.parametrize(
    "words",
    [
        ("acled", "--accept-terms"),
        ("acled", "--accept-terms", "--out", "x"),
        ("acled", "--accept-terms", "--out", "x", "--from", "2023-01-02"),
        ("acled", "--accept-terms", "--out", "x", "--from", "2023-01-02", "--to", "2023-01-01"),
        ("acled", "--accept-terms", "--out", "x", "--from", "2023-01-02", "--to", "2023-02-30"),
        ("acled", "--accept-terms", "--out", "x", *DAYS, "--country", "A|B"),
        ("acled", "--accept-terms", "--out", "x", *DAYS, "--country", "A:OR:country=B"),
        ("acled", "--accept-terms", "--out", "x", *DAYS, "--export-type", "triadic"),
        ("acled", "--accept-terms", "--out", "x", *DAYS, "--password", "secret"),
        ("ucdp", "--out", "x"),
        ("ucdp", "--out", "x", "--version", "24.1", "--country", "Iraq"),
        ("gdelt", "--out", "x", *DAYS),
        ("gdelt", "--version", "3", "--out", "x", *DAYS),
        ("gdelt", "--version", "2", "--out", "x", "--pace", "-1", *DAYS),
        ("nobody",),
    ],
)
def test_wrong_use(run: Run, server: FakeSource, words: tuple[str, ...]) -> None:
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert err
    assert server.seen == []


def test_without_the_libraries(get_acled: Run, acled: FakeAcled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    status, out, err = get_acled()
    assert (status, out) == (1, "")
    assert err == 'Error: expected the library httpx; found none. Install them: pip install "concerted[get]".\n'


def test_help_loads_nothing() -> None:
    for words in ((), ("acled",), ("ucdp",), ("gdelt",)):
        code = f"import sys; sys.argv = ['concerted', 'get', *{words!r}, '--help']\ntry:\n    from concerted.cli import main; main()\n"
        code += "finally:\n    print('\\n', *{'httpx', 'keyring', 'rich', 'duckdb', 'numpy', 'concerted.download'} & set(sys.modules))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
        assert done.stdout.splitlines()[-1].strip() == "", words


GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.mark.parametrize("name", ["acled", "ucdp", "gdelt"])
def test_help(name: str) -> None:
    """After a wanted change: UPDATE_GOLDEN=1."""
    code = "from concerted.cli import main; import sys; sys.argv[0] = 'concerted'; main()"
    words = [sys.executable, "-c", code, "get", name, "--help"]
    done = subprocess.run(words, capture_output=True, check=True, env={**os.environ, "COLUMNS": "80"})
    text = done.stdout.decode().replace("\r\n", "\n")
    file = GOLDEN / f"get-{name}.txt"
    if "UPDATE_GOLDEN" in os.environ:
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8")


def in_its_own_process(server: FakeSource, out: Path, *words: str) -> subprocess.Popen[bytes]:
    code = "from concerted.cli import main; main()"
    command = [sys.executable, "-c", code, "get", "acled", "--out", str(out), *DAYS, "--pace", "0", "--accept-terms", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ))


def test_a_killed_process_is_gone_on_with(server: FakeSource, acled: FakeAcled, tmp_path: Path) -> None:
    straight = in_its_own_process(server, tmp_path / "straight")
    straight.communicate()
    assert straight.returncode == 0
    server.fail(READ, USUAL, USUAL, Reply(hold=server.release))
    killed = in_its_own_process(server, tmp_path / "killed")
    assert server.held.wait(timeout=120)
    killed.kill()
    killed.communicate()
    server.release.set()
    assert not (tmp_path / "killed").exists()
    server.seen.clear()
    again = in_its_own_process(server, tmp_path / "killed")
    out, err = again.communicate()
    assert (again.returncode, err) == (0, b""), out
    assert [seen.query["page"] for seen in server.asked(READ)] == ["3", "4"]
    for name in ("acled.json", "ledger.csv", ".gitignore"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "straight" / name).read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["killed", "straight"]


CANARIES = (PASSWORD, "PASS+%22WORD", "PASS%20%22WORD", r"PASS \"WORD\"", "canary", "CANARY")

FAILURES: dict[str, tuple[str, tuple[Reply, ...]]] = {
    "nothing": (READ, ()),
    "expired": (READ, (USUAL, Reply(401))),
    "expired for good": (READ, (Reply(401), Reply(401), Reply(401))),
    "forbidden": (READ, (Reply(403, f"{PASSWORD} {EMAIL}".encode()),)),
    "refused in words": (READ, (Reply(body=json.dumps({"success": False, "messages": [f"{EMAIL} {PASSWORD} TOKEN-CANARY-1"]}).encode()),)),
    "web page": (READ, (Reply(body=f"<html>{PASSWORD}".encode()),)),
    "broken": (READ, (Reply(body=f'{{"{PASSWORD}'.encode()),) * 7),
    "dropped": (READ, (Reply(body=b"x" * 100, cut=3),) * 7),
    "moved": (READ, (Reply(302, headers={"Location": f"/elsewhere?password={EMAIL}"}),)),
    "moved to nowhere": (READ, (Reply(302, headers={"Location": f"ftp://{EMAIL}"}),)),
    "login refused": ("/oauth/token", (Reply(400, f"{EMAIL} {PASSWORD}".encode()),)),
    "login repeats": ("/oauth/token", (Reply(200, json.dumps({"you": [EMAIL, PASSWORD]}).encode()),)),
    "login fails": ("/oauth/token", (Reply(500, f"{EMAIL} {PASSWORD}".encode()),) * 7),
    "login moved": ("/oauth/token", (Reply(307, headers={"Location": f"/x?{EMAIL}"}),)),
    "no rows": (READ, (Reply(body=b'{"success": true, "data": []}'),)),
}


@pytest.mark.parametrize("as_json", [False, True], ids=["words", "json"])
@pytest.mark.parametrize("name", FAILURES)
def test_no_secret_is_ever_shown_or_written(
    get_acled: Run,
    acled: FakeAcled,
    server: FakeSource,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    as_json: bool,
) -> None:
    caught: list[BaseException] = []
    made = ConcertedError.__init__

    def noted(self: ConcertedError, *words: Any) -> None:
        made(self, *words)
        caught.append(self)

    monkeypatch.setattr(ConcertedError, "__init__", noted)
    path, replies = FAILURES[name]
    server.fail(path, *replies)
    with caplog.at_level(logging.DEBUG):
        _, out, err = get_acled(*(["--json"] if as_json else []))
    assert server.seen
    texts = {"standard output": out, "standard error": err, "log": caplog.text}
    texts |= {f"error {number}": "".join(traceback.format_exception(error)) + repr(error) for number, error in enumerate(caught)}
    texts |= {str(file): file.read_text(encoding="utf-8", errors="replace") for file in tmp_path.rglob("*") if file.is_file()}
    shown = [(place, canary) for place, text in texts.items() for canary in CANARIES if canary in without_own_lines(text)]
    assert shown == []
    assert caught or name in ("nothing", "expired")


def without_own_lines(text: str) -> str:
    """Return a traceback without the lines of this file, which has the canaries in it."""
    return "\n".join(line for line in text.splitlines() if "FAILURES" not in line and "CANARIES" not in line)


@pytest.mark.parametrize("source", ["acled", "ucdp"])
def test_storing_and_forgetting_an_account(run: Run, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    held: dict[tuple[str, str], str] = {}

    class Memory(keyring.backend.KeyringBackend):  # type: ignore[misc]
        priority, name = 5, "memory"

        def set_password(self, service: str, username: str, password: str) -> None:
            held[service, username] = password

        def get_password(self, service: str, username: str) -> str | None:
            return held.get((service, username))

        def delete_password(self, service: str, username: str) -> None:
            del held[service, username]

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    word = "password" if source == "acled" else "token"
    typed = iter([EMAIL, PASSWORD] if source == "acled" else [TOKEN])
    try:
        assert run(source, f"--store-{word}")[0] == 2
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(click.termui, "visible_prompt_func", lambda _: next(typed))
        monkeypatch.setattr(click.termui, "hidden_prompt_func", lambda _: next(typed))
        status, out, err = run(source, f"--store-{word}")
        assert (status, out) == (0, "Put into the keyring (memory).\n")
        assert "CANARY" not in err
        assert len(held) == (2 if source == "acled" else 1)
        assert run(source, f"--forget-{word}")[1] == "Taken out of the keyring.\n"
        assert held == {}
        assert run(source, f"--forget-{word}")[1] == "There was nothing in the keyring.\n"
    finally:
        keyring.set_keyring(before)
