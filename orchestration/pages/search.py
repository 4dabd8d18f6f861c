"""The page that finds: the index of `warehouse find` with the addresses of pages, and a list of all there is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from orchestration.explain.bilingual import NOTHING, Both, same
from orchestration.explain.find_index import Entry, Index, Printed, Series, index_of, series_of, without
from orchestration.explain.served import Served
from orchestration.explain.words import FIGURE_KINDS
from orchestration.pages.figures import block_id, cell_page
from orchestration.pages.plan import Plan
from orchestration.pages.site import Site
from orchestration.pages.words import domain_of

DATA = "search-index.js"
"""The index, which only the script of the search page loads. A script, so that it loads from a disk too."""

GROUPS = {
    "organisation": Both("Organisaties", "Organisations"),
    "metric": Both("Cijfers", "Figures"),
    "area": Both("Wijken en teams", "Neighbourhoods and teams"),
    "category": Both("Categorieën", "Categories"),
    "question": Both("Vragen met hun antwoord", "Questions with their answers"),
    "table": Both("Tabellen van verslagen", "Tables of reports"),
    "report": Both("Verslagen", "Reports"),
    "mart": Both("Tabellen om te downloaden", "Tables to download"),
    "column": Both("Kolommen in het woordenboek", "Columns in the dictionary"),
}
"""The kinds of things that the page finds, in the order in which it lists them all."""

LISTED = ("organisation", "metric", "area", "category", "question", "table", "report", "mart")
"""Those that it lists where nothing is asked."""

MOST_LISTED = 300
"""How many of a kind it lists; all are found."""

MOST_ENTRIES = 1_500
"""How many of a kind are found: the first ones, which are the newest reports and tables and the commonest metrics."""

MOST_FIGURES = 6_000
"""How many figures answer: of more, the newest of each kind of period, whole organisations first."""

MOST_READ = 100_000
"""Of how many figures all are read to choose those that answer."""

MOST_PAGES = 20
"""How many organisations a metric that is found leads to."""

NEWEST = """
    s.area_id IN (SELECT area_id FROM core.organisation) AND s.category_id IS NULL
    QUALIFY row_number() OVER (
        PARTITION BY s.metric_id, s.organisation_id, s.area_id, s.kind, s.compared_with_period_id, s.grain
        ORDER BY s.end_date DESC, s.start_date DESC, s.figure_id
    ) = 1
"""
"""Chooses the newest figure of each kind of period of whole organisations."""

PLACE = 3
"""Which part of a figure of `Index.as_data` says where it is printed."""


@dataclass(frozen=True)
class Shown:
    """The index of the page, and how many entries of each kind and how many figures it leaves out."""

    index: Index
    left_out: dict[Both, int]
    pages: dict[int, list[tuple[str, str]]]
    """Of a metric of several organisations: each with its page."""


def write_search(site: Site, served: Served, plan: Plan) -> None:
    """The page, and its index beside it; without JavaScript it lists all there is."""
    shown = page_index(served, plan)
    listed = {
        GROUPS[kind]: [entry for entry in shown.index.entries if entry.kind == kind and entry.href] for kind in LISTED
    }
    data = compact(shown)
    (site.out / DATA).write_text(f"const SEARCH_INDEX = {script_text(data)};\n", encoding="utf-8")
    site.write(
        "search.html", "search.html",
        groups=listed, most=MOST_LISTED, missing=shown.left_out, data=DATA, examples=examples(shown.index),
    )  # fmt: skip


def script_text(data: dict[str, Any]) -> str:
    """Data as a literal of JavaScript."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Nothing in it can end the script or the line.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def page_index(served: Served, plan: Plan) -> Shown:
    """The index of the release with the page of each entry; what has none, and what is too much, is left out."""
    index = index_of(served)
    (counted,) = served.rows("SELECT count(*) AS figures FROM core.served_figure")
    # Of very many figures only some that answer are read: the newest of whole organisations.
    rows = NEWEST if counted["figures"] > MOST_READ else None
    index = replace(index, series=series_of(served, index, place=cell_page, rows=rows), read_series=None)
    kept: dict[str, int] = {}
    left_out: dict[Both, int] = {}
    addresses = _Addresses(plan)

    def keep(entry: Entry) -> Entry | None:
        placed = addresses.placed(entry)
        if placed is None:
            return None
        kept[entry.kind] = kept.get(entry.kind, 0) + 1
        if kept[entry.kind] <= MOST_ENTRIES:
            return placed
        name = GROUPS[entry.kind]
        left_out[name] = left_out.get(name, 0) + 1
        return None

    figures = counted["figures"]
    index = capped(without(index, keep))
    series = [replace(one, href=addresses.of_series(index.entries, one)) for one in index.series]
    index = replace(index, series=series, is_cut=sum(len(one.figures) for one in series) < figures)
    if index.is_cut:
        left_out[Both("Losse cijfers", "Single figures")] = figures - sum(len(one.figures) for one in series)
    pages = {
        position: addresses.pages[entry.entry_id][:MOST_PAGES]
        for position, entry in enumerate(index.entries)
        if entry.kind == "metric" and not plan.layout.is_split and len(addresses.pages.get(entry.entry_id, [])) > 1
    }
    return Shown(index, left_out, pages)


def capped(index: Index) -> Index:
    """The index with no more figures than a page can load."""
    if sum(len(one.figures) for one in index.series) <= MOST_FIGURES:
        return index
    ordered = sorted(
        index.series, key=lambda one: (not index.entries[one.area].whole, one.category is not None, one.metric)
    )
    series, room = [], MOST_FIGURES
    for one in ordered:
        figures = _newest_of_each_grain(index, one.figures)[:room]
        room -= len(figures)
        if figures:
            series.append(replace(one, figures=figures))
    return replace(index, series=series)


def _newest_of_each_grain(index: Index, figures: Iterable[Printed]) -> list[Printed]:
    found: dict[tuple[int, str], Printed] = {}
    for figure in figures:
        period = index.periods[figure.period]
        # `2021-03` and `2021-Q1`, a year, a day and an interval.
        found.setdefault((len(period.period_id), period.part[:1].strip("0123456789")), figure)
    return list(found.values())


def compact(shown: Shown) -> dict[str, Any]:
    """The index as the script reads it; printed places are the number of their page, and the cell."""
    data = shown.index.as_data()
    tables: dict[str, int] = {}
    for series in data["series"]:
        for figure in series[-1]:
            page, _, cell = figure[PLACE].partition("#")
            figure[PLACE] = f"{tables.setdefault(page, len(tables))}{cell}"
    groups = {kind: [label.nl, label.en] for kind, label in GROUPS.items()}
    kinds = {kind: list(FIGURE_KINDS[kind]) for kind in {one.kind for one in shown.index.series}}
    return {**data, "tables": list(tables), "groups": groups, "kinds": kinds, "pages": shown.pages}


def examples(index: Index) -> list[str]:
    """What one could ask of this release: a metric of an area, a metric of a year, and a category."""
    by_area: dict[int, int] = {}
    for series in index.series:
        if not index.entries[series.area].whole and series.category is None:
            by_area[series.metric] = by_area.get(series.metric, 0) + 1
    found = []
    common = max(by_area, key=lambda metric: (by_area[metric], -metric), default=None)
    if common is not None:
        areas = [series.area for series in index.series if series.metric == common and series.category is None]
        areas = [area for area in areas if not index.entries[area].whole]
        found.append(f"{index.entries[common].label.nl} {index.entries[areas[-1]].label.nl}")
    whole = [one for one in index.series if one.category is None and index.entries[one.area].whole]
    # Entries stand in the order in which they are most printed.
    other = min((one for one in whole if one.metric != common), key=lambda one: one.metric, default=None)
    if other is not None:
        year = index.periods[other.figures[0].period].last_year
        found.append(f"{index.entries[other.metric].label.nl} {year}")
    found += [one.label.nl for one in index.entries if one.kind == "category" and " " in one.label.nl[:30]][:1]
    return found


class _Addresses:
    """Where the site shows what is found."""

    def __init__(self, plan: Plan) -> None:
        self.layout, self.sheets, self.owners = plan.layout, plan.sheets, plan.owners
        self.blocks = {place.block_id: place.page for place in plan.places}
        self.pages: dict[str, list[tuple[str, str]]] = {}
        self.categories: dict[str, str] = {}
        self.marts = {place.metric_id: place.mart for place in plan.places}
        for place in sorted(plan.places, key=lambda place: (place.breakdown_id is not None, -place.numbers)):
            pages = self.pages.setdefault(place.metric_id, [])
            if place.organisation_name not in dict(pages):
                pages.append((place.organisation_name, place.page))
            for category in sorted(place.categories or ()):
                self.categories.setdefault(f"{place.breakdown_id}={category}", place.page)
        self.columns: set[str] = set()

    def placed(self, entry: Entry) -> Entry | None:
        """The entry with its page; None if it has none."""
        href, says = "", entry.says
        if entry.kind == "metric":
            pages = self.pages.get(entry.entry_id)
            href = self.of_metric(entry.entry_id)
            says = says if pages else Both("alleen in het woordenboek", "in the dictionary only")
        elif entry.kind == "area":
            href = f"wijk/{entry.entry_id}.html" if entry.entry_id in self.sheets else "index.html"
        elif entry.kind == "category":
            href = self.categories.get(entry.entry_id, "")
        elif entry.kind == "question":
            block = entry.entry_id.partition("#")[0]
            href = self.blocks.get(block, "") if block else "quality.html#questions"
        elif entry.kind == "report":
            href = f"reports/{entry.entry_id}/index.html"
        elif entry.kind == "table":
            href = f"reports/{entry.entry_id}.html"
        elif entry.kind == "organisation" and self.layout.is_split and entry.entry_id in self.owners:
            href = self.layout.organisation(entry.entry_id)
        elif entry.kind == "mart":
            href = f"dictionary/{entry.entry_id}.html"
        elif entry.kind == "column":
            mart, _, column = entry.entry_id.rpartition(".")
            # A column of a metric is found as the metric, and one that many tables have is found once.
            if entry.label.nl == entry.entry_id and column not in self.columns:
                self.columns.add(column)
                entry, href, says = replace(entry, label=same(column)), f"dictionary/{mart}.html#{column}", NOTHING
        return replace(entry, href=href, says=says) if href or entry.kind == "organisation" else None

    def of_metric(self, metric_id: str) -> str:
        """Where a metric stands: a page of figures, the list of who has some, or the dictionary."""
        pages = self.pages.get(metric_id)
        if not pages:
            return f"dictionary.html#metric-{metric_id}"
        return f"{domain_of(self.marts[metric_id])}.html" if self.layout.is_split and len(pages) > 1 else pages[0][1]

    def of_series(self, entries: list[Entry], series: Series) -> str:
        """The page that shows a series."""
        breakdown = None if series.category is None else entries[series.category].entry_id.partition("=")[0]
        metric, organisation = entries[series.metric].entry_id, entries[series.organisation].entry_id
        return self.blocks.get(block_id(metric, organisation, breakdown), "")
