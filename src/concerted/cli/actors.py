"""concerted actors."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from concerted.cli.shown import shown

if TYPE_CHECKING:
    from concerted.actors import Match, Register
    from concerted.case import Case

_VERDICTS = {"same": "same", "not_the_same": "not the same", "unsure": "unsure"}
_TAKEN = "organisations-from-ftm.toml"
_MOST_PLACES = 3
_LONGEST = 300


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="When the name was used.")
@click.option("--dataset", default="", metavar="WORD", help="In which dataset, such as acled.")
@click.option("--same", metavar="ID", help="Decide: NAME is this organisation.")
@click.option("--not-the-same", metavar="ID", help="Decide: NAME is not this organisation.")
@click.option("--unsure", metavar="ID", help="Take such a decision back.")
@click.option("--by", metavar="NAME", help="Who decides.")
@click.option("--reason", metavar="TEXT", help="Why.")
@click.option("--to", "to_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the register as FollowTheMoney.")
@click.option("--from", "from_file", type=click.Path(path_type=Path), metavar="FILE", help="Read organisations from FollowTheMoney.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON on standard output.")
def command(case: Path, names: tuple[str, ...], **options: Any) -> None:
    """Resolve NAMEs to organisations of CASE, and record what people decide of them.

    Without a NAME: all names in the tables, the imports and the statements of the case that stand for no organisation. A decision is kept
    with name, day and reason, and goes before organisations.toml, which stays as it is.
    """
    from concerted.read.into_case import case_to_read

    verdicts = {verdict: id_ for key, verdict in _VERDICTS.items() if (id_ := options[key]) is not None}
    _check_usage(names, options, verdicts)
    whole = case_to_read(case, undo=bool(verdicts))
    for note in whole.decisions.notes:
        click.echo(note, err=True)
    if verdicts:
        _decide(whole, names[0], *next(iter(verdicts.items())), options)
    elif options["to_file"] is not None:
        _export(whole, options)
    elif options["from_file"] is not None:
        _take(whole, options)
    else:
        _resolve(whole, names, options)


def _check_usage(names: tuple[str, ...], options: Mapping[str, Any], verdicts: Mapping[str, str]) -> None:
    files = sum(options[key] is not None for key in ("to_file", "from_file"))
    if len(verdicts) + files > 1:
        raise click.UsageError("choose one of --same, --not-the-same, --unsure, --to and --from")
    if verdicts and len(names) != 1:
        raise click.UsageError("a decision is about one NAME")
    if verdicts and not (options["by"] and options["reason"]):
        raise click.UsageError("a decision needs --by NAME and --reason TEXT")
    if files and names:
        raise click.UsageError("--to and --from take no NAME")


def _print(answer: Any) -> None:
    from concerted.cli.faults import print_json

    print_json(json.dumps({"ok": True, **answer}, ensure_ascii=False, indent=1, default=str) + "\n")


def _resolve(case: Case, names: tuple[str, ...], options: Mapping[str, Any]) -> None:
    from concerted.actors import Register

    register = Register(case.organisations)
    day = options["day"].date() if options["day"] is not None else None
    places = {name: [] for name in names} if names else _unknown(case, register)
    found = {name: _match(register, name, day, options["dataset"]) for name in places}
    if options["as_json"]:
        _print({"names": [{"name": name, **asdict(match), "where": places[name]} for name, match in found.items()]})
        return
    if not names:
        click.echo(f"Names that stand for no organisation of the case: {len(found):,}")
    for name, match in found.items():
        click.echo("\n".join(_told(name, match, register, places[name])))
    if not names and found:
        click.echo('\nList a name in organisations.toml, or decide: concerted actors CASE NAME --same ID --by "…" --reason "…"')


def _match(register: Register, name: str, day: dt.date | None, dataset: str) -> Match:
    exact = register.listed(name, day, dataset)
    return exact if exact.organisation is not None or dataset else register.resolve(name, day)


def _told(name: str, match: Match, register: Register, places: list[str]) -> Iterator[str]:
    stands_for = "nobody" if match.organisation is None else f"{match.organisation} ({shown(register.name(match.organisation))})"
    likeness = ", by likeness alone: rows of that name count for nobody" if match.how == "likeness" else ""
    yield f"\n{shown(name, _LONGEST)}: {stands_for}{likeness}"
    yield f"  {shown(match.why, 2 * _LONGEST)}"
    if match.organisation is None and match.candidates:
        yield "  candidates: " + ", ".join(f"{shown(id_)} ({shown(register.name(id_))})" for id_ in match.candidates)
    if places:
        more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
        yield f"  in {'; '.join(shown(place, _LONGEST) for place in places[:_MOST_PLACES])}{more}"


def _unknown(case: Case, register: Register) -> dict[str, list[str]]:
    """Return the names that stand for no organisation, with the places where each stands."""
    found: dict[str, list[str]] = {}
    for name, place in (*_of_tables(case, register), *_of_imports(case, register), *_of_statements(case, register)):
        places = found.setdefault(name, [])
        if place not in places:
            places.append(place)
    return found


def _of_tables(case: Case, register: Register) -> Iterator[tuple[str, str]]:
    from concerted.actors import undecided

    for one in undecided(case, register):
        yield one.name, f"{getattr(case.settings.files, one.table)}, row {one.row}"


def _of_imports(case: Case, register: Register) -> Iterator[tuple[str, str]]:
    from concerted.events.imported import read_imports

    tables = read_imports(case.folder, case.settings.imports).tables
    if not tables:
        return
    # Loaded here: a case without imports needs no DuckDB.
    from concerted.store import rows

    for table in tables:
        query = "SELECT actor, date, count(*) FROM {table} WHERE trim(coalesce(actor, '')) <> '' GROUP BY 1, 2"
        counted: dict[str, int] = {}
        for name, day, n in rows(table.parquet, query):
            if register.listed(name, day, table.manifest.format.split("-")[0]).organisation is None:
                counted[name] = counted.get(name, 0) + n
        for name, n in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
            yield name, f"imported/{table.name}, {n:,} {'row' if n == 1 else 'rows'}"


def _of_statements(case: Case, register: Register) -> Iterator[tuple[str, str]]:
    from concerted.read.kept import statements_of
    from concerted.read.unlisted import unlisted

    for name, statement in unlisted(statements_of(case.folder), register):
        yield name, f"documents/{statement.document}, {statement.id}"


def _decide(case: Case, name: str, verdict: str, id_: str, options: Mapping[str, Any]) -> None:
    from concerted.actors import Register
    from concerted.case.folder import read_case
    from concerted.decisions import Log, about_name

    before = Register(case.organisations)
    _check_decision(before, name, verdict, id_)
    decision = Log(case.folder).append(about=about_name(name, id_), verdict=verdict, by=options["by"], reason=options["reason"])
    again, _ = read_case(case.folder)
    match = Register(again.organisations if again is not None else case.organisations).resolve(name)
    if options["as_json"]:
        _print({"decision": asdict(decision), "now": asdict(match)})
        return
    said = {"same": "is", "not the same": "is not", "unsure": "is no longer decided to be, or not to be,"}[verdict]
    click.echo(f"Recorded: {shown(name, _LONGEST)} {said} {shown(id_)}, by {shown(decision.by)}, {decision.at}")
    click.echo(f"Now: {shown(match.why, 2 * _LONGEST)}")


def _check_decision(register: Register, name: str, verdict: str, id_: str) -> None:
    """Refuse a verdict on an organisation that is not there, and a second organisation for one name."""
    from concerted.case.settings import folded
    from concerted.errors import DataError

    decided = [one for one in register.decided() if folded(one.name) == folded(name)]
    if id_ not in register.ids and not (verdict == "unsure" and id_ in {one.organisation for one in decided}):
        raise DataError(f"expected the id of an organisation of the case; found {id_!r}. Known are: {', '.join(register.ids)}.")
    other = next((one for one in decided if one.same and one.organisation != id_), None)
    if verdict == "same" and other is not None:
        raise DataError(
            f"expected a name that is not decided; {name!r} was decided to be {other.organisation} by {other.by} on {other.at[:10]}. "
            f"Take that back first: concerted actors CASE NAME --unsure {other.organisation}"
        )


def _export(case: Case, options: Mapping[str, Any]) -> None:
    from concerted.actors import Register
    from concerted.decisions.durable import replace_file

    done, file = Register(case.organisations).to_ftm(), options["to_file"]
    sidecar = _sidecar(file)
    replace_file(file, done.lines.encode())
    replace_file(sidecar, (json.dumps({**done.sidecar, "cannot_hold": done.cannot_hold}, ensure_ascii=False, indent=1) + "\n").encode())
    if options["as_json"]:
        _print({"file": str(file), "sidecar": str(sidecar), "entities": len(done.entities), "cannot_hold": done.cannot_hold})
        return
    click.echo(f"{shown(str(file))}: {len(done.entities):,} entities")
    click.echo("\n".join(_section(f"What FollowTheMoney cannot hold, and {shown(sidecar.name)} does:", done.cannot_hold)))


def _take(case: Case, options: Mapping[str, Any]) -> None:
    from concerted.actors import Register
    from concerted.actors.toml_file import as_toml
    from concerted.decisions.durable import replace_file
    from concerted.errors import DataError

    file, place = options["from_file"], case.folder / _TAKEN
    sidecar = _sidecar(file)
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
        beside = json.loads(sidecar.read_text(encoding="utf-8")) if sidecar.is_file() else None
    except ValueError as error:
        raise DataError(f"expected FollowTheMoney entities in UTF-8; found something else in {file}. Export it again.") from error
    register, lost = Register.from_ftm(lines, beside)
    known = Register(case.organisations)
    new = [id_ for id_ in register.ids if id_ not in known.ids]
    replace_file(place, as_toml(register.content).encode())
    if options["as_json"]:
        _print({"file": str(place), "organisations": list(register.ids), "new": new, "lost": lost})
        return
    click.echo(f"{shown(str(place))}: {len(register.ids):,} organisations, {len(new):,} of which the case does not have")
    click.echo("\n".join(_section("Not taken, or not as it was:", lost)))
    click.echo(f"Nothing else is changed. Copy what you want into {shown(case.settings.files.organisations)}.")


def _sidecar(file: Path) -> Path:
    return file.with_name(f"{file.name}.sidecar.json")


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    yield title if found else f"{title} nothing."
    yield from (f"  - {shown(line, _LONGEST)}" for line in found)
