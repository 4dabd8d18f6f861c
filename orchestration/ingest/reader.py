"""The process that reads shares of the report folders beside others: `python -m orchestration.ingest.reader`.

It is told what to read on its standard input, all at once, and says on its standard output a line for every share that
it has read. It imports what reading needs and nothing else, and ends with the process that started it.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from orchestration.ingest.share import read_share


def main() -> None:
    """Read the shares that are asked for."""
    job = json.load(sys.stdin)
    parent = os.getppid()
    for number, names in job["shares"]:
        if os.getppid() != parent:
            sys.exit("the process that asked for it is gone")
        reports = read_share(Path(job["sources"]), names, Path(job["place"], str(number)))
        sys.stdout.write(json.dumps([one.to_json() for one in reports]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
