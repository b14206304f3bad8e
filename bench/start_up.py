"""How long a newcomer waits: `concerted --help`, and an assessment of the bundled case, each as a whole process.

Run with: uv run python bench/start_up.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CASE = Path(__file__).parents[1] / "cases" / "united-front-2023"
MAIN = [sys.executable, "-c", "from concerted.cli import main; main()"]
BARE = [sys.executable, "-c", "pass"]


def seconds(command: list[str], runs: int) -> list[float]:
    subprocess.run(command, check=True, capture_output=True)
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return taken


def line(name: str, taken: list[float], bound: str) -> str:
    return f"{name:<28} median {statistics.median(taken):6.3f} s   {min(taken):6.3f} to {max(taken):6.3f} s   {bound}"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bare, helped = seconds(BARE, 10), seconds([*MAIN, "--help"], 10)
        assessed = seconds([*MAIN, "assess", str(CASE), "--out", f"{folder}/out"], 5)
    print(line("bare Python", bare, ""))
    print(line("concerted --help", helped, "(to stay under 0.2 s)"))
    print(line("concerted assess", assessed, "(to stay under 10 s)"))
    print(f"--help over bare Python: {statistics.median(helped) / statistics.median(bare):.1f} times")


if __name__ == "__main__":
    main()
