"""docs/ARCHITECTURE.md names tables and state as they are."""

from __future__ import annotations

import re
from typing import Any

from orchestration.home import DBT_PROJECT, REPOSITORY
from orchestration.ingest.raw import REPORT_TABLES, RUN_TABLES

PAGE = (REPOSITORY / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_its_tables_are_in_a_release(released: Any) -> None:
    there = {
        f"{schema}.{table}"
        for schema, table in released.query(
            "SELECT schema_name, table_name FROM duckdb_tables() "
            "UNION SELECT schema_name, view_name FROM duckdb_views()"
        )
    } | {f"raw.{table}" for table in (*REPORT_TABLES, *RUN_TABLES)}
    # This schema is there only while a warehouse is built.
    there |= {path.stem.replace("__", ".", 1) for path in DBT_PROJECT.glob("models/staging/staging__*.sql")}
    named = set(re.findall(r"`((?:raw|staging|core|quality|release)\.[a-z_]+)`", PAGE))
    assert len(named) > 10
    assert named <= there


def test_its_state_folder_is_the_one_that_a_refresh_leaves(released: Any) -> None:
    section = PAGE.partition("## The state folder")[2].partition("\n## ")[0]
    named = {
        name.split("/")[0]
        for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
        for name in re.findall("`([^`]+)`", row)
    }
    # A refresh that ends well leaves all but what a rollback, a publication, the service and people put there, and what
    # stands in for the home directory of a user who has none.
    assert named - {"hold.json", "publishing", "alerts.yml", "publisher.yml", "service.lock", "user"} == {
        path.name for path in released.home.iterdir()
    }
