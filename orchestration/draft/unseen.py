"""What a program proposed and nobody has looked at: what stands in a draft as `draft.yml` says it was proposed.

Whoever changes a table's entry in report.yml, its file or the row of a key figure has looked at it; so has whoever
answers a question there, or says so with `warehouse accept --seen`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.draft.record import RECORD_FILE
from orchestration.problems import BadInputError
from orchestration.report_folders import REPORT_FILE
from orchestration.yaml_file import MAX_BYTES, YamlFile

ALL = "all"


@dataclass(frozen=True)
class Unseen:
    """The ids of tables and the keys of key figures that nobody has looked at."""

    tables: tuple[str, ...] = ()
    key_figures: tuple[str, ...] = ()

    def without(self, seen: Collection[str]) -> Unseen:
        """The same but for what somebody says to have seen, by id or key; `all` is everything."""
        if ALL in seen:
            return Unseen()
        return Unseen(
            tuple(one for one in self.tables if one not in seen),
            tuple(one for one in self.key_figures if one not in seen),
        )

    def __bool__(self) -> bool:
        return bool(self.tables or self.key_figures)


def unseen_of(folder: Path) -> Unseen:
    """What is left in a draft as it was proposed; nothing where there is no record of a proposal."""
    proposed = _proposed(folder)
    if REPORT_FILE not in proposed:
        return Unseen()
    was = _data(folder, proposed[REPORT_FILE].encode())
    is_now = _data(folder, _read(folder, REPORT_FILE))
    before, after = _tables(was), _tables(is_now)
    tables = tuple(
        table_id
        for table_id, said in after.items()
        if before.get(table_id) == said and _is_as_proposed(folder, said.get("file"), proposed)
    )
    return Unseen(tables, tuple(_same_rows(folder, is_now.get("key_figures"), proposed)))


def _proposed(folder: Path) -> Mapping[str, str]:
    """File to its text as it was proposed; nothing where draft.yml is missing or says no such thing."""
    if not (folder / RECORD_FILE).is_file():
        return {}
    said = _data(folder, _read(folder, RECORD_FILE)).get("proposed")
    return {str(name): str(text) for name, text in said.items()} if isinstance(said, dict) else {}


def _data(folder: Path, content: bytes) -> dict[str, Any]:
    try:
        data = YamlFile(folder, REPORT_FILE, content=content).data
    except BadInputError:
        return {}
    return data if isinstance(data, dict) else {}


def _read(folder: Path, name: str) -> bytes:
    try:
        with (folder / name).open("rb") as file:
            return file.read(MAX_BYTES)
    except (OSError, ValueError):
        return b""


def _tables(data: Mapping[str, Any]) -> dict[str, Any]:
    tables = data.get("tables")
    entries = [one for one in tables if isinstance(one, dict)] if isinstance(tables, list) else []
    return {one["id"]: one for one in entries if isinstance(one.get("id"), str)}


def _is_as_proposed(folder: Path, name: Any, proposed: Mapping[str, str]) -> bool:
    return isinstance(name, str) and name in proposed and _rows(_text(folder, name)) == _rows(proposed[name])


def _same_rows(folder: Path, name: Any, proposed: Mapping[str, str]) -> list[str]:
    """The keys of the key figures whose rows are as proposed."""
    if not isinstance(name, str) or name not in proposed:
        return []
    before = {tuple(row) for row in _rows(proposed[name])[1:]}
    return [row[0] for row in _rows(_text(folder, name))[1:] if row and row[0] and tuple(row) in before]


def _text(folder: Path, name: str) -> str:
    return _read(folder, name).decode("utf-8-sig", errors="replace")


def _rows(text: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(text)) if any(row)]
