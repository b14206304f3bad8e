"""Linking a name that the register does not list: each alias of the gold register taken out in turn, and each organisation."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from concerted.actors import Register
from concerted.case.settings import OrganisationsFile
from simulated import shown

GOLD = Path(__file__).parents[3] / "shared" / "gold"
Aliases = dict[str, list[list[str]]]


@pytest.fixture(scope="module")
def aliases() -> Aliases:
    if not (GOLD / "org_aliases.json").is_file():
        pytest.skip("org_aliases.json does not lie beside the repository")
    content: Aliases = json.loads((GOLD / "org_aliases.json").read_text(encoding="utf-8"))
    return content


def register(aliases: Aliases) -> Register:
    content = [{"id": id_, "name": id_, "kind": "other", "aliases": [[alias, "name"] for alias, _ in names]} for id_, names in aliases.items()]
    return Register(OrganisationsFile.model_validate({"organisation": content}))


def without(aliases: Aliases, id_: str, alias: str) -> Register:
    return register({one: [pair for pair in names if one != id_ or pair[0] != alias] for one, names in aliases.items()})


def test_unseen_names_are_linked_to_the_right_organisation(aliases: Aliases) -> None:
    queries = [(id_, alias) for id_, names in aliases.items() if len(names) > 1 for alias, _ in names]
    found = {(id_, alias): without(aliases, id_, alias).resolve(alias).organisation for id_, alias in queries}
    right = sum(linked == id_ for (id_, _), linked in found.items())
    linked = sum(one is not None for one in found.values())
    rates = f"precision {right / linked:.3f}, recall {right / len(queries):.3f}"
    shown(f"{len(queries)} unseen names: {linked} linked, {right} of them rightly; {rates}")
    assert len(queries) == 144
    assert right / linked >= 0.95
    assert right / len(queries) >= 0.70


def test_names_of_unknown_organisations_are_linked_to_none(aliases: Aliases) -> None:
    taken = []
    for id_, names in aliases.items():
        rest = register({one: others for one, others in aliases.items() if one != id_})
        taken += [(alias, rest.resolve(alias).organisation) for alias, _ in names if rest.resolve(alias).organisation]
    shown(f"{sum(map(len, aliases.values()))} names of organisations that are not listed: {len(taken)} linked: {taken}")
    assert not taken


def test_no_different_pair_is_taken_for_the_same(aliases: Aliases) -> None:
    with (GOLD / "gold_names.csv").open(encoding="utf-8", newline="") as file:
        different = [(row["name_a"], row["name_b"]) for row in csv.DictReader(file) if row["same"] == "0"]
    assert len(different) == 57
    for listed, other in [*different, *((b, a) for a, b in different)]:
        assert register({"x": [[listed, "base"]]}).resolve(other).organisation is None, (listed, other)
