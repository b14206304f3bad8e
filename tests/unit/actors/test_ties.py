"""Who is tied to whom, over any number of steps."""

from __future__ import annotations

import pytest

from concerted.actors import Register, Ties
from concerted.case.settings import OrganisationsFile


def ties(*relations: str) -> Ties:
    """Build a register from lines such as "wing wing_of member"."""
    words = [line.split() for line in relations]
    ids = sorted({id_ for a, _, b in words for id_ in (a, b)} | {"alone"})
    content = {
        "organisation": [{"id": id_, "name": id_.upper(), "kind": "other", "aliases": []} for id_ in ids],
        "relation": [{"subject": a, "type": kind, "object": b, "source_url": "https://example.org/x"} for a, kind, b in words],
    }
    return Ties(Register(OrganisationsFile.model_validate(content)))


def test_a_members_wing_is_tied_to_the_umbrella_and_the_steps_are_told() -> None:
    found = ties("wing wing_of member", "member member_of umbrella")
    assert found.between("wing", "umbrella") == "WING wing of MEMBER; MEMBER member of UMBRELLA"
    assert found.between("umbrella", "wing") == found.between("wing", "umbrella")
    assert found.below("umbrella") == ("member", "wing")
    assert found.above("wing") == ("member", "umbrella")
    assert found.around("member") == ("umbrella", "wing")


def test_two_members_of_one_umbrella_are_not_tied() -> None:
    found = ties("a member_of umbrella", "b member_of umbrella", "wing wing_of b")
    assert found.between("a", "b") is None
    assert found.between("a", "wing") is None
    assert found.between("alone", "a") is None


def test_a_successor_carries_on_the_ties_but_two_successors_are_two_groups() -> None:
    found = ties("new successor_of old", "old successor_of oldest", "member member_of old", "other successor_of old")
    assert found.between("new", "oldest") is not None
    assert found.between("member", "new") == "MEMBER member of OLD; NEW successor of OLD"
    assert found.between("new", "other") is None


def test_two_groups_that_became_one_are_two_groups() -> None:
    found = ties("merged successor_of a", "merged successor_of b")
    assert found.between("a", "merged") is not None
    assert found.between("a", "b") is None


@pytest.mark.parametrize(
    ("a", "b", "tied"),
    [
        ("unidentified", "umbrella", True),
        ("unidentified", "member", True),
        ("unidentified", "wing", True),
        ("unidentified", "parent", True),
        ("unidentified", "second", True),
        ("arm", "umbrella", True),
        ("unidentified", "stranger", False),
    ],
)
def test_who_is_suspected_to_be_one_may_be_anything_tied_to_it(a: str, b: str, tied: bool) -> None:
    found = ties(
        "unidentified suspected_of umbrella",
        "second suspected_of umbrella",
        "arm wing_of unidentified",
        "member member_of umbrella",
        "wing wing_of member",
        "umbrella part_of parent",
        "stranger member_of elsewhere",
    )
    assert (found.between(a, b) is not None) is tied
    assert (found.between(b, a) is not None) is tied


def test_who_is_suspected_to_be_a_member_is_not_tied_to_another_member() -> None:
    found = ties("front suspected_of a", "a member_of umbrella", "b member_of umbrella")
    assert found.between("front", "umbrella") is not None
    assert found.between("front", "b") is None
    assert "front" not in found.below("umbrella")


def test_members_of_an_umbrella_that_is_suspected_of_something_are_still_two() -> None:
    found = ties("a member_of umbrella", "b member_of umbrella", "umbrella suspected_of state", "umbrella suspected_of other")
    assert found.between("a", "state") is not None
    assert found.between("a", "b") is None


def test_circles_end() -> None:
    found = ties("a part_of b", "b part_of a", "c suspected_of d", "d suspected_of c")
    assert found.between("a", "b") is not None
    assert found.between("c", "d") is not None
    assert found.between("a", "c") is None
