"""Reads a document in a process of its own, which may take so much memory and time and can write nothing.

`python -m orchestration.draft.apart KIND NAME PART` reads the document on its standard input, and writes what it holds
on its standard output. A file that was made to break what reads it breaks that process.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from orchestration.draft.document import DocumentError, FoundTable, Place, TextLine, refused
from orchestration.draft.only import Only
from orchestration.draft.readers import Reading, read_content
from orchestration.problems import Problem

MAX_SECONDS = 120
"""Processor time that reading may take, and twice that on the clock."""
MAX_MEMORY = 3 * 2**30
"""Bytes of memory, addresses included."""
SMALLER = "Give a part of it, with `--only pages 3-5` or a document of the pages that hold the tables"


def read_apart(
    name: str,
    kind: str,
    content: bytes,
    only: str | None = None,
    seconds: int = MAX_SECONDS,
    memory: int = MAX_MEMORY,
) -> Reading:
    """What a document holds. Raises DocumentError where it cannot be read within the bounds."""
    command = [sys.executable, "-P", "-m", __name__, kind, name, only or "", str(seconds), str(memory)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=2 * seconds, env=environment, check=False
        )
        said = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise refused(name, f"reading it takes more than {2 * seconds} seconds", SMALLER) from None
    except ValueError:
        raise refused(name, "reading it took more time or memory than any report does", SMALLER) from None
    if "problem" in said:
        raise DocumentError(Problem(**said["problem"]))
    return [_block(block) for block in said["blocks"]], said["doubts"]


def _block(said: dict[str, Any]) -> TextLine | FoundTable:
    """A block as `asdict` and JSON wrote it."""
    at = said["place"]
    box, lines = (tuple(at[key]) if at[key] else None for key in ("box", "lines"))
    place = Place(at["page"], box, lines, at["sheet"], at["cells"])
    if "text" in said:
        return TextLine(said["text"], place, said["is_heading"])
    cells = tuple(tuple(row) for row in said["cells"])
    doubts, row_lines = tuple(said["doubts"]), tuple(said["row_lines"])
    return FoundTable(cells, place, said["title"], said["header_rows"], doubts, row_lines)


def confine(seconds: int, memory: int) -> None:
    """Let this process take so much processor time and memory, and write in no file."""
    for bound, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(bound)
        resource.setrlimit(bound, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main(arguments: list[str]) -> None:
    """Read the document on standard input within the bounds."""
    kind, name, only, seconds, memory = arguments
    confine(int(seconds), int(memory))
    try:
        blocks, doubts = read_content(name, kind, sys.stdin.buffer.read(), Only.of(only) if only else None)
        said: dict[str, Any] = {"blocks": [asdict(block) for block in blocks], "doubts": doubts}
    except DocumentError as error:
        said = {"problem": asdict(error.problem)}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1:])
