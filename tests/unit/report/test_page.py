"""The page says what the findings say, escapes what it was given, and asks nothing of a network."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import concerted as cc
from concerted.assessment import Assessment


class _Page(HTMLParser):
    """Collects what a browser would fetch or run, and ids."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = dict(attrs)
        self.scripts += tag == "script"
        self.scripts += sum(name.startswith("on") for name in have)
        self.ids += [str(have["id"])] if "id" in have else []
        if tag == "a":
            self.links.append(str(have.get("href")))
        self.fetched += [str(have[name]) for name in ("src", "srcset", "data", "poster") if name in have]
        if tag in ("link", "use", "image"):
            self.fetched.append(tag)


@pytest.fixture(scope="module")
def html(bundled_out: Path) -> str:
    return (bundled_out / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> _Page:
    parsed = _Page()
    parsed.feed(html)
    return parsed


def test_one_small_file_that_fetches_and_runs_nothing(bundled_out: Path, page: _Page) -> None:
    assert (bundled_out / "report.html").stat().st_size < 2_000_000
    assert page.fetched == []
    assert page.scripts == 0


def test_ids_are_unique_and_inner_links_lead_somewhere(page: _Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner <= set(page.ids)
    assert "answer" in inner


def test_each_event_and_claim_stands_with_its_source(bundled: Assessment, html: str, page: _Page) -> None:
    links = set(page.links)
    for row in bundled.case.events:
        assert f'id="{row.event_id}"' in html
    from html import unescape

    known = {unescape(link) for link in links}
    assert {row.source_url for row in bundled.case.events} <= known
    assert {judged.claim.source_url for judged in bundled.claims} <= known


def test_words_tables_and_json_give_the_same_numbers(bundled_out: Path, html: str) -> None:
    from html import escape

    from markupsafe import escape as page_escape

    content = json.loads((bundled_out / "findings.json").read_text(encoding="utf-8"))
    for finding in content["findings"]:
        assert str(page_escape(finding["sentence"])) in html
    assert escape(content["reason"], quote=False) in html


def test_words_of_a_case_are_escaped(bundled_copy: Path, tmp_path: Path) -> None:
    events = bundled_copy / "events.csv"
    text = events.read_text(encoding="utf-8")
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    text = text.replace("Fire at three Israeli posts in the disputed Shebaa Farms", hostile, 1)
    events.write_text(text, encoding="utf-8")
    settings = bundled_copy / "case.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('name = "the truce in Gaza"', 'name = "<b>truce</b>&"'), encoding="utf-8")
    out = cc.assess(bundled_copy).write(tmp_path / "out")
    html = (out / "report.html").read_text(encoding="utf-8")
    parsed = _Page()
    parsed.feed(html)
    assert (parsed.scripts, parsed.fetched) == (0, [])
    assert "<b>truce" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_each_figure_has_title_description_and_table(bundled_out: Path, html: str) -> None:
    names = [path.stem for path in sorted((bundled_out / "figures").glob("*.svg"))]
    assert {"timeline", "division", "baselines-f01", "totals-us_official_iraq_syria"} <= set(names)
    for name in names:
        svg = (bundled_out / "figures" / f"{name}.svg").read_text(encoding="utf-8")
        assert re.search(rf'<svg [^>]*aria-labelledby="{name}-title"', svg)
        assert f'<title id="{name}-title">' in svg
        assert f'<desc id="{name}-desc">' in svg
        assert (bundled_out / "figures" / f"{name}.csv").read_text(encoding="utf-8").count("\n") > 1
        assert json.loads((bundled_out / "figures" / f"{name}.vl.json").read_text(encoding="utf-8"))["$schema"]
        assert f'aria-labelledby="cap-{name}"' in html


def test_no_place_finer_than_a_front_and_no_coordinates(html: str) -> None:
    assert not re.search(r"\b\d{1,2}\.\d{3,}\s*,\s*\d{1,3}\.\d{3,}\b", re.sub(r"<svg.*?</svg>", "", html, flags=re.S))


def test_unobserved_stretches_are_hatched(bundled_out: Path) -> None:
    svg = (bundled_out / "figures" / "timeline.svg").read_text(encoding="utf-8")
    assert '<pattern id="timeline-hatch"' in svg
    assert "url(#timeline-hatch)" in svg
