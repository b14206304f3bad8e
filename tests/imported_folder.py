"""Event tables in known formats, made up, and their import into a case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from concerted.events.importing import import_into

GED_COLUMNS = "id,year,type_of_violence,side_a,side_b,adm_1,country,date_prec,date_start,date_end,best,high,low,source_article"
ACLED_COLUMNS = (
    "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,"
    "country,admin1,source,fatalities"
)


def ged(
    id_: int, day: str, actor: str = "Reds", unit: str = "North", *, last: str = "", target: str = "Army", killed: int = 3, source: str = ""
) -> str:
    """Return one line of a file in the layout of UCDP GED; `actor` may join several with commas."""
    return f'{id_},{day[:4]},1,"{actor}","{target}",{unit},Land,1,{day},{last or day},{killed},{killed},{killed},{source}'


def acled(id_: str, day: str, actor: str = "Reds", unit: str = "North", *, others: str = "", target: str = "Army", killed: int = 3) -> str:
    """Return one line of a file in the layout of ACLED."""
    return f"{id_},{day},{day[:4]},1,Battles,Armed clash,{actor},{others},2,{target},,1,Land,{unit},Paper,{killed}"


def bring(case: Path, name: str, lines: Iterable[str], columns: str = GED_COLUMNS) -> Path:
    """Import lines of a table into a case and return the folder of the import."""
    file = case.parent / f"{name}.csv"
    file.write_text("\n".join([columns, *lines]) + "\n", encoding="utf-8", newline="\n")
    return import_into(case, file, name=name).folder


def restate(folder: Path, key: str, value: str) -> None:
    """Put another value into the import.toml of an import; an empty one takes the key out."""
    path = folder / "import.toml"
    text, n = re.subn(rf"^{key} = .*\n", f"{key} = {value}\n" if value else "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert n == 1, key
    path.write_text(text, encoding="utf-8", newline="\n")
