"""Documents read into a case: raw bytes first, a ledger that adds up, statements found again word by word or told as orphans."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from concerted.decisions import CONFIRM, REJECT, SAME, Log, about_name
from concerted.errors import CaseError, DataError, OutputError
from concerted.read import reanchored
from concerted.read.documents.case import Given, ledger_of
from concerted.read.into_case import BOTH, ReadDone, read_into
from concerted.read.kept import KeptStatement, statements_of, text_of
from made_documents import page, pdf, wacz
from small_case import change, write_small_case

REPORT = """The Reds and the Blues agreed on a truce, said Rana Example, an analyst.

“The Reds direct the Blues,” a spokesman told reporters. “They may deny it,” he added.
"""
HELD = "The Reds direct the Blues"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    return folder


def read(case: Path, *files: Path, **more: object) -> ReadDone:
    done = read_into(case, files, **{"reader": "marks", **more})  # type: ignore[arg-type]
    for one in statements_of(case):
        text = text_of(case, one.text.sha256)
        assert all(text[span.start : span.end] == span.exact for span in one.spans())
    return done


def held(case: Path, words: str = HELD) -> KeptStatement:
    (one,) = [one for one in statements_of(case) if one.content.exact.replace("\n", " ") == words]
    return one


def decide(case: Path, one: KeptStatement, verdict: str = CONFIRM) -> None:
    Log(case).append(about=one.id, verdict=verdict, by="A. Reader", reason="checked", at="2024-03-01T08:00:00Z")


def everything(case: Path) -> dict[str, bytes]:
    return {path.relative_to(case).as_posix(): path.read_bytes() for path in sorted(case.rglob("*")) if path.is_file()}


def test_documents_of_all_kinds_with_a_ledger_that_adds_up(case: Path, files: Path) -> None:
    (files / "a.html").write_bytes(page())
    (files / "b.html").write_bytes(page())
    (files / "paper.pdf").write_bytes(pdf())
    (files / "archive.wacz").write_bytes(wacz(page(), page("<p>The Blues held fire, officials said.</p>")))
    (files / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    done = read(case, *sorted(files.iterdir()), files / "none.txt")
    fates = {Path(entry.document).name: entry.fate for entry in done.entries}
    assert fates == {
        "a.html": "read",
        "b.html": "copy",
        "archive.wacz": "read",
        "broken.pdf": "refused",
        "paper.pdf": "read",
        "report.txt": "read",
        "none.txt": "refused",
    }
    assert len(done.entries) == 7 == done.count("read") + done.count("copy") + done.count("refused")
    assert {path.name for path in (case / "documents").iterdir()} == {path.name for path in files.iterdir()}
    assert all((case / "documents" / path.name).read_bytes() == path.read_bytes() for path in files.iterdir())
    written = ledger_of(case)
    assert [entry.document for entry in written] == ["a.html", "archive.wacz", "b.html", "broken.pdf", "paper.pdf", "report.txt"]
    assert sum(text.statements for entry in written for text in entry.texts) == len(statements_of(case))


def test_reading_again_gives_the_same_bytes(case: Path, files: Path) -> None:
    (files / "a.html").write_bytes(page())
    read(case, *files.iterdir())
    before = everything(case)
    read(case)
    assert everything(case) == before
    read(case, files / "report.txt")
    assert everything(case) == before


def test_every_statement_is_proposed(case: Path, files: Path) -> None:
    read(case, files / "report.txt")
    assert {one.status for one in statements_of(case)} == {"proposed"}


def test_naming_one_file_leaves_the_others_alone(case: Path, files: Path) -> None:
    read(case, files / "report.txt")
    (files / "other.txt").write_text("“The Blues follow the Reds,” said a mayor.", encoding="utf-8")
    done = read(case, files / "other.txt")
    assert [entry.document for entry in done.entries] == ["other.txt"]
    assert {one.document for one in statements_of(case)} == {"report.txt", "other.txt"}


def test_a_file_with_the_bytes_of_another_document_is_a_copy(case: Path, files: Path) -> None:
    read(case, files / "report.txt")
    (files / "zero.txt").write_bytes((files / "report.txt").read_bytes())
    (entry,) = read(case, files / "zero.txt").entries
    assert (entry.fate, entry.of) == ("copy", "report.txt")


def test_a_folder_keeps_its_names(case: Path, files: Path) -> None:
    (files / "deep").mkdir()
    (files / "deep" / "report.txt").write_text("“The Blues follow the Reds,” said a mayor.", encoding="utf-8")
    (files / ".hidden.txt").write_text("Hidden words.", encoding="utf-8")
    (files / "link.txt").symlink_to(files / "report.txt")
    done = read(case, files)
    assert [entry.document for entry in done.entries] == ["files/deep/report.txt", "files/report.txt"]


def test_what_is_said_of_a_file_is_kept_for_the_next_reading(case: Path, files: Path) -> None:
    read(case, files / "report.txt", given=Given("https://example.org/1", "2024-01-02", "en"))
    before = (case / "statements.jsonl").read_bytes()
    read(case)
    assert (case / "statements.jsonl").read_bytes() == before
    assert {(one.said_at, one.text.url) for one in statements_of(case)} == {("2024-01-02", "https://example.org/1")}
    read(case, files / "report.txt", given=Given(published="2024-01-03"))
    assert {(one.said_at, one.text.url) for one in statements_of(case)} == {("2024-01-03", "https://example.org/1")}


def test_both_readers_and_where_they_agree(case: Path, files: Path) -> None:
    read(case, files / "report.txt", reader=BOTH)
    tiers = {one.content.exact: one.tier for one in statements_of(case)}
    assert tiers[HELD] == "both"
    assert tiers["The Reds and the Blues agreed on a truce"] == "one"


def test_decided_names_are_read_as_listed_ones(case: Path, files: Path) -> None:
    (files / "report.txt").write_text("“The Scarlet Movement holds fire,” said a mayor.", encoding="utf-8")
    read(case, files / "report.txt")
    assert [one.organisations for one in statements_of(case)] == [()]
    Log(case).append(about=about_name("Scarlet Movement", "reds"), verdict=SAME, by="A", reason="r")
    read(case)
    assert [mention.organisation for one in statements_of(case) for mention in one.organisations] == ["reds"]


def test_a_changed_document_is_put_aside_and_its_statements_found_again(case: Path, files: Path) -> None:
    read(case, files / "report.txt")
    one = held(case)
    decide(case, one)
    # Another extractor's line ends and quotation marks, and a line more.
    other = "A new first line.\n\n" + REPORT.replace("“", '"').replace("”", '"').replace("a spokesman told", "a  spokesman\u00a0told")
    (files / "report.txt").write_text(other, encoding="utf-8")
    done = read(case, files / "report.txt")
    again = held(case)
    assert (again.was, again.id != one.id, again.content.start - one.content.start) == ((one.id,), True, 19)
    assert (done.replaced, done.carried.moved, done.carried.orphans) == (("report.txt",), 1, ())
    earlier = list((case / "documents" / ".earlier").rglob("report.txt"))
    assert [path.read_text(encoding="utf-8") for path in earlier] == [REPORT]


def test_what_no_reader_proposes_again_stays_if_somebody_decided_upon_it(case: Path, files: Path) -> None:
    read(case, files / "report.txt", reader="grammar")
    one = held(case, "The Reds and the Blues agreed on a truce")
    decide(case, one)
    read(case, files / "report.txt", reader="marks")
    assert held(case, "The Reds and the Blues agreed on a truce") == one
    (files / "report.txt").write_text("New.\n" + REPORT.replace("an analyst.", "an\u00a0analyst."), encoding="utf-8")
    read(case, files / "report.txt", reader="marks")
    again = held(case, "The Reds and the Blues agreed on a truce")
    assert again.was == (one.id,)
    assert again.content.start == one.content.start + 5
    assert [mention.span.exact for mention in again.organisations] == ["Reds", "Blues"]


@pytest.mark.parametrize("verdict", [CONFIRM, REJECT])
def test_words_that_are_gone_make_an_orphan(case: Path, files: Path, verdict: str) -> None:
    read(case, files / "report.txt")
    one = held(case)
    decide(case, one, verdict)
    (files / "report.txt").write_text(REPORT.replace("direct the Blues", "directed the Blues"), encoding="utf-8")
    done = read(case, files / "report.txt")
    assert [orphan.id for orphan in done.carried.orphans] == [one.id]
    assert {kept.id: kept.status for kept in statements_of(case)}[one.id] == "orphan"
    # With the words the statement comes back.
    (files / "report.txt").write_text(REPORT, encoding="utf-8")
    done = read(case, files / "report.txt")
    assert (done.carried.orphans, held(case).status) == ((), "proposed")


def test_a_speaker_who_stands_elsewhere_now_makes_an_orphan(case: Path, files: Path) -> None:
    (files / "report.txt").write_text("“The Reds direct the Blues,” said Tom Sample.\n" + "Words.\n" * 30, encoding="utf-8")
    read(case, files / "report.txt")
    decide(case, held(case))
    (files / "report.txt").write_text("“The Reds direct the Blues.”\n" + "Words.\n" * 30 + "“No,” said Tom Sample.", encoding="utf-8")
    assert len(read(case, files / "report.txt").carried.orphans) == 1


def test_a_document_that_is_taken_away_takes_its_statements_with_it(case: Path, files: Path) -> None:
    read(case, files / "report.txt")
    decide(case, held(case))
    n = len(statements_of(case))
    (case / "documents" / "report.txt").unlink()
    done = read(case)
    assert (done.gone, done.carried.dropped, len(done.carried.orphans)) == (("report.txt",), n - 1, 1)
    assert [one.status for one in statements_of(case)] == ["orphan"]


def test_a_document_with_another_name_keeps_its_statements(case: Path, files: Path) -> None:
    read(case, files / "report.txt")
    decide(case, held(case))
    (case / "documents" / "report.txt").rename(case / "documents" / "renamed.txt")
    done = read(case)
    assert done.carried.orphans == ()
    assert {one.document for one in statements_of(case)} == {"renamed.txt"}


def test_two_documents_with_one_text_keep_both_their_statements(case: Path, files: Path) -> None:
    (files / "a.html").write_bytes(page())
    (files / "b.html").write_bytes(page(head="<meta name='x' content='y'>"))
    read(case, files / "a.html", files / "b.html")
    first, second = ([one.id for one in statements_of(case) if one.document == name] for name in ("a.html", "b.html"))
    assert first == second != []


def test_what_is_read_otherwise_than_when_somebody_decided_is_told(case: Path, files: Path) -> None:
    read(case, files / "report.txt")
    decide(case, held(case))
    change(case, "organisations.toml", 'id = "blues"\nname = "Blues"', 'id = "blues"\nname = "Azures"')
    assert read(case).carried.otherwise == ()
    one = held(case)
    told = reanchored.carry_over([dataclasses.replace(one, polarity="deny")], [one], {}, Log(case).read())
    assert (told.otherwise, len(told.orphans)) == ((), 1)
    changed = [dataclasses.replace(own, polarity="deny") for own in statements_of(case)]
    texts = {"report.txt": [_text(case)]}
    assert [own.id for own in reanchored.carry_over(changed, [one], texts, Log(case).read()).otherwise] == [one.id]


def _text(case: Path) -> object:
    from concerted.read.documents import document

    return document(case / "documents" / "report.txt")


def test_no_document_at_all(case: Path) -> None:
    with pytest.raises(DataError, match="expected documents; found none"):
        read(case)


def test_a_reader_that_is_none(case: Path) -> None:
    with pytest.raises(DataError, match="a reader among auto, grammar, marks, both"):
        read_into(case, reader="guess")


def test_faults_of_tables_are_no_hindrance_those_of_organisations_are(case: Path, files: Path) -> None:
    change(case, "events.csv", "Reds", "Greens")
    assert read(case, files / "report.txt").count("read") == 1
    change(case, "organisations.toml", 'kind = "armed_group"', 'kind = "club"')
    with pytest.raises(CaseError, match="organisations"):
        read(case)


def test_damaged_statements_are_told_and_left_alone(case: Path, files: Path) -> None:
    read(case, files / "report.txt")
    (case / "statements.jsonl").write_bytes(b"nonsense\n")
    with pytest.raises(CaseError, match="row 1"):
        read(case)
    assert (case / "statements.jsonl").read_bytes() == b"nonsense\n"


def test_a_link_below_the_documents_leads_nowhere(case: Path, files: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (case / "documents").mkdir()
    (case / "documents" / "files").symlink_to(outside)
    (entry,) = read(case, files).entries
    assert (entry.fate, list(outside.iterdir())) == ("refused", [])
    (case / "documents" / "report.txt").symlink_to(outside / "report.txt")
    (entry,) = read(case, files / "report.txt").entries
    assert (entry.fate, list(outside.iterdir())) == ("refused", [])


def test_a_folder_of_documents_that_is_a_link(case: Path, files: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (case / "documents").symlink_to(tmp_path / "outside")
    with pytest.raises(OutputError, match="a link"):
        read(case, files / "report.txt")


@pytest.mark.skipif(sys.platform == "win32", reason="holds are of POSIX")
def test_two_readings_at_once(case: Path, files: Path) -> None:
    from concerted.decisions.durable import alone

    (case / "documents").mkdir()
    with alone(case / "documents", "read"), pytest.raises(OutputError, match="another process"):
        read(case, files / "report.txt")


_READ = """
import sys, os
from pathlib import Path
real, left = Path.replace, [int(sys.argv[2])]
def replace(self, target):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), 9)
    return real(self, target)
Path.replace = replace
from concerted.read.into_case import read_into
read_into(sys.argv[1], sys.argv[3:], reader="marks")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_killed_at_any_step_it_can_be_run_again_and_gives_the_same(case: Path, files: Path) -> None:
    (files / "second.txt").write_text("“The Blues follow the Reds,” said a mayor.", encoding="utf-8")
    read(case, files / "report.txt")
    decide(case, held(case))
    (files / "report.txt").write_text("New.\n\n" + REPORT, encoding="utf-8")
    killed = 0
    for step in range(12):
        done = subprocess.run(
            [sys.executable, "-c", _READ, str(case), str(step), *map(str, sorted(files.iterdir()))], check=False, env={**os.environ}
        )
        statements_of(case), ledger_of(case)
        assert held(case).status == "proposed"
        if done.returncode == 0:
            break
        killed += 1
    assert done.returncode == 0
    assert killed >= 2
    assert len(held(case).was) == 1
    before = everything(case)
    read(case)
    assert everything(case) == before
    assert json.loads(before["documents.jsonl"].splitlines()[0])["document"] == "report.txt"
