"""A share of the report folders, read into files of JSON that the database takes over: one per raw table, a row a line.

Made by whoever reads, in this process or another one, in the order of the folders.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from orchestration.ingest.read_folder import FolderRead, TableCells, read_folder
from orchestration.looks import Look

CELL = "cell"
CELLS_A_LINE = 10_000
"""About: rows are not cut."""
ROWS_A_LINE = 1_000


@dataclass(frozen=True)
class ReadReport:
    """That a report was read: what its folder was found to be, and how many cells it has."""

    report_id: str
    look: Look
    cells: int

    def to_json(self) -> list[Any]:
        """The same as plain data."""
        return [self.report_id, self.cells, *self.look.to_json()]

    @classmethod
    def from_json(cls, said: list[Any]) -> ReadReport:
        """What `to_json` made."""
        report_id, cells, *look = said
        return cls(report_id, Look.from_json(look), cells)


class ShareWriter:
    """Writes what was read of folders into a folder of its own."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._open: dict[str, IO[str]] = {}

    def __enter__(self) -> ShareWriter:
        self._place.mkdir()
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._open.values():
            file.close()

    def write(self, read: FolderRead) -> None:
        """Append what was read of one folder."""
        for table, rows in read.rows.items():
            for first in range(0, len(rows), ROWS_A_LINE):
                self._line(table, {"rows": rows[first : first + ROWS_A_LINE]})
        for cells in read.tables:
            for line in _cell_lines(read.report_id, cells):
                self._line(CELL, line)

    def _line(self, table: str, said: dict[str, Any]) -> None:
        if table not in self._open:
            # A name may hold bytes that are no text.
            self._open[table] = (self._place / table).open("w", encoding="utf-8", errors="backslashreplace")
        self._open[table].write(json.dumps(said, ensure_ascii=False, default=str) + "\n")


def read_share(sources: Path, names: Sequence[str], place: Path) -> list[ReadReport]:
    """Read these folders of `sources` into files in `place`, which is made."""
    found = []
    with ShareWriter(place) as writer:
        for name in names:
            read = read_folder(sources, sources / name)
            writer.write(read)
            found.append(ReadReport(read.report_id, read.look, read.count))
    return found


def _cell_lines(report_id: str, table: TableCells) -> Iterator[dict[str, Any]]:
    step = max(1, CELLS_A_LINE // len(table.cells[0]))
    for first in range(0, len(table.cells), step):
        yield {
            "report_id": report_id,
            "table_id": table.table_id,
            "file": table.file,
            "file_checksum": table.file_hash,
            "first_row": first + 1,
            "lines": table.lines[first : first + step],
            "rows": table.cells[first : first + step],
        }
