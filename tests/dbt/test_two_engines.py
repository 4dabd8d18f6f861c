"""One SQL for DuckDB and Spark: what only one of them understands stands in a dispatched macro."""

from __future__ import annotations

import re

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from orchestration.home import DBT_PROJECT
from tests.dbt.rendered import rendered_models

ENGINES = ["duckdb", "spark"]

SPARK_HAS = """
    abs array_agg array_sort bool_and bool_or ceil chr concat_ws contains count date_trunc datediff explode
    first_value floor format_number greatest instr lag last_day lead least left length levenshtein log10 lower
    lpad max max_by min min_by nullif power rank regexp_extract regexp_replace replace right round row_number
    rtrim sequence split split_part string_agg substr sum translate trim
"""
"""The functions of Spark that the models call: each is one of Spark 4.1, and takes the arguments that they give it."""

NO_FUNCTIONS = """
    and as by case cast coalesce distinct else except exists extract from group having in is join not on or over
    partition select then try_cast union values when where with within
"""
"""Words that a bracket may follow, and what every SQL has."""

DUCKDB_ONLY = r"::|//|\bvarchar\b|\bexclude\s*\(|\breplace\s*\(\s*select|\bqualify\b|\bfilter\s*\(|\basof\b|\bilike\b"
"""What DuckDB has of its own, and no macro hides."""


@pytest.fixture(scope="module")
def rendered():
    return {engine: rendered_models(engine) for engine in ENGINES}


def without_texts(sql):
    """SQL without its comments and without what stands between quotation marks."""
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'", "''", sql)


def called_functions(sql):
    found = set(re.findall(r"\b([a-z_]\w*)\s*\(", without_texts(sql)))
    made = set(re.findall(r"\b([a-z_]\w*)\s*\([^()]*\)\s+as\s+\(", without_texts(sql)))
    named = set(re.findall(r"\bas\s+([a-z_]\w*)\s*\(", without_texts(sql)))
    return found - made - named - set(NO_FUNCTIONS.split())


def test_each_model_can_be_read_in_the_dialect_of_both_engines(rendered):
    for engine, models in rendered.items():
        assert len(models) > 100
        for name, sql in models.items():
            assert isinstance(sqlglot.parse_one(sql, dialect=engine), exp.Query), (engine, name)


def test_models_use_nothing_that_one_engine_has_alone(rendered):
    for name, sql in rendered["spark"].items():
        assert not re.search(DUCKDB_ONLY, without_texts(sql)), name


def test_models_call_only_functions_that_both_engines_have(rendered):
    with duckdb.connect() as connection:
        found = connection.execute("SELECT DISTINCT function_name FROM duckdb_functions()").fetchall()
    known = {"duckdb": {name for (name,) in found}, "spark": set(SPARK_HAS.split())}
    for engine, models in rendered.items():
        for name, sql in models.items():
            assert called_functions(sql) <= known[engine], (engine, name)


def test_a_recursive_query_of_spark_keeps_all_rows_and_counts_its_steps(rendered):
    recursive = 0
    for name, sql in rendered["spark"].items():
        if "recursive" not in sql:
            continue
        for query in sqlglot.parse_one(sql, dialect="spark").find_all(exp.CTE):
            if any(table.name == query.alias and not table.db for table in query.this.find_all(exp.Table)):
                recursive += 1
                # Spark knows no other union here, and without a last step what is part of itself has no end.
                assert isinstance(query.this, exp.Union), (name, query.alias)
                assert not query.this.args["distinct"], (name, query.alias)
                assert name == "quality__summand" or "depth <" in query.this.sql(), (name, query.alias)
    assert recursive > 5


def test_no_model_asks_which_engine_it_runs_on():
    for file in (DBT_PROJECT / "models").rglob("*.sql"):
        assert not re.search(r"\btarget\b|\badapter\b", re.sub(r"'[^']*'|\"[^\"]*\"", "", file.read_text())), file.name
