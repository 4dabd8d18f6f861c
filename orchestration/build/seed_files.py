"""Checks the seeds, which people edit, before dbt loads them: what is wrong is told with file, line and value.

Python finds the lines; whether the cells fit together is asked in SQL, of all seeds at once.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.database import MART_SCHEMAS, connect
from orchestration.home import DBT_PROJECT
from orchestration.ingest.marks import QUALIFIERS as MARKED
from orchestration.ingest.report_vocabulary import HIGHEST_TILE, TILED
from orchestration.problems import INVISIBLE, SEEDS, BadInputError, Problem
from orchestration.report_folders import SLUG
from orchestration.yaml_file import clip

SEED_FOLDER = DBT_PROJECT / "seeds"

KINDS = ("country", "region", "city", "district", "neighbourhood", "group", "team", "team_without_area")
CHANGES = ("merged_into", "split_into", "renamed_to")
AIMS = ("target", "budget", "original_budget", "forecast")
ADDITIVITY = ("sum", "overlap", "distinct", "mean", "none")
QUALIFIERS = (*MARKED, "between")
"""Those that a mark can give a number, and that of a range."""
DIMENSIONS = ("organisation", "metric", "area", "category", "unit", "qualifier")
BOOLEANS = ("true", "false")
FEW = 12
"""As many ids as can be listed in one message."""


def seed_rows(name: str) -> list[dict[str, str]]:
    """The rows of a seed, such as `metric`, as they stand in its file."""
    with (SEED_FOLDER / f"seed__{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class SeedColumn:
    """What a column of a seed may hold."""

    name: str
    required: bool = True
    one_of: tuple[str, ...] = ()
    of: str = ""
    """The kind of id that it refers to."""
    type: str = ""
    """The type of DuckDB that a value must be read as."""
    is_id: bool = False


@dataclass(frozen=True)
class Seed:
    """A seed: its columns in their order, and those that tell its rows apart."""

    columns: tuple[SeedColumn, ...]
    key: tuple[str, ...]


def _optional(*names: str, of: str = "") -> tuple[SeedColumn, ...]:
    return tuple(SeedColumn(name, required=False, of=of) for name in names)


def _texts(*names: str) -> tuple[SeedColumn, ...]:
    return tuple(SeedColumn(name) for name in names)


def _adds_up(required: bool) -> tuple[SeedColumn, ...]:
    return tuple(SeedColumn(f"over_{way}", required, ADDITIVITY) for way in ("time", "areas", "categories"))


_RANGE = tuple(SeedColumn(name, required=False, type="DECIMAL(18, 4)") for name in ("minimum", "maximum"))

SEED_FILES: dict[str, Seed] = {
    "seed__alias": Seed(
        (
            SeedColumn("dimension", one_of=DIMENSIONS),
            *_optional("breakdown_id", of="breakdown"),
            *_texts("label", "id"),
            *_optional("report_id", "table_id"),
        ),
        ("dimension", "breakdown_id", "label", "report_id", "table_id"),
    ),
    "seed__area": Seed(
        (
            SeedColumn("area_id", is_id=True),
            SeedColumn("name"),
            SeedColumn("kind", one_of=KINDS),
            *_optional("code"),
            SeedColumn("inhabitants", required=False, type="INTEGER"),
            *(SeedColumn(name, required=False, type="DATE") for name in ("valid_from", "valid_until")),
            *(SeedColumn(name, required=False, type="INTEGER") for name in ("tile_row", "tile_column")),
        ),
        ("area_id",),
    ),
    "seed__area_change": Seed(
        (
            SeedColumn("area_id", of="area"),
            SeedColumn("change", one_of=CHANGES),
            SeedColumn("successor_area_id", of="area"),
        ),
        ("area_id", "successor_area_id"),
    ),
    "seed__area_member": Seed(
        (
            SeedColumn("area_id", of="area"),
            SeedColumn("member_area_id", of="area"),
            *_optional("organisation_id", of="organisation"),
        ),
        ("area_id", "member_area_id", "organisation_id"),
    ),
    "seed__breakdown": Seed(
        (SeedColumn("breakdown_id", is_id=True), *_texts("label_nl", "label_en", "description")), ("breakdown_id",)
    ),
    "seed__category": Seed(
        (
            SeedColumn("breakdown_id", of="breakdown"),
            SeedColumn("category_id", is_id=True),
            *_texts("label_nl", "label_en"),
            *_optional("part_of_breakdown_id", of="breakdown"),
            *_optional("part_of_category_id"),
            SeedColumn("is_part_of_whole", one_of=BOOLEANS),
            SeedColumn("sort_order", required=False, type="INTEGER"),
        ),
        ("breakdown_id", "category_id"),
    ),
    "seed__city_area": Seed(
        (SeedColumn("city_area_id", of="area"), SeedColumn("area_id", of="area")), ("city_area_id", "area_id")
    ),
    "seed__kind": Seed(
        (
            SeedColumn("kind", is_id=True),
            *_texts("label_nl", "label_en"),
            SeedColumn("of_kind", required=False, one_of=AIMS),
            SeedColumn("sign", required=False, type="INTEGER"),
        ),
        ("kind",),
    ),
    "seed__metric": Seed(
        (
            SeedColumn("metric_id", is_id=True),
            *_texts("label_nl", "label_en", "definition", "definition_nl"),
            SeedColumn("unit", of="unit"),
            SeedColumn("mart", required=False, one_of=MART_SCHEMAS),
            *_adds_up(required=True),
            *_optional("inflow_metric_id", "outflow_metric_id", "share_of_metric_id", of="metric"),
            *_optional("share_of_breakdown_id", of="breakdown"),
            *_optional("share_of_category_id"),
            *_optional("part_metric_id", of="metric"),
            *_optional("part_breakdown_id", of="breakdown"),
            *_optional("part_category_id"),
            *_optional("difference_of_metric_id", "growth_of_metric_id", "mean_of_metric_id", of="metric"),
            *_optional("formula"),
            *_RANGE,
        ),
        ("metric_id",),
    ),
    "seed__metric_exception": Seed(
        (
            SeedColumn("metric_id", of="metric"),
            SeedColumn("organisation_id", of="organisation"),
            *_adds_up(required=False),
            SeedColumn("reason"),
        ),
        ("metric_id", "organisation_id"),
    ),
    "seed__organisation": Seed(
        (SeedColumn("organisation_id", is_id=True), SeedColumn("name"), SeedColumn("area_id", of="area")),
        ("organisation_id",),
    ),
    "seed__unit": Seed((SeedColumn("unit", is_id=True), *_RANGE), ("unit",)),
}

PAIRS = (
    ("seed__alias", "breakdown_id", "id"),
    ("seed__category", "part_of_breakdown_id", "part_of_category_id"),
    ("seed__metric", "share_of_breakdown_id", "share_of_category_id"),
    ("seed__metric", "part_breakdown_id", "part_category_id"),
)
"""Columns of a seed that name a category together: its breakdown and its id."""

QUESTIONS = Path(__file__).with_name("seed_questions.sql")


def check_seeds() -> None:
    """Raise BadInputError with all that is wrong with the seeds; nothing where dbt can load them."""
    if problems := seed_problems(SEED_FOLDER):
        raise BadInputError(problems)


def seed_problems(folder: Path) -> list[Problem]:
    """All that is wrong with the seeds of a folder."""
    problems: list[Problem] = []
    rows: list[tuple[str, int, int, str, str | None]] = []
    for name, seed in SEED_FILES.items():
        try:
            rows += _cells(folder / f"{name}.csv", name, seed, problems)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(_problem(name, None, None, None, f"the file cannot be read: {error}", "Save it as UTF-8"))
    if any(problem.row in (None, 1) for problem in problems):
        # What a whole seed lacks, all others would seem to refer to in vain.
        return problems
    with connect() as connection:
        _load(connection, rows)
        found = connection.execute(
            QUESTIONS.read_text(encoding="utf-8"), [list(QUALIFIERS), SLUG, INVISIBLE, HIGHEST_TILE, list(TILED)]
        ).fetchall()
    for seed_name, line, column, text, message, known in found:
        step = "Correct it in the seed, or define it there first" if known else "Correct it in the seed"
        problems.append(_problem(seed_name, line, column, text, message + _hint(text, known or []), step))
    return problems


def _cells(
    path: Path, name: str, seed: Seed, problems: list[Problem]
) -> Iterator[tuple[str, int, int, str, str | None]]:
    """Seed, line, position, column and text of each cell of the lines that have as many as the header promises."""
    promised = [column.name for column in seed.columns]
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        lines = _lines(reader, name, problems)
        header = next(lines, (1, []))[1]
        if header != promised:
            wrong = [one for one in header if one not in promised] or [one for one in promised if one not in header]
            said = clip(wrong[0]) if wrong else "another order"
            message = f"the header says {said}; its columns are {', '.join(promised)}"
            problems.append(_problem(name, 1, None, wrong[0] if wrong else None, message, "Correct the first line"))
            return
        for line, cells in lines:
            if len(cells) != len(promised):
                what = f"has {len(cells)} cells where the header has {len(promised)}" if cells else "is empty"
                step = "Write a cell for every column, empty ones too, and text with a comma between quotation marks"
                problems.append(_problem(name, line, None, ",".join(cells)[:60], f"the line {what}", step))
                # Others may refer to its id; what stands behind may have moved.
                cells = cells[: len(seed.key)]
            for position, (column, text) in enumerate(zip(promised, cells, strict=False), start=1):
                # dbt reads both as nothing.
                yield name, line, position, column, None if text.strip().lower() in ("", "null") else text


def _lines(reader: Any, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """The line on which each row begins, and its cells; the last ones before a quotation mark makes no sense."""
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        message = f"the quotation marks make no sense here: {error}"
        step = 'Close each one before the next comma, and write it twice ("") inside a text'
        problems.append(_problem(name, line, None, None, message, step))


def _load(connection: duckdb.DuckDBPyConnection, rows: list[tuple[str, int, int, str, str | None]]) -> None:
    connection.execute("SET threads = 1")
    connection.execute("CREATE TABLE seed_cell (seed VARCHAR, line INT, position INT, name VARCHAR, text VARCHAR)")
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        connection.execute("INSERT INTO seed_cell SELECT " + ", ".join(["unnest(?)"] * len(columns)), columns)
    connection.execute(
        "CREATE TABLE spec (seed VARCHAR, name VARCHAR, required BOOLEAN, one_of VARCHAR[], refers_to VARCHAR, "
        "type VARCHAR, is_id BOOLEAN, is_key BOOLEAN)"
    )
    said = [
        (name, one.name, one.required, list(one.one_of), one.of, one.type, one.is_id, one.name in seed.key)
        for name, seed in SEED_FILES.items()
        for one in seed.columns
    ]
    connection.execute(
        "INSERT INTO spec SELECT " + ", ".join(["unnest(?)"] * 8), [list(one) for one in zip(*said, strict=True)]
    )
    connection.execute("CREATE TABLE pair (seed VARCHAR, breakdown VARCHAR, category VARCHAR)")
    connection.execute(
        "INSERT INTO pair SELECT unnest(?), unnest(?), unnest(?)", [list(one) for one in zip(*PAIRS, strict=True)]
    )


def _hint(text: str | None, known: list[str]) -> str:
    """What may have been meant, or all there is where that is little."""
    close = difflib.get_close_matches(text or "", known, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; known are {', '.join(known)}" if 0 < len(known) <= FEW else ""


def _problem(seed: str, line: int | None, column: int | None, text: str | None, message: str, step: str) -> Problem:
    return Problem(f"{SEEDS}/{seed}.csv", line, column, message, f"{step}.", text=text)
