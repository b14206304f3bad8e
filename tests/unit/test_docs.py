"""The documentation says of every key, column, field and public name what it is, and its examples run."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

import click
import pytest
from pydantic import BaseModel

import concerted
from concerted import chance
from concerted.case import records
from concerted.case.settings import OrganisationsFile, Settings
from concerted.cli import cli
from concerted.errors import ConcertedError
from concerted.finding import Finding, Variant
from concerted.report import json_file

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "changelog.d").glob("*.md"), *(ROOT / "cases").glob("*/README.md")])

# Under which heading of reference/case.md the columns of a record stand.
TABLES = {
    "ClaimRow": "claims.csv",
    "EventRow": "events.csv",
    "ControlRow": "controls.csv",
    "TotalRow": "cumulative.csv",
    "ShipRow": "shipping.csv",
    "ReferenceRow": "reference_dates.csv",
    "BaselineRow": "baseline.csv",
    "MarkRow": "marks.csv",
    "ReachRow": "reach.csv",
    "CoverageRow": "coverage.csv",
    "SearchRow": "searches.csv",
    "ExposureRow": "exposure.csv",
}

WRITE_SCHEMA = "python -c 'from concerted.report import json_file; print(json_file.schema(), end=str())' > docs/reference/findings.schema.json"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one; empty where there is no such heading."""
    found = re.search(rf"^#+ {re.escape(heading)}$(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def entries(text: str) -> dict[str, str]:
    """Return the first cell of each row of a table, and the last one."""
    found = re.findall(r"^\| `([^`]+)`[^|]*\|(.*)\|$", text, re.MULTILINE)
    return {name: rest.split("|")[-1].strip() for name, rest in found}


def missing(names: list[str], text: str) -> list[str]:
    """Return the names that have no row in a table, or a row that says nothing of them."""
    said = entries(text)
    return [name for name in names if len(said.get(name, "")) < 3]


def models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (tuple, Union, UnionType):
        return [model for part in get_args(annotation) for model in models(part)]
    return []


def below(model: type[BaseModel], heading: str) -> list[tuple[str, type[BaseModel]]]:
    """Return each model below a model with the heading under which its keys are expected: the key that holds it."""
    found = [(heading, model)]
    for key, field in model.model_fields.items():
        for part in models(field.annotation):
            found += below(part, key)
    return found


SETTINGS = [*below(Settings, "Top of case.toml"), *below(OrganisationsFile, "organisations.toml")]


@pytest.mark.parametrize(("heading", "model"), SETTINGS, ids=[heading for heading, _ in SETTINGS])
def test_every_key_of_the_settings_is_explained(heading: str, model: type[BaseModel]) -> None:
    assert missing(list(model.model_fields), section(page("reference/case.md"), heading)) == []


def test_the_settings_are_searched_to_the_bottom() -> None:
    assert len(SETTINGS) >= 12
    assert {"hypotheses", "series", "audit", "relation"} <= {heading for heading, _ in SETTINGS}


def test_every_record_has_a_section() -> None:
    classes = {name for name, one in vars(records).items() if dataclasses.is_dataclass(one)}
    assert classes == set(TABLES)


@pytest.mark.parametrize("record", TABLES)
def test_every_column_of_every_table_is_explained(record: str) -> None:
    # The columns of a control row are those of an event row and some more.
    columns = [name for name in vars(records)[record].__annotations__ if name != "row"]
    assert columns
    assert missing(columns, section(page("reference/case.md"), TABLES[record])) == []


@pytest.mark.parametrize("record", TABLES)
def test_no_column_is_explained_that_does_not_exist(record: str) -> None:
    columns = {field.name for field in dataclasses.fields(vars(records)[record])}
    assert set(entries(section(page("reference/case.md"), TABLES[record]))) - columns == set()


@pytest.mark.parametrize("record", TABLES)
def test_what_must_be_filled_is_marked(record: str) -> None:
    text = section(page("reference/case.md"), TABLES[record])
    marked = set(re.findall(r"^\| `(\w+)` \| must \|", text, re.MULTILINE))
    fields = {field.name: field for field in dataclasses.fields(vars(records)[record])}
    own = [name for name in vars(records)[record].__annotations__ if name != "row"]
    assert marked == {name for name in own if not fields[name].metadata["optional"]}


@pytest.mark.parametrize(("heading", "model"), SETTINGS, ids=[heading for heading, _ in SETTINGS])
def test_keys_that_must_be_there_are_marked(heading: str, model: type[BaseModel]) -> None:
    marked = set(re.findall(r"^\| `(\w+)` \| must \|", section(page("reference/case.md"), heading), re.MULTILINE))
    assert marked == {name for name, field in model.model_fields.items() if field.is_required()}


def test_every_public_name_is_explained() -> None:
    assert missing(list(concerted.__all__), section(page("reference/python.md"), "Names")) == []


def test_no_public_name_is_invented() -> None:
    assert set(entries(section(page("reference/python.md"), "Names"))) == set(concerted.__all__)


def test_every_error_stands_in_the_tree() -> None:
    def names(error: type[Exception]) -> list[str]:
        return [error.__name__, *(name for one in error.__subclasses__() for name in names(one))]

    tree = section(page("reference/python.md"), "Errors")
    assert [name for name in names(ConcertedError) if name not in tree] == []


@pytest.mark.parametrize(("heading", "record"), [("Fields of a finding", Finding), ("Fields of a variant", Variant)])
def test_every_field_of_a_finding_is_explained(heading: str, record: type) -> None:
    fields = [field.name for field in dataclasses.fields(record)]
    text = section(page("reference/findings.md"), heading)
    assert missing(fields, text) == []


def test_the_published_schema_is_that_of_the_program() -> None:
    # Texts may differ between versions of the library that writes it; names, types and what must be there may not.
    published = json.loads(page("reference/findings.schema.json"))
    assert without_texts(published) == without_texts(json.loads(json_file.schema())), f"write it again: {WRITE_SCHEMA}"


def test_every_key_of_the_file_of_findings_is_explained() -> None:
    assert missing(list(json_file.FindingsFile.__annotations__), section(page("reference/findings.md"), "findings.json")) == []


def without_texts(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: without_texts(value) for key, value in schema.items() if key != "description"}
    return [without_texts(one) for one in schema] if isinstance(schema, list) else schema


def test_every_null_model_has_a_section() -> None:
    models = [name for name in chance.__all__ if hasattr(getattr(chance, name), "keeps") and name != "NullModel"]
    assert models
    for name in models:
        text = section(page("method/null-models.md"), name)
        assert all(f"*{word}*" in text for word in ("Keeps", "Breaks", "Cannot see")), name


def test_every_command_and_option_is_explained() -> None:
    context = cli.make_context("concerted", [], resilient_parsing=True)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        text = section(page("reference/command-line.md"), name)
        parts = [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
        options = [flag for part in parts for one in part.params for flag in one.opts if flag.startswith("--") and flag != "--help"]
        assert options
        assert [flag for flag in options if f"| `{flag}" not in text] == [], name


def test_every_question_has_a_page() -> None:
    from concerted import ask

    assert [name for name in ask.__all__ if not (DOCS / "method" / f"{name}.md").is_file()] == []


def examples(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_example_of_the_readme_runs() -> None:
    (example,) = examples((ROOT / "README.md").read_text(encoding="utf-8"))
    done = subprocess.run([sys.executable, "-W", "error", "-c", example], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    verdict = re.search(r"print\(finding\.verdict\)\s+# (.+)", example)
    assert verdict is not None
    assert done.stdout.splitlines()[0] == verdict[1]


def test_the_readme_begins_with_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first = re.search(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert first is not None
    assert first[1].splitlines() == ["uv run concerted assess cases/united-front-2023", "uv run --group test pytest"]


def test_the_examples_of_the_counts_run() -> None:
    example = "".join(examples(page("reference/python.md"))[:3])
    done = subprocess.run([sys.executable, "-W", "error", "-c", example], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES])
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    broken = [link for link in links(path.read_text(encoding="utf-8")) if not resolves(path, link)]
    assert broken == []


def test_a_broken_link_would_be_noticed(tmp_path: Path) -> None:
    here = tmp_path / "here.md"
    here.write_text("# A Heading of 2\n[a](there.md) [b](#a-heading-of-2) [c](#none) [d](https://example.org)\n", encoding="utf-8")
    assert [link for link in links(here.read_text(encoding="utf-8")) if not resolves(here, link)] == ["there.md", "#none"]


def test_every_page_can_be_reached_from_the_index() -> None:
    index = {(DOCS / link.partition("#")[0]).resolve() for link in links(page("index.md"))}
    assert [p.name for p in DOCS.rglob("*") if p.suffix in (".md", ".bib") and p.name != "index.md" and p.resolve() not in index] == []


def test_every_cited_paper_is_in_the_bibliography() -> None:
    keys = set(re.findall(r"^@\w+\{(\w+),", page("references.bib"), re.MULTILINE))
    cited = {key for path in DOCS.glob("method/*.md") for key in re.findall(r"`([a-z]+(?:19|20)\d\d)`", path.read_text(encoding="utf-8"))}
    assert cited
    assert cited == keys


def links(text: str) -> list[str]:
    """Return the targets of all links that are not to other sites."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in link]


def resolves(path: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (path.parent / name) if name else path
    return target.exists() and (not anchor or anchor in anchors(target))


def anchors(path: Path) -> set[str]:
    """Return the anchors that headings get: small letters, words joined by hyphens, other signs left out."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
