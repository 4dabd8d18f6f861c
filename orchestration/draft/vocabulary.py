"""What printed words can mean: the seeds, and what the reports of an organisation define, looked up as staging does.

A label is looked for in what the organisation defines, in its city, and then in what all know; the first that knows it
decides. Two ids at one level are two meanings, and the label is then asked about.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from orchestration.build.seed_files import seed_rows
from orchestration.draft.words import normal
from orchestration.ingest.report_vocabulary import USUALLY
from orchestration.problems import BadInputError
from orchestration.report_folders import ORGANISATIONS, REPORT_FILE, report_folders
from orchestration.yaml_file import YamlFile

WHOLE = "whole"
ORGANISATION, CITY, EVERYWHERE, NAME = 4, 3, 2, 1
"""Whose word it is, the narrower the higher, as in staging.alias."""


@dataclass(frozen=True)
class Metric:
    """A metric that is known."""

    id: str
    name: str
    name_en: str
    definition: str
    definition_nl: str
    unit: str
    adds_up: tuple[str, str, str]
    """Over time, areas and categories."""
    is_computed: bool
    """Whether the warehouse alone computes it: no report prints it, and none may be asked whether it does."""
    share_of: str | None = None
    is_change: bool = False
    """Whether it is a change or a growth, of which the period that it is compared with must be said."""


@dataclass(frozen=True)
class Category:
    """A category of a breakdown."""

    breakdown: str
    id: str
    name: str
    part_of: tuple[str, str] | None = None
    """The breakdown and category that it is a part of."""


@dataclass
class Vocabulary:
    """All that is known where a report of one organisation is drafted."""

    organisation: str | None = None
    """The id of the organisation, if it is known."""
    city: str | None = None
    organisations: dict[str, str] = field(default_factory=dict)
    """Id to name."""
    cities: dict[str, str] = field(default_factory=dict)
    """Organisation to the area that it works in."""
    metrics: dict[str, Metric] = field(default_factory=dict)
    breakdowns: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Id to its Dutch and English label."""
    breakdown_texts: dict[str, str] = field(default_factory=dict)
    """Id to its description."""
    categories: dict[tuple[str, str], Category] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    """Id to kind, of the areas that can be meant."""
    area_names: dict[str, str] = field(default_factory=dict)
    """Id to name, of all areas, also of other cities."""
    taken: set[tuple[str, str]] = field(default_factory=set)
    """Kind and id of what other reports define, whoever's they are: a new word needs an id of its own."""
    units: tuple[str, ...] = ()
    used: dict[str, int] = field(default_factory=dict)
    """How often the other reports say a metric."""
    printed: set[str] = field(default_factory=set)
    """The metrics that the other reports print, be it in one cell."""
    documents: dict[str, str] = field(default_factory=dict)
    """Checksum of a document to the report that was taken from it."""
    unreadable: tuple[str, ...] = ()
    """Report folders whose words could not be read."""
    _labels: dict[tuple[str, str, str], dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    def lookup(self, dimension: str, label: str, breakdown: str = "") -> tuple[str, ...]:
        """The ids that a label can stand for: none, one, or several where nobody can tell which."""
        found = self._labels.get((dimension, breakdown if dimension == "category" else "", normal(label)))
        if not found:
            return ()
        best = max(found.values())
        return tuple(sorted(id_ for id_, level in found.items() if level == best))

    def one(self, dimension: str, label: str, breakdown: str = "") -> str | None:
        """The id that a label stands for, if there is exactly one."""
        found = self.lookup(dimension, label, breakdown)
        return found[0] if len(found) == 1 else None

    def labels(self, dimension: str, breakdown: str = "") -> Iterator[tuple[str, str]]:
        """Every known label of a dimension, as it is compared, and each id it stands for."""
        for (kind, of, label), ids in self._labels.items():
            if kind == dimension and of == breakdown:
                yield from ((label, id_) for id_ in ids)

    def forget(self, dimension: str, ids: Iterable[str]) -> None:
        """Take away every label of some ids."""
        for (kind, _, _), known in self._labels.items():
            if kind == dimension:
                for id_ in ids:
                    known.pop(id_, None)

    def learn(self, data: dict[str, Any]) -> None:
        """Learn what a report.yml defines, as plain data."""
        _define(self, data)

    def add(self, dimension: str, label: str | None, id_: str, level: int, breakdown: str = "") -> None:
        """Learn what a label stands for."""
        if label:
            known = self._labels[dimension, breakdown, normal(label)]
            known[id_] = max(level, known.get(id_, 0))


def read_vocabulary(sources: Path, organisation: str | None, leave_out: str = "") -> Vocabulary:
    """The words of the seeds and of all report folders of `sources` but `leave_out`, for a report of `organisation`."""
    vocabulary = Vocabulary(organisation)
    _organisations(vocabulary)
    folders = list(_folders(sources, leave_out, vocabulary))
    shared = _shared(sources, {str(data.get("organisation")) for data in folders} | {organisation or ""})
    for data in [*folders, *shared]:
        for new in _defined(data, "organisations"):
            vocabulary.organisations.setdefault(new["id"], new.get("name", new["id"]))
            vocabulary.cities.setdefault(new["id"], new.get("area", ""))
    for id_, name in vocabulary.organisations.items():
        vocabulary.add("organisation", id_, id_, EVERYWHERE)
        vocabulary.add("organisation", name, id_, EVERYWHERE)
    vocabulary.city = vocabulary.cities.get(organisation or "") or None
    _areas(vocabulary)
    _categories(vocabulary)
    _metrics(vocabulary)
    _aliases(vocabulary)
    for data in folders:
        _usage(vocabulary, data)
    _forget_computed(vocabulary)
    for data in [*folders, *shared]:
        for new in _defined(data, "areas"):
            vocabulary.area_names.setdefault(new["id"], str(new.get("name", new["id"])))
        vocabulary.taken |= {
            (kind, f"{new['breakdown']}={new['id']}" if kind == "categories" else new["id"])
            for kind in ("areas", "categories", "metrics")
            for new in _defined(data, kind)
            if kind != "categories" or "breakdown" in new
        }
        if organisation and str(data.get("organisation", data.get("id"))) == organisation:
            _define(vocabulary, data)
    return vocabulary


def organisation_names(sources: Path, leave_out: str = "") -> dict[str, str]:
    """Every organisation that is known, with its name."""
    return read_vocabulary(sources, None, leave_out).organisations


def _organisations(vocabulary: Vocabulary) -> None:
    for row in seed_rows("organisation"):
        vocabulary.organisations[row["organisation_id"]] = row["name"]
        vocabulary.cities[row["organisation_id"]] = row["area_id"]


def _areas(vocabulary: Vocabulary) -> None:
    """Areas of the organisation's city: the city, what the seeds put in it, and groups around its teams."""
    rows = seed_rows("area")
    vocabulary.area_names |= {row["area_id"]: row["name"] for row in rows}
    members = [(row["area_id"], row["member_area_id"]) for row in seed_rows("area_member")]
    members += [(row["city_area_id"], row["area_id"]) for row in seed_rows("city_area")]
    inside = {vocabulary.city} if vocabulary.city else set()
    while more := {
        other
        for one, member in members
        for other, known in ((member, one), (one, member))
        if known in inside and other not in inside
    }:
        inside |= more
    for row in rows:
        if row["area_id"] in inside:
            vocabulary.areas[row["area_id"]] = row["kind"]
            for label in (row["area_id"], row["name"], row["code"]):
                vocabulary.add("area", label, row["area_id"], CITY)


def _categories(vocabulary: Vocabulary) -> None:
    for row in seed_rows("breakdown"):
        id_ = row["breakdown_id"]
        vocabulary.breakdowns[id_] = (row["label_nl"], row["label_en"])
        vocabulary.breakdown_texts[id_] = row["description"]
        vocabulary.add("breakdown", id_, id_, EVERYWHERE)
    for row in seed_rows("category"):
        part_of = (row["part_of_breakdown_id"], row["part_of_category_id"])
        one = Category(
            row["breakdown_id"], row["category_id"], row["label_nl"], part_of if part_of[0] and part_of[1] else None
        )
        vocabulary.categories[one.breakdown, one.id] = one
        for label in (one.id, one.name):
            vocabulary.add("category", label, one.id, EVERYWHERE, one.breakdown)


def _metrics(vocabulary: Vocabulary) -> None:
    for row in seed_rows("metric"):
        id_ = row["metric_id"]
        vocabulary.metrics[id_] = Metric(
            *(id_, row["label_nl"], row["label_en"], row["definition"], row["definition_nl"], row["unit"]),
            adds_up=(row["over_time"], row["over_areas"], row["over_categories"]),
            is_computed=bool(row["formula"]),
            share_of=row["share_of_metric_id"] or None,
            is_change=bool(row["difference_of_metric_id"] or row["growth_of_metric_id"]),
        )
        vocabulary.add("metric", id_, id_, EVERYWHERE)
        vocabulary.add("metric", row["label_nl"], id_, NAME)
        vocabulary.add("metric", row["label_en"], id_, NAME)
    vocabulary.units = tuple(row["unit"] for row in seed_rows("unit"))
    for unit in vocabulary.units:
        vocabulary.add("unit", unit, unit, EVERYWHERE)


def _aliases(vocabulary: Vocabulary) -> None:
    for row in seed_rows("alias"):
        if row["report_id"] or row["table_id"]:
            continue
        dimension, id_ = row["dimension"], row["id"]
        if dimension == "area" and id_ not in vocabulary.areas:
            continue
        level = CITY if dimension == "area" else EVERYWHERE
        vocabulary.add(dimension, row["label"], id_, level, row["breakdown_id"] if dimension == "category" else "")
        if dimension == "qualifier":
            vocabulary.add(dimension, id_, id_, EVERYWHERE)


def _folders(sources: Path, leave_out: str, vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    """What the report.yml of every other report says, as plain data; one that cannot be read is noted."""
    for folder in report_folders(sources):
        if folder.name == leave_out:
            continue
        data = _plain(folder / REPORT_FILE)
        if data is None:
            vocabulary.unreadable = (*vocabulary.unreadable, folder.name)
            continue
        document = data.get("document")
        if isinstance(document, dict) and isinstance(document.get("sha256"), str):
            vocabulary.documents[document["sha256"]] = folder.name
        yield data | {"key_figure_metrics": _key_figure_metrics(folder, data)}


def _shared(sources: Path, organisations: Iterable[str]) -> Iterator[dict[str, Any]]:
    for organisation in sorted(filter(None, organisations)):
        path = sources / ORGANISATIONS / f"{organisation}.yml"
        if path.is_file() and (data := _plain(path)) is not None:
            own = {"id": organisation, "name": data.get("name"), "area": data.get("area")}
            said = data.get("define")
            define: dict[str, Any] = said if isinstance(said, dict) else {}
            if own["name"]:
                define = define | {"organisations": [own, *define.get("organisations", [])]}
            yield data | {"define": define, "organisation": organisation}


def _plain(path: Path) -> dict[str, Any] | None:
    try:
        data = YamlFile(path, path.name).data
    except (BadInputError, OSError):
        return None
    return data if isinstance(data, dict) else None


def _key_figure_metrics(folder: Path, data: dict[str, Any]) -> list[str]:
    name = data.get("key_figures")
    try:
        with (folder / str(name)).open(encoding="utf-8-sig", newline="") as file:
            return [row.get("metric") or "" for row in csv.DictReader(file)] if name else []
    except (OSError, UnicodeDecodeError, csv.Error):
        return []


def _usage(vocabulary: Vocabulary, data: dict[str, Any]) -> None:
    """Count the metrics that a report says of its tables, columns and key figures."""
    said = list(data.get("key_figure_metrics", []))
    tables = data.get("tables")
    for table in tables if isinstance(tables, list) else []:
        if isinstance(table, dict):
            columns = table.get("columns")
            parts = [table, *(columns if isinstance(columns, list) else [])]
            said += [str(part["metric"]) for part in parts if isinstance(part, dict) and part.get("metric")]
    for metric in said:
        if metric in vocabulary.metrics:
            vocabulary.used[metric] = vocabulary.used.get(metric, 0) + 1
    vocabulary.printed |= {vocabulary.one("metric", one) or one for one in said_metrics(tables)} | set(said)


def said_metrics(said: Any) -> Iterator[str]:
    """Every metric that a part of a report.yml says, however deep."""
    if isinstance(said, dict):
        if isinstance(said.get("metric"), str):
            yield said["metric"]
        for value in said.values():
            yield from said_metrics(value)
    elif isinstance(said, list):
        for value in said:
            yield from said_metrics(value)


def _forget_computed(vocabulary: Vocabulary) -> None:
    """No label names a metric that the warehouse computes, unless a report prints it all the same."""
    for id_ in vocabulary.printed & vocabulary.metrics.keys():
        vocabulary.metrics[id_] = replace(vocabulary.metrics[id_], is_computed=False)
    computed = {id_ for id_, metric in vocabulary.metrics.items() if metric.is_computed}
    vocabulary.forget("metric", computed)


def _defined(data: dict[str, Any], kind: str) -> list[dict[str, str]]:
    define = data.get("define")
    found = define.get(kind) if isinstance(define, dict) else None
    return [
        one
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, dict) and isinstance(one.get("id", one.get("means")), str)
    ]


def _define(vocabulary: Vocabulary, data: dict[str, Any]) -> None:
    """Learn what a report of the same organisation, or the organisation's own file, defines."""
    for new in _defined(data, "areas"):
        vocabulary.areas[new["id"]] = str(new.get("kind", "team"))
        vocabulary.area_names[new["id"]] = str(new.get("name", new["id"]))
        for label in (new["id"], new.get("name"), new.get("code")):
            vocabulary.add("area", label, new["id"], ORGANISATION)
    for new in _defined(data, "categories"):
        breakdown = str(new.get("breakdown", ""))
        part_of = (breakdown, str(new["part_of"])) if new.get("part_of") else None
        vocabulary.categories[breakdown, new["id"]] = Category(breakdown, new["id"], str(new.get("name")), part_of)
        vocabulary.breakdowns.setdefault(breakdown, (breakdown, breakdown))
        vocabulary.add("breakdown", breakdown, breakdown, ORGANISATION)
        for label in (new["id"], new.get("name")):
            vocabulary.add("category", label, new["id"], ORGANISATION, breakdown)
    for new in _defined(data, "metrics"):
        name, name_en = str(new.get("name", "")), str(new.get("name_en", ""))
        usual = USUALLY.get(str(new.get("unit")), {})
        vocabulary.metrics[new["id"]] = Metric(
            *(new["id"], name, name_en, str(new.get("definition", name_en)), str(new.get("definition_nl", name))),
            unit=str(new.get("unit")),
            adds_up=(
                str(new.get("over_time", usual.get("time", "none"))),
                str(new.get("over_areas", usual.get("areas", "none"))),
                str(new.get("over_categories", usual.get("categories", "none"))),
            ),
            is_computed=False,
            share_of=new.get("share_of"),
            is_change=bool(new.get("difference_of") or new.get("growth_of")),
        )
        for label in (new["id"], name, name_en):
            vocabulary.add("metric", label, new["id"], ORGANISATION)
    for new in _defined(data, "aliases"):
        if not new.get("table") and new.get("label"):
            dimension = str(new.get("dimension"))
            vocabulary.add(dimension, new["label"], new["means"], ORGANISATION, str(new.get("breakdown", "")))
