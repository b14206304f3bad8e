"""The log of decisions: lines are added, never changed; whatever was altered, taken out or cut off is noticed and told with its row."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from concerted.decisions import CONFIRM, NOT_THE_SAME, REJECT, SAME, UNSURE, Decision, Log, about_name, name_of
from concerted.decisions import log as log_module
from concerted.errors import CaseError, DataError, OutputError

AT = "2024-03-01T08:00:00Z"


def add(folder: Path, about: str = "statement:1", verdict: str = CONFIRM, **more: str) -> Decision:
    return Log(folder).append(**{"about": about, "verdict": verdict, "by": "A. Reader", "reason": "the page says so", "at": AT, **more})


def rows(folder: Path) -> list[bytes]:
    return (folder / "decisions.jsonl").read_bytes().splitlines(keepends=True)


def faulty_rows(folder: Path) -> set[int]:
    return {fault.row for fault in Log(folder).read().faults}


def test_a_case_without_a_log_has_no_decision(tmp_path: Path) -> None:
    found = Log(tmp_path).read()
    assert (found.entries, found.notes, found.faults) == ((), (), ())
    assert list(tmp_path.iterdir()) == []


def test_what_is_recorded_is_read_back_word_for_word(tmp_path: Path) -> None:
    one = add(tmp_path, by="  Zoë “Z” كاتب ", reason="two\nlines\u2028and a\ttab")
    assert Log(tmp_path).read().entries == (one,)
    assert one.by == "  Zoë “Z” كاتب "
    assert list(json.loads(rows(tmp_path)[0])) == ["id", "at", "by", "about", "verdict", "reason", "previous"]
    assert len(rows(tmp_path)) == 1


def test_the_time_is_that_of_the_writing_in_utc(tmp_path: Path) -> None:
    one = Log(tmp_path).append(about="statement:1", verdict=CONFIRM, by="A", reason="r")
    assert one.at.endswith("Z")
    assert "T" in one.at


def test_each_line_carries_the_hash_of_the_one_before(tmp_path: Path) -> None:
    import hashlib

    first, second = add(tmp_path), add(tmp_path, verdict=REJECT)
    assert first.previous == ""
    assert second.previous == hashlib.sha256(rows(tmp_path)[0].rstrip(b"\n")).hexdigest()


def test_a_later_decision_takes_the_place_of_an_earlier_and_both_stay(tmp_path: Path) -> None:
    first, other, second = add(tmp_path), add(tmp_path, "statement:2", REJECT), add(tmp_path, verdict=UNSURE, reason="I was wrong")
    found = Log(tmp_path).read()
    assert found.current == {"statement:1": second, "statement:2": other}
    assert found.history("statement:1") == (first, second)
    assert found.latest("statement:2", "statement:1") == second
    assert found.latest("statement:1", "statement:2") == second
    assert found.latest("statement:3") is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"by": "  "}, "'by'"),
        ({"reason": ""}, "'reason'"),
        ({"about": ""}, "'about'"),
        ({"verdict": "comfirm"}, "a verdict among confirm"),
        ({"at": "yesterday"}, "a time in UTC"),
        ({"at": "2024-03-01T08:00:00+02:00"}, "a time in UTC"),
        ({"reason": "\ud800"}, "half a character"),
        ({"by": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_is_no_decision_is_refused_and_nothing_is_written(tmp_path: Path, wrong: dict[str, str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        add(tmp_path, **wrong)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("row", [1, 2, 3, 4])
def test_a_changed_line_is_told_with_its_row(tmp_path: Path, row: int) -> None:
    for i in range(4):
        add(tmp_path, f"statement:{i}")
    lines = rows(tmp_path)
    lines[row - 1] = lines[row - 1].replace(b"confirm", b"reject")
    (tmp_path / "decisions.jsonl").write_bytes(b"".join(lines))
    assert row in faulty_rows(tmp_path)


@pytest.mark.parametrize("row", [1, 2, 3, 4])
def test_a_missing_line_is_noticed_wherever_it_stood(tmp_path: Path, row: int) -> None:
    for i in range(4):
        add(tmp_path, f"statement:{i}")
    lines = rows(tmp_path)
    del lines[row - 1]
    (tmp_path / "decisions.jsonl").write_bytes(b"".join(lines))
    assert min(row, 4) in faulty_rows(tmp_path)


def test_lines_in_another_order_are_noticed(tmp_path: Path) -> None:
    for i in range(3):
        add(tmp_path, f"statement:{i}")
    first, second, third = rows(tmp_path)
    (tmp_path / "decisions.jsonl").write_bytes(second + first + third)
    assert faulty_rows(tmp_path) >= {1, 2, 3}


def test_a_log_that_was_taken_away_is_noticed(tmp_path: Path) -> None:
    add(tmp_path)
    add(tmp_path)
    (tmp_path / "decisions.jsonl").unlink()
    (fault,) = Log(tmp_path).read().faults
    assert (fault.row, fault.found) == (2, "0: the last are missing")


def test_without_its_head_a_log_is_still_a_chain(tmp_path: Path) -> None:
    one, two = add(tmp_path), add(tmp_path, "statement:2")
    (tmp_path / "decisions.head").unlink()
    assert Log(tmp_path).read().entries == (one, two)
    assert faulty_rows(tmp_path) == set()


def test_a_head_that_is_none_is_a_fault(tmp_path: Path) -> None:
    add(tmp_path)
    (tmp_path / "decisions.head").write_bytes(b"[]")
    (fault,) = Log(tmp_path).read().faults
    assert fault.file == "decisions.head"


def test_nothing_is_added_to_a_log_with_faults(tmp_path: Path) -> None:
    add(tmp_path)
    (tmp_path / "decisions.jsonl").write_bytes(rows(tmp_path)[0].replace(b"confirm", b"reject "))
    before = (tmp_path / "decisions.jsonl").read_bytes()
    with pytest.raises(CaseError, match="row 1"):
        add(tmp_path)
    assert (tmp_path / "decisions.jsonl").read_bytes() == before


def cut_off(folder: Path, piece: bytes = b'{"id": "decision:12') -> None:
    with (folder / "decisions.jsonl").open("ab") as file:
        file.write(piece)


def test_a_line_cut_off_by_a_kill_is_told_and_counts_for_nothing(tmp_path: Path) -> None:
    one = add(tmp_path)
    cut_off(tmp_path)
    found = Log(tmp_path).read()
    assert found.entries == (one,)
    assert found.faults == ()
    assert [note.split(":")[0] for note in found.notes] == ["decisions.jsonl, row 2"]


def test_what_was_cut_off_stays_as_it_is_and_is_told_for_ever(tmp_path: Path) -> None:
    one = add(tmp_path)
    cut_off(tmp_path)
    cut_off(tmp_path, b"\n{")
    two, three = add(tmp_path, "statement:2"), add(tmp_path, "statement:3")
    found = Log(tmp_path).read()
    assert found.entries == (one, two, three)
    assert [note.split(":")[0] for note in found.notes] == ["decisions.jsonl, row 2", "decisions.jsonl, row 3"]
    assert found.faults == ()
    assert rows(tmp_path)[1:3] == [b'{"id": "decision:12\n', b"{\n"]


def test_to_take_out_what_was_cut_off_is_noticed_once_something_follows(tmp_path: Path) -> None:
    add(tmp_path)
    cut_off(tmp_path)
    add(tmp_path, "statement:2")
    lines = rows(tmp_path)
    (tmp_path / "decisions.jsonl").write_bytes(lines[0] + lines[2])
    assert 2 in faulty_rows(tmp_path)


def test_a_whole_line_without_its_end_counts(tmp_path: Path) -> None:
    one = add(tmp_path)
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    two = add(tmp_path, "statement:2")
    found = Log(tmp_path).read()
    assert (found.entries, found.notes, found.faults) == ((one, two), (), ())


def test_line_ends_of_another_system_change_nothing(tmp_path: Path) -> None:
    one, two = add(tmp_path), add(tmp_path, "statement:2")
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    three = add(tmp_path, "statement:3")
    found = Log(tmp_path).read()
    assert (found.entries, found.faults) == ((one, two, three), ())


def test_a_kill_between_the_line_and_the_head_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = add(tmp_path)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(log_module, "replace_file", killed)
        with pytest.raises(KeyboardInterrupt):
            add(tmp_path, "statement:2")
    three = add(tmp_path, "statement:3")
    found = Log(tmp_path).read()
    assert [entry.about for entry in found.entries] == ["statement:1", "statement:2", "statement:3"]
    assert (found.entries[0], found.entries[2], found.faults) == (one, three, ())


def test_a_decision_is_answered_for_only_when_file_and_folder_are_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").resolve().name)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    add(tmp_path)
    assert synced[:2] == ["decisions.jsonl", tmp_path.name]


def test_a_full_disk_is_told_and_the_decision_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tmp_path)
    write = os.write

    def full(handle: int, content: bytes) -> int:
        if len(content) < 20:
            raise OSError(28, "No space left on device")
        return write(handle, content[:-10])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OutputError, match="No space left on device"):
            add(tmp_path, "statement:2")
    assert "statement:2" not in Log(tmp_path).read().current
    assert add(tmp_path, "statement:3") in Log(tmp_path).read().entries


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.touch()
    case = tmp_path / "case"
    case.mkdir()
    (case / "decisions.jsonl").symlink_to(outside)
    with pytest.raises(OutputError):
        add(case)
    assert outside.read_bytes() == b""


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    def write(name: str) -> None:
        for i in range(10):
            add(tmp_path, f"statement:{name}{i}")

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Log(tmp_path).read()
    assert len(found.entries) == 40
    assert (found.faults, found.notes) == ((), ())


@pytest.mark.parametrize("name", ["Red Front", "A:B: C", "كتائب", "50 % : of"])
@pytest.mark.parametrize("organisation", ["reds", "a:b", "Red % Front", "x/y"])
def test_a_pair_of_name_and_organisation_is_read_back(name: str, organisation: str) -> None:
    assert name_of(about_name(name, organisation)) == (name, organisation)


def test_what_is_no_pair() -> None:
    assert [name_of(about) for about in ("statement:1", "name:reds", "name:", "")] == [None] * 4


def test_decisions_on_names_in_their_order(tmp_path: Path) -> None:
    add(tmp_path)
    one = add(tmp_path, about_name("Red  Front", "reds"), SAME)
    two = add(tmp_path, about_name("Red Front", "blues"), NOT_THE_SAME)
    assert list(Log(tmp_path).read().names()) == [("Red Front", "reds", one), ("Red Front", "blues", two)]
