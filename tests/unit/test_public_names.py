"""The names that other people's scripts are written against."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import concerted as cc


def test_the_list_is_sorted_as_linters_sort_it() -> None:
    constants = sorted(name for name in cc.__all__ if name.isupper())
    classes = sorted(name for name in cc.__all__ if name[0].isupper() and not name.isupper())
    functions = sorted(name for name in cc.__all__ if name[0].islower())
    assert cc.__all__ == constants + classes + functions
    assert len(set(cc.__all__)) == len(cc.__all__)


@pytest.mark.parametrize("name", cc.__all__)
def test_every_name_can_be_imported_and_is_explained(name: str) -> None:
    value = getattr(cc, name)
    assert value is not None
    if inspect.isclass(value) or inspect.isfunction(value):
        assert value.__name__ == name
        assert value.__module__.startswith("concerted.")
        assert inspect.getdoc(value)


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(inspect.getfile(cc)).read_text(encoding="utf-8"))
    typed = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.name for node in typed.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert set(cc.__all__) <= seen


def test_names_of_this_version_are_there() -> None:
    promised = {
        "Counts",
        "Finding",
        "assess",
        "check",
        "divide",
        "pause",
        "together",
        "GRADES",
        "VERDICTS",
        "ConcertedError",
        "CaseError",
        "DataError",
    }
    assert promised <= set(cc.__all__)


def test_dir_lists_every_name_once() -> None:
    listed = dir(cc)
    assert {*cc.__all__, "__version__"} <= set(listed)
    assert listed == sorted(listed)
    assert len(set(listed)) == len(listed)


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'prove'"):
        cc.prove  # noqa: B018
    assert not hasattr(cc, "predict")


def test_scales_of_words() -> None:
    assert cc.GRADES == ("no sign", "cannot say", "shared causes suffice", "in concert")
    assert cc.VERDICTS == ("no sign", "cannot say", "shared causes suffice", "beyond shared causes")


def test_errors_stand_in_one_tree() -> None:
    assert issubclass(cc.CaseError, cc.ConcertedError)
    assert issubclass(cc.DataError, cc.ConcertedError)


def test_rooms_are_reached_by_their_name() -> None:
    assert cc.actors.Register.__name__ == "Register"
