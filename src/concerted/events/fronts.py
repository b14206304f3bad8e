"""On which front of a case a row of an imported table stands."""

from __future__ import annotations

from collections.abc import Callable

from concerted.case.settings import Settings, folded


def placing(settings: Settings, name: str) -> Callable[[str, str, str], str]:
    """Return the function from front, country and first-level unit to a front of the case; "" where there is none.

    What case.toml says of a name goes before a front of the same name, a first-level unit before its country.

    Parameters
    ----------
    settings : Settings
    name : str
        Of the imported table.
    """
    known = {folded(front): front for front in (*settings.front_aliases, *settings.control_fronts, *settings.fronts)}
    own = settings.imports[name].fronts if name in settings.imports else {}
    known |= {folded(place): front for place, front in own.items()}

    def place(front: str, country: str, admin1: str) -> str:
        return next((known[folded(one)] for one in (front, admin1, country) if one and folded(one) in known), "")

    return place
