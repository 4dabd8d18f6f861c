"""The process that reads shares of the report folders beside others: `python -m orchestration.ingest.reader`.

It is told what to read in a line on its standard input, and says on its standard output a line for every share that it
has read. It imports what reading needs and nothing else, and ends with the process that started it: that one keeps the
input open as long as it lives and wants more.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

from orchestration.ingest.share import read_share


def main() -> None:
    """Read the shares that are asked for."""
    job = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_asker, args=(sys.stdin.fileno(),), daemon=True).start()
    for number, names in job["shares"]:
        reports = read_share(Path(job["sources"]), names, Path(job["place"], str(number)))
        sys.stdout.write(json.dumps([one.to_json() for one in reports]) + "\n")
        sys.stdout.flush()


def _end_with_asker(stdin: int) -> None:
    """End at once when the other end of the input is closed, however that came about."""
    os.read(stdin, 1)
    os._exit(1)


if __name__ == "__main__":
    main()
