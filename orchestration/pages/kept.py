"""Which pages of the release that a release was built on are those of this one, too: they are taken over, not made.

A page of organisations is taken over where nothing has changed that stands on it: their rows, whether they wait, and
the little that follows from others. It is byte for byte what would be made anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.explain import printed_table_html
from orchestration.explain.served import Served
from orchestration.home import Home
from orchestration.inputs import code_version
from orchestration.pages.figures import SQL
from orchestration.pages.map import VARIABLE
from orchestration.pages.plan import Plan
from orchestration.pages.questions import FILE, Question, answered, organisation_of
from orchestration.pages.site import HERE
from orchestration.pages.wijk import sheet_page
from orchestration.release.stored import release_file

MADE_BY = ".made-by"
"""A file in a folder of pages that are all there: by what they were made."""


@dataclass(frozen=True)
class Base:
    """The release that one was built on, with its pages."""

    release: Path
    pages: Path


@dataclass(frozen=True)
class Kept:
    """What is taken over."""

    organisations: frozenset[str] = frozenset()
    sheets: frozenset[str] = frozenset()
    """The areas whose sheets are."""
    pages: list[str] = field(default_factory=list)
    """All files, from the root of the site."""


def maker() -> str:
    """What stands for all that makes pages besides the release: code, templates, questions and the map file."""
    digest = hashlib.sha256(code_version().encode())
    folders = (HERE, printed_table_html.TEMPLATES)
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    files = [file for file in files if "__pycache__" not in file.parts]
    if map_file := os.environ.get(VARIABLE):
        files.append(Path(map_file))
    for file in (*files, FILE):
        digest.update(f"{file.name}\n".encode())
        digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


def note_made(pages: Path) -> None:
    """Note of pages that are all there by what they were made."""
    (pages / MADE_BY).write_text(maker(), encoding="utf-8")


def base_of(home: Home, release: Path) -> Base | None:
    """The release that one was built on, if its pages are all there and the same code would make them again."""
    with Served(release) as served:
        columns = "SELECT 1 FROM duckdb_columns() WHERE (table_name, column_name) = ('release', 'base_release_id')"
        if not served.rows(columns):
            return None
        (found,) = served.rows("SELECT base_release_id AS base, code_version FROM release.release")
    if found["base"] is None:
        return None
    base = Base(release_file(home, found["base"]), home.pages / found["base"])
    note = base.pages / MADE_BY
    if not (base.release.exists() and note.is_file() and note.read_text(encoding="utf-8") == maker()):
        return None
    return base


def kept_of(plan: Plan, questions: Sequence[Question], base: Base | None) -> Kept:
    """What a site takes over of the pages of the release that its own was built on."""
    if base is None:
        return Kept()
    with Served(base.release) as served:
        before = Plan(served)
        if _everywhere(plan) != _everywhere(before):
            return Kept()
        old, new = _said(before, _same_questions(before, questions)), _said(plan, questions)
        whole = frozenset(name for name in new if new[name] == old.get(name))
        whole = frozenset(name for name in whole if all((base.pages / page).is_file() for page in plan.pages[name]))
        sheets = frozenset(
            area_id
            for area_id, theirs in plan.sheets.items()
            # What is about nobody's figures speaks of the release itself.
            if theirs and theirs <= whole and before.sheets.get(area_id) == theirs
            and plan.around.facts(area_id) == before.around.facts(area_id)
            and (base.pages / sheet_page(area_id)).is_file()
        )  # fmt: skip
    pages = [page for name in sorted(whole) for page in plan.pages[name]]
    return Kept(whole, sheets, pages + [sheet_page(area_id) for area_id in sorted(sheets)])


def take_over(base: Base, out: Path, pages: Iterable[str]) -> None:
    """Let pages stand in another folder, too: as one file with two names where the disk can do that, or as a copy."""
    for page in pages:
        target = out / page
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(base.pages / page, target)
        except OSError:
            shutil.copyfile(base.pages / page, target)


def _everywhere(plan: Plan) -> Any:
    """What stands on every page."""
    return plan.layout, plan.has_other


def _same_questions(before: Plan, questions: Sequence[Question]) -> list[Question]:
    """The questions as the earlier release answers them."""
    return answered(before.served, before.owners) if any(question.block for question in questions) else []


def _said(plan: Plan, questions: Sequence[Question]) -> dict[str, Any]:
    """By organisation all that its pages say: the release of its rows stands for these, and the rest is named."""
    of_others = _of_others(plan)
    asked: dict[str, list[Question]] = {}
    for question in questions:
        if question.block and (name := organisation_of(question.block, plan.owners)):
            asked.setdefault(name, []).append(question)
    elsewhere: dict[str, list[Any]] = {}
    for (name, metric_id), found in plan.elsewhere.items():
        elsewhere.setdefault(name, []).append((metric_id, *found))
    areas = {name: [plan.around.facts(area_id) for area_id in plan.areas(name)] for name in plan.owners}
    labels = {name: [plan.around.areas[area_id]["label"] for area_id in plan.areas(name)] for name in plan.owners}
    is_split = plan.layout.is_split
    return {
        name: (
            owner,
            plan.pages[name],
            [found.get(name) for found in of_others],
            sorted(elsewhere.get(name, ())),
            asked.get(name, []),
            (areas[name], labels[name]) if is_split else None,
        )
        for name, owner in plan.owners.items()
    }


OF_OTHERS = (
    # What a waiver or a later report has come to say of its findings.
    "SELECT organisation_id, hash(f) AS said FROM (SELECT * EXCLUDE (first_seen_release, first_seen_at) "
    "FROM quality.finding) AS f",
    "SELECT f.organisation_id, hash(s) FROM (SELECT s.* EXCLUDE block_id, b.sets, b.cells_per_set "
    "FROM quality.suspect AS s JOIN quality.suspect_block AS b ON s.block_id = b.block_id) AS s "
    "JOIN core.figure AS f ON s.figure_id = f.figure_id",
    # Rates have the inhabitants that another organisation counts.
    f"SELECT organisation_id, hash(r) FROM ({(SQL / 'rates.sql').read_text(encoding='utf-8')}) AS r",
    "SELECT a.organisation_id, hash(a) FROM core.metric_additivity AS a JOIN (SELECT DISTINCT organisation_id, "
    "metric_id FROM core.served_figure) AS s ON a.organisation_id = s.organisation_id AND a.metric_id = s.metric_id",
    "SELECT organisation_id, hash(o) FROM core.organisation AS o",
)
"""Queries for what stands on pages of an organisation and is no row of its own: a row with its hash for each."""


def _of_others(plan: Plan) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for query in OF_OTHERS:
        rows = plan.served.rows(
            "SELECT organisation_id, sum(CAST(said AS HUGEINT)) AS said, count(*) AS number "
            f"FROM ({query}) AS q (organisation_id, said) GROUP BY organisation_id"
        )
        found.append({row["organisation_id"]: (row["said"], row["number"]) for row in rows})
    return found
