"""All cases and the real reports beside them, read and judged once."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from orchestration.home import DEFAULT_SOURCES
from orchestration.problems import Problem
from orchestration.report_folders import ORGANISATIONS
from tests.judging import judging, read_folders
from tests.ods import number_cell, write_ods

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/expected.yml"))

FIGURES = """
    SELECT report_id, figure_key, cast(value AS double), value_status, {
        decimals: decimals, rounding: cast(rounding AS double), notes: note, provisional: is_provisional,
        qualifiers: qualifier, ids: figure_id,
        ranges: [cast(value_low AS double), cast(value_high AS double)]
    }
    FROM core.figure WHERE list_contains($1, report_id)
"""
JUDGED = """
    SELECT f.identity_id, f.rule_id, r.report_id FROM {judged} AS f
    INNER JOIN core.report AS r
        -- What an identity is about: a figure of the organisation, or a table of the report.
        ON contains(':' || f.identity_id || ':', ':' || r.organisation_id || ':')
        OR f.identity_id LIKE '%:' || r.report_id || '/%'
    WHERE list_contains($1, r.report_id) AND {condition}
"""
STEPS = """
    SELECT f.report_id, f.figure_key, s.crossed_break_ids FROM core.series_step AS s
    INNER JOIN core.figure AS f ON s.figure_id = f.figure_id
    WHERE list_contains($1, f.report_id) AND s.previous_period_id IS NOT NULL
"""


@dataclass(frozen=True)
class Judged:
    """What became of the cases, by report."""

    problems: dict[str, list[Problem]]
    figures: dict[str, dict[str, float | str]]
    """Figure key to the value, or to the status where there is none."""
    looks: dict[str, dict[str, dict[str, Any]]]
    """Figure key to all else that a case may say of it, such as `decimals`."""
    findings: dict[str, set[str]]
    """The identities that fail."""
    holding: dict[str, Counter[str]]
    """How many identities of each rule hold."""
    breaks: dict[str, dict[str, str | None]]
    """Figure key to the breaks between it and the figure before it, where there is one before it."""


@pytest.fixture(scope="session")
def judged(built: Any, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """What became of every case."""
    folder = tmp_path_factory.mktemp("cases")
    sources, store = folder / "sources", folder / "home" / "ingested.duckdb"
    shutil.copytree(DEFAULT_SOURCES, sources)
    (organisations := sources / ORGANISATIONS).mkdir(exist_ok=True)
    for case in CASES:
        shutil.copytree(case, sources / case.name, ignore=shutil.ignore_patterns("expected.yml", "__pycache__"))
        if (shared := sources / case.name / "organisation.yml").exists():
            organisation = yaml.safe_load((case / "report.yml").read_text(encoding="utf-8"))["organisation"]
            shared.rename(organisations / f"{organisation}.yml")
        for suffix, write in ((".xlsx.yml", write_workbook), (".ods.yml", write_ods_workbook)):
            for described in (sources / case.name).glob(f"*{suffix}"):
                write(described)
                described.unlink()
    read_folders(sources, store)
    # The file's name is the catalog's, and so it has to stay.
    warehouse = folder / "build" / built.home.build_database.name
    warehouse.parent.mkdir()
    shutil.copyfile(built.home.build_database, warehouse)
    names = [case.name for case in CASES]
    with judging(warehouse, built.tables("staging", "core", "quality")) as run:
        run.load(store)
        problems = run.problems(sources)
        run.judge_the_rest(list(problems))
        figures: dict[str, dict[str, float | str]] = {}
        looks: dict[str, dict[str, dict[str, Any]]] = {}
        for report, key, value, status, look in run.connection.execute(FIGURES, [names]).fetchall():
            figures.setdefault(report, {})[key] = status if value is None else value
            looks.setdefault(report, {})[key] = look
        findings: dict[str, set[str]] = {}
        query = JUDGED.format(judged="quality.finding", condition="true")
        for identity, _, report in run.connection.execute(query, [names]).fetchall():
            findings.setdefault(report, set()).add(identity)
        holding: dict[str, Counter[str]] = {}
        query = JUDGED.format(judged="quality.judged_identity", condition="verdict = 'holds'")
        for _, rule, report in run.connection.execute(query, [names]).fetchall():
            holding.setdefault(report, Counter())[rule] += 1
        breaks: dict[str, dict[str, str | None]] = {}
        for report, key, crossed in run.connection.execute(STEPS, [names]).fetchall():
            breaks.setdefault(report, {})[key] = crossed
    return Judged(problems, figures, looks, findings, holding, breaks)


def _sheets(described: Path) -> dict[str, list[list[Any]]]:
    """The rows of each sheet that a file describes."""
    said = yaml.safe_load(described.read_text(encoding="utf-8"))
    return said if isinstance(said, dict) else {"Blad1": said}


def write_ods_workbook(described: Path) -> None:
    """Write the workbook that a file such as `t.ods.yml` describes, beside it."""
    sheets = {name: [[_ods_cell(said) for said in row] for row in rows] for name, rows in _sheets(described).items()}
    write_ods(described.with_suffix(""), sheets)


def _ods_cell(said: Any) -> Any:
    if not isinstance(said, dict):
        return said
    assert said.keys() == {"value", "shown"}
    return number_cell(said["value"], said["shown"])


def write_workbook(described: Path) -> None:
    """Write the workbook that a file such as `t.xlsx.yml` describes, beside it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheets = _sheets(described)
    for name, rows in sheets.items():
        _write_sheet(book.create_sheet(name), rows)
    book.save(path := described.with_suffix(""))
    _write_formulas(path, list(sheets.values()))


def _write_formulas(path: Path, sheets: list[list[list[Any]]]) -> None:
    """Put the formulas before the values that were stored as their outcome: openpyxl stores either of the two."""
    formulas = {
        (number, f"{get_column_letter(column)}{row}"): said["formula"]
        for number, rows in enumerate(sheets, start=1)
        for row, cells in enumerate(rows, start=1)
        for column, said in enumerate(cells, start=1)
        if isinstance(said, dict) and "formula" in said
    }
    if not formulas:
        return
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for (number, cell), formula in formulas.items():
        part = f"xl/worksheets/sheet{number}.xml"
        parts[part], found = re.subn(rf'(<c r="{cell}"[^>]*>)<v>', rf"\g<1><f>{formula}</f><v>", parts[part])
        assert found == 1
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def _write_sheet(sheet: Any, rows: list[list[Any]]) -> None:
    for row, cells in enumerate(rows, start=1):
        for column, said in enumerate(cells, start=1):
            looks = said if isinstance(said, dict) else {"value": said}
            assert looks.keys() <= {"value", "format", "raised", "struck", "hidden_row", "hidden_column", "formula"}
            cell = sheet.cell(row, column, looks["value"])
            if "raised" in looks:
                cell.value = CellRichText(
                    looks["value"], TextBlock(InlineFont(vertAlign="superscript"), looks["raised"])
                )
            if isinstance(looks["value"], dt.date) or "format" in looks:
                cell.number_format = looks["format"]
            cell.font = Font(strike=looks.get("struck", False))
            if looks.get("hidden_row"):
                sheet.row_dimensions[row].hidden = True
            if looks.get("hidden_column"):
                sheet.column_dimensions[cell.column_letter].hidden = True
