"""All files of an assessment or none: whatever stops a run, what stood there before is whole."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import concerted as cc
from concerted.assessment import Assessment
from concerted.errors import OutputError
from concerted.report import write
from small_case import append, event, write_small_case

FILES = {"report.html", "findings.json", "claims.csv", "pairs.csv", "figures"}
# What an earlier assessment holds: words that no run writes, so that a mixture would show.
EARLIER = {name: f"earlier {name}\n" for name in ("report.html", "findings.json", "claims.csv", "pairs.csv", "figures/old.svg")}


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assessment]:
    """An assessment whose files are made once."""
    one = cc.assess(write_small_case(tmp_path_factory.mktemp("small")))
    files = write._files(one)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write, "_files", lambda _: files)
        yield one


def earlier(out: Path) -> Path:
    for name, text in EARLIER.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, encoding="utf-8")
    return out


def tree(folder: Path) -> dict[str, str]:
    """Return the hash of every file below a folder, hidden ones too."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in folder.rglob("*")
    }


def test_a_new_folder_holds_all_files(assessment: Assessment, tmp_path: Path) -> None:
    out = assessment.write(tmp_path / "deep" / "out")
    assert out == tmp_path / "deep" / "out"
    assert {path.name for path in out.iterdir()} == FILES
    assert (out / "report.html").read_text(encoding="utf-8").startswith("<!")
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    assert out.stat().st_mode & 0o777 == 0o755


def test_every_figure_has_picture_specification_and_numbers(assessment: Assessment, tmp_path: Path) -> None:
    names = {path.name for path in (assessment.write(tmp_path / "out") / "figures").iterdir()}
    figures = {name.split(".")[0] for name in names}
    assert figures
    assert names == {f"{figure}.{kind}" for figure in figures for kind in ("svg", "vl.json", "csv")}


def test_an_earlier_assessment_is_exchanged_as_a_whole(assessment: Assessment, tmp_path: Path) -> None:
    out = assessment.write(earlier(tmp_path / "out"))
    assert {path.name for path in out.iterdir()} == FILES
    assert not (out / "figures" / "old.svg").exists()
    assert not (out / "report.html").read_text(encoding="utf-8").startswith("earlier")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_filled(assessment: Assessment, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert {path.name for path in assessment.write(tmp_path / "out").iterdir()} == FILES


def test_files_of_others_stay_beside_an_assessment(assessment: Assessment, tmp_path: Path) -> None:
    out = earlier(tmp_path / "out")
    (out / "notes").mkdir()
    (out / "notes" / "mine.txt").write_text("keep", encoding="utf-8")
    (out / "mine.txt").write_text("keep", encoding="utf-8")
    (out / "link").symlink_to("mine.txt")
    (out / "broken").symlink_to("nowhere")
    assessment.write(out)
    assert (out / "notes" / "mine.txt").read_text(encoding="utf-8") == "keep"
    assert (out / "mine.txt").read_text(encoding="utf-8") == "keep"
    assert (out / "link").readlink() == Path("mine.txt")
    assert (out / "broken").readlink() == Path("nowhere")


def test_a_folder_of_something_else_is_refused(assessment: Assessment, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(OutputError, match="found other files"):
        assessment.write(tmp_path)
    with pytest.raises(OutputError, match="found a file"):
        assessment.write(tmp_path / "thesis.txt")
    with pytest.raises(OutputError, match="expected to write beside"):
        assessment.write(tmp_path / "thesis.txt" / "out")
    assert tree(tmp_path) == before


def test_the_case_folder_itself_is_refused(assessment: Assessment) -> None:
    before = tree(assessment.case.folder)
    with pytest.raises(OutputError, match="found other files"):
        assessment.write(assessment.case.folder)
    assert tree(assessment.case.folder) == before


@pytest.mark.parametrize("name", ["n" * 300, "a\0b"])
def test_a_name_that_no_folder_can_have(assessment: Assessment, tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError):
        assessment.write(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_and_leads_to_the_new_folder(assessment: Assessment, tmp_path: Path) -> None:
    goal = earlier(tmp_path / "elsewhere" / "real")
    (tmp_path / "out").symlink_to(goal)
    assert assessment.write(tmp_path / "out") == tmp_path / "out"
    assert (tmp_path / "out").is_symlink()
    assert {path.name for path in goal.iterdir()} == FILES
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "out"]
    assert [path.name for path in goal.parent.iterdir()] == ["real"]


def test_links_in_a_circle(assessment: Assessment, tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to("out")
    with pytest.raises(OutputError):
        assessment.write(tmp_path / "out")


def test_the_folder_one_stands_in(assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = earlier(tmp_path / "out")
    monkeypatch.chdir(out)
    assessment.write(Path())
    assert {path.name for path in out.iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_nothing_in_the_case_is_written_by_a_run_that_fails(tmp_path: Path) -> None:
    case = write_small_case(tmp_path / "case")
    append(case, "events.csv", event("X", "2020-02-30"))
    before = tree(tmp_path)
    with pytest.raises(cc.CaseError):
        cc.assess(case)
    assert len(cc.check(case)) == 1
    assert tree(tmp_path) == before


def test_assess_itself_writes_nothing(tmp_path: Path) -> None:
    case = write_small_case(tmp_path / "case")
    before = tree(tmp_path)
    cc.assess(case)
    assert tree(tmp_path) == before


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def stopped(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("place", ["os.fsync", "write._carry_over", "write._exchange", "write.tempfile.mkdtemp"])
@pytest.mark.parametrize("old", [True, False], ids=["beside an earlier one", "in a new folder"])
def test_a_full_disk_leaves_what_stood_there(
    assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, old: bool
) -> None:
    if old:
        earlier(tmp_path / "out")
    before = tree(tmp_path)
    target, name = (os, "fsync") if place == "os.fsync" else (write.tempfile, "mkdtemp") if "tempfile" in place else (write, place[6:])
    monkeypatch.setattr(target, name, full)
    with pytest.raises(OutputError, match="No space left on device"):
        assessment.write(tmp_path / "out")
    assert tree(tmp_path) == before


@pytest.mark.parametrize("place", ["_fill", "_carry_over", "_exchange"])
def test_a_run_stopped_by_hand_leaves_what_stood_there(
    assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    earlier(tmp_path / "out")
    before = tree(tmp_path)
    monkeypatch.setattr(write, place, stopped)
    with pytest.raises(KeyboardInterrupt):
        assessment.write(tmp_path / "out")
    assert tree(tmp_path) == before


def test_a_folder_that_may_not_be_written(assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(write.tempfile, "mkdtemp", refuse)
    with pytest.raises(OutputError, match="Permission denied"):
        assessment.write(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_without_an_exchange_in_one_step_the_old_folder_is_moved_aside(
    assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_swapped_at_once", lambda *_: False)
    out = assessment.write(earlier(tmp_path / "out"))
    assert {path.name for path in out.iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_move_that_fails_half_way_is_taken_back(assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier(tmp_path / "out")
    before = tree(tmp_path)
    rename = Path.rename

    def second_fails(self: Path, target: Path) -> Path:
        return full() or self if target.name == "out" and not self.name.endswith("-old") else rename(self, target)

    monkeypatch.setattr(write, "_swapped_at_once", lambda *_: False)
    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(OutputError, match="untouched"):
        assessment.write(tmp_path / "out")
    assert tree(tmp_path) == before


def killed(case: Path, when: Callable[[subprocess.Popen[bytes]], None]) -> int:
    """Start an assessment in a process of its own and kill it."""
    code = "from concerted.cli import main; main()"
    with subprocess.Popen([sys.executable, "-c", code, "assess", str(case)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        when(process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return process.returncode


def begun(case: Path) -> list[Path]:
    return [path for path in case.iterdir() if path.name.startswith(".out")]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("seconds", [0.05, 0.4, 0.8, 1.2, 1.6, 2.0])
def test_a_killed_run_leaves_the_earlier_or_the_new_folder(tmp_path: Path, seconds: float) -> None:
    case = write_small_case(tmp_path / "case")
    before = tree(earlier(case / "out"))
    inputs = {name: digest for name, digest in tree(case).items() if not name.startswith("out")}
    killed(case, lambda _: time.sleep(seconds))
    after = tree(case / "out")
    assert after == before or (set(after) >= FILES and not any(name in after and after[name] == before[name] for name in EARLIER))
    assert {name: digest for name, digest in tree(case).items() if not name.startswith(("out", ".out"))} == inputs


# In a child process: kills it from within, at the n-th file, before and after the exchange.
_MOMENTS = {
    "first file": ("os", "fsync", 1, "before"),
    "fifth file": ("os", "fsync", 5, "before"),
    "all files written": ("write", "_carry_over", 1, "before"),
    "before the exchange": ("write", "_exchange", 1, "before"),
    "after the exchange": ("write", "_exchange", 1, "after"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("moment", _MOMENTS)
def test_killed_while_writing_and_cleared_by_the_next_run(tmp_path: Path, moment: str, assessment: Assessment) -> None:
    module, name, times, side = _MOMENTS[moment]
    case = write_small_case(tmp_path / "case")
    before = tree(earlier(case / "out"))
    code = f"""
import os, signal, sys
import concerted as cc
from concerted.report import write
calls, real = [], {module}.{name}
def die(*words):
    calls.append(words)
    if len(calls) < {times}:
        return real(*words)
    if {side!r} == "after":
        real(*words)
    os.kill(os.getpid(), signal.SIGKILL)
{module}.{name} = die
write._files = lambda _: dict.fromkeys(["report.html", "findings.json", "claims.csv", "pairs.csv", "figures/new.svg"], "new")
cc.assess(sys.argv[1]).write(sys.argv[1] + "/out")
"""
    run = subprocess.run([sys.executable, "-c", code, str(case)], check=False, capture_output=True)
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()
    assert len(begun(case)) == 1
    if side == "after":
        assert {path.read_text() for path in (case / "out").glob("*.*")} == {"new"}
        assert tree(begun(case)[0]) == before
    else:
        assert tree(case / "out") == before
    assert cc.check(case) == ()
    assessment.write(case / "out")
    assert begun(case) == []
    assert {path.name for path in (case / "out").iterdir()} == FILES


def test_what_another_run_works_on_is_left_alone(assessment: Assessment, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    busy = earlier(tmp_path / ".out-unfinished-abcdefgh")
    just_begun = tmp_path / ".out-unfinished-ijklmnop"
    just_begun.mkdir()
    code = "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code, str(busy)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        before = tree(busy)
        assessment.write(tmp_path / "out")
        assert tree(busy) == before
        assert just_begun.is_dir()
        other.communicate(b"")
    assessment.write(tmp_path / "out")
    assert not busy.exists()
    assert just_begun.is_dir()


@pytest.mark.parametrize("name", [".out-notes", ".output-unfinished-x", "out-unfinished-x", ".out-unfinishe"])
def test_folders_of_other_names_are_left_alone(assessment: Assessment, tmp_path: Path, name: str) -> None:
    earlier(tmp_path / name)
    before = tree(tmp_path)
    assessment.write(tmp_path / "out")
    assert {path: digest for path, digest in tree(tmp_path).items() if not path.startswith("out/") and path != "out"} == before


def test_a_folder_moved_aside_by_a_killed_run_is_put_back(assessment: Assessment, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    aside = earlier(tmp_path / ".out-unfinished-abcdefgh-old")
    (aside / "mine.txt").write_text("keep", encoding="utf-8")
    assessment.write(tmp_path / "out")
    assert (tmp_path / "out" / "mine.txt").read_text(encoding="utf-8") == "keep"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
