"""`datapackage.json` beside the downloads: what is in each CSV, as Frictionless Data Package 2.0."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from orchestration.pages.downloads import RELEASE_COLUMN
from orchestration.pages.figures import QueryRow
from orchestration.pages.standards.described import LOGICAL, Column, Table
from orchestration.pages.standards.publisher import Publisher

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE = "https://datapackage.org/profiles/2.0/dataresource.json"
SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"

TYPES = LOGICAL | {"TIMESTAMP": "datetime"}


def write_package(
    file: Path, tables: list[Table], release: QueryRow, reports: list[QueryRow], publisher: Publisher
) -> None:
    """Describe the CSV files that stand beside the file. Every type must be known: an unknown one raises KeyError."""
    package: dict[str, Any] = {
        "$schema": PROFILE,
        "name": "buurtcijfers",
        "id": f"{publisher.base}downloads/datapackage.json",
        "title": "Buurtcijfers",
        "description": "De cijfers uit gedrukte verslagen, per tabel. / The figures of printed reports, by table.",
        # Build metadata, as semantic versioning calls it, tells releases with the same columns apart.
        "version": f"{release['schema_version']}.0.0+{release['release_id']}",
        "created": f"{release['released_at'].isoformat()}Z",
        "sources": [
            {"title": f"{report['organisation']}: {report['title']}", "version": report["report_id"]}
            for report in reports
        ],
        "resources": [_resource(file.parent, table, release) for table in tables],
    }
    if publisher.homepage or publisher.site:
        package["homepage"] = publisher.homepage or publisher.site
    if publisher.name:
        contributor = {
            "title": publisher.name,
            "path": publisher.homepage,
            "email": publisher.contact_email,
            "roles": ["publisher"],
        }
        package["contributors"] = [{key: said for key, said in contributor.items() if said}]
    if publisher.licence:
        package["licenses"] = [{"path": publisher.licence, "title": publisher.licence_name or publisher.licence}]
    file.write_text(json.dumps(package, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _resource(folder: Path, table: Table, release: QueryRow) -> dict[str, Any]:
    file = folder / f"{table.full_name}.csv"
    content = file.read_bytes()
    schema: dict[str, Any] = {
        "$schema": SCHEMA,
        "fields": [
            *[_field(column, is_key=column.name in table.primary_key) for column in table.columns],
            {
                "name": RELEASE_COLUMN,
                "type": "string",
                "description": "The release that the row is of.",
                "constraints": {"required": True, "enum": [release["release_id"]]},
            },
        ],
        "missingValues": [""],
    }
    if table.primary_key:
        schema["primaryKey"] = table.primary_key
    elif table.key:
        schema["uniqueKeys"] = [table.key]
    return {
        "$schema": RESOURCE,
        "name": table.full_name,
        "type": "table",
        "title": table.label.nl,
        "description": table.description,
        "path": file.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }


def _field(column: Column, *, is_key: bool) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "type": TYPES[column.data_type.partition("(")[0]]}
    if column.title:
        described["title"] = column.title.nl
    described["description"] = column.description
    constraints: dict[str, Any] = {}
    if is_key:
        constraints["required"] = True
    if column.words:
        constraints["enum"] = list(column.words)
    return described | ({"constraints": constraints} if constraints else {})
