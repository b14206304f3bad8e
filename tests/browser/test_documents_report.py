"""The report of a case of documents alone in a real browser: nothing that axe objects to, no link into nothing, no overflow."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

import concerted as cc
from concerted.decisions import Log
from river_case import write_river_case

DOCUMENTS = {
    "a-report-with-quite-a-long-name-and-no-blank-in-it-at-all.txt": (
        "The Red Brigade has coordinated its raids with the Northern Guard since March, said Rana Example, an analyst. "
        "The Red Brigade attacked the Southern Army, officials said."
    ),
    "other.txt": "“The Red Brigade never coordinated with the Northern Guard,” a minister of the Southern Army told us on the phone this week.",
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("river")
    kept = write_river_case(folder, DOCUMENTS)
    log = Log(folder)
    log.append(about=kept[0].id, verdict="confirm", by="A. Reader", reason="read on the page")
    log.append(about=kept[0].text.source, verdict="B", by="A. Reader", reason="right in earlier cases")
    return cc.assess(folder).write(folder / "out", redact_speakers=True) / "report.html"


@pytest.fixture(scope="module")
def page(empty_page: Page, report: Path) -> Page:
    page = empty_page
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    return page


def test_axe_finds_nothing_with_every_part_open(page: Page) -> None:
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


def test_every_link_within_the_page_leads_somewhere(page: Page) -> None:
    found = page.evaluate("[...document.querySelectorAll('a[href^=\"#\"]')].map(a => [a.hash, !!document.getElementById(a.hash.slice(1))])")
    assert len(found) > 5
    assert [hash_ for hash_, there in found if not there] == []


def test_headings_follow_in_order(page: Page) -> None:
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_nothing_overflows_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_an_editor_looks_for_is_there(page: Page) -> None:
    text = page.evaluate("document.body.innerText")
    for words in (
        "Claims that bear on concert",
        "What contradicts what",
        "Confirmed by A. Reader",
        "B, usually reliable",
        "Speakers are redacted",
    ):
        assert words in text
    assert "Example" not in text
