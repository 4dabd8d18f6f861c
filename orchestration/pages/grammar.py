"""Periods and moments as a sentence has them: `in 2021`, `in het eerste halfjaar van 2019`, `op 31 december 2021`."""

from __future__ import annotations

import datetime as dt
import re

from orchestration.explain.bilingual import Both, period_words
from orchestration.explain.words import ORDINALS_NL

ORDINALS_EN = ("first", "second", "third", "fourth")
PARTS = {"Q": ("kwartaal", "quarter"), "T": ("tertaal", "four months"), "H": ("halfjaar", "half")}
COUNTS_NL = (
    "nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
)  # fmt: skip
COUNTS_EN = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def period_in_sentence(period_id: str) -> Both:
    """A period without its preposition: `het eerste halfjaar van 2019`."""
    if found := re.fullmatch(r"(\d{4})-([QTH])(\d)", period_id):
        year, (nl, en), rank = found[1], PARTS[found[2]], int(found[3]) - 1
        return Both(f"het {ORDINALS_NL[rank]} {nl} van {year}", f"the {ORDINALS_EN[rank]} {en} of {year}")
    if found := re.fullmatch(r"(\d{4})-W(\d{2})", period_id):
        return Both(f"week {int(found[2])} van {found[1]}", f"week {int(found[2])} of {found[1]}")
    return period_words(period_id)


def when(period_id: str) -> Both:
    """A period with its preposition: `in 2021`, `op 31 december 2021`, `over juli 2018 t/m juni 2019`."""
    said = period_in_sentence(period_id)
    if "/" in period_id:
        return Both("over ", "over ") + said
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period_id):
        return Both("op ", "on ") + said
    return Both("in ", "in ") + said


def age(since: dt.date, until: dt.date) -> Both:
    """How long ago something was: `drie jaar en zeven maanden`, `twee maanden`, `minder dan een maand`."""
    months = (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)
    years, rest = divmod(max(months, 0), 12)
    nl, en = [], []
    if years:
        nl.append(f"{_count(years, COUNTS_NL)} jaar")
        en.append(f"{_count(years, COUNTS_EN)} {'year' if years == 1 else 'years'}")
    if rest:
        nl.append(f"{_count(rest, COUNTS_NL)} {'maand' if rest == 1 else 'maanden'}")
        en.append(f"{_count(rest, COUNTS_EN)} {'month' if rest == 1 else 'months'}")
    return Both(" en ".join(nl), " and ".join(en)) if nl else Both("minder dan een maand", "less than a month")


def _count(number: int, words: tuple[str, ...]) -> str:
    return words[number] if number < len(words) else str(number)
