"""Ten million GDELT-shaped rows to counts by group, front and day, beside DuckDB's bare GROUP BY of the same columns of the same file, in turn.

Run with: uv run python bench/gdelt_counts.py [rows] [--keep]

The file is Parquet, which both read fast, so that the reduction is what is compared: with text both would spend most of their time on reading.
Ours is the whole way: the actors as written, their groups from a register, the counts. DuckDB's groups are not even fetched. Ten million rows
are some ninety days of GDELT 2.0.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROWS = 10_000_000
RUNS = 3
# How many actors and countries there are. With few of them DuckDB has few groups to make, which is its best case.
TABLES = {"many names": (8000, 240), "few names": (400, 30)}
OURS = """
import sys, time, resource
from pathlib import Path
from concerted.actors import Register
from concerted.case.settings import ColumnSettings, OrganisationSettings, OrganisationsFile, RemoteSettings
from concerted.days import Window
from concerted.events.remote_counts import fronts_of, groups_of, remote_counts, written_actors
import duckdb
file = Path(sys.argv[1])
names = [f"Actor {i}" for i in range(0, 400, 10)]
known = tuple(OrganisationSettings(id=name, name=name, kind="armed_group", aliases=((name, "name"),)) for name in names)
register = Register(OrganisationsFile(organisation=known))
columns = ColumnSettings(actor="Actor1Name", date="SQLDATE", country="ActionGeo_CountryCode")
fronts = {f"C{i}": f"front {i % 6}" for i in range(12)}
settings = RemoteSettings(connection=f"duckdb://{file}", columns=columns, dates="yyyymmdd", fronts=fronts)
period = Window.of(("2023-01-11", "2023-03-21"))
start = time.perf_counter()
actors = groups_of(written_actors(settings, file.parent), register)
found = remote_counts(settings, file.parent, actors=actors, fronts=fronts_of(settings, set(fronts.values())), period=period)
seconds = time.perf_counter() - start
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(found.counted), found.read, sum(one.n for one in found.counted))
"""
BARE = """
import sys, time, resource, duckdb
start = time.perf_counter()
connection = duckdb.connect(config={"memory_limit": "1GB"})
connection.execute("SET enable_progress_bar = false")
query = f"SELECT Actor1Name, ActionGeo_CountryCode, SQLDATE, count(*) AS n FROM read_parquet('{sys.argv[1]}') GROUP BY ALL"
groups, read = connection.execute(f"SELECT count(*), sum(n) FROM ({query})").fetchall()[0]
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, groups, read, read)
"""


def write_table(path: Path, rows: int, actors: int, countries: int) -> None:
    """Write the columns that are read and some that are not; of 8,000 actors the first has 11 % of the rows, of 240 countries 33 %."""
    import duckdb

    # Numbers between 0 and 1 from a hash: the same rows each time, in no order.
    def drawn(salt: int) -> str:
        return f"(hash(i * 10 + {salt}) % 1000003) / 1000003"

    query = f"""
        COPY (SELECT
            1000000000 + i AS GLOBALEVENTID,
            CAST(strftime(DATE '2023-01-01' + CAST(floor(90 * {drawn(1)}) AS INTEGER), '%Y%m%d') AS INTEGER) AS SQLDATE,
            CASE WHEN {drawn(2)} < 0.08 THEN NULL ELSE 'ACTOR ' || CAST(floor({actors} * pow({drawn(3)}, 4)) AS INTEGER) END AS Actor1Name,
            'ACTOR ' || CAST(floor({actors} * pow({drawn(4)}, 4)) AS INTEGER) AS Actor2Name,
            CAST(1 + floor(20 * {drawn(5)}) AS INTEGER) AS EventRootCode,
            CASE WHEN {drawn(6)} < 0.02 THEN NULL
                ELSE 'C' || CAST(floor({countries} * pow({drawn(7)}, 5)) AS INTEGER) END AS ActionGeo_CountryCode,
            'https://news.example/' || md5(CAST(i AS VARCHAR)) AS SOURCEURL
        FROM range({rows}) AS t(i)) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"""
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(query)


def run(code: str, table: Path) -> list[float]:
    done = subprocess.run([sys.executable, "-c", code, str(table)], check=True, capture_output=True, text=True)
    return [float(word) for word in done.stdout.split()]


def measure(table: Path, rows: int, name: str) -> None:
    write_table(table, rows, *TABLES[name])
    print(f"{name}: {rows:,} rows, {table.stat().st_size / 1e6:.0f} MB of Parquet")
    run(BARE, table)
    pairs = [(run(OURS, table), run(BARE, table)) for _ in range(RUNS)]
    for ours, bare in pairs:
        print(f"  ours {ours[0]:5.2f} s, {ours[1]:4.0f} MB; bare GROUP BY {bare[0]:5.2f} s, {bare[1]:4.0f} MB; ratio {ours[0] / bare[0]:.2f}")
    ours, bare = pairs[0]
    counted, rest = ours[4], ours[3] - ours[4]
    print(f"  ours: {ours[2]:,.0f} counts, read {ours[3]:,.0f} = counted {counted:,.0f} + rest {rest:,.0f}; bare: {bare[2]:,.0f} groups")
    print(f"  time over DuckDB's bare GROUP BY, median: {statistics.median(o[0] / b[0] for o, b in pairs):.2f} (to stay within 2)")
    print(f"  peak memory: {max(o[1] for o, _ in pairs):.0f} MB")


def main() -> None:
    words = [word for word in sys.argv[1:] if word != "--keep"]
    rows = int(words[0]) if words else ROWS
    with tempfile.TemporaryDirectory() as folder:
        for name in TABLES:
            kept = Path(f"gdelt_counts {name}.parquet")
            measure(kept if "--keep" in sys.argv else Path(folder) / "table.parquet", rows, name)


if __name__ == "__main__":
    main()
