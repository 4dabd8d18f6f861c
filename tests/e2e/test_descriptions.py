"""Every table and column of the release says what it is."""

from __future__ import annotations

import re

ROOMS = (
    "main", "raw", "seed", "core", "flow", "reach", "satisfaction", "workforce", "quality", "release",
)  # fmt: skip


def test_every_table_and_column_is_described(reader):
    tables = reader(
        "SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal "
        "UNION ALL SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal"
    )
    columns = reader(
        "SELECT schema_name, table_name || '.' || column_name, comment FROM duckdb_columns() WHERE NOT internal"
    )
    assert {schema for schema, _, _ in tables} == set(ROOMS)
    assert len(columns) > 1400
    assert [(schema, name) for schema, name, comment in tables + columns if not comment] == []


def test_the_description_of_a_column_names_all_its_words(built):
    """Of the columns whose words dbt checks."""
    nodes = built.artefact("manifest")["nodes"]
    checked = 0
    for node in nodes.values():
        if (node.get("test_metadata") or {}).get("name") != "allowed_values":
            continue
        columns = nodes[node["attached_node"]]["columns"]
        for column, words in node["test_metadata"]["kwargs"]["values"].items():
            described = set(re.findall("`([^`]+)`", columns[column]["description"]))
            assert set(words) <= described, (node["attached_node"], column, set(words) - described)
            checked += len(words)
    assert checked > 60


def test_a_mart_says_what_it_never_holds(reader):
    """A column without a value in any row is named in the description of its table, and no other is."""
    marts = reader(
        "SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() "
        "WHERE schema_name IN ('flow', 'reach', 'satisfaction', 'workforce')"
    )
    empty = {}
    for mart, comment in marts:
        columns = [name for name, *_ in reader(f"DESCRIBE {mart}")]
        ((rows, *counts),) = reader(f"SELECT count(*), {', '.join(f'count({name})' for name in columns)} FROM {mart}")
        empty[mart] = [name for name, count in zip(columns, counts, strict=True) if rows and not count]
        _, told, names = comment.partition("NULL in every row, with the reports that are loaded: ")
        assert names == (", ".join(empty[mart]) + "." if empty[mart] else ""), mart
        assert bool(told) == bool(empty[mart])
        assert comment.endswith("so it has no row.") == (rows == 0), mart
    assert "wait_workdays" in empty["flow.city_month"]
    assert "cases_started" not in empty["flow.team_quarter"]


def test_teams_are_in_tables_of_teams_alone(reader):
    tables = [
        mart
        for (mart,) in reader(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE table_name LIKE 'team_%' "
            "AND schema_name IN ('flow', 'reach', 'satisfaction', 'workforce')"
        )
    ]
    assert len(tables) >= 10
    for mart in tables:
        kinds = reader(f"SELECT DISTINCT a.kind FROM {mart} JOIN core.area AS a USING (area_id)")
        assert set(kinds) <= {("team",), ("team_without_area",)}, mart
    assert reader("SELECT sum(incidents) FROM satisfaction.team_year") == [(71,)]
    assert reader("SELECT area_kind, incidents, complaints_about_teams FROM satisfaction.area_year ORDER BY ALL") == [
        ("city", 71, 15), ("group", None, 2), ("group", None, 5),
    ]  # fmt: skip


def test_a_table_of_several_grains_says_so_first(reader):
    mixed = reader(
        "SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() WHERE table_name LIKE '%_period' "
        "AND schema_name IN ('flow', 'reach', 'satisfaction', 'workforce')"
    )
    assert len(mixed) == 13
    for mart, comment in mixed:
        assert reader(f"DESCRIBE {mart}")[0][0] == "grain"
        assert "choose one grain" in comment, mart


def test_quarters_of_teams_are_made_from_their_months(reader):
    rows = reader(
        """
        SELECT q.cases_started, q.cases_closed, q.opening_stock, q.closing_stock, q.computed_metrics,
            sum(m.cases_started), sum(m.cases_closed), arg_min(m.opening_stock, m.start_date),
            arg_max(m.closing_stock, m.start_date)
        FROM flow.team_quarter AS q
        JOIN core.period AS p ON p.quarter_id = q.period_id
        JOIN flow.team_month AS m ON m.period_id = p.period_id AND m.area_id = q.area_id
        GROUP BY ALL
        """
    )
    assert len(rows) > 60
    for *quarter, told, started, closed, opening, closing in rows:
        assert quarter == [started, closed, opening, closing]
        assert told == "cases_closed, cases_running, cases_started"
    assert reader("SELECT count(*), count(cases_running) FROM flow.team_quarter") == [(72, 72)]
