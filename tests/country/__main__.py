"""Makes a country to test with: `python -m tests.country 1000 --to FOLDER` writes a thousand report folders.

The same seed makes the same bytes, and the first folders are the same however many there are. With `--errors SHARE`,
that share of the printed numbers is wrong, and FOLDER-planted.csv, beside the folder, says which.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import repeat
from pathlib import Path

from tests.country.errors import COLUMNS, Planted, as_row
from tests.country.folder import write_town
from tests.country.names import MOST_TOWNS
from tests.country.town import REPORTS_EACH

MOST_REPORTS = MOST_TOWNS * REPORTS_EACH
TOWNS_AT_ONCE = 8
"""How many towns a process takes at a time."""


def make_country(folder: Path, reports: int, seed: int = 1, errors: float = 0.0, processes: int = 1) -> list[Planted]:
    """Write so many report folders into `folder`, which is made; returns the errors that are planted in them."""
    folder.mkdir(parents=True)
    towns = range(-(-reports // REPORTS_EACH))
    each = [min(REPORTS_EACH, reports - REPORTS_EACH * number) for number in towns]
    write = partial(write_town, folder, seed)
    if processes == 1:
        written = list(map(write, towns, each, repeat(errors)))
    else:
        with ProcessPoolExecutor(processes) as pool:
            written = list(pool.map(write, towns, each, repeat(errors), chunksize=TOWNS_AT_ONCE))
    return [one for of_town in written for one in of_town]


def main() -> int:
    """Make a country as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.country", description=__doc__)
    parser.add_argument("reports", type=int, help=f"how many report folders, up to {MOST_REPORTS}")
    parser.add_argument("--to", type=Path, help="the folder to make (build/country/REPORTS)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes another country (1)")
    parser.add_argument("--errors", type=float, default=0.0, help="the share of numbers to spoil, such as 0.01 (0)")
    asked = parser.parse_args()
    folder = asked.to or Path("build") / "country" / str(asked.reports)
    if not 1 <= asked.reports <= MOST_REPORTS:
        parser.error(f"between 1 and {MOST_REPORTS} reports can be made")
    if not 0 <= asked.errors <= 1:
        parser.error("--errors is a share, from 0 to 1")
    if folder.exists():
        parser.error(f"{folder} is there already; remove it, or name another folder with --to")
    planted = make_country(folder, asked.reports, asked.seed, asked.errors, os.cpu_count() or 1)
    said = f"{folder}: {asked.reports} report folders"
    if asked.errors:
        listed = folder.with_name(f"{folder.name}-planted.csv")
        with listed.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS, *map(as_row, planted)])
        said += f"; {len(planted)} planted errors in {listed}"
    sys.stdout.write(f"{said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
