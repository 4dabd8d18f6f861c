"""`docs/report.schema.json`: the models of report.yml as a JSON Schema, for editors that complete and check YAML.

Remake it after a change of the models: `make docs`.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from orchestration.home import REPOSITORY
from orchestration.ingest.fill_in import FILL_IN
from orchestration.ingest.report_file import Report
from orchestration.report_folders import REPORT_FILE

SCHEMA_FILE = REPOSITORY / "docs" / "report.schema.json"


class _AsEditorsRead(GenerateJsonSchema):
    """Says in JSON Schema what our loader accepts of what an editor reads.

    To an editor `period: 2023` is a number and `label: true` a truth value; the loader takes the text of both.
    """

    def str_schema(self, schema: core_schema.StringSchema) -> dict[str, Any]:
        """Text, also where it looks like a number; one that is to be filled in is marked."""
        found = super().str_schema(schema)
        if "pattern" not in found:
            found["type"] = ["string", "number", "boolean"]
            found["pattern"] = f"^(?!{FILL_IN})"
            found["patternErrorMessage"] = "This has still to be filled in."
        return found

    def nullable_schema(self, schema: core_schema.NullableSchema) -> dict[str, Any]:
        """A key without a value says as little as no key."""
        inner: dict[str, Any] = self.generate_inner(schema["schema"])
        if "type" not in inner:
            return super().nullable_schema(schema)
        kinds = inner["type"] if isinstance(inner["type"], list) else [inner["type"]]
        choices = {"enum": [*inner["enum"], None]} if "enum" in inner else {}
        return inner | {"type": [*kinds, "null"]} | choices

    def dict_schema(self, schema: core_schema.DictSchema) -> dict[str, Any]:
        """The one mapping with free keys is that of cells by column number."""
        return super().dict_schema(schema) | {"propertyNames": {"pattern": "^[1-9][0-9]*$"}}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        """Without the default: editors would write it out."""
        found = super().default_schema(schema)
        found.pop("default", None)
        return found

    def field_title_should_be_set(self, schema: Any) -> bool:
        """A field's title would only repeat its key."""
        return False


def report_schema() -> dict[str, Any]:
    """The JSON Schema (draft 7) of report.yml as plain data."""
    found = Report.model_json_schema(schema_generator=_AsEditorsRead)
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": f"A {REPORT_FILE} of buurtcijfers"}
    schema: dict[str, Any] = _with_plain_sentences(head | {k: v for k, v in found.items() if k != "title"})
    return schema


def schema_text() -> str:
    """The content of the schema file."""
    return json.dumps(report_schema(), indent=1, ensure_ascii=False) + "\n"


def schema_comment(folder: Path) -> str:
    """The comment on top of a report.yml in `folder` that tells editors where its schema is."""
    return f"# yaml-language-server: $schema={Path(os.path.relpath(SCHEMA_FILE, folder.resolve())).as_posix()}"


def _with_plain_sentences(schema: Any) -> Any:
    """The schema with each description on one line: docstrings are broken where a line of code is full."""
    if isinstance(schema, dict):
        return {
            key: re.sub(r"\s+", " ", value)
            if key == "description" and isinstance(value, str)
            else _with_plain_sentences(value)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [_with_plain_sentences(item) for item in schema]
    return schema


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
