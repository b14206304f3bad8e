"""One row of an event table, made ready to be compared with others, and the rule by which two rows can be reports of one event."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from concerted.counts import columns_of
from concerted.days import as_day
from concerted.errors import DataError

JOINT = " + "
_EARTH_KM = 6371.0
_PLACES = {"country": ("country",), "admin1": ("country", "admin1"), "front": ("front",), "km": ()}
# "Aleppo Governorate" and "Aleppo" are one province.
_KINDS_OF_PLACE = {
    "governorate",
    "muhafazat",
    "province",
    "provincia",
    "state",
    "region",
    "district",
    "department",
    "oblast",
    "wilaya",
    "county",
}
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Report:
    """One row.

    Attributes
    ----------
    row : int
        Position in the table given, from 0.
    dataset, event_id : str
    first, last : date or None
        Days on which it can have happened; None where no day is known, and then it is compared with nothing.
    actors, targets : frozenset of str
        Folded names, or ids of organisations where they are resolved.
    place : tuple of str
        Folded names of the place; empty where one of them is missing.
    point : (float, float) or None
        Latitude and longitude.
    datasets : frozenset of str
        Datasets of the rows merged into it; its own among them only where it has taken in a row of its own dataset.
    cells : mapping
        The row as given.
    """

    row: int
    dataset: str
    event_id: str
    first: dt.date | None
    last: dt.date | None
    actors: frozenset[str]
    targets: frozenset[str]
    place: tuple[str, ...]
    point: tuple[float, float] | None
    datasets: frozenset[str]
    cells: Mapping[str, Any]

    @property
    def is_range(self) -> bool:
        """Whether the day is known only as a range."""
        return self.first != self.last

    @property
    def id(self) -> tuple[str, str]:
        """Dataset and identifier."""
        return self.dataset, self.event_id

    def days(self, margin: int) -> Iterator[dt.date]:
        """Go through the days on which it can have happened, and so many on each side."""
        if self.first is None or self.last is None:
            return
        day = self.first - margin * _ONE_DAY
        while day <= self.last + margin * _ONE_DAY:
            yield day
            day += _ONE_DAY


@dataclass(frozen=True)
class Likeness:
    """How near two reports are: the smaller, the better; `why` says it in words."""

    score: float
    days: int
    km: float
    why: str

    @property
    def order(self) -> tuple[float, int, float]:
        """Agreement in kind first, then nearness in time, then in space."""
        return self.score, self.days, self.km


class Taxonomy:
    """What the categories of several datasets have in common, from the finest level to the coarsest."""

    def __init__(self, column: str, table: Any) -> None:
        dataset, category, *levels = columns_of(table).values()
        if not levels:
            raise DataError(
                f"expected columns for dataset, category and at least one level in the taxonomy of {column}; found no level. Add one."
            )
        self.column = column
        self._depth = len(levels)
        self._levels = {(str(d), str(c)): steps for d, c, *steps in zip(dataset, category, *levels, strict=True)}

    def check(self, reports: Sequence[Report]) -> None:
        """Refuse categories that have no place in the taxonomy."""
        found = {(one.dataset, str(one.cells[self.column])) for one in reports if not is_empty(one.cells.get(self.column))}
        unknown = sorted(found - set(self._levels))
        if unknown:
            named = ", ".join(f"{category!r} of {dataset}" for dataset, category in unknown[:5])
            raise DataError(f"expected each category in the taxonomy of {self.column}; found {len(unknown)} that are not: {named}. Add them.")

    def score(self, a: Report, b: Report) -> float | None:
        """Return 0 for agreement on the finest level up to 1 on the coarsest, None for none; an empty cell agrees with nothing."""
        ours, theirs = (self._levels.get((one.dataset, str(one.cells.get(self.column)))) for one in (a, b))
        if ours is None or theirs is None:
            return None
        level = next((i for i in range(self._depth) if ours[i] == theirs[i]), None)
        return None if level is None else level / max(self._depth - 1, 1)


@dataclass(frozen=True)
class Rule:
    """When two rows can be reports of one event."""

    days: int
    place: str
    km: float | None
    same: tuple[str, ...]
    taxonomies: tuple[Taxonomy, ...]

    def __post_init__(self) -> None:
        """Refuse a rule that says nothing."""
        if self.place not in _PLACES:
            raise DataError(f"expected a place among {', '.join(_PLACES)}; found {self.place!r}.")
        if (self.place == "km") != (self.km is not None):
            raise DataError(f'expected km=… together with place="km", and only then; found place={self.place!r} and km={self.km!r}.')
        if self.days < 0 or (self.km is not None and not 0 <= self.km < math.inf):
            raise DataError(f"expected days and km of 0 or more; found days={self.days}, km={self.km}.")

    @property
    def needs(self) -> tuple[str, ...]:
        """Columns that the rule reads."""
        place = ("latitude", "longitude") if self.place == "km" else _PLACES[self.place]
        return (*place, *self.same, *(one.column for one in self.taxonomies))

    def distance(self, a: Report, b: Report) -> float | None:
        """Return how far apart two reports are in km, 0 for the same place by name; None where that is too far or unknown."""
        if self.km is None:
            return 0.0 if a.place and a.place == b.place else None
        if a.point is None or b.point is None:
            return None
        km = great_circle_km(a.point, b.point)
        return km if km <= self.km else None

    def compare(self, a: Report, b: Report) -> Likeness | None:
        """Return how alike two reports are, None where they cannot be of one event."""
        apart = self._days_apart(a, b)
        if apart is None or not all(_agree(column, a, b) for column in self.same):
            return None
        km = self.distance(a, b)
        scores = [one.score(a, b) for one in self.taxonomies] if km is not None else []
        agreed = [score for score in scores if score is not None]
        if km is None or len(agreed) < len(scores):
            return None
        score = sum(agreed) / len(agreed) if agreed else 0.0
        return Likeness(score, apart, km, self._why(apart, km, score))

    def _days_apart(self, a: Report, b: Report) -> int | None:
        if a.first is None or a.last is None or b.first is None or b.last is None:
            return None
        if a.is_range == b.is_range:
            apart = max(abs((a.first - b.first).days), abs((a.last - b.last).days))
        else:
            apart = max((a.first - b.last).days, (b.first - a.last).days, 0)
        return apart if apart <= self.days else None

    def _why(self, days: int, km: float, score: float) -> str:
        where = f"{km:.1f} km apart" if self.km is not None else f"same {self.place}"
        said = [f"{days} days apart", where, *(f"{column} agrees" for column in self.same)]
        if self.taxonomies:
            said.append(f"kinds agree with score {score:.2f} (0 is the finest level, 1 the coarsest)")
        return ", ".join(said)


def reports(columns: Mapping[str, Sequence[Any]], rule: Rule) -> list[Report]:
    """Read the rows of a table.

    Raises
    ------
    DataError
        If a column that the rule reads is missing, or a day or coordinate cannot be read.
    """
    missing = sorted({"date", *rule.needs} - set(columns))
    if missing:
        raise DataError(f"expected the columns {', '.join(missing)}; found {', '.join(columns)}. Name them so, or join by other columns.")
    names = list(columns)
    found = [report(i, dict(zip(names, cells, strict=True)), rule) for i, cells in enumerate(zip(*columns.values(), strict=True))]
    for taxonomy in rule.taxonomies:
        taxonomy.check(found)
    return found


def folded(value: Any) -> str:
    """Return a name in small letters, without accents, with single spaces."""
    text = "".join(sign for sign in unicodedata.normalize("NFKD", str(value)) if not unicodedata.combining(sign))
    return " ".join(text.casefold().split())


def is_empty(value: Any) -> bool:
    """Tell whether a cell is empty: None, not a number, or white space."""
    return value is None or value != value or (isinstance(value, str) and not value.strip())


def names_of(cells: Mapping[str, Any]) -> list[str]:
    """Return who acted in a row, as written: the actor first, then those recorded as acting with it."""
    joint = cells.get("actor_joint")
    parts = [cells.get("actor"), *([] if is_empty(joint) else str(joint).split(JOINT))]
    return [str(part).strip() for part in parts if not is_empty(part)]


def taking_in(cells: Mapping[str, Any], other: Mapping[str, Any], *, joint: bool | None = None) -> dict[str, Any]:
    """Return the cells of a row when another one is merged into it.

    `joined` gains the other row's identifier, and those of the rows merged into it before. `actor_joint` gains the other row's actors where
    the rows share an actor (one of them records a joint act), or as `joint` says. No other cell changes.
    """
    ids = [*joined_ids(cells), (_word(other, "dataset"), _word(other, "event_id")), *joined_ids(other)]
    out = {**cells, "joined": json.dumps(sorted(ids), ensure_ascii=False)}
    if "actor" not in cells:
        return out
    ours, theirs = _known_as(cells), _known_as(other)
    if joint or (joint is None and ours & theirs):
        names = names_of(other)[1:] if not is_empty(_organisation(cells)) and _organisation(cells) == _organisation(other) else names_of(other)
        targets = {folded(name) for name in _targets(cells)}
        new = [name for name in dict.fromkeys(names) if folded(name) not in ours | targets]
        out["actor_joint"] = JOINT.join([*names_of(cells)[1:], *new]) or cells.get("actor_joint")
    return out


def joined_ids(cells: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return dataset and identifier of the rows that were merged into a row in an earlier joining."""
    value = cells.get("joined")
    return [] if is_empty(value) else [(str(dataset), str(event)) for dataset, event in json.loads(str(value))]


def great_circle_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance between two points in degrees of latitude and longitude, on a sphere."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    half = math.sin((lat_a - lat_b) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_a - lon_b) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(half, 1.0)))


def report(row: int, cells: Mapping[str, Any], rule: Rule) -> Report:
    """Read one row."""
    date = _day(cells.get("date"))
    first, last = _day(cells.get("first")) or date, _day(cells.get("last")) or date
    if first is not None and last is not None and last < first:
        raise DataError(f"expected a first day not after the last in row {row}; found {first} to {last}. Swap the two.")
    earlier = joined_ids(cells)
    return Report(
        row=row,
        dataset=_word(cells, "dataset"),
        event_id=_word(cells, "event_id"),
        first=first,
        last=last,
        actors=_parties(names_of(cells), _organisation(cells)),
        targets=_parties(_targets(cells), cells.get("target_organisation")),
        place=_place(cells, _PLACES[rule.place]),
        point=_point(row, cells) if rule.place == "km" else None,
        datasets=frozenset(dataset for dataset, _ in earlier),
        cells=cells,
    )


def _parties(names: Sequence[str], organisation: Any) -> frozenset[str]:
    """Return folded names; the first one's organisation takes its place where it is known."""
    if is_empty(organisation):
        return frozenset(folded(name) for name in names)
    return frozenset({f"#{organisation}", *(folded(name) for name in names[1:])})


def _targets(cells: Mapping[str, Any]) -> list[str]:
    target = cells.get("target")
    return [] if is_empty(target) else [part.strip() for part in str(target).split(JOINT)]


def _organisation(cells: Mapping[str, Any]) -> Any:
    return cells.get("actor_organisation")


def _known_as(cells: Mapping[str, Any]) -> set[str]:
    """Return all that the actors of a row are called: names, and the organisation of the first."""
    names = names_of(cells)
    return {folded(name) for name in names} | _parties(names, _organisation(cells))


def _place(cells: Mapping[str, Any], columns: Sequence[str]) -> tuple[str, ...]:
    if any(is_empty(cells.get(column)) for column in columns):
        return ()
    return tuple(_place_name(str(cells[column])) for column in columns)


def _place_name(name: str) -> str:
    words = re.findall(r"\w+", folded(name))
    return " ".join(word for word in words if word not in _KINDS_OF_PLACE) or folded(name)


def _point(row: int, cells: Mapping[str, Any]) -> tuple[float, float] | None:
    if is_empty(cells.get("latitude")) or is_empty(cells.get("longitude")):
        return None
    try:
        point = float(cells["latitude"]), float(cells["longitude"])
    except (TypeError, ValueError):
        point = math.inf, math.inf
    if not (abs(point[0]) <= 90 and abs(point[1]) <= 180):
        raise DataError(
            f"expected degrees of latitude and longitude in row {row}; found {cells['latitude']!r}, {cells['longitude']!r}. Mend them."
        )
    return point


def _agree(column: str, a: Report, b: Report) -> bool:
    # A row that records a joint act and one that names a part of its actors can be of one event. An empty cell agrees with nothing.
    if column in ("actor", "target"):
        ours, theirs = (a.actors, b.actors) if column == "actor" else (a.targets, b.targets)
        return bool(ours and theirs) and (ours <= theirs or theirs <= ours)
    mine, yours = a.cells.get(column), b.cells.get(column)
    return not is_empty(mine) and not is_empty(yours) and folded(mine) == folded(yours)


def _day(value: Any) -> dt.date | None:
    return None if is_empty(value) else as_day(value)


def _word(cells: Mapping[str, Any], column: str) -> str:
    return "" if is_empty(cells.get(column)) else str(cells[column])
