"""Measures what people wait for: `python -m tests.bench` runs whole commands and single steps, and prints medians.

Wall and CPU seconds and peak memory are those of all processes together. With `--write`, docs/performance.md and its
plot are made anew from what is measured.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench.commands import measure_commands
from tests.bench.page import PAGE, PLOT, put_between, size_tables
from tests.bench.plot import plot
from tests.bench.sizes import measure_sizes


def main() -> None:
    """Print a table of the commands and the tables of the sizes."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each command with the five reports (5)")
    parser.add_argument(
        "--sizes", type=_sizes, default=_sizes("5,10,100,1000"),
        help="numbers of reports, smallest first; 5 are the real ones, others are generated (5,10,100,1000)",
    )  # fmt: skip
    parser.add_argument("--runs-of-sizes", type=int, default=1, help="runs of each size (1)")
    parser.add_argument(
        "--limit", type=float, default=1200, help="seconds after which a command or step is stopped (1200)"
    )
    parser.add_argument("--write", action="store_true", help="write what is measured into docs/performance.md")
    asked = parser.parse_args()
    if asked.runs:
        commands = measure_commands(asked.runs)
        _say(commands)
        if asked.write:
            put_between(PAGE, "commands", commands)
    if asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            sizes = []
            for size in measure_sizes(Path(folder), asked.sizes, asked.runs_of_sizes, asked.limit):
                sizes.append(size)
                sys.stderr.write(f"{size.reports} reports measured\n")
        tables = size_tables(sizes, asked.runs_of_sizes)
        _say(tables)
        if asked.write:
            put_between(PAGE, "sizes", tables)
            PLOT.write_text(plot(sizes), encoding="utf-8")


def _sizes(text: str) -> list[int]:
    return sorted(int(number) for number in text.split(",") if number)


def _say(lines: list[str]) -> None:
    sys.stdout.write("\n".join([*lines, "", ""]))


if __name__ == "__main__":
    main()
