"""`main.catalogue` leads to every table that people query, and a tool that looks only there finds its way."""

from __future__ import annotations

import shutil
import warnings

import pytest

MARTS = ("flow", "reach", "satisfaction", "workforce")


@pytest.fixture(scope="module")
def catalogue(reader):
    columns = [name for name, *_ in reader("DESCRIBE main.catalogue")]
    return [dict(zip(columns, row, strict=True)) for row in reader("FROM main.catalogue")]


def test_every_table_that_people_query_is_there_once(reader, built, catalogue):
    there = [(row["schema_name"], row["table_name"]) for row in catalogue]
    assert len(set(there)) == len(there)
    public = {
        (node["schema"], node["alias"])
        for node in built.artefact("manifest")["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["access"] == "public"
    }
    released = reader("SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name = 'release'")
    suspects = {("quality", name) for name in ("suspect", "suspect_block", "validation_result")}
    assert set(there) == public | set(released) | suspects
    assert len(public) > 60


def test_each_says_what_it_is_in_both_languages(reader, catalogue):
    for row in catalogue:
        name = f"{row['schema_name']}.{row['table_name']}"
        assert row["label_nl"], name
        assert row["label_en"], name
        assert row["grain"], name
        assert f"One row per {row['grain']}" in row["description"], name
    (team_year,) = [row for row in catalogue if row["schema_name"] == "reach" and row["table_name"] == "team_year"]
    assert (team_year["label_nl"], team_year["grain"]) == (
        "Unieke klanten per wijkteam en jaar",
        "organisation, team and year",
    )
    assert "Do not add up its rows" in team_year["description"]
    assert len({row["label_nl"] for row in catalogue}) == len(catalogue), "a title names one table"


def test_the_filled_columns_are_those_with_a_value(reader, catalogue):
    for row in catalogue:
        name = f"{row['schema_name']}.{row['table_name']}"
        columns = [column for column, *_ in reader(f"DESCRIBE {name}")]
        ((rows, *counts),) = reader(
            f"SELECT count(*), {', '.join(f'count({column})' for column in columns)} FROM {name}"
        )
        assert row["row_count"] == rows, name
        told = {True: row["filled_columns"], False: row["empty_columns"]}
        for is_filled, names in told.items():
            expected = [column for column, count in zip(columns, counts, strict=True) if bool(count) == is_filled]
            assert names == ", ".join(expected), name
    assert any(row["kind"] == "view" for row in catalogue)


def test_every_example_runs_and_shows_rows(reader, catalogue):
    for row in catalogue:
        shown = reader(row["example"])
        assert bool(shown) == bool(row["row_count"]), row["example"]
    # One period beside another of another length says nothing.
    mixed = [row for row in catalogue if row["schema_name"] in MARTS and row["table_name"].endswith("_period")]
    assert all("where grain = " in row["example"] for row in mixed if row["row_count"])


def test_sqlalchemy_reflects_the_release(released, tmp_path):
    import sqlalchemy as sa

    # Of its own: in one process all connections to a file are set up alike.
    release = shutil.copyfile(released.link, tmp_path / "warehouse.duckdb")
    engine = sa.create_engine(f"duckdb:///{release}", connect_args={"read_only": True})
    with warnings.catch_warnings():
        # It knows no indices, nor lists.
        warnings.simplefilter("ignore")
        inspector = sa.inspect(engine)
        assert "catalogue" in inspector.get_table_names()
        assert set(MARTS) | {"main", "core"} <= {name.split(".")[-1] for name in inspector.get_schema_names()}
        columns = {column["name"]: column for column in inspector.get_columns("team_quarter", schema="flow")}
        assert isinstance(columns["cases_started"]["type"], sa.BigInteger)
        assert "Mean number of working days" in str(columns["wait_workdays"]["comment"])
        reflected = sa.MetaData()
        for schema in ("main", "core", "release", *MARTS):
            reflected.reflect(engine, schema=schema, views=True)
        tables = {tuple(name.split(".")) for name in reflected.tables}
        team_quarter = reflected.tables["flow.team_quarter"]
    catalogue = reflected.tables["main.catalogue"]
    with engine.connect() as connection:
        listed = connection.execute(sa.select(catalogue.c.schema_name, catalogue.c.table_name)).all()
        assert {tuple(row) for row in listed if row.schema_name != "quality"} <= tables
        longest = (
            sa.select(team_quarter.c.area_name, team_quarter.c.wait_workdays)
            .where(team_quarter.c.period_id == "2021-Q3", team_quarter.c.wait_workdays.is_not(None))
            .order_by(team_quarter.c.wait_workdays.desc())
        )
        assert connection.execute(longest).first() == ("Kanaleneiland Noord", 14.1)
    engine.dispose()
