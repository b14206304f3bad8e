"""An ACLED-shaped table of some 1 GB taken into a case, as `concerted import` does it, beside DuckDB's own COPY of the same file, in turn.

Run with: uv run python bench/import_speed.py [rows]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROWS = 2_500_000
RUNS = 3
OURS = """
import sys, time, resource
from pathlib import Path
from concerted.events.importing import import_into
start = time.perf_counter()
ledger = import_into(Path(sys.argv[2]), Path(sys.argv[1])).ledger
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, ledger.read, ledger.kept)
"""
NEW = """
import sys
from concerted.case import new_case
new_case(sys.argv[1])
"""
BARE = """
import sys, time, resource, duckdb
start = time.perf_counter()
connection = duckdb.connect(config={"memory_limit": "1GB"})
connection.execute("SET enable_progress_bar = false")
connection.execute(f"COPY (SELECT * FROM read_csv('{sys.argv[1]}')) TO '{sys.argv[2]}' (FORMAT parquet, COMPRESSION zstd)")
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0, 0)
"""


def write_table(path: Path, rows: int) -> None:
    """Write the table with DuckDB: made-up groups, days and words, no real place."""
    import duckdb

    query = f"""
        COPY (SELECT
            'XXX' || i AS event_id_cnty, strftime(DATE '2018-01-01' + CAST(i % 2500 AS INTEGER), '%Y-%m-%d') AS event_date,
            2018 + (i % 2500) // 365 AS "year", 1 + CAST(i % 17 = 0 AS INTEGER) AS time_precision, 'Political violence' AS disorder_type,
            'Explosions/Remote violence' AS event_type, 'Shelling/artillery/missile attack' AS sub_event_type,
            'Group ' || (i * 7919 % 400) AS actor1, CASE WHEN i % 9 = 0 THEN 'Group ' || (i % 50) ELSE '' END AS assoc_actor_1,
            'Rebel group' AS inter1, 'Group ' || (i * 104729 % 300) AS actor2, '' AS assoc_actor_2, 'State forces' AS inter2,
            'State forces-Rebel group' AS interaction, '' AS civilian_targeting, 900 AS iso, 'Region' AS region,
            'Country ' || (i % 12) AS country, 'Province ' || (i % 140) AS admin1, 'District ' || (i % 900) AS admin2, '' AS admin3,
            'Town' AS location, 0.0 AS latitude, 0.0 AS longitude, 2 AS geo_precision, 'Made-up News; Other Paper' AS source,
            'National' AS source_scale,
            'On that day, group ' || (i * 7919 % 400) || ' fired at positions of group ' || (i * 104729 % 300) ||
                ', as "the paper" wrote; no figures of losses were given by either side (' || md5(CAST(i AS VARCHAR)) || ').' AS notes,
            i % 5 AS fatalities, '' AS tags, 1700000000 + i AS "timestamp"
        FROM range({rows}) AS t(i)) TO '{path}' (FORMAT csv, HEADER)"""
    duckdb.connect().execute(query)


def run(code: str, table: Path, out: Path) -> list[float]:
    done = subprocess.run([sys.executable, "-c", code, str(table), str(out)], check=True, capture_output=True, text=True)
    return [float(word) for word in done.stdout.split()]


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        table, out, case = Path(folder) / "table.csv", Path(folder) / "out.parquet", Path(folder) / "case"
        write_table(table, rows)
        subprocess.run([sys.executable, "-c", NEW, str(case)], check=True)
        print(f"{rows:,} rows, {table.stat().st_size / 1e9:.2f} GB")
        run(BARE, table, out)
        pairs = [(run(OURS, table, case), run(BARE, table, out)) for _ in range(RUNS)]
    for ours, bare in pairs:
        print(f"ours {ours[0]:6.2f} s, {ours[1]:5.0f} MB; DuckDB's COPY {bare[0]:6.2f} s, {bare[1]:5.0f} MB; speed {bare[0] / ours[0]:.2f}")
    print(f"speed over DuckDB's COPY, median: {statistics.median(b[0] / o[0] for o, b in pairs):.2f} (to stay above 0.7)")
    print(f"peak memory: {max(o[1] for o, _ in pairs):.0f} MB (to stay under 1,536); read {pairs[0][0][2]:,.0f}, kept {pairs[0][0][3]:,.0f}")


if __name__ == "__main__":
    main()
