"""One report folder read and judged by the models' own SQL, in memory: without a release, dbt or any other report.

What a draft has still to be filled in stays open: a cell without its whole meaning is taken out after staging, and all
others become figures and identities as they would in a refresh.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from expectations.localise.read import has_work, read_system
from expectations.localise.suspects import localise, write_solved
from expectations.localise.system import System
from orchestration.build.compiled import Relation, ensure_compiled, make, needed_for
from orchestration.build.rule_files import load_rules
from orchestration.database import connect, literal
from orchestration.draft.misread import reading
from orchestration.home import DATABASE, Home
from orchestration.ingest.draft_report import to_assumed_report, to_draft_report
from orchestration.ingest.load import load_share
from orchestration.ingest.raw import REPORT_TABLES, RUN_TABLES
from orchestration.ingest.read_folder import FolderRead, read_folder
from orchestration.ingest.share import ShareWriter

GATE = "staging.rejected_cell"
"""Up to here meaning is looked up; what follows takes for granted that every cell has one."""
ASKED = ("core.figure", "core.metric", "core.area", "quality.judged_identity", "quality.identity_term")
FOUND = ("quality.finding", "quality.finding_cell")
SEARCH_SECONDS = 1.0
"""How long the cells behind findings are looked for where no single one explains them."""

CATALOG = DATABASE.removesuffix(".duckdb")
"""What the compiled SQL calls the database that it reads."""

Address = tuple[str, int, int]
"""Table, row and column."""

# A cell without a whole meaning, or whose text is no number: `what` says what it lacks.
OPEN_CELLS = """
    CREATE OR REPLACE TEMP TABLE open_cell AS
    SELECT table_id, row_number, column_number, value_printed, fault, lacks FROM (
        SELECT table_id, row_number, column_number, value_printed, fault, list_filter([
            CASE WHEN organisation_id IS NULL THEN 'organisation' END,
            CASE WHEN metric_id IS NULL OR metric_id NOT IN (SELECT m.metric_id FROM staging.metric AS m)
                THEN 'metric' END,
            CASE WHEN area_id IS NULL THEN 'area' END,
            CASE WHEN period_id IS NULL THEN 'period' END,
            CASE WHEN breakdown_said IS NOT NULL AND first_breakdown_id IS NULL
                AND coalesce(category_said, '') <> 'whole' THEN 'breakdown' END,
            CASE WHEN category_said IS NOT NULL AND category_said <> 'whole' AND first_category_id IS NULL
                THEN 'category' END,
            CASE WHEN crossed_category_said IS NOT NULL AND crossed_category_said <> 'whole'
                AND crossed_category_id IS NULL THEN 'category' END,
            CASE WHEN compared_with_said IS NOT NULL AND compared_with_id IS NULL THEN 'compared_with' END,
            CASE WHEN unit_said IS NOT NULL AND unit_id IS NULL THEN 'unit' END,
            CASE WHEN qualifier_said IS NOT NULL AND qualifier_id IS NULL THEN 'qualifier' END,
            CASE WHEN fault IS NOT NULL THEN 'number' END
        ], one -> one IS NOT NULL) AS lacks
        FROM staging.cell
    )
    WHERE len(lacks) > 0
"""
CLOSE = """
    DELETE FROM staging.cell WHERE (table_id, row_number, column_number) IN (
        SELECT (o.table_id, o.row_number, o.column_number) FROM open_cell AS o
    )
"""
UNREADABLE = "SELECT table_id, row_number, column_number, value_printed FROM staging.cell WHERE fault = 'not_a_number'"


@dataclass(frozen=True)
class Judged:
    """A report folder with its figures, identities and findings."""

    connection: duckdb.DuckDBPyConnection
    system: System
    """Its identities and cells, as the localiser has them."""
    readings: Mapping[Address, tuple[str, str]] = field(default_factory=dict)
    """Texts that look like misread numbers: as printed, and as they were read here."""


def read_draft(sources: Path, folder: Path, *, assume: bool = False) -> FolderRead:
    """What a report folder holds, of a draft as far as it is filled in; what is wrong with it is among its rows.

    `assume`: each question is answered with its first candidate if it has any.
    """
    return read_folder(sources, folder, to_assumed_report if assume else to_draft_report)


@contextmanager
def judged(home: Home, read: FolderRead) -> Iterator[Judged]:
    """A report folder that was read, judged; the connection is to a database in memory that holds it alone."""
    relations = ensure_compiled(home)
    with connect() as connection:
        connection.execute(f"ATTACH ':memory:' AS {CATALOG}")
        connection.execute(f"USE {CATALOG}")
        _load(connection, read)
        yield _judge(connection, relations)


def _judge(connection: duckdb.DuckDBPyConnection, relations: list[Relation]) -> Judged:
    """Judge what stands in schema `raw` of a database in memory."""
    needed = needed_for(relations, (*ASKED, *FOUND))
    schemas = {one.name.partition(".")[0] for one in needed}
    for schema in sorted(schemas):
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    last = next(number for number, one in enumerate(needed) if one.name == GATE)
    above = {one.name for one in needed_for(needed, [GATE])}
    before = [one for number, one in enumerate(needed) if number <= last or one.name in above]
    after = [one for one in needed if one not in before]
    for one in before:
        make(connection, one)
    readings = _read_again(connection, before)
    connection.execute(OPEN_CELLS)
    connection.execute(CLOSE)
    for one in after:
        make(connection, one)
    system = read_system(connection)
    write_solved(connection, localise(system, SEARCH_SECONDS) if has_work(connection) else [], system.cells)
    return Judged(connection, system, readings)


def _load(connection: duckdb.DuckDBPyConnection, read: FolderRead) -> None:
    # Without descriptions, which nobody reads here: they take longer than the tables.
    connection.execute("CREATE SCHEMA raw")
    for name, columns in (REPORT_TABLES | RUN_TABLES).items():
        connection.execute(f"CREATE TABLE raw.{name} ({columns})")
    with tempfile.TemporaryDirectory(prefix="preview-") as place:
        share = Path(place) / "share"
        with ShareWriter(share) as writer:
            writer.write(read)
        load_share(connection, share)
    load_rules(connection, dt.datetime.now(dt.UTC).date())


def _read_again(connection: duckdb.DuckDBPyConnection, before: list[Relation]) -> Mapping[Address, tuple[str, str]]:
    """Read texts that look like misread numbers as what they look like; the folder's files stay as they are."""
    unreadable = connection.execute(UNREADABLE).fetchall()
    readings = {
        (table, row, column): (text, read)
        for table, row, column, text in unreadable
        if text is not None and (read := reading(text)) is not None
    }
    if not readings:
        return {}
    for (table, row, column), (_, read) in readings.items():
        connection.execute(
            f"UPDATE raw.cell SET text = {literal(read)} WHERE table_id = {literal(table)} "
            f"AND row_number = {row} AND column_number = {column}"
        )
    for one in before:
        if one.kind == "table":
            make(connection, one)
    return readings


@contextmanager
def without_pandas() -> Iterator[None]:
    """Keep DuckDB from importing pandas at the first parameter that it is given: that takes half a second."""
    kept = sys.modules.get("pandas", ...)
    if kept is ...:
        sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if kept is ...:
            del sys.modules["pandas"]
