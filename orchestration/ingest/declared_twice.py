"""Finds what a report.yml declares twice.

Looks at the plain data of the file and not at the models, so that another mistake in it does not hide these.
"""

from __future__ import annotations

from typing import Any

from orchestration.problems import Problem
from orchestration.yaml_file import Location, YamlFile, clip


def declared_twice(file: YamlFile, key_figures: str) -> list[Problem]:
    """What a report.yml declares twice, and names of tables it uses and does not have, with their lines.

    `key_figures` is the table id that no table can have.
    """
    found: list[Problem] = []
    for place, key, what in (
        (("tables",), ("id",), "a table with this id"),
        (("tables",), ("file", "files", "sheet", "sheets", "range"), "a table of this file, sheet and range"),
        (("define", "organisations"), ("id",), "an organisation with this id"),
        (("define", "areas"), ("id",), "an area with this id"),
        (("define", "breakdowns"), ("id",), "a breakdown with this id"),
        (("define", "categories"), ("breakdown", "id"), "a category with this id"),
        (("define", "metrics"), ("id",), "a metric with this id"),
        (("define", "aliases"), ("dimension", "breakdown", "label", "table"), "an alias for this label"),
        (("breaks",), ("id",), "a series break with this id"),
    ):
        seen: dict[tuple[str, ...], Location] = {}
        for number, entry in _mappings(file.data, place):
            at: Location = (*place, number, key[0])
            said = tuple(str(entry.get(k) or "") for k in key)
            if said in seen and any(said):
                which = ", ".join(filter(None, said))
                message = f"{what} ({which}) is declared twice, first on line {file.line(seen[said])}"
                found.append(file.problem(at, message, "Keep one of the two"))
            seen.setdefault(said, at)
    tables = dict(_mappings(file.data, ("tables",)))
    known = {str(table.get("id")) for table in tables.values()} | {key_figures}
    for number, table in tables.items():
        if table.get("id") == key_figures:
            message = f"the id {key_figures} is kept for the file under `key_figures`"
            found.append(file.problem(("tables", number, "id"), message, "Choose another id"))
    for number, alias in _mappings(file.data, ("define", "aliases")):
        if alias.get("table") and str(alias["table"]) not in known:
            message = f"there is no table {clip(alias['table'])} for this alias to hold in"
            found.append(file.problem(("define", "aliases", number, "table"), message, "Name a table's id"))
    return found


def _mappings(data: Any, place: tuple[str, ...]) -> list[tuple[int, dict[str, Any]]]:
    for key in place:
        data = data.get(key) if isinstance(data, dict) else None
    return [(n, e) for n, e in enumerate(data) if isinstance(e, dict)] if isinstance(data, list) else []
