"""A real browser with the network off."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

_CHROMIUM = shutil.which("chromium")
_WHY = "Chromium is not installed; on Debian: apt-get install chromium"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def empty_page() -> Iterator[Page]:
    """A page on which nothing was opened yet. In CI a missing browser is a failure; elsewhere the tests are skipped."""
    if _CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail(_WHY)
        pytest.skip(_WHY)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        page = browser.new_context(offline=True, viewport={"width": 1100, "height": 900}).new_page()
        page.set_default_timeout(60_000)
        yield page
        browser.close()
