"""An attribution as it is found in one paragraph: places only."""

from __future__ import annotations

from dataclasses import dataclass, replace

Place = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """One attribution.

    Attributes
    ----------
    parts : tuple of (int, int)
        Places of the words said, in order.
    speaker, cue : (int, int) or None
    mode, resolution : str
        As in `Statement`.
    verb : str
        Dictionary form of the cue; "according" for "according to".
    negated : bool
        Whether the cue is negated ("did not say").
    reported_via : (int, int) or None
    """

    parts: tuple[Place, ...]
    speaker: Place | None
    cue: Place | None
    mode: str
    resolution: str
    verb: str = ""
    negated: bool = False
    reported_via: Place | None = None

    @property
    def start(self) -> int:
        """First character of what was said."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """Place after the last character of what was said."""
        return self.parts[-1][1]

    def covers(self, start: int, end: int) -> bool:
        """Tell whether a stretch shares a character with what was said."""
        return any(start < last and first < end for first, last in self.parts)

    def moved(self, by: int) -> Found:
        """Return the same, counted from another start."""

        def move(place: Place | None) -> Place | None:
            return None if place is None else (place[0] + by, place[1] + by)

        parts = tuple((first + by, last + by) for first, last in self.parts)
        return replace(self, parts=parts, speaker=move(self.speaker), cue=move(self.cue), reported_via=move(self.reported_via))


def trimmed(paragraph: str, start: int, end: int) -> Place:
    """Return a stretch without blanks, commas, dashes and quotation marks at its ends, and without a leading "that"."""
    while start < end and paragraph[start] in " \t,;:—–-\"“”'‘’":
        start += 1
    if paragraph[start:end].lower().startswith("that "):
        start += len("that ")
    while end > start and paragraph[end - 1] in ' \t,;:—–-"“”':
        end -= 1
    return start, end


def joined(places: list[Place]) -> tuple[Place, ...]:
    """Return places in order, those that touch made one."""
    merged: list[Place] = []
    for start, end in sorted(set(places)):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)
