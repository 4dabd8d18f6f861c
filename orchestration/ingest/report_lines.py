"""Finds the line of a report.yml on which stands what SQL found wrong with it: SQL knows the text and not the place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from orchestration.ingest.report_file import GUIDE
from orchestration.problems import BadInputError, Problem
from orchestration.report_folders import ORGANISATIONS, REPORT_FILE, organisation_file
from orchestration.yaml_file import YamlFile


def on_their_lines(problems: list[Problem], sources: Path) -> list[Problem]:
    """The same problems; one with a text that a report.yml says, and no line, gets the first line that says it.

    What the file of an organisation says, and is wrong for each of its reports, is told once.
    """
    files: dict[str, YamlFile | None] = {}

    def read(name: str) -> YamlFile | None:
        if name not in files:
            files[name] = _read_again(sources / name, name)
        return files[name]

    found: dict[tuple[str, int | None, int | None, str], Problem] = {}
    for problem in problems:
        text = problem.text
        if problem.row is None and text is not None and problem.file.endswith(f"/{REPORT_FILE}"):
            file = read(problem.file)
            shared = None if problem.table_id or file is None else _shared(file, text, read)
            if shared is not None:
                problem = replace(problem, file=shared.name, row=shared.line_of(text))
            else:
                problem = replace(problem, row=file.line_of(text) if file else None)
        found.setdefault((problem.file, problem.row, problem.column, problem.message), problem)
    return list(found.values())


def _shared(file: YamlFile, text: str, read: Callable[[str], YamlFile | None]) -> YamlFile | None:
    """The file of the report's organisation, where that says the text and the report defines no such word."""
    organisation = file.data.get("organisation") if isinstance(file.data, dict) else None
    if organisation_file(organisation) is None or file.definition_of(text) is not None:
        return None
    shared = read(f"{ORGANISATIONS}/{organisation}.yml")
    return shared if shared is not None and shared.line_of(text) is not None else None


def _read_again(path: Path, name: str) -> YamlFile | None:
    """A file that was read before; None where it has changed since and cannot be read any more, or never was there."""
    try:
        return YamlFile(path, name, GUIDE)
    except BadInputError:
        return None
