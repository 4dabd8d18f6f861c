"""Measures what people wait for: `python -m tests.bench` runs whole commands and single steps, and prints medians.

Wall and CPU seconds and peak memory are those of all processes together. With `--write`, docs/performance.md and its
plot are made anew from what is measured, each size as soon as something of it is.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.commands import measure_commands
from tests.bench.page import PAGE, PLOT, put_between, size_tables
from tests.bench.plot import cpu_lines, plot
from tests.bench.process import TookTooLongError
from tests.bench.sizes import PARTS, Asked, Size, as_kept, from_kept, measure_sizes


def main() -> int:
    """Print a table of the commands and the tables of the sizes; returns the exit code."""
    asked = _parser().parse_args()
    started = time.monotonic()
    failed = [*_measure_commands(asked), *(_measure_sizes(asked) if asked.sizes else [])]
    sys.stderr.write(f"all measured in {(time.monotonic() - started) / 60:.0f} minutes\n")
    return 1 if failed else 0


def _measure_commands(asked: argparse.Namespace) -> list[str]:
    """Measure the commands with the five reports, and write them down after each round; returns what failed."""
    commands: list[str] = []
    try:
        for commands in measure_commands(asked.runs) if asked.runs else []:
            sys.stderr.write(f"commands: {commands[0].split('|')[1].strip()}\n")
            if asked.write:
                put_between(PAGE, "commands", commands)
    except (RuntimeError, TookTooLongError) as error:
        sys.stderr.write(f"commands: {error}\n")
        return ["commands"]
    finally:
        if commands:
            _say(commands)
    return []


def _measure_sizes(asked: argparse.Namespace) -> list[str]:
    """Measure the sizes, and write down what is known after each thing; returns what failed."""
    sizes: dict[int, Size] = {}
    if asked.kept and asked.kept.exists():
        sizes = {size.reports: size for size in map(from_kept, json.loads(asked.kept.read_text(encoding="utf-8")))}

    def note(size: Size, name: str) -> None:
        sizes[size.reports] = size
        known = [sizes[reports] for reports in sorted(sizes)]
        cost = {measure: size.median(name, measure) for measure in ("wall", "cpu", "memory")}
        told = size.failed.get(name) or ("not ended" if name in size.not_ended else "")
        told = told or ", ".join(f"{measure} {value:,.1f}" for measure, value in cost.items() if value is not None)
        sys.stderr.write(f"{size.reports} reports: {name}: {told}\n")
        if asked.kept:
            asked.kept.write_text(json.dumps([*map(as_kept, known)]), encoding="utf-8")
        if asked.write:
            put_between(PAGE, "sizes", size_tables(known, asked.runs_of_sizes))
            if cpu_lines(known):
                PLOT.write_text(plot(known), encoding="utf-8")

    with tempfile.TemporaryDirectory() as folder:
        measured = Asked(
            asked.sizes, asked.runs_of_sizes, asked.limit, asked.without or [], dict(asked.sources_of or [])
        )
        measure_sizes(Path(folder), measured, note)
    _say(size_tables([sizes[reports] for reports in sorted(sizes)], asked.runs_of_sizes))
    return [name for reports in asked.sizes for name in sizes[reports].failed]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each command with five reports (5; 0 for none)")
    parser.add_argument(
        "--sizes", type=_sizes, default=_sizes("5,10,100,1000,10000"), metavar="N,N",
        help="numbers of reports; 5 are the real ones, others are generated, and of more than 1,000 only the "
        "commands are measured (5,10,100,1000,10000; '' for none)",
    )  # fmt: skip
    parser.add_argument("--runs-of-sizes", type=int, default=1, metavar="RUNS", help="runs of each size (1)")
    parser.add_argument(
        "--sources-of", type=_made, action="append", metavar="N=FOLDER",
        help="folders of `make country` to use for a size, where they stand already; they stay as they are",
    )  # fmt: skip
    parser.add_argument(
        "--kept", type=Path, metavar="FILE",
        help="keep what is measured in this JSON file too, and show what it has of sizes that are not asked for",
    )  # fmt: skip
    parser.add_argument(
        "--without", choices=PARTS, action="append",
        help="leave this out of the sizes: whole commands, of these the full refresh or the pages, single steps, or "
        "yardsticks; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--limit", type=float, default=1200, metavar="SECONDS",
        help="after which a command or step is stopped (1200); three times as many with more than 1,000 reports",
    )  # fmt: skip
    parser.add_argument("--write", action="store_true", help="write what is measured into docs/performance.md")
    return parser


def _sizes(text: str) -> list[int]:
    return sorted(int(number) for number in text.split(",") if number)


def _made(text: str) -> tuple[int, Path]:
    reports, _, folder = text.partition("=")
    if not Path(folder).is_dir():
        raise argparse.ArgumentTypeError(f"{folder or 'nothing'} is no folder")
    return int(reports), Path(folder).resolve()


def _say(lines: list[str]) -> None:
    sys.stdout.write("\n".join([*lines, "", ""]))


if __name__ == "__main__":
    sys.exit(main())
