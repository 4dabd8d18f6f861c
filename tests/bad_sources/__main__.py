"""`python -m tests.bad_sources` prints the counts of the corpus; with a folder, it writes the cases there to try them.

`python -m tests.bad_sources FOLDER [WORD ...]` writes those whose id has one of the words in it, or all.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.bad_sources.corpus import all_cases, counts_table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="an empty folder, for `warehouse refresh --sources`")
    parser.add_argument("words", nargs="*", help="parts of ids")
    arguments = parser.parse_args()
    cases = all_cases()
    if arguments.folder is None:
        print(counts_table(cases), end="")
        return
    wanted = [case for case in cases if not arguments.words or any(word in case.id for word in arguments.words)]
    for case in wanted:
        if not case.why_not:
            case.write(arguments.folder / "sources")
        print(f"{case.kind:8} {case.id}{f' (left out: {case.why_not})' if case.why_not else ''}")


if __name__ == "__main__":
    main()
