"""The yardstick: `by_hand.sql` on the raw cells of an ingested store, step by step.

`python -m tests.bench.by_hand STORE INTO` prints the wall and CPU seconds of each step.
"""

from __future__ import annotations

import json
import re
import sys
import time
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from orchestration.home import DBT_PROJECT

SCRIPT = Path(__file__).with_suffix(".sql")
STEP = re.compile(r"^-- step: (\w+)$", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """What a step of the script took."""

    name: str
    wall: float
    cpu: float


def run_by_hand(store: Path, into: Path) -> list[Step]:
    """Check the cells of a store by the script, whose tables are left in the new file `into`."""
    _, *named = STEP.split(SCRIPT.read_text(encoding="utf-8"))
    steps = []
    with duckdb.connect(str(into)) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"ATTACH '{store}' AS store (READ_ONLY)")
        connection.execute("SET VARIABLE seeds = $1", [str(DBT_PROJECT / "seeds")])
        for name, statements in zip(named[::2], named[1::2], strict=True):
            wall, cpu = time.perf_counter(), time.process_time()
            connection.execute(statements)
            steps.append(Step(name, time.perf_counter() - wall, time.process_time() - cpu))
    return steps


if __name__ == "__main__":
    sys.stdout.write(json.dumps([astuple(step) for step in run_by_hand(Path(sys.argv[1]), Path(sys.argv[2]))]) + "\n")
