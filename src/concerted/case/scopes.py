"""What a front's name in coverage.csv or searches.csv stands for: fronts, and classes of target."""

from __future__ import annotations

from dataclasses import dataclass

from concerted.case.settings import Settings

ALL_FRONTS = "all"
EVERYBODY = "all case groups"


@dataclass(frozen=True)
class Scope:
    """Some fronts and, where not empty, only some classes of target."""

    fronts: frozenset[str]
    targets: frozenset[str] = frozenset()

    def holds(self, front: str, target: str) -> bool:
        """Tell whether a front and class of target lie within; an empty class stands for any."""
        return front in self.fronts and (not self.targets or not target or target in self.targets)

    def meets(self, other: Scope) -> bool:
        """Tell whether two scopes have a front and a class of target in common."""
        return bool(self.fronts & other.fronts) and (not self.targets or not other.targets or bool(self.targets & other.targets))


class Scopes:
    """The names of a case."""

    def __init__(self, settings: Settings) -> None:
        fronts = (*settings.fronts, *settings.control_fronts)
        self._known = {front: Scope(frozenset({front})) for front in fronts}
        self._known |= {alias: Scope(frozenset(names)) for alias, names in settings.front_aliases.items()}
        self._known |= {scope.name: Scope(frozenset(scope.fronts), frozenset(scope.targets)) for scope in settings.scopes}
        self._known[ALL_FRONTS] = Scope(frozenset(fronts))

    def unknown(self, name: str) -> tuple[str, ...]:
        """Return the parts of a name that stand for nothing."""
        return () if name in self._known else tuple(part for part in _parts(name) if part not in self._known)

    def of(self, name: str) -> Scope:
        """Return what a name stands for; several names are joined by ", " or "+".

        Unknown parts stand for no front.
        """
        if name in self._known:
            return self._known[name]
        return Scope(frozenset(front for part in _parts(name) if part in self._known for front in self._known[part].fronts))


def _parts(name: str) -> list[str]:
    return name.replace("+", ", ").split(", ")
