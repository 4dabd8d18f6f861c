"""What one warehouse changes against another: figures new, changed and gone, and the mart values that move."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from orchestration.build.parts import WORKED_OUT
from orchestration.database import MART_SCHEMAS, attach, connect, literal, rows
from orchestration.home import Home
from orchestration.plain_data import from_plain
from orchestration.record import BuildScope, Changes, ChangesToServed, FigureChange, MartChange, MartMove
from orchestration.release.readable import ask_first
from orchestration.release.stored import published_before, release_id_of, served_release

EXAMPLES = 10
"""Figures and mart values that a refresh notes of all that moved; `warehouse diff` shows every one."""
KEYS = (
    "organisation_id",
    "area_id",
    "breakdown_id",
    "category_id",
    "metric_id",
    "period_id",
    "compared_with_period_id",
)
"""Columns that name a row of a mart, where it has them."""
LABELS = (
    "area_name", "area_kind", "category_label_nl", "category_label_en", "metric_label_nl", "metric_label_en", "grain",
    "start_date", "end_date", "figure_id",
)  # fmt: skip
"""Columns that follow from the key, or say where a value stands; a value that moves is none of them."""


def changes_against_served(home: Home, build: Path, scope: BuildScope | None = None) -> ChangesToServed:
    """What the build changes against the served release, or against the newest before it where that cannot be read.

    `scope`: what of the build was made anew: where it started from the served release, nothing else can have changed.
    `compared_with` is the id of that release, None where there is none; `instead_of` that of the served one where it
    cannot be read.
    """
    served = served_release(home)
    if served is None:
        return _to_served(compare(build, None))
    bases = [served, *published_before(home, release_id_of(served) or "")]
    anew = scope.organisations if scope and scope.base == release_id_of(served) else None
    with_base = ask_first(
        bases, lambda base: (release_id_of(base), compare(build, base, of=anew if base == served else None))
    )
    base, changes = with_base or (None, compare(build, None))
    is_other = base != release_id_of(served)
    return _to_served(changes, base, release_id_of(served) if is_other else None)


def _to_served(changes: Changes, base: str | None = None, unreadable: str | None = None) -> ChangesToServed:
    return ChangesToServed(**vars(changes), compared_with=base, instead_of=unreadable)


def compare(new: Path, served: Path | None, limit: int | None = EXAMPLES, of: Collection[str] | None = None) -> Changes:
    """What `new` changes against `served`; without a served release every figure is new.

    `of`: the organisations that are compared, if all others are the same; a mart in which they meet is compared whole.

    `new`, `changed` and `gone` count served figures, `marts` the values per mart table that are new, changed or gone
    (a cell of a wide mart, a row of a long one); `examples` and `moves` list them, up to `limit` each.
    """
    with connect() as connection:
        attach(connection, new, "new")
        if served is None:
            count = connection.execute("SELECT count(*) FROM new.core.figure WHERE is_served").fetchone()
            return Changes(new=count[0] if count else 0)
        attach(connection, served, "served")
        which = "true" if of is None else f"organisation_id IN ({', '.join(map(literal, of)) or 'NULL'})"
        counts, examples = _figures(connection, limit, which)
        marts, moves = _marts(connection, limit, which)
        return Changes(counts.get("new", 0), counts.get("changed", 0), counts.get("gone", 0), examples, marts, moves)


def _figures(
    connection: duckdb.DuckDBPyConnection, limit: int | None, which: str
) -> tuple[dict[str, int], list[FigureChange]]:
    """How many served figures there are by kind of change, and some of them."""
    connection.execute(
        f"""
        CREATE TEMP TABLE difference AS
        SELECT
            CASE WHEN o.figure_key IS NULL THEN 'new' WHEN n.figure_key IS NULL THEN 'gone' ELSE 'changed' END AS kind,
            coalesce(n.figure_key, o.figure_key) AS figure_key,
            o.value_printed AS was,
            n.value_printed AS becomes,
            coalesce(n.figure_id, o.figure_id) AS figure_id
        FROM (FROM new.core.figure WHERE is_served AND {which}) AS n
        FULL JOIN (FROM served.core.figure WHERE is_served AND {which}) AS o ON n.figure_key = o.figure_key
        WHERE
            n.figure_key IS NULL OR o.figure_key IS NULL
            OR n.value IS DISTINCT FROM o.value
            OR n.value_printed IS DISTINCT FROM o.value_printed
            OR n.qualifier IS DISTINCT FROM o.qualifier
        """
    )
    counts = dict(connection.execute("SELECT kind, count(*) FROM difference GROUP BY kind").fetchall())
    examples = rows(connection, f"SELECT * FROM difference ORDER BY kind, figure_key {_limit(limit)}")
    return counts, [from_plain(FigureChange, row) for row in examples]


def _marts(
    connection: duckdb.DuckDBPyConnection, limit: int | None, which: str
) -> tuple[dict[str, MartChange], list[MartMove]]:
    """How many values of each mart table moved, table by table, and some of them."""
    columns: dict[str, dict[str, list[str]]] = {}
    for database, table, name in connection.execute(
        """
        SELECT database_name, schema_name || '.' || table_name, column_name
        FROM duckdb_columns()
        WHERE schema_name IN (SELECT unnest($1)) AND database_name IN ('new', 'served')
        ORDER BY schema_name, table_name, column_index
        """,
        [list(MART_SCHEMAS)],
    ).fetchall():
        columns.setdefault(table, {}).setdefault(database, []).append(name)
    connection.execute(
        "CREATE TEMP TABLE move (mart VARCHAR, row VARCHAR, value_of VARCHAR, was VARCHAR, becomes VARCHAR)"
    )
    for table, sides in columns.items():
        of = "true" if table in WORKED_OUT else which
        connection.execute(
            f"""
            INSERT INTO move
            SELECT '{table}', coalesce(n.row, o.row), coalesce(n.value_of, o.value_of), o.value, n.value
            FROM ({_values("new", table, sides.get("new", []), of)}) AS n
            FULL JOIN ({_values("served", table, sides.get("served", []), of)}) AS o
                ON n.row = o.row AND n.value_of = o.value_of
            WHERE n.value IS DISTINCT FROM o.value
            """
        )
    found = connection.execute(
        """
        SELECT
            mart,
            count(CASE WHEN was IS NULL THEN 1 END),
            count(CASE WHEN was IS NOT NULL AND becomes IS NOT NULL THEN 1 END),
            count(CASE WHEN becomes IS NULL THEN 1 END)
        FROM move GROUP BY mart ORDER BY mart
        """
    ).fetchall()
    # What moved in both is more telling than what came or went.
    order = "ORDER BY was IS NULL OR becomes IS NULL, mart, row, value_of"
    moves = rows(connection, f"SELECT * FROM move {order} {_limit(limit)}")
    return {mart: MartChange(*counts) for mart, *counts in found}, [from_plain(MartMove, row) for row in moves]


def _values(database: str, table: str, columns: list[str], which: str) -> str:
    """A query with a row per value of a mart: the row it stands in, the column it is, and the value as text."""
    keys = [name for name in columns if name in KEYS]
    values = [name for name in columns if name not in (*KEYS, *LABELS)]
    if not columns:
        return "SELECT NULL::VARCHAR AS row, NULL::VARCHAR AS value_of, NULL::VARCHAR AS value WHERE false"
    texts = ", ".join(f"CAST({name} AS VARCHAR) AS {name}" for name in values)
    return (
        f"SELECT row, value_of, value FROM (SELECT concat_ws(':', {', '.join(keys)}) AS row, {texts} "
        f"FROM {database}.{table} WHERE {which}) UNPIVOT (value FOR value_of IN ({', '.join(values)}))"
    )


def _limit(limit: int | None) -> str:
    return "" if limit is None else f"LIMIT {limit}"
