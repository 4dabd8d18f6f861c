"""Finds the line of a report.yml on which stands what SQL found wrong with it: SQL knows the text and not the place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from orchestration.ingest.report_file import GUIDE
from orchestration.problems import BadInputError, Problem
from orchestration.report_folders import REPORT_FILE
from orchestration.yaml_file import YamlFile


def on_their_lines(problems: list[Problem], sources: Path) -> list[Problem]:
    """The same problems; one with a text that a report.yml says, and no line, gets the first line that says it."""
    files: dict[str, YamlFile | None] = {}
    found: list[Problem] = []
    for problem in problems:
        if problem.row is None and problem.text is not None and problem.file.endswith(f"/{REPORT_FILE}"):
            if problem.file not in files:
                files[problem.file] = _read_again(sources / problem.file, problem.file)
            file = files[problem.file]
            problem = replace(problem, row=file.line_of(problem.text) if file else None)
        found.append(problem)
    return found


def _read_again(path: Path, name: str) -> YamlFile | None:
    """A report.yml that was read before; None where it has changed since and cannot be read any more."""
    try:
        return YamlFile(path, name, GUIDE)
    except BadInputError:
        return None
