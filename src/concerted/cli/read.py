"""concerted read."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from concerted.cli.read_told import LONGEST, many, sending, short, told, whole
from concerted.cli.shown import shown

if TYPE_CHECKING:
    from concerted.case import Case
    from concerted.decisions import Decisions
    from concerted.read.kept import KeptStatement

# Stated here and not asked of the readers: help must not load them. A test holds the two lists together.
READERS = ("auto", "grammar", "marks", "both", "model", "grammar+model")


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--reader", type=click.Choice(READERS), default="auto", show_default=True, help="How statements are found; see the guide.")
@click.option("--url", default="", help="Address of the FILEs.")
@click.option("--published", default="", metavar="DAY", help="When the FILEs were published.")
@click.option("--language", default="", metavar="CODE", help="Language of the FILEs, such as en.")
@click.option("--show", is_flag=True, help="List the statements of the case; nothing is read.")
@click.option("--proposed", is_flag=True, help="With --show: only those that nobody decided upon.")
@click.option("--confirmed", is_flag=True, help="With --show: only those that somebody confirmed.")
@click.option("--confirm", metavar="ID", help="Confirm a statement.")
@click.option("--reject", metavar="ID", help="Reject a statement.")
@click.option("--unsure", metavar="ID", help="Take an earlier decision back.")
@click.option("--grade", nargs=2, metavar="ID-OR-FILE GRADE", help="Grade a statement 1 to 6, or a document's source A to F (Admiralty scale).")
@click.option("--by", metavar="NAME", help="Who decides.")
@click.option("--reason", metavar="TEXT", help="Why.")
@click.option("--redact-speakers", is_flag=True, help="With --show: leave out the names of persons.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON on standard output.")
def command(case: Path, files: tuple[Path, ...], **options: Any) -> None:
    """Read documents into CASE: who said what of whom, in which words.

    Each FILE (text, HTML, PDF, WARC, WACZ, or a folder of them) is copied into CASE/documents first. Without a FILE all that lies there is
    read. Statements are written to CASE/statements.jsonl; every one is proposed until somebody confirms it.

    The readers "model" and "grammar+model" send documents to the endpoint that the case names under [model], if it permits that; no other
    reader sends anything anywhere.
    """
    verdicts = {word: id_ for word in ("confirm", "reject", "unsure") if (id_ := options[word]) is not None}
    _check_usage(files, options, verdicts)
    if options["grade"] is not None:
        _grade(case, options["grade"], options)
    elif verdicts:
        _decide(case, *next(iter(verdicts.items())), options)
    elif options["show"]:
        _show(case, options)
    else:
        _read(case, files, options)


def _check_usage(files: tuple[Path, ...], options: Mapping[str, Any], verdicts: Mapping[str, str]) -> None:
    if options["grade"] is not None:
        verdicts = {**verdicts, "grade": options["grade"][0]}
    if len(verdicts) + options["show"] > 1:
        raise click.UsageError("choose one of --show, --confirm, --reject, --unsure and --grade")
    if (verdicts or options["show"]) and files:
        raise click.UsageError("FILEs are read, or statements shown or decided upon: one at a time")
    if verdicts and not (options["by"] and options["reason"]):
        raise click.UsageError("a decision needs --by NAME and --reason TEXT")
    if not options["show"] and (options["proposed"] or options["confirmed"] or (options["redact_speakers"] and verdicts)):
        raise click.UsageError("--proposed, --confirmed and --redact-speakers go with --show")
    if not files and any(options[key] for key in ("url", "published", "language")):
        raise click.UsageError("--url, --published and --language go with FILEs")


def _read(folder: Path, files: tuple[Path, ...], options: Mapping[str, Any]) -> None:
    from concerted.cli.faults import print_json
    from concerted.read.documents.case import Given
    from concerted.read.into_case import read_into

    given = Given(options["url"], options["published"], options["language"])
    with _progress() as progress:
        done = read_into(
            folder,
            files,
            reader=options["reader"],
            given=given,
            progress=progress,
            before_sending=lambda sent: click.echo(sending(sent), err=True),
        )
    if options["as_json"]:
        print_json(json.dumps(whole(done), ensure_ascii=False, indent=1) + "\n")
    else:
        click.echo("\n".join(told(folder, done)))
    if done.unanswered or (done.entries and not any(entry.fate != "refused" for entry in done.entries)):
        sys.exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[str], None] | None]:
    """Show on a terminal which document is being read; nothing where standard error is piped."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("Reading …") as status:
        yield lambda name: status.update(f"Reading {escape(shown(name, 60))} …")


def _case(folder: Path) -> tuple[Case, tuple[KeptStatement, ...]]:
    from concerted.read.into_case import case_to_read
    from concerted.read.kept import statements_of, with_decisions

    case = case_to_read(folder)
    for note in case.decisions.notes:
        click.echo(note, err=True)
    return case, with_decisions(statements_of(case.folder), case.decisions)


def _decide(folder: Path, verdict: str, id_: str, options: Mapping[str, Any]) -> None:
    from concerted.cli.faults import print_json
    from concerted.decisions import Log

    case, statements = _case(folder)
    one = _chosen(id_, statements)
    decision = Log(case.folder).append(about=one.id, verdict=verdict, by=options["by"], reason=options["reason"])
    if options["as_json"]:
        print_json(json.dumps(asdict(decision), ensure_ascii=False, indent=1) + "\n")
        return
    done = {"confirm": "Confirmed", "reject": "Rejected", "unsure": "Proposed again"}[verdict]
    click.echo(f"{done}: {short(one.id)} ({shown(one.document, 80)}), by {shown(decision.by)}, {decision.at}")
    click.echo(f"  {shown(one.content.exact, LONGEST)}")


def _grade(folder: Path, wanted: tuple[str, str], options: Mapping[str, Any]) -> None:
    from concerted.cli.faults import print_json
    from concerted.decisions import GRADES, SOURCE_GRADES, Log
    from concerted.errors import DataError

    case, statements = _case(folder)
    about, grade = wanted
    if grade not in GRADES:
        raise DataError(f"expected a grade from A to F for a source, or from 1 to 6 for a statement; found {grade!r}. Choose one of these.")
    id_ = _source(folder, about) if grade in SOURCE_GRADES else _chosen(about, statements).id
    decision = Log(case.folder).append(about=id_, verdict=grade, by=options["by"], reason=options["reason"])
    if options["as_json"]:
        print_json(json.dumps(asdict(decision), ensure_ascii=False, indent=1) + "\n")
        return
    click.echo(f"Graded {grade} ({GRADES[grade]}): {shown(about, 80)}, by {shown(decision.by)}, {decision.at}")


def _source(folder: Path, document: str) -> str:
    """Return the id of the source that a document was read from."""
    from concerted.errors import DataError
    from concerted.read.documents.case import ledger_of

    found = {text.source for entry in ledger_of(folder) if entry.document == document for text in entry.texts}
    found |= {document} if document.startswith("source:") else set()
    if len(found) == 1:
        return found.pop()
    what = f"{len(found)} sources in it" if found else "no document of that name"
    raise DataError(f"expected a document that was read, or the id of a source; found {what}: {document!r}. `report.html` lists them.")


def _chosen(id_: str, statements: tuple[KeptStatement, ...]) -> KeptStatement:
    """Return the statement that an id names; its first characters are enough where no other begins so."""
    from concerted.errors import DataError

    wanted = id_ if id_.startswith("statement:") else f"statement:{id_}"
    found = {one.id: one for one in statements if any(own.startswith(wanted) for own in one.ids)}
    if len(found) == 1 and len(wanted) > len("statement:"):
        return next(iter(found.values()))
    what = f"{len(found)} that begin so" if found else "none"
    raise DataError(f"expected the id of one statement; found {what} for {id_!r}. `concerted read CASE --show` lists them.")


def _show(folder: Path, options: Mapping[str, Any]) -> None:
    from concerted.actors import Register
    from concerted.cli.faults import print_json
    from concerted.read.redacted import redacted

    case, statements = _case(folder)
    register = Register(case.organisations)
    wanted = {status for status in ("proposed", "confirmed") if options[status]}
    if options["redact_speakers"]:
        statements = tuple(redacted(statements, register))
    chosen = [one for one in statements if not wanted or one.status in wanted]
    if options["as_json"]:
        records = [_record(one, case.decisions) for one in chosen]
        print_json(json.dumps({"ok": True, "statements": records}, ensure_ascii=False, indent=1) + "\n")
    else:
        click.echo("\n".join(_listed(chosen, statements, case.decisions, register)))


def _record(one: KeptStatement, decisions: Decisions) -> dict[str, Any]:
    from concerted.read.kept import as_record

    latest = decisions.latest(*one.ids)
    return {**as_record(one), "decision": None if latest is None else asdict(latest)}


def _listed(chosen: list[KeptStatement], statements: tuple[KeptStatement, ...], decisions: Decisions, register: Any) -> Iterator[str]:
    from collections import Counter

    counted = Counter(one.status for one in statements)
    yield f"{many(len(statements), 'statement')}: " + (", ".join(f"{n} {status}" for status, n in sorted(counted.items())) or "none")
    document = None
    for one in chosen:
        if one.document != document:
            document = one.document
            yield f"\n{shown(document, LONGEST)}"
        yield from _lines(one, decisions, register)


def _lines(one: KeptStatement, decisions: Decisions, register: Any) -> Iterator[str]:
    agree = ", two readers agree" if one.tier == "both" else ", by a model alone" if one.extractor.startswith("model ") else ""
    yield f"  {short(one.id)}  {one.status}  ({one.mode}{agree})"
    yield f"    {_speaker(one)}: {shown(one.content.exact, LONGEST)}"
    claims = [_claim(relation, register) for relation in one.relations]
    if claims:
        yield f"      claims: {'; '.join(claims)}"
    if one.hedges:
        yield f"      hedged: {', '.join(shown(hedge.span.exact, 60) for hedge in one.hedges)}"
    latest = decisions.latest(*one.ids)
    if latest is not None:
        yield f"      {latest.verdict}, by {shown(latest.by)} on {latest.at[:10]}: {shown(latest.reason, LONGEST)}"


def _speaker(one: KeptStatement) -> str:
    if one.mode == "narrator":
        return "The paper itself"
    said_by = one.said_by
    role = shown(said_by.role, 160) or "Somebody who is not named"
    via = f", via {shown(one.reported_via.exact, 80)}" if one.reported_via is not None and one.reported_via.exact else ""
    how = "" if one.resolution == "explicit" else f", {one.resolution}"
    denies = " denies" if one.polarity == "deny" else " asks" if one.polarity == "question" else ""
    return f"{role}{denies} [{said_by.kind.replace('_', ' ')}{how}{via}]"


def _claim(relation: Any, register: Any) -> str:
    def names(mentions: Any) -> str:
        ids = dict.fromkeys(one.organisation or "undecided" for one in mentions)
        return " + ".join(shown(register.name(id_) if id_ in register.ids else f"{id_}", 80) for id_ in ids) or "?"

    no = "not " if relation.negated else ""
    return f"{names(relation.subjects)} – {no}{relation.kind.replace('_', ' ')} – {names(relation.objects)}"
