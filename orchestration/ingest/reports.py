"""Brings the raw store in line with the report folders of `sources/`.

A report whose files are unchanged is not read again; a changed one replaces its own rows; one that is gone
takes its rows with it; all of that in one transaction. What is wrong does not stop the reading: it is kept in
`raw.problem` with the rest of the report, so that a run shows all of it, and the caller decides to stop.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from orchestration.ingest.load import delete_reports, load_share
from orchestration.ingest.published import Published
from orchestration.ingest.raw import create_raw_tables, open_raw
from orchestration.ingest.readers import read_shares
from orchestration.ingest.share import ReadReport
from orchestration.looks import Looks
from orchestration.problems import BadInputError, Problem
from orchestration.report_folders import find_folders

Status = Literal["new", "changed", "reread", "unchanged", "withdrawn"]
SAID: dict[Status, str] = {
    "new": "read, new",
    "changed": "read again, changed",
    "reread": "read again, as asked",
    "unchanged": "unchanged",
    "withdrawn": "withdrawn",
}

MOST_TOLD = 20
"""Reports that are all told by name."""
MOST_NAMED = 5
"""Where there are more, how many are named of those that came, changed or went."""
PROGRESS_SECONDS = 10.0

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
    checksum: str
    cells: int


def ingest(
    sources: Path,
    raw_database: Path,
    reread: Collection[str] = (),
    kept: Path | None = None,
    published: Published | None = None,
) -> list[ReportChange]:
    """Bring the raw store in line with the report folders of `sources`; it is made where there is none.

    `reread` names reports that are read again though they have not changed; `kept` is the file that keeps what the
    reports looked like (see `looks`). A draft is not read; what is `published` of it stays. Returns one change per
    report, by report id. Problems of single reports are in `raw.problem` afterwards (see `read_problems`). Raises
    BadInputError where there is no report at all; the store is then left alone.
    """
    folders = find_folders(sources)
    published = published or Published(None)
    looks = Looks(sources, kept, lambda: published.checksums)
    with open_raw(raw_database) as connection:
        connection.execute("BEGIN")
        try:
            create_raw_tables(connection)
            with _workplace(raw_database) as place:
                changes = _bring_in_line(connection, sources, folders, looks, reread, place, published)
            connection.execute("COMMIT")
        except BaseException:
            # Where it is the COMMIT that failed, nothing is left to take back, and why is what is to be told.
            with contextlib.suppress(duckdb.TransactionException):
                connection.execute("ROLLBACK")
            raise
    looks.keep(folder.name for folder in folders)
    for line in told(changes):
        logger.info(line)
    return changes


def recognised(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What was recognised of the files in the store and is not the usual, a line for each of them."""
    found = connection.execute(
        """
        SELECT file, read_as, count(*)
        FROM raw.report_table WHERE read_as IS NOT NULL GROUP BY ALL ORDER BY file, min(position)
        """
    ).fetchall()
    return [
        f"{file}{f' ({tables} tables)' if tables > 1 else ''}: read as {read_as}" for file, read_as, tables in found
    ]


def told(changes: Sequence[ReportChange]) -> list[str]:
    """What became of the reports, in lines: of a few each by name, of many those that changed and how many did."""
    if len(changes) <= MOST_TOLD:
        return [_line(change.report_id, change.status, change.cells) for change in changes]
    lines = []
    for status in SAID:
        some = [change for change in changes if change.status == status]
        named = [] if status == "unchanged" else some[:MOST_NAMED]
        lines += [_line(change.report_id, status, change.cells) for change in named]
        if rest := some[len(named) :]:
            many = f"{len(rest):,} {'more reports' if named else 'reports'}"
            lines.append(_line(many, status, sum(change.cells for change in rest)))
    return lines


def _line(what: str, status: Status, cells: int) -> str:
    return f"{what}: {SAID[status]}, {cells:,} cells"


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
    published: Published,
) -> list[ReportChange]:
    stored = _stored(connection)
    same = {
        folder.name
        for folder in folders
        if folder.name in stored and looks.is_still(folder, stored[folder.name].checksum)
    }
    drafts = {folder.name for folder in folders if folder.name not in same and looks.is_draft(folder)}
    if len(drafts) == len(folders) and not drafts & published.checksums.keys():
        raise BadInputError([_only_drafts(sources, drafts)])
    # What was published of a draft stays as it was, whatever has been read of its folder since.
    held = {name: published.checksums[name] for name in drafts if name in published.checksums}
    restored = {name for name, checksum in held.items() if name not in stored or stored[name].checksum != checksum}
    here = {folder.name for folder in folders}
    to_read = sorted(name for name in here - drafts if name not in same or name in reread)
    gone = stored.keys() - here
    # Folders that were only ever problems are no reports, and leave no trace but these.
    troubled = {row[0] for row in connection.execute("SELECT DISTINCT report_id FROM raw.problem").fetchall()}
    kept = (here - drafts - set(to_read)) | (held.keys() - restored)
    delete_reports(connection, sorted((stored.keys() | troubled) - kept))
    published.restore(connection, restored)
    read = _read(connection, sources, to_read, place)
    for name, one in read.items():
        looks.note(name, one.look)
    after = _stored(connection) if restored else stored
    return sorted([
        *(ReportChange(name, "withdrawn", stored[name].cells, stored[name].checksum) for name in gone),
        *(ReportChange(name, "unchanged", after[name].cells, after[name].checksum) for name in kept | restored),
        *(
            ReportChange(name, _status(name, same, stored), one.cells, one.look.checksum)
            for name, one in read.items()
        ),
    ])  # fmt: skip


def _only_drafts(sources: Path, drafts: Collection[str]) -> Problem:
    named = ", ".join(sorted(drafts)[:MOST_NAMED]) + (" …" if len(drafts) > MOST_NAMED else "")
    return Problem(
        sources.name, None, None, f"there is no report here but drafts: {named}",
        "See one with `warehouse preview ID`, and take it with `warehouse accept ID` once nothing is asked in it.",
    )  # fmt: skip


def _status(name: str, same: Collection[str], stored: Collection[str]) -> Status:
    if name in same:
        return "reread"
    return "changed" if name in stored else "new"


def _read(connection: duckdb.DuckDBPyConnection, sources: Path, names: list[str], place: Path) -> dict[str, ReadReport]:
    """Read these folders into the store, which has no rows of them."""
    read: dict[str, ReadReport] = {}
    said = time.monotonic()
    # Whatever happens here, nobody goes on reading.
    with closing(read_shares(sources, names, place)) as shares:
        for share in shares:
            load_share(connection, share.place)
            shutil.rmtree(share.place)
            read |= zip(share.names, share.reports, strict=True)
            if time.monotonic() - said > PROGRESS_SECONDS:
                said = time.monotonic()
                logger.info("%s of %s reports are read", f"{len(read):,}", f"{len(names):,}")
    return read


def _stored(connection: duckdb.DuckDBPyConnection) -> dict[str, _Stored]:
    """The reports in the store, by id, which is the name of the folder."""
    found = connection.execute(
        """
        WITH counted AS (SELECT report_id, count(*) AS cells FROM raw.cell GROUP BY report_id)
        SELECT r.report_id, r.checksum, coalesce(c.cells, 0)
        FROM raw.report AS r
        LEFT JOIN counted AS c ON c.report_id = r.report_id
        """
    ).fetchall()
    return {row[0]: _Stored(*row[1:]) for row in found}
