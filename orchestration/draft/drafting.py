"""Drafts a whole report from a document: whose it is, what its tables mean, and the words that nobody knows yet."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile
from pathlib import Path
from typing import Any

from orchestration.build.seed_files import SEED_FOLDER
from orchestration.draft.document import Document, FoundTable, TextLine
from orchestration.draft.meaning import TableReader
from orchestration.draft.metrics import NUMBERED
from orchestration.draft.numbers import Notation, notations_of
from orchestration.draft.periods import find_period, months, years_in
from orchestration.draft.proposal import Ask, ReportDraft, TableDraft
from orchestration.draft.prose.figures import ReportContext, key_figures
from orchestration.draft.prose.words import words_of
from orchestration.draft.shape import Shape, shape_of
from orchestration.draft.table_state import Context, Surroundings
from orchestration.draft.vocabulary import Vocabulary, read_vocabulary
from orchestration.draft.words import clean, normal, slug
from orchestration.draft.yaml_text import metric_entry
from orchestration.ingest.report_file import KEY_FIGURES, REASONS

MOST_BELOW = 12
"""How many lines below a table may say what its marks mean."""
NEAR_LINES = 40
"""How many blocks above a table are looked at for what it is about."""
_ID = re.compile(r"(?P<name>.*?)[-_]?(?P<year>(?:19|20)\d\d)(?:-(?P<part>[hqt]\d|\d\d))?")
_AREA_KINDS = (
    ("team", r"team"), ("neighbourhood", r"buurt|neighbou?rhood"), ("district", r"wijk|district|stadsdeel"),
    ("city", r"gemeente|city|cities|municipalit"), ("region", r"regio|state|provinc"), ("country", r"\bland\b|countr"),
)  # fmt: skip


def draft_report(document: Document, report_id: str, sources: Path, organisation: str = "") -> ReportDraft:
    """The draft of a report, from what the document prints and what other reports taught."""
    name, period = split_id(report_id)
    everyone = read_vocabulary(sources, None, report_id)
    own = organisation or _organisation_of(report_id, name, everyone)
    vocabulary = read_vocabulary(sources, own, report_id) if own in everyone.organisations else everyone
    text = _all_text(document)
    report = ReportDraft(
        report_id, _title(document), _organisation(own, name, text, everyone), _period(document, period, text),
        vocabulary.city or Ask((), "whose figures these are", "the city that the report is about (an id or name)"),
        document.name, document.sha256, document.kind, doubts=list(document.doubts),
    )  # fmt: skip
    if own not in everyone.organisations:
        _define_organisation(report, own or slug(name).replace("_", "-") or "organisation", text, document, vocabulary)
    shapes = [
        (number, found, shape_of(found))
        for number, found in enumerate(document.blocks)
        if isinstance(found, FoundTable)
    ]
    report.notation = _notation([shape for _, _, shape in shapes if shape is not None])
    said = report.period if isinstance(report.period, str) else period if period else None
    context = Context(vocabulary, said, report.notation)
    taken: Counter[str] = Counter()
    for number, found, shape in shapes:
        around = _surroundings(document, number, found)
        if shape is None:
            report.skipped.append(f"The table{_named(found)} holds no numbers, and is left out.")
            continue
        table_id = _table_id(around.title, len(report.tables) + 1, taken)
        report.tables.append(TableReader(found, shape, around, context, table_id).read())
    _define_words(report, vocabulary)
    _read_prose(report, document, sources, own)
    return report


def _read_prose(report: ReportDraft, document: Document, sources: Path, organisation: str) -> None:
    """The numbers of the running text: candidates for key figures, and what is no figure."""
    words = words_of(SEED_FOLDER, sources, report.id, organisation)
    context = ReportContext(first_of(report.period), first_of(report.area))
    found = key_figures(document, words, context)
    report.key_figures = found.rows()
    report.ignored_numbers = found.ignored_rows()
    if not report.tables and found.notation == "en":
        report.notation = "en"


def first_of(said: Any) -> str:
    """What is said, or the first candidate of the question."""
    if isinstance(said, Ask):
        return said.candidates[0] if said.candidates else ""
    return str(said)


def split_id(report_id: str) -> tuple[str, str]:
    """A report's id as the name of the organisation and the period that it ends with, which may be empty."""
    found = _ID.fullmatch(report_id)
    if found is None:
        return report_id, ""
    part = found["part"]
    return found["name"], found["year"] + (f"-{part.upper()}" if part else "")


def _all_text(document: Document) -> str:
    texts = [block.text if isinstance(block, TextLine) else block.title for block in document.blocks]
    return "\n".join(texts)


def _organisation_of(report_id: str, name: str, known: Vocabulary) -> str:
    """The organisation whose id the report's begins with, the longest."""
    found = [id_ for id_ in known.organisations if report_id == id_ or re.match(rf"{re.escape(id_)}[-_]", report_id)]
    return max(found, key=len) if found else slug(name).replace("_", "-")


def _organisation(own: str, name: str, text: str, known: Vocabulary) -> Any:
    """The organisation, asked where the document names another one."""
    plain = normal(text)
    named = {
        id_: max(len(re.findall(rf"\b{re.escape(normal(one))}\b", plain)) for one in (label, id_))
        for id_, label in known.organisations.items()
    }
    others = sorted((id_ for id_ in named if id_ != own and named[id_]), key=lambda id_: -named[id_])
    mine = named.get(own, 0)
    if others and named[others[0]] >= max(2, 5 * mine):
        why = (
            f"the document names {known.organisations[others[0]]} {named[others[0]]} times, {own or name} {mine} times"
        )
        return Ask((own, others[0]) if own else (others[0],), why)
    return own or Ask((), "whose report it is", "the organisation (an id or name)")


def _title(document: Document) -> Any:
    lines = [
        block for block in document.blocks[:NEAR_LINES] if isinstance(block, TextLine) and len(clean(block.text)) > 3
    ]
    heading = next((line for line in lines if line.is_heading), None)
    if heading is not None:
        return clean(heading.text)[:200]
    if lines:
        return Ask((clean(lines[0].text)[:120].replace("|", "/"),), "the first line of the document")
    return Ask((), "the document has no title", "the title, as printed on the cover")


def _period(document: Document, of_id: str, text: str) -> Any:
    """The period, asked where the document speaks of another one than its id."""
    titles = [clean(block.text) for block in document.blocks[:12] if isinstance(block, TextLine)]
    printed = None
    for title in titles:
        found = find_period(title)
        if found is not None and found.year and not found.is_total:
            printed = found.id(None)
            break
    years = Counter(
        years_in(text)
        + [year for table in document.tables for row in table.cells for cell in row for year in years_in(cell)]
    )
    if not of_id:
        candidates = [printed] if printed else [str(year) for year, _ in years.most_common(2)]
        return Ask(
            tuple(filter(None, candidates)), "the id ends with no period", "the period it accounts for, such as 2023"
        )
    year = int(of_id[:4])
    commonest = years.most_common(1)[0] if years else (year, 0)
    if years and not years[year]:
        return Ask((of_id, str(commonest[0])), f"the document never names {year}; most often {commonest[0]}")
    if printed and printed != of_id and not _overlap(printed, of_id):
        return Ask((of_id, printed), f"the id says {of_id}, the title {printed}")
    if years and years[year] * 4 < commonest[1]:
        return Ask(
            (of_id, str(commonest[0])),
            f"the document names {year} {years[year]} times, {commonest[0]} {commonest[1]} times",
        )
    return of_id


def _overlap(one: str, other: str) -> bool:
    first, second = months(one), months(other)
    return first is None or second is None or (first[0] <= second[1] and second[0] <= first[1])


def _notation(shapes: list[Shape]) -> Notation:
    """The notation that the tables of a document share; Dutch where nothing shows another."""
    votes: Counter[Notation] = Counter()
    for shape in shapes:
        texts = [shape.cells[row][column] for row in shape.data for column in shape.values]
        possible = notations_of(texts)
        if len(possible) == 1:
            votes[possible[0]] += sum(bool(re.search(r"\d[.,  ]\d", text)) for text in texts)
    best, count = votes.most_common(1)[0] if votes else ("nl", 0)
    return best if count else "nl"


def _surroundings(document: Document, number: int, found: FoundTable) -> Surroundings:
    """What stands above a table: its title, the headings of its chapter, and the nearest lines."""
    headings: list[str] = []
    lines: list[str] = []
    for block in reversed(document.blocks[max(0, number - NEAR_LINES) : number]):
        if not isinstance(block, TextLine):
            if not headings and not lines:
                continue
            break
        text = clean(block.text)
        if not text:
            continue
        if block.is_heading:
            if text != clean(found.title):
                headings.append(text)
            if len(headings) >= 2:
                break
        elif len(lines) < 3:
            lines.append(text)
    return Surroundings(clean(found.title), tuple(headings), tuple(lines), _lines_below(document, number))


def _lines_below(document: Document, number: int) -> tuple[str, ...]:
    """The lines right below a table, up to a heading or another table."""
    behind = document.blocks[number + 1 : number + 1 + MOST_BELOW]
    lines = takewhile(lambda block: isinstance(block, TextLine) and not block.is_heading, behind)
    return tuple(text for block in lines if isinstance(block, TextLine) and (text := clean(block.text)))


def _named(found: FoundTable) -> str:
    title = clean(found.title)
    where = f" on page {found.place.page}" if found.place.page else ""
    where = f" on lines {found.place.lines[0]}-{found.place.lines[1]}" if found.place.lines else where
    return f" “{title}”{where}" if title else where


def _table_id(title: str, number: int, taken: Counter[str]) -> str:
    id_ = slug(re.sub(r"^(het )?aantal(len)? ", "", NUMBERED.sub("", normal(title)))) or f"table_{number}"
    id_ = f"table_{id_}" if id_ in (KEY_FIGURES, REASONS, "ignored_numbers", "con", "nul", "aux", "prn") else id_
    taken[id_] += 1
    return id_ if taken[id_] == 1 else f"{id_}_{taken[id_]}"


# ---- words that nobody knows ----------------------------------------------------------------------------------------


def _define_organisation(report: ReportDraft, id_: str, text: str, document: Document, known: Vocabulary) -> None:
    """Propose the organisation and its city."""
    words = [word for word in re.split("[-_]", id_) if not word.isdigit()] or [id_]
    lines = [clean(block.text) for block in document.blocks[:30] if isinstance(block, TextLine)]
    names = [line for line in lines if any(word in normal(line) for word in words) and 3 < len(line) <= 60]
    city = next(
        (word for word in reversed(words) if re.search(rf"\b{re.escape(word.capitalize())}\b", text)), words[-1]
    )
    area = slug(city).replace("_", "-")
    report.area = area
    candidates = tuple(dict.fromkeys(name.replace("|", "/") for name in names[:3]))
    name = Ask(candidates or (id_.replace("-", " ").capitalize(),), "the name of the organisation")
    if not isinstance(report.organisation, Ask):
        report.organisation = id_
    report.define.setdefault("organisations", []).append({"id": id_, "name": name, "area": area})
    if area not in known.area_names:
        kind = Ask(("city", "region", "country"), "the area that the organisation works in as a whole")
        report.define.setdefault("areas", []).append({"id": area, "name": city.capitalize(), "kind": kind})
    known.city = area
    known.areas[area] = "city"
    for label in (city, area):
        known.add("area", label, area, 4)


def _define_words(report: ReportDraft, known: Vocabulary) -> None:
    """Propose the areas, categories and metrics that tables name and nobody knows."""
    areas: dict[str, dict[str, Any]] = {}
    categories: dict[tuple[str, str], dict[str, Any]] = {}
    metrics: dict[str, dict[str, Any]] = {}
    city = report.area if isinstance(report.area, str) else None
    for table in report.tables:
        for label in table.new_areas:
            if normal(label) not in areas:
                # Two teams of two cities may have one name, and never one id.
                own = slug(label).replace("_", "-") or "area"
                own = own if city is None or city in own else f"{city}-{own}"
                id_ = _free(own, {one["id"] for one in areas.values()} | known.area_names.keys())
                areas[normal(label)] = {"id": id_, "name": label, "kind": _area_kind(table)} | (
                    {"part_of": [city]} if city else {}
                )
        for breakdown, label in table.new_categories:
            key = (breakdown, normal(label))
            if key not in categories:
                used = {one["id"] for (other, _), one in categories.items() if other == breakdown}
                used |= {id_ for other, id_ in known.categories if other == breakdown} | {"whole"}
                used |= {one.partition("=")[2] for kind, one in known.taken if one.startswith(f"{breakdown}=")}
                id_ = _free(slug(label) or "category", used)
                categories[key] = {"breakdown": breakdown, "id": id_, "name": label, "name_en": label}
        for metric in table.new_metrics:
            if metric.is_certain and metric.id not in metrics:
                metrics[metric.id] = metric_entry(metric)
    for kind, entries in (("areas", areas), ("categories", categories), ("metrics", metrics)):
        if entries:
            report.define.setdefault(kind, []).extend(entries.values())


def _area_kind(table: TableDraft) -> Any:
    head = " ".join(table.cells[row][0] for row in range(table.header))
    for kind, pattern in _AREA_KINDS:
        if re.search(pattern, normal(head)):
            return kind
    return next((kind for kind, pattern in _AREA_KINDS if re.search(pattern, normal(table.title))), "team")


def _free(id_: str, taken: set[str]) -> str:
    found, number = id_, 2
    while found in taken:
        found, number = f"{id_}_{number}" if "_" in id_ else f"{id_}-{number}", number + 1
    return found
