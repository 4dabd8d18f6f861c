"""Cases of digits typed wrong in tables that are otherwise well-formed: a rule must find each of them.

The cells are drawn, always the same ones: from every table whose figures have to add up with something, one cell for
each of the ways in which a number goes wrong under somebody's hands.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestration.home import DEFAULT_SOURCES
from orchestration.ingest.report_file import Report, read_report
from tests.bad_sources.case import KEY_FIGURES, REPORT, Case, Caught, all_of, cell

SEED = 20211231
NUMBER = re.compile(r"[1-9]\d{0,2}([.]\d{3})*|0")


@dataclass(frozen=True)
class Guarded:
    """A table, the tables beside which its figures are held, and the rules that hold them."""

    table: str
    beside: tuple[str, ...]
    rules: tuple[str, ...]
    report: str = REPORT
    unseen: tuple[str, ...] = ()
    """Ways that no rule can see: whichever row a number stands in, the only column adds up to the same."""


CASES_OF_TEAMS = ("sum_over_time", "overlap_over_areas", "stock_over_time", "stock_in_period", "same_in_two_tables")
RUNNING = (*CASES_OF_TEAMS, "bounds_over_time", "sum_over_categories")
INCIDENTS = ("sum_over_categories", "sum_over_areas", "same_in_two_tables")
LEAVERS = ("sum_over_categories", "same_in_two_tables", "waivers_current")
ONE_COLUMN = ("a-row-off",)
GUARDED = [
    Guarded("cases_by_period", ("cases_started", "cases_running", "cases_closed"), RUNNING),
    Guarded("cases_started", ("cases_by_period", "cases_running", "cases_closed"), CASES_OF_TEAMS),
    Guarded("cases_running", ("cases_by_period", "cases_started", "cases_closed"), RUNNING),
    Guarded("cases_closed", ("cases_by_period", "cases_started", "cases_running"), CASES_OF_TEAMS),
    Guarded(
        "unique_clients_by_month",
        ("unique_clients_by_quarter",),
        ("sum_over_areas", "bounds_over_time", "same_in_two_tables"),
    ),
    Guarded(
        "unique_clients_by_quarter",
        ("unique_clients_by_month",),
        ("sum_over_areas", "bounds_over_time", "same_in_two_tables"),
    ),
    Guarded(
        "cases_started_by_referrer",
        ("cases_by_period",),
        ("sum_over_time", "sum_over_categories", "same_in_two_tables", "waivers_current"),
    ),
    Guarded(
        "cases_closed_by_reason",
        ("cases_by_period",),
        ("sum_over_time", "sum_over_categories", "same_in_two_tables"),
    ),
    Guarded(
        "cases_closed_can_continue",
        ("cases_by_period",),
        ("sum_over_time", "sum_over_categories", "same_in_two_tables"),
    ),
    Guarded("incidents_by_kind", ("incidents_by_team",), INCIDENTS, unseen=ONE_COLUMN),
    Guarded("incidents_by_team", ("incidents_by_kind",), INCIDENTS, unseen=ONE_COLUMN),
    Guarded("complaints_by_kind", (KEY_FIGURES,), ("sum_over_categories",), unseen=ONE_COLUMN),
    Guarded("complaints_by_team", (KEY_FIGURES,), ("sum_over_areas",), unseen=ONE_COLUMN),
    Guarded("data_leaks", (KEY_FIGURES,), ("sum_over_categories",), unseen=ONE_COLUMN),
    Guarded("leavers", ("own_request_reasons", KEY_FIGURES), LEAVERS, unseen=ONE_COLUMN),
    Guarded("own_request_reasons", ("leavers", KEY_FIGURES), LEAVERS, unseen=ONE_COLUMN),
    Guarded(
        "referrals", (KEY_FIGURES,), ("sum_over_categories", "sum_over_time", "same_in_two_tables"), "lokalis-2018-h1"
    ),
]


def cases() -> list[Case]:
    """The drawn cases. Where a table has no cell that can go wrong in some way, that way is left out."""
    chance = random.Random(SEED)
    return [case for guarded in GUARDED for case in _cases_of(guarded, chance)]


def _cases_of(guarded: Guarded, chance: random.Random) -> Iterator[Case]:
    numbers = _numbers(guarded)
    for name, way in WAYS.items():
        if name in guarded.unseen:
            continue
        places = sorted(numbers)
        chance.shuffle(places)
        wrong = next((found for place in places if (found := way(numbers, place, chance))), None)
        if wrong is None:
            continue
        changes = [cell(f"{guarded.table}.csv", *place, text) for place, text in wrong.items()]
        row, column = next(iter(wrong))
        yield Case(
            id=f"digit-{name}-{guarded.table.replace('_', '-')}",
            group="digits",
            outcome=Caught(f"{guarded.table}.csv", row, column, frozenset(guarded.rules)),
            spoil=all_of(*changes),
            base=(guarded.table, *guarded.beside),
            report=guarded.report,
        )


Numbers = dict[tuple[int, int], str]
"""Row and column, counted from 1, to the digits of a whole number, without the points between thousands."""


@cache
def _report(report: str) -> Report:
    return read_report(DEFAULT_SOURCES / report / "report.yml", DEFAULT_SOURCES)


def _numbers(guarded: Guarded) -> Numbers:
    report = _report(guarded.report)
    table = next(table for table in report.tables if table.id == guarded.table)
    with Path(DEFAULT_SOURCES / report.id / table.file).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return {
        (row, column): text.replace(".", "")
        for row, cells in enumerate(rows, start=1)
        for column, text in enumerate(cells, start=1)
        if row > len(table.header) and column in table.meanings and NUMBER.fullmatch(text)
    }


def _printed(digits: str) -> str:
    """Digits as the reports print them: 1361 is 1.361."""
    return f"{int(digits):,}".replace(",", ".")


def _changed(numbers: Numbers, place: tuple[int, int], chance: random.Random) -> dict[tuple[int, int], str] | None:
    digits = numbers[place]
    at = chance.randrange(len(digits))
    other = chance.choice([digit for digit in "123456789" if digit != digits[at]])
    return {place: _printed(digits[:at] + other + digits[at + 1 :])}


def _swapped(numbers: Numbers, place: tuple[int, int], chance: random.Random) -> dict[tuple[int, int], str] | None:
    digits = numbers[place]
    pairs = [n for n in range(len(digits) - 1) if digits[n] != digits[n + 1] and (n or digits[1] != "0")]
    if not pairs:
        return None
    at = chance.choice(pairs)
    return {place: _printed(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])}


def _lost(numbers: Numbers, place: tuple[int, int], chance: random.Random) -> dict[tuple[int, int], str] | None:
    digits = numbers[place]
    return {place: _printed(digits[:-1])} if len(digits) > 1 else None


def _doubled(numbers: Numbers, place: tuple[int, int], chance: random.Random) -> dict[tuple[int, int], str] | None:
    digits = numbers[place]
    return {place: _printed(digits[0] + digits)} if digits != "0" else None


def _shifted(numbers: Numbers, place: tuple[int, int], chance: random.Random) -> dict[tuple[int, int], str] | None:
    return _exchanged(numbers, place, (place[0], place[1] + 1))


def _a_row_off(numbers: Numbers, place: tuple[int, int], chance: random.Random) -> dict[tuple[int, int], str] | None:
    return _exchanged(numbers, place, (place[0] + 1, place[1]))


def _exchanged(numbers: Numbers, one: tuple[int, int], other: tuple[int, int]) -> dict[tuple[int, int], str] | None:
    if other not in numbers or numbers[one] == numbers[other]:
        return None
    return {one: _printed(numbers[other]), other: _printed(numbers[one])}


Way = Callable[[Numbers, tuple[int, int], random.Random], dict[tuple[int, int], str] | None]
WAYS: dict[str, Way] = {
    "changed": _changed,
    "swapped": _swapped,
    "lost": _lost,
    "doubled": _doubled,
    "shifted": _shifted,
    "a-row-off": _a_row_off,
}
"""One digit replaced; two neighbours swapped; the last one lost; the first typed twice; two cells of a row, or two of
a column, that changed places."""
