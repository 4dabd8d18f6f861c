"""What can be found in a release, as the command and the search page look through it: one index for both."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from orchestration.database import MART_SCHEMAS
from orchestration.explain.bilingual import NOTHING, Both, figure_words, period_words
from orchestration.explain.find_words import plain_number, tokens
from orchestration.explain.served import Served, literals
from orchestration.explain.words import FIGURE_KINDS, MONTHS_EN, MONTHS_NL, ORDINALS_NL, RESULT
from orchestration.home import REPOSITORY

EVERYDAY = Path(__file__).with_name("synonyms.yml")
QUESTIONS = REPOSITORY / "docs" / "questions.yml"

AREA_WORDS = {
    "city": "stad gemeente city",
    "team": "team buurtteam wijk team",
    "group": "groep wijken group",
    "district": "wijk district",
    "neighbourhood": "buurt neighbourhood",
    "region": "regio region",
    "country": "land country",
}
"""What else people call areas of a kind."""

HALVES = ("eerste halfjaar", "tweede halfjaar"), ("first half", "second half")
QUARTERS_EN = ("first quarter", "second quarter", "third quarter", "fourth quarter")

MOST_FIGURES = 20_000
"""How many figures one search looks at."""


@dataclass(frozen=True)
class Entry:
    """One thing to find.

    It is found by its label in both languages, its id and `names`, and less strongly by `more`: words of what is said
    of it. `href` is its page; `whole` says of an area that it is the whole of an organisation's figures.
    """

    kind: str
    entry_id: str
    label: Both
    names: str = ""
    more: str = ""
    says: Both = NOTHING
    href: str = ""
    whole: bool = False

    @cached_property
    def name_words(self) -> list[str]:
        """The words that it goes by, each once; the id of a question is none."""
        entry_id = "" if self.kind == "question" else self.entry_id.replace("_", " ")
        return list(dict.fromkeys(tokens(f"{self.label.nl} {self.label.en} {entry_id} {self.names}")))

    @cached_property
    def more_words(self) -> list[str]:
        """The words of what is said of it that are none of its names."""
        return [word for word in dict.fromkeys(tokens(self.more)) if word not in self.name_words]


class Period(NamedTuple):
    """A period, as a query can name it: by the years that it lies in, and its part of the year (`03`, `Q3`)."""

    period_id: str
    label: Both
    first_year: int
    last_year: int
    part: str
    start: int
    """First day, as a number of days."""
    end: int


class Printed(NamedTuple):
    """A printed figure of a series: what the report says, and where. `number` is None where no number may be said."""

    period: int
    words: Both
    place: str
    number: str | None
    is_disputed: bool
    """Whether the report contradicts itself about it."""


@dataclass(frozen=True)
class Series:
    """The figures of one metric, organisation, area, category and kind; these are positions among the entries."""

    metric: int
    organisation: int
    area: int
    category: int | None
    kind: str
    compared: int | None
    figures: list[Printed]
    href: str = ""


@dataclass(frozen=True)
class Asked:
    """Which series a search is about: positions of entries, and numbers."""

    metrics: frozenset[int]
    categories: frozenset[int]
    areas: frozenset[int]
    numbers: frozenset[str]
    kinds: frozenset[str]


@dataclass
class Index:
    """All that can be found."""

    entries: list[Entry]
    periods: list[Period]
    phrases: dict[str, tuple[str, str]]
    """Words for periods and kinds of figures: what they name (`part`, `period`, `kind`), and which."""
    synonyms: list[list[str]]
    ignored: list[str]
    series: list[Series] = field(default_factory=list)
    is_cut: bool = False
    """Whether `series` has only some of the figures."""
    read_series: Callable[[Asked], tuple[list[Series], bool]] | None = None
    """Where they are not all in `series`: reads those that a search is about."""

    def about(self, asked: Asked) -> tuple[list[Series], bool]:
        """The series that a search is about, and perhaps others; and whether figures of them are left out."""
        return (self.series, self.is_cut) if self.read_series is None else self.read_series(asked)

    def as_data(self) -> dict[str, Any]:
        """The index as the script of the search page reads it."""
        return {
            "entries": [
                [
                    one.kind, one.entry_id, *_pair(one.label), " ".join(one.name_words), " ".join(one.more_words),
                    *_pair(one.says), one.href, int(one.whole),
                ]
                for one in self.entries
            ],
            "periods": [[one[0], *_pair(one[1]), *one[2:]] for one in self.periods],
            "phrases": self.phrases,
            "synonyms": self.synonyms,
            "ignored": self.ignored,
            "cut": int(self.is_cut),
            "series": [
                [
                    one.metric, one.organisation, one.area, -1 if one.category is None else one.category, one.kind,
                    -1 if one.compared is None else one.compared, one.href,
                    [[f.period, *_pair(f.words), f.place, f.number or "", int(f.is_disputed)] for f in one.figures],
                ]
                for one in self.series
            ],
        }  # fmt: skip


def _pair(text: Both) -> tuple[str, str]:
    """Both languages; the second is empty where it is the first."""
    return text.nl, "" if text.en == text.nl else text.en


def everyday() -> dict[str, list[list[str]]]:
    """The everyday words of synonyms.yml, without accents: `synonyms` and `ignored`."""
    found: dict[str, list[list[str]]] = _yaml(EVERYDAY)
    return {name: [[word for text in group for word in tokens(text)] for group in found[name]] for name in found}


def index_of(served: Served) -> Index:
    """The index of a release; what a search asks of its figures is read when it asks."""
    entries = [
        Entry(
            row["kind"], row["id"], Both(row["label_nl"] or row["id"], row["label_en"] or row["label_nl"] or row["id"]),
            row["names"] or "", row["more"] or "", Both(row["says_nl"] or "", row["says_en"] or row["says_nl"] or ""),
            whole=row["whole"],
        )
        for row in served.rows(_ENTRIES.format(marts=literals(MART_SCHEMAS), area_words=_AREA_WORDS, names=_NAMES))
    ]  # fmt: skip
    entries += questions()
    periods = [
        _period(row) for row in served.rows("SELECT * FROM core.period ORDER BY end_date DESC, start_date, period_id")
    ]
    kinds = served.column(f"SELECT DISTINCT kind FROM core.served_figure WHERE kind <> '{RESULT}' ORDER BY kind")
    words = everyday()
    ignored = sorted({word for group in words["ignored"] for word in group})
    index = Index(entries, periods, phrases(periods, kinds), words["synonyms"], ignored)
    index.read_series = lambda asked: _about(served, index, asked)
    return index


def questions() -> list[Entry]:
    """The questions of docs/questions.yml; their ids are the section that each stands at, and its place in the file."""
    found: list[Entry] = []
    for chapter in _yaml(QUESTIONS)["chapters"]:
        for question in chapter["questions"]:
            number = f"{question.get('block', '')}#{len(found) + 1}"
            says = Both(chapter["title"]["nl"], chapter["title"]["en"])
            found.append(Entry("question", number, Both(question["nl"], question["en"]), says=says))
    return found


def _yaml(file: Path) -> Any:
    import yaml

    # All that stands there is text: `on` and `2021` are words here.
    return yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def _period(row: dict[str, Any]) -> Period:
    period_id = row["period_id"]
    rest = period_id[5:]
    part = rest if len(rest) in (2, 3) and "/" not in period_id else ""
    start, end = row["start_date"], row["end_date"]
    return Period(period_id, period_words(period_id), start.year, end.year, part, start.toordinal(), end.toordinal())


def phrases(periods: Sequence[Period], kinds: Iterable[str]) -> dict[str, tuple[str, str]]:
    """How people name parts of a year, days and intervals of these periods, and kinds of figures."""
    known = {period.part for period in periods}
    found: dict[str, tuple[str, str]] = {}
    for part in sorted(known - {""}):
        for name in _part_names(part):
            found[" ".join(tokens(name))] = ("part", part)
    for at, period in enumerate(periods):
        if not period.part and len(period.period_id) > 4:
            short = period_words(period.period_id, short=True)
            for name in (period.period_id, period.label.nl, period.label.en, short.nl, short.en):
                found.setdefault(" ".join(tokens(name)), ("period", str(at)))
    for kind in kinds:
        for name in FIGURE_KINDS[kind]:
            found[" ".join(tokens(name))] = ("kind", kind)
    return found


def _part_names(part: str) -> list[str]:
    if part.isdigit():
        nl, en = MONTHS_NL[int(part) - 1], MONTHS_EN[int(part) - 1]
        return [nl, en, nl[:3], en[:3], *(["mrt"] if part == "03" else [])]
    letter, rank = part[0], int(part[1:])
    if letter == "W":
        return [part, f"week {rank}", f"wk {rank}"]
    names = [part, f"{part[1:]} {letter}"]
    if letter == "Q":
        names += [f"K{rank}", QUARTERS_EN[rank - 1]]
    if letter == "H":
        names += [HALVES[0][rank - 1], HALVES[1][rank - 1]]
    nl = {"Q": "kwartaal", "T": "tertaal", "H": "halfjaar"}[letter]
    return [*names, f"{rank}e {nl}", f"{ORDINALS_NL[rank - 1]} {nl}", f"{nl} {rank}"]


def series_of(
    served: Served,
    index: Index,
    asked: Asked | None = None,
    place: Callable[[dict[str, Any]], str] = operator.itemgetter("figure_id"),
    rows: str | None = None,
) -> list[Series]:
    """The served figures as series, newest first: what a search is about, what a condition `rows` chooses, or all.

    `place` says where the figure of a row is printed. What a report withholds has its mark and no number.
    """
    at = {(entry.kind, entry.entry_id): position for position, entry in enumerate(index.entries)}
    periods = {period.period_id: position for position, period in enumerate(index.periods)}
    found: dict[tuple[Any, ...], Series] = {}
    where = _where(index, asked) if asked else rows or "true"
    for row in served.rows(_SERIES.format(where=where, limit=_limit(asked))):
        category = at.get(("category", f"{row['breakdown_id']}={row['category_id']}")) if row["category_id"] else None
        if row["category_id"] and category is None:
            continue
        key = (
            at["metric", row["metric_id"]], at["organisation", row["organisation_id"]], at["area", row["area_id"]],
            category, row["kind"], periods.get(row["compared_with_period_id"]),
        )  # fmt: skip
        series = found.setdefault(key, Series(*key, figures=[]))
        number = None if row["value"] is None else plain_number(Decimal(row["value"]))
        series.figures.append(
            Printed(periods[row["period_id"]], figure_words(row), place(row), number, row["has_waived_finding"])
        )
    return list(found.values())


def _about(served: Served, index: Index, asked: Asked) -> tuple[list[Series], bool]:
    series = series_of(served, index, asked)
    return series, sum(len(one.figures) for one in series) >= MOST_FIGURES


def _where(index: Index, asked: Asked) -> str:
    def ids(kind: Iterable[int]) -> str:
        return literals(index.entries[position].entry_id for position in sorted(kind))

    about = [
        f"s.metric_id IN {ids(asked.metrics)}",
        f"s.breakdown_id || '=' || s.category_id IN {ids(asked.categories)}",
    ]
    if asked.numbers:
        numbers = ", ".join(sorted(asked.numbers))
        about.append(f"s.value IN ({numbers})")
    if asked.kinds != {RESULT}:
        about.append("true")
    areas = f"s.area_id IN (SELECT area_id FROM core.organisation) OR s.area_id IN {ids(asked.areas)}"
    if asked.numbers:
        areas = "true"
    return f"s.kind IN {literals(sorted(asked.kinds))} AND ({' OR '.join(about)}) AND ({areas})"


def _limit(asked: Asked | None) -> str:
    return "" if asked is None else f"LIMIT {MOST_FIGURES}"


def without(index: Index, keep: Callable[[Entry], Entry | None]) -> Index:
    """The index with only the entries that `keep` returns, in its order; series of others are left out."""
    new: dict[int, int] = {}
    entries: list[Entry] = []
    for position, entry in enumerate(index.entries):
        if (kept := keep(entry)) is not None:
            new[position] = len(entries)
            entries.append(kept)
    series = [
        replace(
            one, metric=new[one.metric], organisation=new[one.organisation], area=new[one.area],
            category=None if one.category is None else new[one.category],
        )
        for one in index.series
        if {one.metric, one.organisation, one.area} <= new.keys() and (one.category is None or one.category in new)
    ]  # fmt: skip
    return replace(index, entries=entries, series=series, read_series=None)


_AREA_WORDS = " ".join(f"WHEN '{kind}' THEN '{words}'" for kind, words in AREA_WORDS.items())

_SERIES = """
    SELECT s.*, f.decimals, f.is_provisional, f.report_id, f.table_id, f.row_number, f.column_number
    FROM core.served_figure AS s JOIN core.figure AS f ON s.figure_id = f.figure_id
    WHERE {where}
    ORDER BY s.end_date DESC, s.start_date, s.figure_id
    {limit}
"""

_NAMES = " UNION ALL ".join(
    f"""
        SELECT dimension, breakdown_id, id, label FROM {schema}.alias
        UNION ALL SELECT 'area', NULL, area_id, unnest([area_id, name, code]) FROM {schema}.area
        UNION ALL SELECT 'metric', NULL, metric_id, unnest([metric_id, label_nl, label_en]) FROM {schema}.metric
        UNION ALL SELECT 'category', breakdown_id, category_id, unnest([category_id, label_nl]) FROM {schema}.category
    """
    for schema in ("seed", "raw")
)
"""All that areas, metrics and categories are called, by the vocabulary and by reports."""

_ENTRIES = """
    WITH counted AS (
        SELECT
            metric_id, count(*) AS figures, min(year(start_date)) AS first_year, max(year(end_date)) AS last_year,
            string_agg(DISTINCT o.name, ', ' ORDER BY o.name) AS organisations, count(DISTINCT o.name) AS several,
            string_agg(
                DISTINCT b.label_nl || ' ' || b.label_en, ' ' ORDER BY b.label_nl || ' ' || b.label_en
            ) AS breakdowns
        FROM core.served_figure AS s
        JOIN core.organisation AS o USING (organisation_id)
        LEFT JOIN core.breakdown AS b ON s.breakdown_id = b.breakdown_id
        GROUP BY metric_id
    ),

    categories AS (
        SELECT breakdown_id, category_id, count(*) AS figures FROM core.served_figure
        WHERE category_id IS NOT NULL GROUP BY ALL
    ),

    said AS ({names}),

    called AS (
        SELECT dimension, breakdown_id, id, string_agg(DISTINCT lower(label), ' ' ORDER BY lower(label)) AS labels
        FROM said WHERE label IS NOT NULL GROUP BY ALL
    ),

    around AS (
        SELECT f.area_id, string_agg(DISTINCT c.name, ', ' ORDER BY c.name) AS cities, count(DISTINCT c.name) AS several
        FROM core.served_figure AS f
        JOIN core.organisation AS o USING (organisation_id)
        JOIN core.area AS c ON o.area_id = c.area_id
        WHERE f.area_id <> c.area_id GROUP BY f.area_id
    ),

    entry AS (
        -- What is printed most often is most often meant.
        SELECT
            0 AS sort, -coalesce(c.figures, 0) AS later, 'metric' AS kind, m.metric_id AS id, m.label_nl, m.label_en,
            l.labels AS names, concat_ws(' ', m.definition_nl, m.definition, c.breakdowns, c.organisations) AS more,
            CASE WHEN c.several > 5 THEN c.several || ' organisaties' ELSE c.organisations END
                || ', ' || c.first_year || CASE WHEN c.first_year < c.last_year THEN '–' || c.last_year ELSE '' END
                AS says_nl,
            CASE WHEN c.several > 5 THEN c.several || ' organisations' ELSE c.organisations END
                || ', ' || c.first_year || CASE WHEN c.first_year < c.last_year THEN '–' || c.last_year ELSE '' END
                AS says_en,
            false AS whole
        FROM core.metric AS m
        LEFT JOIN counted AS c ON m.metric_id = c.metric_id
        LEFT JOIN called AS l ON l.dimension = 'metric' AND m.metric_id = l.id
        UNION ALL
        SELECT
            1, CASE a.kind WHEN 'city' THEN 0 WHEN 'group' THEN 1 ELSE 2 END, 'area', a.area_id,
            CASE
                WHEN count(*) OVER (PARTITION BY lower(a.name)) > 1 AND r.several = 1
                    THEN a.name || ' (' || r.cities || ')'
                ELSE a.name
            END,
            NULL, l.labels, concat_ws(' ', CASE a.kind {area_words} END, CASE WHEN r.several <= 5 THEN r.cities END),
            '', '',
            a.area_id IN (SELECT area_id FROM core.organisation)
        FROM core.area AS a
        LEFT JOIN around AS r ON a.area_id = r.area_id
        LEFT JOIN called AS l ON l.dimension = 'area' AND a.area_id = l.id
        UNION ALL
        SELECT
            2, -coalesce(n.figures, 0), 'category', c.breakdown_id || '=' || c.category_id, c.label_nl, c.label_en,
            l.labels, concat_ws(' ', b.label_nl, b.label_en), b.label_nl, b.label_en, false
        FROM core.category AS c
        JOIN core.breakdown AS b USING (breakdown_id)
        LEFT JOIN categories AS n ON c.breakdown_id = n.breakdown_id AND c.category_id = n.category_id
        LEFT JOIN called AS l
            ON l.dimension = 'category' AND l.breakdown_id = c.breakdown_id AND l.id = c.category_id
        UNION ALL
        SELECT
            3, row_number() OVER (ORDER BY r.edition_date DESC, r.report_id), 'report', r.report_id, r.title, NULL,
            o.name, r.note, o.name, NULL, false
        FROM core.report AS r JOIN core.organisation AS o USING (organisation_id)
        UNION ALL
        SELECT
            -- Key figures are about everything.
            4, CASE WHEN t.is_key_figures THEN 100000 ELSE 0 END
                + row_number() OVER (ORDER BY r.edition_date DESC, t.report_id, t.position),
            'table', t.report_id || '/' || t.table_id,
            CASE WHEN t.is_key_figures THEN 'Cijfers in de tekst' ELSE t.title END,
            CASE WHEN t.is_key_figures THEN 'Figures in the text' END, '',
            (
                SELECT string_agg(
                    DISTINCT m.label_nl || ' ' || m.label_en, ' ' ORDER BY m.label_nl || ' ' || m.label_en
                )
                FROM core.figure AS f JOIN core.metric AS m USING (metric_id)
                WHERE f.report_id = t.report_id AND f.table_id = t.table_id AND NOT t.is_key_figures
            ),
            r.title, NULL, false
        FROM core.report_table AS t JOIN core.report AS r USING (report_id)
        UNION ALL
        SELECT
            5, length(table_name), 'mart', schema_name || '.' || table_name, NULL, NULL, '', comment, '', comment, false
        FROM duckdb_tables() WHERE schema_name IN {marts}
        UNION ALL
        SELECT
            -- The short tables first: one row per metric, area and period is what the long ones have.
            6, CASE WHEN table_name LIKE '%\\_period' ESCAPE '\\' THEN 1 ELSE 0 END,
            'column', schema_name || '.' || table_name || '.' || column_name, m.label_nl, m.label_en, '', c.comment,
            '', c.comment, false
        FROM duckdb_columns() AS c LEFT JOIN core.metric AS m ON column_name = metric_id
        WHERE schema_name IN {marts}
        UNION ALL
        SELECT 7, 0, 'organisation', organisation_id, name, NULL, '', '', '', '', false FROM core.organisation
    )

    SELECT kind, id, label_nl, label_en, names, more, says_nl, says_en, whole FROM entry ORDER BY sort, later, id
"""
