"""Writes the CSV of every table that has none yet, as its document prints it.

For whoever adds a report: write its `report.yml`, run `python -m tests.sources.transcribe`, and look at what
came out. An existing file is left alone.
"""

from __future__ import annotations

import csv

from tests.sources.document import DOCUMENTS, SOURCES, reports, table_cells


def main() -> None:
    """Write what is missing and name it."""
    for report in reports():
        for table in report.tables:
            path = SOURCES / report.id / table.file
            if path.exists() or path.suffix != ".csv" or report.document is None or table.document_lines is None:
                continue
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(table_cells(DOCUMENTS / report.document.file, table))
            print(path.relative_to(SOURCES))


if __name__ == "__main__":
    main()
