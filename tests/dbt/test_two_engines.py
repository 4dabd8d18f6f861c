"""One SQL for DuckDB and Spark: what only one of them understands stands in a dispatched macro."""

from __future__ import annotations

import re
from collections import Counter
from types import SimpleNamespace

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from orchestration.build.spark_functions import FUNCTIONS
from orchestration.home import DBT_PROJECT
from tests.dbt.rendered import project_macros, rendered_models

ENGINES = ["duckdb", "spark"]

SPARK_HAS = """
    abs array_agg array_join array_sort bool_and bool_or ceil chr collect_set concat_ws contains count date_trunc
    datediff explode first_value floor format_number greatest instr lag last_day lead least left length log10 lower
    lpad max max_by min min_by nullif power rank regexp_extract regexp_replace replace right round row_number rtrim
    sequence split split_part string_agg substr sum translate trim
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
    known = {"duckdb": {name for (name,) in found}, "spark": set(SPARK_HAS.split()) | FUNCTIONS.keys()}
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


def test_on_spark_no_query_names_a_cte_twice(rendered):
    """Spark would compute it as often, and what it is made from too."""
    made: list[str] = []

    def statement(name, caller):
        made.append(caller())
        return ""

    macros = project_macros("spark", statement=statement)
    kept = 0
    for name, sql in rendered["spark"].items():
        made.clear()
        last = macros["named_once"](SimpleNamespace(schema="s", identifier=name), sql)
        kept += len(made)
        for query in [*made, last]:
            parsed = sqlglot.parse_one(query, dialect="spark")
            named = Counter(table.name for table in parsed.find_all(exp.Table) if not table.db)
            for cte in parsed.args["with_"].expressions if parsed.args.get("with_") else []:
                inside = sum(table.name == cte.alias and not table.db for table in cte.this.find_all(exp.Table))
                assert named[cte.alias] - inside <= 1, (name, cte.alias)
    assert kept > 50


def test_what_is_made_a_table_on_spark_gives_the_same_rows():
    """A recursive CTE, one with named columns and texts that look like SQL; in DuckDB, which knows both ways."""
    query = """with recursive part (id, of) as (
    select * from (values (1, 0), (2, 1), (3, 2), (4, 9)) as v
),

-- A remark about ( and 'words'.
under as (
    select id, of from part where of = 0
    union
    select p.id, u.id from part as p
    inner join under as u on p.of = u.id
),

said as (select id, 'from part as (' || cast(id as string) || ')' as text from under)

select a.id, b.text from said as a
inner join said as b on a.id = b.id
left join part as p on a.id = p.of
order by a.id"""
    with duckdb.connect() as connection:
        connection.execute("create schema s")
        expected = connection.execute(query).fetchall()

        def statement(name, caller):
            connection.execute(caller())
            return ""

        macros = project_macros("spark", statement=statement)
        last = macros["named_once"](SimpleNamespace(schema="s", identifier="m"), query)
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        assert tables == {"m__part", "m__said"}
        assert connection.execute(last).fetchall() == expected
        assert len(expected) == 3


def test_no_model_asks_which_engine_it_runs_on():
    for file in (DBT_PROJECT / "models").rglob("*.sql"):
        assert not re.search(r"\b(target|adapter)\.\w", file.read_text(encoding="utf-8")), file.name
