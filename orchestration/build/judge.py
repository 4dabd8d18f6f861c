"""Great Expectations in a process of its own: its import takes seconds, and runs beside dbt on the second core.

`started` and `judge` are what a run calls; the rest is the process, which imports, waits for the path of a built
warehouse (as JSON) on standard input, and answers with the verdicts on standard output.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from expectations.verdict import RuleVerdict

_waiting: list[subprocess.Popen[str]] = []


@contextlib.contextmanager
def started() -> Iterator[None]:
    """Import Great Expectations meanwhile, for the next `judge` of this process; it is stopped with the block."""
    process = _start()
    _waiting.append(process)
    try:
        yield
    finally:
        if process in _waiting:
            _waiting.remove(process)
            process.kill()
            process.communicate()


def judge(database: Path) -> list[RuleVerdict]:
    """The verdicts on the rules of a built warehouse, one per rule.

    Raises RuntimeError with the words of the process where it breaks.
    """
    process = _waiting.pop() if _waiting else _start()
    answer, said = process.communicate(json.dumps(str(database)))
    if process.returncode:
        raise RuntimeError(f"the rules could not be judged:\n{said.strip()}")
    return [RuleVerdict(**verdict) for verdict in json.loads(answer)]


def _start() -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "orchestration.build.judge"],
        stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8", errors="backslashreplace",
    )  # fmt: skip


def _serve() -> None:
    # What is needed last gives way to what is needed first.
    os.nice(5)
    # Libraries write to standard output as they please; the answer goes where they cannot.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    from expectations.suite import judge as judge_here

    database = sys.stdin.read()
    if database:
        with answer:
            json.dump([dataclasses.asdict(verdict) for verdict in judge_here(Path(json.loads(database)))], answer)


if __name__ == "__main__":
    _serve()
