"""concerted import."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from concerted.events.importing import Change, ImportDone, Place, Reason

# Stated here and not asked of the formats: help must not load them. A test holds the two lists together.
FORMATS = ("auto", "ucdp-ged", "acled", "asam", "gdelt2", "gdelt1", "table")
_MOST_LISTED = 10
_LONGEST_TEXT = 300
# From this share of rows set aside on, something is wrong with the file rather than with a row.
_MANY = 0.05


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="What the file is; found from its first row if left out.")
@click.option("--name", help="Name of the import; that of the file if left out.")
@click.option("--day-first/--month-first", "day_first", default=None, help="How to read 03/04/2020; found from the rows if left out.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON on standard output.")
def command(case: Path, file: Path, format_name: str | None, name: str | None, day_first: bool | None, as_json: bool) -> None:
    """Take the event table FILE into CASE, with a ledger that says what became of each of its rows.

    FILE may be an export of ACLED, UCDP GED, GDELT or NGA ASAM, or any table with days and actors: CSV, TSV, JSON, JSON lines, Parquet or
    Excel, plain or in a zip or gzip file. It stays as it is. An earlier import of the same name is replaced as a whole.
    """
    from concerted.cli.faults import print_json
    from concerted.cli.progress import working
    from concerted.events.importing import import_into

    with working(f"Reading {file.name}"):
        done = import_into(case, file, format_name=format_name, name=name, day_first=day_first)
    if as_json:
        print_json(json.dumps(_answer(done), ensure_ascii=False, indent=1) + "\n")
        return
    click.echo("\n".join(_told(done, case)))


def _told(done: ImportDone, case: Path) -> Iterator[str]:
    yield f"{_clean(done.file)}: {done.format.title} ({done.table.version})"
    yield from _change(done.change, done.file)
    yield from _section("What was guessed of the file:", map(_clean, done.table.choices))
    yield from _section("What to know of it:", map(_clean, done.table.notes))
    yield f"\nLicence: {done.format.licence}" + ("" if done.format.redistributable else " (its rows are kept out of every export)")
    yield f"Cite: {done.format.citation}"
    yield from _ledger(done)
    yield from _actors(done)
    yield from _places(done)
    yield from _block(done)
    yield f"\nWritten to {done.folder}: events.parquet (the rows), ledger.csv (what became of each), import.toml (where from)."
    yield f"Next: concerted check {case}"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"\n{title}"
        yield from (f"  - {line}" for line in found)


def _change(change: Change | None, file: str) -> Iterator[str]:
    if change is None:
        return
    of = "" if change.file == file else f" of {_clean(change.file)}"
    if change.added is None:
        yield f"Replaces the earlier import{of}, which could not be compared: it is damaged, or of another version of concerted."
    elif (change.added, change.changed, change.deleted) == (0, 0, 0):
        yield f"Replaces the earlier import{of}: {'the same file' if change.same_file else 'another file, the same rows'}; no row differs."
    else:
        yield f"Replaces the earlier import{of}: {change.added:,} rows added, {change.changed:,} changed, {change.deleted:,} deleted."


def _ledger(done: ImportDone) -> Iterator[str]:
    one = done.ledger
    yield f"\nRows: {one.read:,} read = {one.kept:,} kept + {one.merged:,} merged + {one.set_aside:,} set aside"
    for fate, title in (("set aside", "Set aside"), ("merged", "Merged"), ("kept", "Kept, with a doubt")):
        listed = [reason for reason in done.reasons if reason.fate == fate]
        if listed:
            yield f"  {title}:"
        yield from (f"    {reason.rows:>9,}  {_clean(reason.reason)} ({_rows(reason)})" for reason in listed[:_MOST_LISTED])
        yield from _more(len(listed), "reasons; ledger.csv has all of them", "    ")
    if not one.kept:
        yield "  NO ROW IS KEPT: the case gains nothing by this file."
    elif one.set_aside > _MANY * one.read:
        yield f"  {one.set_aside / one.read:.0%} of the rows are set aside. See that the reasons are what you expect of such a file."


def _rows(reason: Reason) -> str:
    noun = "row" if reason.rows == 1 else "rows"
    return f"{noun} {', '.join(map(str, reason.first_rows))}{' …' if reason.rows > len(reason.first_rows) else ''}"


def _actors(done: ImportDone) -> Iterator[str]:
    if done.nobody:
        yield f"\n{done.nobody:,} rows name nobody; they count for no group."
    if not done.ledger.kept:
        return
    if not done.unknown_actors:
        yield "\nEvery actor is listed in the organisations file."
        return
    yield f"\nActors that the organisations file does not list: {len(done.unknown_actors):,}"
    yield from (f"    {n:>9,} {'row ' if n == 1 else 'rows'}  {_clean(name)}" for name, n in done.unknown_actors[:_MOST_LISTED])
    yield from _more(len(done.unknown_actors), "actors", "    ")
    example = json.dumps([_clean(done.unknown_actors[0][0]), "dataset"], ensure_ascii=False)
    yield "  Their rows count for no group. To an organisation that you ask about, add the name as the table writes it to its aliases:"
    yield f"    aliases = [..., {example}]"


def _places(done: ImportDone) -> Iterator[str]:
    if not done.ledger.kept:
        return
    if not done.without_front:
        yield "\nEvery row stands on a front of the case."
        return
    n = sum(place.rows for place in done.without_front)
    yield f"\nRows on no front of the case: {n:,}"
    yield from (f"    {place.rows:>9,} {'row ' if place.rows == 1 else 'rows'}  {_place(place)}" for place in done.without_front[:_MOST_LISTED])
    yield from _more(len(done.without_front), "places", "    ")
    named = next((one for place in done.without_front if (one := place.admin1 or place.country or place.front)), None)
    if named is None:
        yield "  The table states no places, so none of its rows can be put on a front."
    else:
        yield f"  Where one of them belongs to a front, say so under [imports.{done.name}] in case.toml:"
        yield f'    fronts = {{ {json.dumps(_clean(named), ensure_ascii=False)} = "a front of the case" }}'


def _place(place: Place) -> str:
    words = [_clean(word) for word in (place.front, place.admin1, place.country) if word]
    return ", ".join(words) or "no country, unit or front is stated"


def _block(done: ImportDone) -> Iterator[str]:
    if not done.settings_block:
        return
    where = f"instead of what stands there under [imports.{done.name}]" if done.replaces_block else "at its end"
    yield f"\nPut this into case.toml, {where}. Then nothing of this table is guessed, and the next import is the same:\n"
    yield done.settings_block.rstrip("\n")


def _more(n: int, what: str, indent: str) -> Iterator[str]:
    if n > _MOST_LISTED:
        yield f"{indent}{'':>9}  and {n - _MOST_LISTED:,} more {what}"


def _clean(name: str) -> str:
    """Return a text of the file as a terminal may show it: signs that could steer it are spelled out, and what is long is cut."""
    shown = "".join(sign if sign.isprintable() else sign.encode("unicode_escape", "backslashreplace").decode("ascii") for sign in name)
    return shown if len(shown) <= _LONGEST_TEXT else f"{shown[:_LONGEST_TEXT]}…"


def _answer(done: ImportDone) -> dict[str, Any]:
    one, change = done.format, done.change
    return {
        "ok": True,
        "name": done.name,
        "folder": str(done.folder),
        "file": done.file,
        "sha256": done.sha256,
        "format": one.name,
        "version": done.table.version,
        "guesses": [*done.table.choices, *done.table.notes],
        "licence": one.licence,
        "citation": one.citation,
        "redistributable": one.redistributable,
        "ledger": {key: getattr(done.ledger, key) for key in ("read", "kept", "merged", "set_aside")},
        "reasons": [vars(reason) for reason in done.reasons],
        "unknown_actors": [{"name": name, "rows": n} for name, n in done.unknown_actors],
        "rows_without_actor": done.nobody,
        "without_front": [vars(place) for place in done.without_front],
        "mapping": dict(done.table.mapping),
        "day_first": done.table.day_first,
        "case_toml": done.settings_block,
        "change": None if change is None else vars(change),
    }
