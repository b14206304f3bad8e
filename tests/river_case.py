"""A case of invented documents and nothing else: no table of events."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from concerted.actors import Register
from concerted.read import plain_text, statements
from concerted.read.kept import KeptStatement, keep, write_statements, write_text

SETTINGS = """
fronts = ["River"]
[case]
id = "river"
title = "The river"
question = "Do the Red Brigade and the Northern Guard act in concert?"
start = 2024-01-01
end = 2024-03-31
groups = ["red", "guard"]
opponents = ["army"]
[files]
organisations = "organisations.toml"
"""
NAMES = {"red": "Red Brigade", "guard": "Northern Guard", "army": "Southern Army"}


def write_river_case(folder: Path, documents: Mapping[str, str]) -> list[KeptStatement]:
    """Write the case with these documents read by grammar; return their statements."""
    (folder / "case.toml").write_text(SETTINGS, encoding="utf-8")
    lines = [f'[[organisation]]\nid = "{id_}"\nname = "{n}"\nkind = "armed_group"\naliases = [["{n}", "name"]]\n' for id_, n in NAMES.items()]
    (folder / "organisations.toml").write_text("\n".join(lines), encoding="utf-8")
    register = Register.load(folder / "organisations.toml")
    kept = []
    for name, words in documents.items():
        text = plain_text(words)
        write_text(folder, text)
        kept += [keep(one, name, text) for one in statements(text, actors=register, reader="grammar")]
    write_statements(folder, kept)
    return kept
