"""A draft whose questions are answered is a report folder: it is read, and every figure has its meaning."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration.draft.command import draft_folder
from orchestration.home import DEFAULT_SOURCES
from tests.draft.answers import answered
from tests.draft.printed import ENGLISH, HOSTILE, KINDS, OTHER_YEAR, PAIRS, PARTS, STARTED, ZEIST, write
from tests.judging import judging, read_folders

DRAFTS = {
    "bto-sociaal-2023": STARTED,
    "zeist-2023": ZEIST,
    "gemeente-zeist-2020": KINDS,
    "springfield-2023": ENGLISH,
    "lokalis-inloop-2022": PARTS,
    "bto-sociaal-incidenten-2021": PAIRS,
    "hostile-2022": HOSTILE,
    "bto-sociaal-anders-2023": OTHER_YEAR,
}
OTHERS = [Path(one) for one in os.environ.get("DRAFT_ALSO", "").split(os.pathsep) if one]
"""More documents to try, as in `DRAFT_ALSO=a.pdf:b.xlsx`."""


@dataclass(frozen=True)
class Loaded:
    """What became of the drafts."""

    problems: dict[str, list[str]]
    figures: dict[str, dict[str, float | None]]


@pytest.fixture(scope="module")
def loaded(built: Any, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Every document drafted, its questions answered by the first candidate, read and resolved by staging."""
    folder = tmp_path_factory.mktemp("drafts")
    sources, store = folder / "sources", folder / "home" / "ingested.duckdb"
    sources.mkdir()
    documents = {report_id: write(folder, text, f"{report_id}.txt") for report_id, text in DRAFTS.items()}
    for number, path in enumerate(OTHERS):
        documents[f"other{number}-2023"] = path
    for report_id, path in documents.items():
        draft_folder(path, report_id, sources)
    for report_id in documents:
        report = sources / report_id / "report.yml"
        text = answered(report.read_text(encoding="utf-8"))
        if "tables: []" not in text:
            text = text.replace("key_figures: key_figures.csv\n", "")
        report.write_text(text, encoding="utf-8")
        for name in ("key_figures.csv", "ignored_numbers.csv"):
            if (path := sources / report_id / name).exists():
                path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    shutil.copytree(DEFAULT_SOURCES / "lokalis-2022", sources / "lokalis-2022")
    read_folders(sources, store)
    warehouse = folder / "build" / built.home.build_database.name
    warehouse.parent.mkdir()
    shutil.copyfile(built.home.build_database, warehouse)
    with judging(warehouse, built.tables("staging", "core")) as run:
        run.load(store)
        problems = run.problems(sources)
        run.judge_the_rest(list(problems))
        figures: dict[str, dict[str, float | None]] = {}
        query = "SELECT report_id, figure_key, cast(value AS double) FROM core.figure"
        for report, key, value in run.connection.execute(query).fetchall():
            figures.setdefault(report, {})[key] = value
        raw = run.connection.execute("SELECT report_id, file, row_number, message FROM raw.problem").fetchall()
    said = {report: [f"{one.file} {one.row} {one.message}" for one in found] for report, found in problems.items()}
    for report, *rest in raw:
        said.setdefault(report, []).append(" ".join(map(str, rest)))
    return Loaded(said, figures)


def test_every_answered_draft_is_read(loaded: Loaded) -> None:
    assert loaded.problems == {}


def test_what_is_known_needs_no_answer(loaded: Loaded) -> None:
    figures = loaded.figures["bto-sociaal-2023"]

    assert figures["bto-sociaal:cases_started:binnenstad:-:2023-Q1"] == 310
    assert figures["bto-sociaal:cases_started:utrecht:-:2023"] == 2026
    assert len(figures) == 20


def test_new_teams_are_those_of_the_table(loaded: Loaded) -> None:
    figures = loaded.figures["zeist-2023"]

    assert figures["zeist:cases_started:zeist-vollenhove:-:2023-Q4"] == 131
    assert figures["zeist:cases_started:zeist:-:2023-Q4"] == 541


def test_thousands_budgets_and_differences_keep_their_kind(loaded: Loaded) -> None:
    figures = loaded.figures["gemeente-zeist-2020"]

    of_2020 = {key.rpartition("2020")[2]: value for key, value in figures.items() if "lasten" in key and ":2020" in key}
    assert of_2020 == {
        ":original_budget": 40_866_000, ":budget": 46_416_000, "": 54_162_000, ":over_budget": 7_746_000,
    }  # fmt: skip


def test_english_notation_marks_and_dashes_are_read(loaded: Loaded) -> None:
    values = sorted(value for value in loaded.figures["springfield-2023"].values() if value is not None)

    assert 4599 in values
    assert 36 in values
    assert 0 in values


def test_two_tables_side_by_side_are_one(loaded: Loaded) -> None:
    figures = loaded.figures["bto-sociaal-incidenten-2021"]

    assert {key.split(":")[2]: value for key, value in figures.items()} == {
        "binnenstad": 4, "de-meern": 3, "west": 3, "oost": 0, "zuilen": 1, "vleuten": 9, "utrecht": 20,
    }  # fmt: skip


def test_the_year_of_a_title_holds_where_it_is_the_answer(loaded: Loaded) -> None:
    figures = loaded.figures["bto-sociaal-anders-2023"]

    assert figures["bto-sociaal:cases_started:west:-:2022-Q2"] == 77


def test_columns_that_add_up_are_parts_of_a_whole(loaded: Loaded) -> None:
    figures = loaded.figures["lokalis-inloop-2022"]

    assert sum(value == 27 for value in figures.values()) == 1
    assert len(figures) == 16
