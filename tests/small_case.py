"""A small case without a fault, for tests; every name, day and page in it is invented."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

SETTINGS = """\
fronts = ["North", "South", "East"]

[case]
id = "small"
title = "A small case"
question = "Did the Reds and the Blues act in concert?"
start = 2020-01-01
end = 2020-02-29
seed = 7
groups = ["reds", "blues"]

[files]
organisations = "organisations.toml"
claims = "claims.csv"
events = "events.csv"
totals = "cumulative.csv"
reach = "reach.csv"
coverage = "coverage.csv"

[front_aliases]
"North/South" = ["North", "South"]

[[windows]]
id = "truce"
name = "the truce"
start = 2020-02-01
end = 2020-02-07
source_url = "https://example.org/truce"

[[series]]
id = "official"
name = "attacks in the north, official count"
group = "attacks in the north"
coverage_group = "official count"
by_anyone = true
stands_for = ["reds"]
fronts = ["North"]
targets = ["base"]
parts = ["iraq", "syria"]
start = 2020-01-01
counts = "attacks on bases in the north by anyone"
source_url = "https://example.org/official"
"""

ORGANISATIONS = """\
[[organisation]]
id = "reds"
name = "Reds"
kind = "armed_group"
aliases = [["Reds", "name"], ["Red Front", "translation"]]

[[organisation]]
id = "blues"
name = "Blues"
kind = "armed_group"
aliases = [["Blues", "name"]]

[[organisation]]
id = "nobody"
name = "Unidentified"
kind = "unidentified"
aliases = [["Unidentified", "dataset"]]
"""

EVENT_COLUMNS = "event_id,date,date_precision,actor,front,target_class,status,confidence,summary,source_url"
TOTALS = """\
series,as_of_date,cumulative_total,iraq,syria,qualifier,stated_by,source_url
official,2020-01-10,10,6,4,exact,spokesperson,https://example.org/t1
official,2020-01-20,20,,,exact,spokesperson,https://example.org/t2
official,2020-01-31,31,,,exact,spokesperson,https://example.org/t3
official,2020-02-07,31,,,exact,spokesperson,https://example.org/t4
official,2020-02-20,42,,,exact,spokesperson,https://example.org/t5
official,2020-02-29,52,30,22,exact,spokesperson,https://example.org/t6
"""

COVERAGE = """\
group,front,period_start,period_end,coverage,why,source
official count,North,2020-01-01,2020-02-29,census,every attack is counted,State X
Reds,all,2020-01-01,2020-02-29,sample,pages that were found,
Blues,all,2020-01-01,2020-02-29,sample,pages that were found,
"""

CLAIMS = """\
claim_id,text,by,kind_of_source,stated_on,groups,fronts,asks,reads,stance,window,source_url
C1,The Reds paused in the truce,an official,state_official,2020-02-20,Reds,North,pause,fact,neutral,truce,https://example.org/c1
C2,The Reds and the Blues act together,an official,state_official,2020-02-20,Reds; Blues,,together,sign,for,,https://example.org/c2
"""

REACH = """\
group,front,reached,source_url
Reds,North,y,https://example.org/e1
Reds,South,y,https://example.org/e2
Blues,North,unknown,
Blues,South,y,https://example.org/e3
"""

_RED_DAYS = (2, 3, 5, 9, 12, 13, 17, 20, 24, 26, 29, 30)
_BLUE_DAYS = (1, 3, 6, 9, 11, 14, 17, 19, 22, 26, 28, 31)


def event(
    id_: str, day: str, actor: str = "Reds", front: str = "North", precision: str = "day", status: str = "claimed", target: str = "base"
) -> str:
    """Return one line of events.csv."""
    return f"{id_},{day},{precision},{actor},{front},{target},{status},high,an act,https://example.org/{id_}"


def events(extra: Iterable[str] = ()) -> str:
    """Return events.csv: twelve rows of each group in January, then the extra lines."""
    reds = [event(f"R{day:02d}", f"2020-01-{day:02d}", "Reds", "North" if day % 3 else "South") for day in _RED_DAYS]
    blues = [event(f"B{day:02d}", f"2020-01-{day:02d}", "Blues", "South", status="claimed+confirmed") for day in _BLUE_DAYS]
    return "\n".join([EVENT_COLUMNS, *reds, *blues, *extra]) + "\n"


def write_small_case(folder: Path) -> Path:
    """Write a minimal case without a fault and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "case.toml": SETTINGS,
        "organisations.toml": ORGANISATIONS,
        "events.csv": events(),
        "coverage.csv": COVERAGE,
        "cumulative.csv": TOTALS,
        "claims.csv": CLAIMS,
        "reach.csv": REACH,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Put other words into a file of a case, once."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def append(folder: Path, name: str, line: str) -> None:
    """Add a line to a file of a case."""
    with (folder / name).open("a", encoding="utf-8", newline="\n") as file:
        file.write(line + "\n")
