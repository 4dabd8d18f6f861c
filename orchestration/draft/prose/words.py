"""The words that the running text of a report is compared with: names of metrics, areas, categories and qualifiers."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from orchestration.draft.vocabulary import said_metrics
from orchestration.report_folders import REPORT_FILE, report_folders

DUTCH_QUALIFIERS = {
    "op zijn minst": "at_least", "vrijwel": "nearly", "plusminus": "about", "iets minder dan": "under",
    "iets onder": "under", "net boven": "over", "hoogstens": "at_most", "nog geen": "under", "net geen": "under",
    "een kleine": "nearly",
}  # fmt: skip
ENGLISH_QUALIFIERS = {
    "about": "about", "nearly": "nearly", "over": "over", "almost": "nearly", "around": "about", "roughly": "about",
    "up to": "at_most", "just over": "over", "just under": "under", "an average of": "average", "on average": "average",
    "averaged": "average", "a minimum of": "at_least", "a maximum of": "at_most", "some": "about",
}  # fmt: skip
"""Words of qualifiers beside those that the seeds know, with the qualifier that they are."""


@dataclass(frozen=True)
class Metric:
    """What a metric is called and measured in."""

    id: str
    unit: str
    labels: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    changes: str = ""
    """The metric of which it is the change or growth."""
    is_computed: bool = False
    """Whether the warehouse alone computes it, so that no text prints it."""


@dataclass(frozen=True)
class Category:
    """What a category is called."""

    breakdown: str
    id: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """All that a text may name."""

    metrics: tuple[Metric, ...] = ()
    areas: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The labels of each area, by its id."""
    categories: tuple[Category, ...] = ()
    breakdowns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The labels of each breakdown, by its id."""
    qualifiers: dict[str, str] = field(default_factory=dict)
    """By the printed word, in lower case, what the qualifier is; known to the warehouse under that word."""
    used: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often other reports print a metric by a breakdown ("" for none) in their text."""
    used_here: Counter[str] = field(default_factory=Counter)
    """How often other reports of the same organisation print a metric in their text."""


def words_of(seeds: Path, sources: Path, report: str, organisation: str = "") -> Words:
    """The words of the seeds and of all reports but the one that is drafted."""
    others = [folder for folder in report_folders(sources) if folder.name != report] if sources.is_dir() else []
    defined = [_loaded(folder / REPORT_FILE) for folder in others]
    defines = [one.get("define") or {} for one in defined]
    used, used_here = Counter[tuple[str, str]](), Counter[str]()
    for folder, one in zip(others, defined, strict=True):
        for row in _rows(folder / str(one.get("key_figures") or "key_figures.csv")):
            used[row.get("metric", ""), row.get("breakdown", "")] += 1
            if organisation and one.get("organisation") == organisation:
                used_here[row.get("metric", "")] += 1
    printed = {metric for metric, _ in used}
    printed |= {metric for one in defined for metric in said_metrics(one.get("tables"))}
    seeded = _rows(_seed(seeds, "alias"))
    aliases: list[_Alias] = [(one["dimension"], one["breakdown_id"], one["label"], one["id"]) for one in seeded]
    aliases += [tuple(one.get(name) for name in _ALIAS) for one in _defined(defines, "aliases")]
    return Words(
        metrics=tuple(_metrics(seeds, defines, aliases, printed)),
        areas=_areas(seeds, defines, aliases),
        categories=tuple(_categories(seeds, defines, aliases)),
        breakdowns={row["breakdown_id"]: _both(row) for row in _rows(_seed(seeds, "breakdown"))},
        qualifiers={str(label).lower(): str(means) for what, _, label, means in aliases if what == "qualifier"},
        used=used,
        used_here=used_here,
    )


_ALIAS = ("dimension", "breakdown", "label", "means")
_Alias = tuple[Any, ...]


def _seed(seeds: Path, name: str) -> Path:
    return seeds / f"seed__{name}.csv"


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _loaded(path: Path) -> dict[str, Any]:
    """A report.yml as far as it can be read: a slip in another report is not this draft's business."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return {}
    return data if isinstance(data, dict) else {}


def _defined(defines: Iterable[dict[str, Any]], what: str) -> Iterator[dict[str, Any]]:
    for define in defines:
        for one in (define.get(what) if isinstance(define, dict) else None) or []:
            if isinstance(one, dict):
                yield one


def _both(row: dict[str, Any], names: tuple[str, ...] = ("label_nl", "label_en")) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(row[name]) for name in names if row.get(name)))


def _metrics(seeds: Path, defines: list[dict[str, Any]], aliases: list[_Alias], printed: Set[str]) -> Iterator[Metric]:
    known: dict[str, list[str]] = {}
    for what, _, label, means in aliases:
        if what == "metric":
            known.setdefault(str(means), []).append(str(label))
    for row in _rows(_seed(seeds, "metric")):
        changes = row.get("difference_of_metric_id") or row.get("growth_of_metric_id") or ""
        labels = (*_both(row), *known.get(row["metric_id"], ()))
        is_computed = bool(row.get("formula")) and printed.isdisjoint((row["metric_id"], *labels))
        definitions = _both(row, ("definition_nl", "definition"))
        yield Metric(row["metric_id"], row["unit"], labels, definitions, changes, is_computed)
    for one in _defined(defines, "metrics"):
        name, changes = str(one.get("id")), str(one.get("difference_of") or one.get("growth_of") or "")
        labels = (*_both(one, ("name", "name_en")), *known.get(name, ()))
        definitions = _both(one, ("definition_nl", "definition"))
        yield Metric(name, str(one.get("unit") or ""), labels, definitions, changes)


def _areas(seeds: Path, defines: list[dict[str, Any]], aliases: list[_Alias]) -> dict[str, tuple[str, ...]]:
    labels: dict[str, list[str]] = {}
    for row in _rows(_seed(seeds, "area")):
        labels.setdefault(row["area_id"], []).append(row["name"])
    for one in _defined(defines, "areas"):
        labels.setdefault(str(one.get("id")), []).append(str(one.get("name")))
    for what, _, label, means in aliases:
        if what == "area":
            labels.setdefault(str(means), []).append(str(label))
    return {area: tuple(dict.fromkeys(names)) for area, names in labels.items()}


def _categories(seeds: Path, defines: list[dict[str, Any]], aliases: list[_Alias]) -> Iterator[Category]:
    labels: dict[tuple[str, str], list[str]] = {}
    for row in _rows(_seed(seeds, "category")):
        labels.setdefault((row["breakdown_id"], row["category_id"]), []).extend(_both(row))
    for one in _defined(defines, "categories"):
        labels.setdefault((str(one.get("breakdown")), str(one.get("id"))), []).extend(_both(one, ("name", "name_en")))
    for what, breakdown, label, means in aliases:
        if what == "category":
            labels.setdefault((str(breakdown), str(means)), []).append(str(label))
    for (breakdown, category), names in labels.items():
        yield Category(breakdown, category, tuple(dict.fromkeys(names)))
