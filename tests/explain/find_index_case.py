"""A small invented index for find_cases.yml, and what an engine finds in it as the cases say it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import yaml

from orchestration.explain.bilingual import Both, period_words, same
from orchestration.explain.find_engine import Engine, Result
from orchestration.explain.find_index import Entry, Index, Period, Printed, Series, everyday, phrases
from orchestration.explain.words import RESULT

CASES = yaml.safe_load(Path(__file__).with_name("find_cases.yml").read_text(encoding="utf-8"))

HOSTILE = [
    "a" * 100_000,
    "wachttijd " * 5_000,
    "\u0000\u202e\ud7ff wachttijd",
    "ﬁets ½ İ ß Ⅷ ٣٤ 一二",
    "%27%3B DROP TABLE figure; --",
    "constructor __proto__ hasOwnProperty toString",
    "2021 " * 60,
    "0" * 400,
    "1.2.3,4 ,,.. 1,5,5",
]
"""What nobody asks in earnest."""

ENTRIES = [
    Entry(
        "metric", "wait", Both("Wachttijd tot eerste gesprek", "Wait until first meeting"), more="werkdagen per gesprek"
    ),
    Entry("metric", "clients", Both("Unieke klanten", "Unique clients")),
    Entry("metric", "complaints", Both("Klachten", "Complaints"), more="over de wachttijd of een klant"),
    Entry("metric", "families", Both("Bereik onder gezinnen", "Families reached")),
    Entry("metric", "joiners", Both("Nieuwe medewerkers", "Joiners")),
    Entry("area", "stad", same("Grote Stad"), more="stad gemeente city", whole=True),
    Entry("area", "dorp", same("Dorp"), more="stad gemeente city", whole=True),
    Entry("area", "west", same("West"), names="Buurtteam West", more="team buurtteam wijk"),
    Entry("area", "noordwest", same("Noordwest"), more="groep wijken"),
    Entry("category", "kind=violence", Both("Huiselijk geweld", "Domestic violence"), more="Soort klacht"),
    Entry("question", "#1", Both("Loopt de wachttijd op?", "Does the wait grow?")),
    Entry("organisation", "buurt", same("Buurtwerk")),
    Entry("organisation", "welzijn", same("Welzijn Beter")),
]

PERIODS = {
    "2021": ("2021-01-01", "2021-12-31"),
    "2021-Q3": ("2021-07-01", "2021-09-30"),
    "2021-12-31": ("2021-12-31", "2021-12-31"),
    "2021-03": ("2021-03-01", "2021-03-31"),
    "2020": ("2020-01-01", "2020-12-31"),
}

WAITS = {"2021": "13,8 werkdagen", "2021-Q3": "15 werkdagen", "2021-03": "9 werkdagen", "2020": "7 werkdagen"}
SERIES: list[tuple[str, str, str, str | None, str, dict[str, str]]] = [
    ("wait", "buurt", "west", None, RESULT, WAITS),
    ("wait", "buurt", "stad", None, RESULT, {"2021": "7,6 werkdagen"}),
    ("wait", "welzijn", "dorp", None, RESULT, {"2021": "3 werkdagen"}),
    ("clients", "buurt", "stad", None, RESULT, {"2021": "circa 1.361"}),
    ("clients", "buurt", "west", None, RESULT, {"2021": "x (afgeschermd)"}),
    ("complaints", "buurt", "stad", None, RESULT, {"2021": "21"}),
    ("complaints", "buurt", "stad", "kind=violence", RESULT, {"2021": "4"}),
    ("families", "buurt", "stad", None, RESULT, {"2021": "10 %"}),
    ("joiners", "buurt", "stad", None, RESULT, {"2021-12-31": "12"}),
    ("joiners", "buurt", "stad", None, "target", {"2021": "20"}),
]


def invented_index() -> Index:
    """The index."""
    at = {entry.entry_id: position for position, entry in enumerate(ENTRIES)}
    periods = []
    for period_id, (start, end) in PERIODS.items():
        first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
        part = period_id[5:] if len(period_id[5:]) == 2 else ""
        days = first.toordinal(), last.toordinal()
        periods.append(Period(period_id, period_words(period_id), first.year, last.year, part, *days))
    number = {period_id: position for position, period_id in enumerate(PERIODS)}
    series = []
    for metric, organisation, area, category, kind, figures in SERIES:
        printed = [
            Printed(number[period], same(words), f"{metric}-{area}-{period}", _number(words), False)
            for period, words in figures.items()
        ]
        of = at[metric], at[organisation], at[area], at[category] if category else None
        series.append(Series(*of, kind, None, printed))
    everyday_words = everyday()
    ignored = sorted({word for group in everyday_words["ignored"] for word in group})
    return Index(ENTRIES, periods, phrases(periods, ["target"]), everyday_words["synonyms"], ignored, series)


def _number(words: str) -> str | None:
    if "afgeschermd" in words:
        return None
    return next(word for word in words.split() if word[0].isdigit()).replace(".", "").replace(",", ".")


def as_plain(index: Index, result: Result) -> dict[str, Any]:
    """What an engine found, as the script of the pages has it too."""
    return {
        "sought": result.sought,
        "corrections": result.corrections,
        "unknown": result.unknown,
        "near": result.near,
        "matches": [[one.entry, round(one.fitness, 9)] for one in result.matches],
        "answers": [
            [
                index.series.index(one.series) if one.series in index.series else -1,
                None if one.figure is None else one.figure.place,
                round(one.fitness, 9),
            ]
            for one in result.answers
        ],
    }


IN_SCRIPT = """
([data, queries]) => {
  const engine = new Find.Engine(data), round = (number) => Math.round(number * 1e9) / 1e9;
  return queries.map((query) => {
    const { sought, corrections, unknown, near, matches, answers } = engine.look(query);
    return {
      sought, corrections, unknown, near,
      matches: matches.map((one) => [one.entry, round(one.fitness)]),
      answers: answers.map((one) => [
        engine.series.indexOf(one.series), one.figure === null ? null : one.figure.place, round(one.fitness),
      ]),
    };
  });
}
"""
"""The same of the script's engine, in a browser."""


def in_python(index: Index, queries: list[str]) -> list[dict[str, Any]]:
    """What the engine of the command finds."""
    engine = Engine(index)
    return [as_plain(index, engine.look(query)) for query in queries]


def check(case: dict[str, Any], found: dict[str, Any], index: Index) -> None:
    """Whether what was found is what a case says."""
    ids = [index.entries[position].entry_id for position, _ in found["matches"]]
    if "first" in case:
        assert ids[: len(case["first"]) or None] == case["first"], (case["query"], ids)
    assert found["corrections"] == case.get("corrections", {}), case["query"]
    assert found["unknown"] == case.get("unknown", found["unknown"] if not ids else []), case["query"]
    if "near" in case:
        assert found["near"][: len(case["near"])] == case["near"], (case["query"], found["near"])
    if "answers" in case:
        assert [_answer(index, *one) for one in found["answers"]] == case["answers"], case["query"]


def _answer(index: Index, number: int, place: str | None, _fitness: float) -> str:
    series = index.series[number]
    entries = index.entries
    name = f"{entries[series.metric].entry_id}/{entries[series.area].entry_id}"
    if series.category is not None:
        name += f"={entries[series.category].entry_id}"
    if place is None:
        return f"{name}: none"
    figure = next(figure for figure in series.figures if figure.place == place)
    kind = "" if series.kind == RESULT else f" {series.kind}"
    return f"{name}/{index.periods[figure.period].period_id}{kind}: {figure.words.nl}"
