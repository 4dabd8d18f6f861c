"""The data contract: what readers may rely on, and the rules that a release is held to, as ODCS 3.1 writes it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import yaml

from orchestration.database import literal
from orchestration.pages.figures import QueryRow
from orchestration.pages.standards.described import LOGICAL, Column, Table
from orchestration.pages.standards.publisher import Publisher

STANDARD = "v3.1.0"

RULED = "core.figure"
"""The table whose rows the rules judge."""

DIMENSIONS = {
    "bounds": "conformity",
    "completeness": "completeness",
    "cross-report": "consistency",
    "cross-table": "consistency",
    "disclosure": "conformity",
}
"""What a family of rules is about; the others hold figures to figures: accuracy."""


def write_contract(
    file: Path, tables: list[Table], rules: list[QueryRow], release: QueryRow, publisher: Publisher
) -> None:
    """Write the contract of the tables."""
    known: dict[str, dict[str, Any]] = {}
    contract: dict[str, Any] = {
        "kind": "DataContract",
        "apiVersion": STANDARD,
        # The same for every release at an address; without one, the same for every release.
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, publisher.base or "buurtcijfers")),
        "name": "Buurtcijfers",
        "version": f"{release['schema_version']}.0.0",
        "status": "active",
        "description": {
            "purpose": "The figures that organisations print in their reports, each with its printed place.",
            "usage": "Analysis and reporting: the marts for charts, core for every figure and where it is printed.",
            "limitations": (
                "A figure is served as it is printed; what is computed is marked so. Metrics differ in whether they "
                "add up over time, areas and categories: core.metric_additivity says it. No number crosses a series "
                "break (core.series_break) unremarked. A number that a report withholds is NULL."
            ),
        },
        "servers": [
            {
                "server": "release",
                "type": "duckdb",
                "database": "warehouse.duckdb",
                "description": "The release that is served, opened read-only.",
            }
        ],
        "schema": [_object(table, rules if table.full_name == RULED else [], known) for table in tables],
        "customProperties": [
            {"property": "releaseId", "value": release["release_id"]},
            {"property": "releasedAt", "value": f"{release['released_at'].isoformat()}Z"},
            {"property": "publisher", "value": publisher.who.en},
            {"property": "licence", "value": publisher.licence or publisher.licence_words.en},
        ],
    }
    if publisher.contact_email:
        channel = {"channel": publisher.contact_name or publisher.who.en, "tool": "email"}
        contract["support"] = [channel | {"url": f"mailto:{publisher.contact_email}"}]
    if publisher.name:
        contract["tenant"] = publisher.name
    text = yaml.safe_dump(contract, sort_keys=False, allow_unicode=True, width=120)
    file.write_text(text, encoding="utf-8")


def _object(table: Table, rules: list[QueryRow], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A table. Columns that are alike in several tables are written once, and named by the others, as YAML can."""
    described: dict[str, Any] = {
        "name": table.full_name,
        "physicalName": table.full_name,
        "logicalType": "object",
        "physicalType": table.kind,
        "businessName": table.label.nl,
        "description": table.description,
        "dataGranularityDescription": f"One row per {table.grain}",
        "properties": [
            known.setdefault(repr(described), described)
            for described in (_property(column, table) for column in table.columns)
        ],
    }
    quality = [_rule(rule) for rule in rules]
    if table.key:
        quality.insert(
            0,
            {
                "name": "one_row_per_key",
                "description": f"No two rows have the same {', '.join(table.key)}.",
                "type": "library",
                "metric": "duplicateValues",
                "arguments": {"properties": table.key},
                "mustBe": 0,
                "unit": "rows",
                "dimension": "uniqueness",
                "severity": "critical",
            },
        )
    return described | ({"quality": quality} if quality else {})


def _property(column: Column, table: Table) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "logicalType": LOGICAL[column.data_type.partition("(")[0]],
        "physicalType": column.data_type,
        "description": column.description,
    }
    if column.title:
        described["businessName"] = column.title.nl
    if column.name in table.primary_key:
        described |= {
            "required": True,
            "primaryKey": True,
            "primaryKeyPosition": table.primary_key.index(column.name) + 1,
        }
    if column.words:
        described["quality"] = [
            {
                "name": "known_words",
                "description": "Nothing else stands in it.",
                "type": "library",
                "metric": "invalidValues",
                "arguments": {"validValues": list(column.words)},
                "mustBe": 0,
                "unit": "rows",
                "dimension": "conformity",
                "severity": "critical",
            }
        ]
    return described


def _rule(rule: QueryRow) -> dict[str, Any]:
    """A rule on the printed figures: no finding of it is open, as the release itself says."""
    stops = "stops a release" if rule["severity"] == "critical" else "does not stop a release"
    return {
        "name": rule["rule_id"],
        "description": f"{rule['title_en']}. {rule['description']} An open finding {stops}.",
        "type": "sql",
        "query": f"SELECT count(*) FROM quality.finding WHERE rule_id = {literal(rule['rule_id'])} AND status = 'open'",
        "mustBe": 0,
        "unit": "rows",
        "dimension": DIMENSIONS.get(rule["family"], "accuracy"),
        "severity": rule["severity"],
    }
