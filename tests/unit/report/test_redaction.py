"""Names of persons who speak stand in no file of an assessment: two names that nobody else bears, planted wherever one can stand."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

import concerted as cc
from concerted.actors import Register
from concerted.assessment import Assessment
from concerted.cli import cli
from concerted.decisions import Log
from concerted.errors import OutputError
from concerted.read import plain_text, statements
from concerted.read.kept import keep, write_statements, write_text
from concerted.read.left_out import LeftOut
from concerted.report import redaction
from small_case import append, change, write_small_case

# The first speaks in a document, the second in a table only.
CANARIES = ("quixworth", "zebulon", "farrowdale", "marigold")
DOCUMENTS = {
    "zebulon-quixworth-interview.txt": (
        "“The Reds co-ordinated with the Blues in January,” said Zebulon Quixworth, an analyst at the Valley Institute.\n"
        "“The Blues never co-ordinated with the Reds,” Mr Quixworth’s colleague at the Quixworth-Valley office said.\n"
    ),
    "wire.txt": (
        "The Reds attacked the Blues, officials said. Zebulon Quixworth’s report on the Reds was wrong about the Blues, a Blues man said.\n"
        "“ZEBULON QUIXWORTH says that the Quixworths direct the Reds and the Blues, at https://example.org/zebulon-quixworth,” a Reds man "
        "said.\nWith Quix\u00adworth gone the Reds direct the Blues, a man of Marigold Farrowdale’s paper said.\n"
    ),
}
PLANTED = [
    ("claims.csv", "asks,reads,stance,window,source_url", "asks,reads,stance,window,source_url,publisher"),
    ("claims.csv", "truce,https://example.org/c1", "truce,https://example.org/c1,Quixworth's Blog"),
    ("claims.csv", "for,,https://example.org/c2", "for,,https://example.org/c2,Farrowdale Weekly"),
    ("case.toml", 'title = "A small case"', 'title = "What Zebulon Quixworth said"'),
    ("case.toml", "Did the Reds and", "As Quixworth's paper asks: did the Reds and"),
    ("case.toml", 'name = "the truce"', 'name = "the truce that Quixworth announced"'),
    ("case.toml", "https://example.org/truce", "https://example.org/zebulon_quixworth/truce"),
    ("case.toml", "official count", "count after Farrowdale"),
    ("case.toml", "attacks on bases in the north by anyone", "attacks as counted by Marigold Farrowdale & Zebulon Quixworth"),
    ("claims.csv", "The Reds paused in the truce,an official", "As Farrowdale has it the Reds paused,Marigold Farrowdale; an official"),
    ("claims.csv", "https://example.org/c1", "https://example.org/c1#Zebulon%20Quixworth"),
    ("claims.csv", "C2,The Reds and the Blues act together", 'C-quixworth-2,"The Reds, says <b>Quixworth</b>, act with the Blues"'),
    ("coverage.csv", "pages that were found,", "pages that Marigold Farrowdale found,"),
    ("cumulative.csv", "spokesperson,https://example.org/t1", "Zebulon Quixworth,https://example.org/quixworth-1"),
    ("reach.csv", "https://example.org/e1", "https://example.org/farrowdale/e1"),
    ("events.csv", "R02,2020-01-02", "R-Quixworth-02,2020-01-02"),
    ("events.csv", "an act,https://example.org/R03", "an act that FARROWDALE saw,https://example.org/MarigoldFarrowdale"),
]


def bare(text: str) -> str:
    """Return what a reader could make out of the bytes of a file: without markup, escapes, accents and signs that nobody sees."""
    for form in (html.unescape, unquote, html.unescape):
        text = form(text)
    text = text.encode().decode("unicode_escape", "ignore") + text
    text = re.sub(r"<[^>]*>", "", text) + text
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if sign.isprintable() and unicodedata.category(sign) not in ("Mn", "Cf")
    )


def found(folder: Path) -> dict[str, list[str]]:
    """Return the names that stand in each file below a folder, or in its own name."""
    told = {}
    for path in sorted(folder.rglob("*")):
        words = path.name + (bare(path.read_text(encoding="utf-8")) if path.is_file() else "")
        # A name is the same with any sign or none between its parts.
        if here := [name for name in CANARIES if name in re.sub(r"[\W_]", "", words.casefold())]:
            told[path.name] = here
    return told


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = write_small_case(tmp_path_factory.mktemp("planted"))
    for name, old, new in PLANTED:
        change(case, name, old, new)
    append(
        case,
        "case.toml",
        '[[hypotheses]]\nid = "own"\nname = "As Quixworth says"\ntext = "What Marigold Farrowdale wrote."\nfalls_within = true',
    )
    append(
        case,
        "case.toml",
        '[documents."wire.txt"]\nkind = "media"\nnote = "passed on by Zebulon Quixworth"\nurl = "https://example.org/marigold-farrowdale"',
    )
    register = Register.load(case / "organisations.toml")
    kept = []
    for name, words in DOCUMENTS.items():
        text = plain_text(words)
        write_text(case, text)
        kept += [keep(one, name, text) for one in statements(text, register, "grammar")]
    write_statements(case, kept)
    log = Log(case)
    log.append(about=kept[0].id, verdict="confirm", by="A. Reader", reason="Quixworth said so to me")
    log.append(about=kept[0].id, verdict="2", by="A. Reader", reason="Zebulon Quixworth was there")
    log.append(about="source:none", verdict="B", by="A. Reader", reason="nothing")
    return case


@pytest.fixture(scope="module")
def assessment(folder: Path) -> Assessment:
    return cc.assess(folder)


def test_the_names_stand_in_the_files_unless_they_are_left_out(assessment: Assessment, tmp_path: Path) -> None:
    told = found(assessment.write(tmp_path / "out"))
    assert set(told["report.html"]) == set(told["findings.json"]) == set(CANARIES)
    assert told["claims.csv"]
    assert any(name.endswith((".svg", ".csv", ".json")) for name in told if name not in ("findings.json", "claims.csv"))


def test_no_name_stands_in_any_file(assessment: Assessment, tmp_path: Path) -> None:
    out = assessment.write(tmp_path / "out", redact_speakers=True)
    assert found(out) == {}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Speakers are redacted" in page
    assert "[name left out]" in page
    # Organisations, offices and unnamed speakers stay.
    assert "Reds" in page
    assert "An analyst" in page
    assert "Officials" in page
    assert 'href="[' not in page
    assert not re.search(r'id="[^"]*[\s\[]', page)


def test_the_command_leaves_them_out_of_its_answer_too(folder: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["assess", str(folder), "--redact-speakers", "--json", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert not [name for name in CANARIES if name in bare(done.stdout).casefold()]
    assert '"speakers_redacted": true' in done.stdout
    told = CliRunner().invoke(cli, ["assess", str(folder), "--redact-speakers", "--out", str(tmp_path / "out")])
    assert "[name left out]" in told.stdout
    assert not [name for name in CANARIES if name in bare(told.stdout).casefold()]


def test_the_same_bytes_again(assessment: Assessment, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = assessment.write(tmp_path / "one", redact_speakers=True)
    second = cc.assess(folder).write(tmp_path / "two", redact_speakers=True)
    names = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert [name for name in names if (first / name).read_bytes() != (second / name).read_bytes()] == []


def test_the_assessment_itself_keeps_the_names(assessment: Assessment, tmp_path: Path) -> None:
    assessment.write(tmp_path / "out", redact_speakers=True)
    assert "Quixworth" in assessment.case.settings.case.title
    assert not assessment.speakers_redacted


def test_grades_verdicts_and_ids_of_findings_stay(assessment: Assessment) -> None:
    bare_one, _ = redaction.without_speakers(assessment)
    assert bare_one.speakers_redacted
    assert (bare_one.grade, [one.verdict for one in bare_one.findings]) == (assessment.grade, [one.verdict for one in assessment.findings])
    assert [one.id for one in bare_one.findings] == [one.id for one in assessment.findings]
    assert [one.statement.id for one in bare_one.reporting.read] == [one.statement.id for one in assessment.reporting.read]
    assert [one.interests for one in bare_one.reporting.reported] == [one.interests for one in assessment.reporting.reported]


def test_a_case_without_named_speakers_is_written_as_it_is(bundled: Assessment) -> None:
    bare_one, names = redaction.without_speakers(bundled)
    assert not names
    assert bare_one.findings == bundled.findings
    assert [one.source_url for one in bare_one.case.events] == [one.source_url for one in bundled.case.events]


def test_nothing_is_written_where_a_name_would_be(assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction._Without, "of", lambda _self, value: value)
    with pytest.raises(OutputError, match="no name of a speaker"):
        assessment.write(tmp_path / "out", redact_speakers=True)
    assert not (tmp_path / "out").exists()


def test_a_name_split_by_markup_is_found_before_it_is_written() -> None:
    names = LeftOut(["Zebulon Quixworth"])
    for text in ("<td>Zebulon <b>Quixworth</b></td>", "<td>Zebulon&nbsp;Quixworth</td>"):
        with pytest.raises(OutputError):
            redaction.check_files({"report.html": text}, names)
    redaction.check_files({"report.html": "<td>Zebulon the Great</td>"}, names)


def test_keys_lists_and_sets_are_gone_through(assessment: Assessment) -> None:
    without = redaction._Without(LeftOut(["Quixworth"]), assessment.register)
    assert without.of({"Quixworth": ["by Quixworth", {"Quixworth"}], "n": 1}) == {
        "[name left out]": ["by [name left out]", {"[name left out]"}],
        "n": 1,
    }


def test_outlets_are_no_persons(assessment: Assessment) -> None:
    row = replace(assessment.case.claims[0], by="Valley Times Weekly", publisher="Valley Times Weekly")
    case = replace(assessment.case, claims=(row,))
    assert redaction.without_speakers(replace(assessment, case=case))[0].case.claims[0].by == "Valley Times Weekly"
