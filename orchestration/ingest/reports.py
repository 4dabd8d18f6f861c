"""Brings the raw store in line with the report folders of `sources/`.

A report whose files are unchanged is not read again; a changed one replaces its own rows; one that is gone
takes its rows with it; all of that in one transaction. What is wrong does not stop the reading: it is kept in
`raw.problem` with the rest of the report, so that a run shows all of it, and the caller decides to stop.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from orchestration.ingest.load import delete_reports, load_share
from orchestration.ingest.raw import create_raw_tables, open_raw
from orchestration.ingest.readers import read_shares
from orchestration.looks import Looks
from orchestration.problems import Problem, visible
from orchestration.report_folders import find_folders

Status = Literal["new", "changed", "reread", "unchanged", "withdrawn"]
SAID: dict[Status, str] = {
    "new": "read, new",
    "changed": "read again, changed",
    "reread": "read again, as asked",
    "unchanged": "unchanged",
    "withdrawn": "withdrawn",
}

logger = logging.getLogger("warehouse")


@dataclass(frozen=True, order=True)
class ReportChange:
    """What became of one report."""

    report_id: str
    status: Status
    cells: int
    """How many it has in the store, or had where it is withdrawn."""
    checksum: str
    """Its data version as it is in the store, or was; also of a report that cannot be read, and is in it no more."""


@dataclass(frozen=True)
class _Stored:
    report_id: str
    checksum: str
    cells: int


def ingest(
    sources: Path, raw_database: Path, reread: Collection[str] = (), kept: Path | None = None
) -> list[ReportChange]:
    """Bring the raw store in line with the report folders of `sources`; it is made where there is none.

    `reread` names reports that are read again though they have not changed; `kept` is the file that keeps what the
    reports looked like (see `looks`). Returns one change per report, by report id. Problems of single reports are in
    `raw.problem` afterwards (see `read_problems`). Raises BadInputError where there is no report at all; the store is
    then left alone.
    """
    folders = find_folders(sources)
    looks = Looks(sources, kept)
    with open_raw(raw_database) as connection:
        connection.execute("BEGIN")
        try:
            create_raw_tables(connection)
            with _workplace(raw_database) as place:
                changes = _bring_in_line(connection, sources, folders, looks, reread, place)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    looks.keep(folder.name for folder in folders)
    for change in changes:
        logger.info("%s: %s, %d cells", change.report_id, SAID[change.status], change.cells)
    return changes


def read_problems(connection: duckdb.DuckDBPyConnection) -> list[Problem]:
    """The problems stored in `raw.problem`, in the order of the files."""
    found = connection.execute(
        """
        SELECT file, row_number, column_number, message, next_step, report_id, coalesce(table_id, ''), text
        FROM raw.problem
        ORDER BY file, row_number NULLS FIRST, column_number NULLS FIRST, message
        """
    ).fetchall()
    return [Problem(*row) for row in found]


@contextmanager
def _workplace(raw_database: Path) -> Iterator[Path]:
    """A folder for what is read, until the store has it; it is put away whatever happens, by a kill at the next run."""
    build = raw_database.with_name("build")
    place = Path(tempfile.mkdtemp(prefix="reading-", dir=build if build.is_dir() else raw_database.parent))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _bring_in_line(
    connection: duckdb.DuckDBPyConnection,
    sources: Path,
    folders: list[Path],
    looks: Looks,
    reread: Collection[str],
    place: Path,
) -> list[ReportChange]:
    stored = _stored(connection)
    names = {folder.name for folder in folders}
    same = {
        folder.name
        for folder in folders
        if folder.name in stored and looks.is_still(folder, stored[folder.name].checksum)
    }
    to_read = [folder.name for folder in folders if folder.name not in same or folder.name in reread]
    withdrawn = stored.keys() - names
    # Folders that were only ever problems are no reports, and leave no trace but these.
    troubled = {row[0] for row in connection.execute("SELECT DISTINCT report_id FROM raw.problem").fetchall()}
    left = {*(stored[name].report_id for name in withdrawn), *(troubled - {visible(name) for name in names})}
    again = {visible(name) for name in to_read} & {*troubled, *(one.report_id for one in stored.values())}
    delete_reports(connection, sorted(left | again))
    read = {}
    for share in read_shares(sources, to_read, place):
        load_share(connection, share.place)
        shutil.rmtree(share.place)
        for name, one in zip(share.names, share.reports, strict=True):
            looks.note(name, one.look)
            read[name] = one
    changes = [
        ReportChange(one.report_id, "withdrawn", one.cells, one.checksum) for one in map(stored.get, withdrawn) if one
    ]
    for name in sorted(names):
        if name in read:
            status: Status = "reread" if name in same else "changed" if name in stored else "new"
            changes.append(ReportChange(visible(name), status, read[name].cells, read[name].look.checksum))
        else:
            before = stored[name]
            changes.append(ReportChange(before.report_id, "unchanged", before.cells, before.checksum))
    return sorted(changes)


def _stored(connection: duckdb.DuckDBPyConnection) -> dict[str, _Stored]:
    """The reports in the store, by folder."""
    found = connection.execute(
        """
        WITH counted AS (SELECT report_id, count(*) AS cells FROM raw.cell GROUP BY report_id)
        SELECT r.folder, r.report_id, r.checksum, coalesce(c.cells, 0)
        FROM raw.report AS r
        LEFT JOIN counted AS c ON c.report_id = r.report_id
        """
    ).fetchall()
    return {row[0]: _Stored(*row[1:]) for row in found}
