"""Any run of decisions gives the view that folding them by hand gives; whatever is damaged is noticed; a kill loses nothing answered for."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concerted.decisions import GRADES, SOURCE_GRADES, STATEMENT_GRADES, VERDICTS, Log

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
WORDS = [verdict for verdict in VERDICTS if verdict not in GRADES]
# What may be decided of each: a source has letters for grades, a statement has numbers.
SUBJECTS = {
    "statement:1": [*WORDS, *STATEMENT_GRADES],
    "statement:2": [*WORDS, *STATEMENT_GRADES],
    "source:1": [*WORDS, *SOURCE_GRADES],
    "name:reds:Red Front": WORDS,
}
CHOICES = st.sampled_from([(about, verdict) for about, verdicts in SUBJECTS.items() for verdict in verdicts])
DECISIONS = st.lists(st.builds(lambda choice, by, reason: (*choice, by, reason), CHOICES, TEXTS, TEXTS), min_size=1, max_size=8)


def write(folder: Path, decided: list[tuple[str, str, str, str]]) -> Log:
    log = Log(folder)
    for about, verdict, by, reason in decided:
        log.append(about=about, verdict=verdict, by=by, reason=reason, at="2024-03-01T08:00:00Z")
    return log


@settings(max_examples=60, deadline=None)
@given(DECISIONS)
def test_the_view_is_the_fold_of_the_log(decided: list[tuple[str, str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = write(Path(folder), decided).read()
    by_hand: dict[str, tuple[str, str, str, str]] = {}
    grades: dict[str, tuple[str, str, str, str] | None] = {}
    for one in decided:
        (grades if one[1] in GRADES else by_hand)[one[0]] = one
        if one[:2] == ("source:1", "unsure"):
            grades[one[0]] = None
    for about in {one[0] for one in decided}:
        grade, wanted = found.grade(about), grades.get(about)
        assert (grade and (grade.about, grade.verdict, grade.by, grade.reason)) == wanted
    assert {about: (one.about, one.verdict, one.by, one.reason) for about, one in found.current.items()} == by_hand
    for about in by_hand:
        assert [one.verdict for one in found.history(about)] == [verdict for own, verdict, *_ in decided if own == about]
    assert (found.notes, found.faults) == ((), ())


@settings(max_examples=60, deadline=None)
@given(DECISIONS, st.randoms(use_true_random=False))
def test_any_changed_byte_is_noticed(decided: list[tuple[str, str, str, str]], random: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = write(Path(folder), decided)
        raw = bytearray(log.path.read_bytes())
        place = random.randrange(len(raw))
        raw[place] ^= 1 << random.randrange(8)
        log.path.write_bytes(raw)
        found = log.read()
        kept = [one.line for one in found.entries]
        expected = bytes(raw).replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
        # Blanks between JSON's own signs carry no sense; every other change is a fault.
        assert found.faults or [json.loads(line) for line in kept] == [json.loads(line) for line in expected]


@settings(max_examples=60, deadline=None)
@given(DECISIONS, st.integers(1, 400))
def test_an_end_that_is_cut_off_is_noticed(decided: list[tuple[str, str, str, str]], lost: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = write(Path(folder), decided)
        raw = log.path.read_bytes()
        log.path.write_bytes(raw[: max(0, len(raw) - 1 - lost)])
        assert log.read().faults


_WRITER = """
import sys
from concerted.decisions import Log
log = Log(sys.argv[1])
for i in range(10_000):
    one = log.append(about=f"statement:{sys.argv[2]}-{i}", verdict="confirm", by="A", reason="r" * 3000)
    sys.stdout.write(one.id + "\\n")
    sys.stdout.flush()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_a_killed_writer_loses_no_decision_that_was_answered_for(tmp_path: Path) -> None:
    random, answered = Random(1), []
    for run in range(6):
        child = subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path), str(run)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        # Killed after some answers, at whatever moment the next one has come to.
        lines = [child.stdout.readline() for _ in range(random.randrange(1, 12))]
        for _ in range(random.randrange(20_000)):
            pass
        os.kill(child.pid, signal.SIGKILL)
        lines += child.stdout.readlines()
        child.stdout.close()
        child.wait()
        answered += [line.decode().strip() for line in lines if line.endswith(b"\n")]
        found = Log(tmp_path).read()
        assert found.faults == ()
        assert set(answered) <= {one.id for one in found.entries}
    assert len(answered) >= 6
