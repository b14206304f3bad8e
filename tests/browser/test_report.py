"""The report in a real browser with the network off: one request, nothing that axe objects to, readable by keyboard."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


@pytest.fixture(scope="module")
def page(empty_page: Page, bundled_out: Path) -> Page:
    page = empty_page
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto((bundled_out / "report.html").as_uri())
    page.evaluate("([requests, messages]) => { window.seen = { requests, messages }; }", [requests, messages])
    return page


def test_one_request_and_no_complaint(page: Page) -> None:
    seen = page.evaluate("window.seen")
    assert len(seen["requests"]) == 1
    assert seen["messages"] == []
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0


def test_the_first_tab_reaches_skip_to_the_answer(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip().lower() == "skip to the answer"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#answer"
    assert page.evaluate("document.activeElement.id") == "answer"


def test_axe_finds_nothing_with_every_part_open(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


def test_nothing_overflows_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1100, "height": 900})


def test_headings_follow_in_order(page: Page) -> None:
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
