"""The JSON Schema of report.yml: made from the models, current, and of the same mind as the reader."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from orchestration.home import DEFAULT_SOURCES, REPOSITORY
from orchestration.ingest.report_file import read_report
from orchestration.ingest.report_schema import SCHEMA_FILE, report_schema, schema_comment, schema_text
from orchestration.problems import BadInputError

REPORT_FILES = sorted(DEFAULT_SOURCES.glob("*/report.yml"))
FILE = "dorp-2023/report.yml"


@pytest.fixture
def good(good: Any) -> Any:
    """The good report, with a checksum that an editor does not take for a number."""
    good.edit(FILE, "0" * 64, "a" * 64)
    return good


class EditorLoader(yaml.SafeLoader):
    """Reads YAML as editors do: numbers and truth values for what it is, dates as text."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _as_editors_read(path: Path) -> Any:
    return _with_text_keys(yaml.load(path.read_text(encoding="utf-8"), Loader=EditorLoader))


def _with_text_keys(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): _with_text_keys(value) for key, value in data.items()}
    return [_with_text_keys(item) for item in data] if isinstance(data, list) else data


def _errors(data: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft7Validator(report_schema()).iter_errors(data)]


def test_the_file_is_current_and_a_schema() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), "after a change of the models: make docs"
    jsonschema.Draft7Validator.check_schema(report_schema())


@pytest.mark.parametrize("path", REPORT_FILES, ids=lambda path: path.parent.name)
def test_real_reports_fit_and_name_their_schema(path: Path) -> None:
    data = _as_editors_read(path)
    assert not isinstance(data["period"], str) or "-" in data["period"], "an editor reads 2021 as a number"
    assert _errors(data) == []
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == schema_comment(path.parent)
    named = first.split("$schema=")[1]
    assert (path.parent / named).resolve() == SCHEMA_FILE


def test_the_guides_example_fits() -> None:
    guide = (REPOSITORY / "docs" / "report-yml.md").read_text(encoding="utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0].replace("sha256: …", f"sha256: {'a' * 64}")
    assert _errors(_with_text_keys(yaml.load(example, Loader=EditorLoader))) == []


def test_the_good_report_fits(good: Any) -> None:
    assert _errors(_as_editors_read(good.path / FILE)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Wachttijd", "title: 2023"),
        ("    rows: [Noord, Zuid]", "    rows: [2023, true]"),
        ("document_lines: 10-12, 20", "document_lines: 10"),
        ("means: {area: dorp}", "means: {area: }"),
        ("  - id: wait", "  - id: 2023"),
    ],
)
def test_what_the_reader_takes_an_editor_takes_too(good: Any, old: str, new: str) -> None:
    good.edit(FILE, old, new)
    assert _errors(_as_editors_read(good.path / FILE)) == []
    read_report(good.path / FILE, good.path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("columns_are: period", "columns_aer: period", "columns_aer"),
        ("    title: Wachttijd\n", "", "'title' is a required property"),
        ("title: Wachttijd", "title: ", "None is not of type"),
        ("title: Wachttijd", "title: FILL IN the title", "FILL IN"),
        ("dash: zero", "dash: nul", "'nul' is not one of"),
        ("rows_are: area\n    columns_are", "rows_are: gebied\n    columns_are", "'gebied' is not one of"),
        ("columns: [label, value, ignore]", "columns: [{labels: gebied}, value, ignore]", "not valid under any"),
        ("columns: [label, value, ignore]", "columns: [{perod: 2023}, value, ignore]", "not valid under any"),
        ("  - id: wait", "  - id: Wacht Tijd", "does not match"),
        ("file: started.csv", "file: ../started.csv", "does not match"),
        ("file: started.csv", "file: /started.csv", "does not match"),
        ("range: B2:D4", "range: B2-D4", "does not match"),
        ("document_lines: 10-12, 20", "document_lines: 10 to 12", "does not match"),
        ("cells: {3: {note", "cells: {drie: {note", "not valid under any"),
        ("kind: city", "kind: stad", "'stad' is not one of"),
        ("total: true, cells", "total: misschien, cells", "not valid under any"),
        ("reason: Recounted", "reden: Anders geteld", "'reason' is a required property"),
    ],
)
def test_what_the_reader_refuses_an_editor_marks(good: Any, old: str, new: str, words: str) -> None:
    good.edit(FILE, old, new)
    found = _errors(_as_editors_read(good.path / FILE))
    assert any(words in message for message in found), found
    with pytest.raises(BadInputError):
        read_report(good.path / FILE, good.path)


def test_every_key_is_described() -> None:
    schema = report_schema()
    bare = [
        f"{name}.{key}"
        for name, model in (("Report", schema), *schema["$defs"].items())
        for key, field in model["properties"].items()
        if len(field.get("description", "")) < 10
    ]
    assert bare == []


def test_nothing_else_can_stand_beside_the_keys() -> None:
    schema = report_schema()
    assert all(model["additionalProperties"] is False for model in (schema, *schema["$defs"].values()))
    spoiled = copy.deepcopy(_as_editors_read(REPORT_FILES[0]))
    spoiled["tables"][0]["titel"] = "x"
    assert len(_errors(spoiled)) == 1
