"""`draft.yml`: what a draft proposed, so that a later one, and `accept`, can tell what a person looked at.

It stands beside report.yml and is no input: a refresh never reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from orchestration.draft.document import Place
from orchestration.draft.proposal import Ask, ReportDraft, TableDraft
from orchestration.yaml_file import YamlFile

RECORD_FILE = "draft.yml"
HEAD = """\
# What `warehouse draft` proposed. Leave it as it is: by it a second draft tells what a person changed, and `accept`
# what nobody looked at. It is no input of the warehouse.
"""


@dataclass(frozen=True)
class TableRecord:
    """What was proposed for one table."""

    id: str
    title: str
    place: dict[str, str]
    """Where it stands in the document: page, box, lines, sheet and cells, those that it has."""
    numbers: int
    asked: dict[str, list[str]] = field(default_factory=dict)
    """Address below the table, such as `metric` or `rows.3.area`, to the candidates of the question."""
    facts: list[str] = field(default_factory=list)
    """What the numbers showed."""
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Record:
    """The whole of draft.yml."""

    file: str
    sha256: str
    kind: str
    tables: list[TableRecord] = field(default_factory=list)
    asked: dict[str, list[str]] = field(default_factory=dict)
    """The questions of the report itself."""
    proposed: dict[str, str] = field(default_factory=dict)
    """File to its text as it was proposed."""


def record_of(report: ReportDraft, files: dict[str, str]) -> Record:
    """The record of a draft, with its files as they are proposed."""
    own = {"title": report.title, "organisation": report.organisation, "period": report.period, "area": report.area}
    return Record(
        report.document_name, report.document_sha256, report.document_kind,
        [_table(table) for table in report.tables],
        dict(_asked({**own, "define": report.define}, "")),
        dict(files),
    )  # fmt: skip


def _table(table: TableDraft) -> TableRecord:
    if table.entry is not None:
        asked = dict(_asked(table.entry, ""))
        return TableRecord(
            table.id, table.title, place_said(table.place), table.numbers, asked, table.facts, table.doubts
        )
    said: dict[str, Any] = dict(table.said)
    if table.rows_are is not None:
        said["rows_are"] = table.rows_are
    said["columns"] = [
        {**column.said, **({"labels": column.labels} if column.labels is not None else {})} for column in table.columns
    ]
    said["rows"] = [{**row.said, "cells": {str(at): one for at, one in row.cells.items()}} for row in table.rows]
    return TableRecord(
        table.id, table.title, place_said(table.place), table.numbers, dict(_asked(said, "")), table.facts, table.doubts
    )


def place_said(place: Place) -> dict[str, str]:
    """A place as it is written down."""
    said = {
        "page": place.page, "sheet": place.sheet, "cells": place.cells,
        "box": " ".join(f"{one:.1f}" for one in place.box) if place.box else None,
        "lines": f"{place.lines[0]}-{place.lines[1]}" if place.lines else None,
    }  # fmt: skip
    return {key: str(value) for key, value in said.items() if value is not None}


def _asked(said: Any, at: str) -> Iterator[tuple[str, list[str]]]:
    if isinstance(said, Ask):
        yield at, list(said.candidates)
        return
    below = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for key, one in below:
        yield from _asked(one, f"{at}.{key}" if at else str(key))


def record_text(record: Record) -> str:
    """The text of draft.yml."""
    data = {
        "document": {"file": record.file, "sha256": record.sha256, "kind": record.kind},
        "asked": record.asked,
        "tables": [
            {
                "id": table.id, "title": table.title, "place": table.place, "numbers": str(table.numbers),
                "asked": table.asked, "facts": table.facts, "doubts": table.doubts,
            }
            for table in record.tables
        ],
        "proposed": record.proposed,
    }  # fmt: skip
    return HEAD + yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def read_record(folder: Path) -> Record | None:
    """The record beside a report.yml; None where there is none, or none that can be read."""
    path = folder / RECORD_FILE
    if not path.is_file():
        return None
    try:
        data = YamlFile(path, RECORD_FILE).data
        document = data["document"]
        tables = [
            TableRecord(
                one["id"], one.get("title") or "", one.get("place") or {}, int(one.get("numbers") or 0),
                one.get("asked") or {}, one.get("facts") or [], one.get("doubts") or [],
            )
            for one in data.get("tables") or []
        ]  # fmt: skip
        return Record(
            document["file"], document["sha256"], document["kind"], tables, data.get("asked") or {},
            dict(data.get("proposed") or {}),
        )  # fmt: skip
    except Exception:  # noqa: BLE001 - a record that somebody changed is no record: all there is then a person's
        return None
