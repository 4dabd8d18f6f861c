"""Whether two warehouses say the same: every table of one laid beside that of the other, row by row.

What is good for one file alone is left out: which release it is, and the numbers that join its tables, in whose place
stands what they stand for.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.build.parts import NUMBERS
from orchestration.database import attach, connect, literal

NOT_COMPARED = ("staging", "release")
"""Schemas that are there only while a warehouse is built, or say which release it is."""

EARLIER_FINDINGS = "raw.known_finding"
"""What the releases before knew: who builds a release again knows that one, too."""

CATALOGUE = "main.catalogue"

LEFT_OUT = {"quality.validation_result": ("result",), "quality.suspect_block": ("block_id",)}
"""Columns with numbers of one run, or with what other columns say."""

FIGURE = "(SELECT figure_number AS number, figure_id AS stands_for FROM {side}.quality.checked_figure)"
SERIES = (
    "(SELECT series_number AS number, concat_ws(':', organisation_id, metric_id, area_id, breakdown_id, category_id, "
    "kind) AS stands_for FROM {side}.quality.series)"
)
TABLE = (
    "(SELECT DISTINCT table_number AS number, report_id || '/' || table_id AS stands_for "
    "FROM {side}.quality.checked_figure)"
)
NOT_SEARCHED = (
    "(SELECT identity_ids FROM one.quality.suspect_block WHERE outcome = 'not_searched' "
    "UNION SELECT identity_ids FROM other.quality.suspect_block WHERE outcome = 'not_searched')"
)
"""Blocks for which the time of one of the runs was over: that says how busy the machine was."""

BLOCK = "(SELECT block_id AS number, identity_ids AS stands_for FROM {side}.quality.suspect_block)"
STANDS_FOR = dict.fromkeys(NUMBERS, FIGURE) | {"series_number": SERIES, "table_number": TABLE, "block_id": BLOCK}
"""By column: what its numbers stand for."""


def different_rows(one: Path, other: Path) -> dict[str, tuple[int, int]]:
    """By table that differs: how many rows only `one` has, and how many only `other`; empty where both say the same.

    A row that stands in both, but more often in one of them, counts as often as it is missing in the other.
    """
    with connect() as connection:
        attach(connection, one, "one")
        attach(connection, other, "other")
        columns = {side: _columns(connection, side) for side in ("one", "other")}
        in_both = columns["one"].keys() & columns["other"].keys()
        tables = (columns["one"].keys() | columns["other"].keys()) - {EARLIER_FINDINGS}
        # A build that is not published has no catalogue yet.
        if CATALOGUE not in in_both:
            tables -= {CATALOGUE}
        itself = [name for side in ("one", "other") for name in _release_ids(connection, side)]
        found = {}
        for table in sorted(tables):
            only = _only(connection, table, columns["one"].get(table), columns["other"].get(table), itself)
            if any(only):
                found[table] = only
    return found


def _columns(connection: duckdb.DuckDBPyConnection, side: str) -> dict[str, list[str]]:
    left_out = ", ".join(literal(schema) for schema in NOT_COMPARED)
    found = connection.execute(
        "SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_name) "
        "FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name) "
        f"WHERE database_name = '{side}' AND schema_name NOT IN ({left_out}) GROUP BY ALL"
    ).fetchall()
    return dict(found)


def _release_ids(connection: duckdb.DuckDBPyConnection, side: str) -> list[str]:
    """Which release a file is; none for a build that is not published."""
    try:
        return [name for (name,) in connection.execute(f"SELECT release_id FROM {side}.release.release").fetchall()]
    except duckdb.CatalogException:
        return []


def _only(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    one: list[str] | None,
    other: list[str] | None,
    itself: list[str],
) -> tuple[int, int]:
    """How many rows of a table, with its columns in both files, only the one and only the other has."""
    if one is None or one != other:
        sides = [f"{side}.{table}" if columns else None for side, columns in (("one", one), ("other", other))]
        return _count(connection, sides[0]), _count(connection, sides[1])
    rows = [f"({_rows(side, table, one, itself)})" for side in ("one", "other")]
    only = _count(connection, f"({rows[0]} EXCEPT ALL {rows[1]})")
    # Both have the rest, as often.
    return only, _count(connection, rows[1]) - (_count(connection, rows[0]) - only)


def _rows(side: str, table: str, columns: list[str], itself: list[str]) -> str:
    """A query of the rows of a table as they can be laid beside those of another file."""
    said, joins = [], []
    for column in columns:
        if column in LEFT_OUT.get(table, ()):
            continue
        if column in STANDS_FOR:
            joins.append(
                f"LEFT JOIN {STANDS_FOR[column].format(side=side)} AS of_{column} ON t.{column} = of_{column}.number"
            )
            # A number that stands for nothing is no absent one.
            said.append(f"(t.{column} IS NULL, of_{column}.stands_for)")
        elif table == "quality.finding" and column in ("first_seen_release", "first_seen_at"):
            # NULL in the release that was the first to see it, and its id in what is built on that release.
            first = ", ".join(literal(name) for name in itself) or "NULL"
            said.append(f"CASE WHEN t.first_seen_release NOT IN ({first}) THEN t.{column} END")
        elif table == "quality.finding" and column == "remark":
            # The same: a finding is new in the release that was the first to see it.
            said.append("nullif(t.remark, 'new')")
        else:
            said.append(f't."{column}"')
    where = {
        CATALOGUE: "WHERE t.schema_name <> 'release'",
        "quality.suspect_block": f"WHERE (t.identity_ids IN {NOT_SEARCHED}) IS NOT TRUE",
        "quality.suspect": f"WHERE (of_block_id.stands_for IN {NOT_SEARCHED}) IS NOT TRUE",
    }.get(table, "")
    return f"SELECT {', '.join(said)} FROM {side}.{table} AS t {' '.join(joins)} {where}"


def _count(connection: duckdb.DuckDBPyConnection, rows: str | None) -> int:
    found = connection.execute(f"SELECT count(*) FROM {rows}").fetchone() if rows else None
    return int(found[0]) if found else 0
