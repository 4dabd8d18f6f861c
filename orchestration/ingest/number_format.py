"""What a spreadsheet shows of a number or a text under a number format, as a report would print it.

A format is written as the file stores it, in English notation: `#,##0.0`, `0%`, `[<5]"<5";0`. The formats read are
those under which the number itself is shown: whole or with decimals, with thousands separators, as a percentage, in
euros, or as a date. Under any other, `ShownOtherwiseError` says what is shown.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

GENERAL = "General"
SYSTEM_DATE = "d-m-yyyy"
"""How a Dutch Excel shows the one format of dates that follows the language of the machine."""

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"
    | \\(?P<escaped>.)
    | (?P<padding>_.)
    | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General)
    | (?P<clock>AM/PM|A/P)
    | (?P<exponent>E[+-])
    | (?P<date>y+|m+|d+|h+|s+)
    | (?P<digits>[0#?.,]+)
    | (?P<percent>%)
    | (?P<text>@)
    | (?P<end>;)
    | (?P<literal>[-+$€/():!^&'~{}<>=\s])
    | (?P<unknown>.)
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_PATTERN = re.compile(r"(?P<whole>[0#?,]*?)(?P<scale>,*)(?:\.(?P<decimals>[0#?]*)(?P<scale_after>,*))?")
_CONDITION = re.compile(r"(?P<sign><=|>=|<>|<|>|=)(?P<limit>-?\d+(?:\.\d+)?)")
_COLOUR = re.compile(r"(?i)black|blue|cyan|green|magenta|red|yellow|white|color ?\d+")
_WHITE = re.compile(r"(?i)white|color ?2")

_MONTHS = {
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_SHORT_MONTHS = {
    "nl": ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
_DAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_SHORT_DAYS = {"nl": 2, "en": 3}
"""How many letters of a day's name are shown: ma, Mon."""
_PRIMARY_LANGUAGES = {0x13: "nl", 0x09: "en"}

_EXACT = Context(prec=15, rounding=ROUND_HALF_UP)
"""A spreadsheet shows no more than fifteen digits of a number, and rounds from those."""


class ShownOtherwiseError(Exception):
    """The cell does not show the plain number or text that it holds; the message says what it does, as a verb."""


@dataclass
class _Section:
    """One of the parts of a format between semicolons: for positive and negative numbers, for zero, for text."""

    before: str = ""
    after: str = ""
    digits: str = ""
    general: bool = False
    percents: int = 0
    text: bool = False
    parts: list[tuple[str, str]] = field(default_factory=list)
    """Parts of a date such as `yyyy`, and the signs around and between them, which are `literal`."""
    condition: tuple[str, Decimal] | None = None
    language: str = "nl"
    odd: str = ""
    """Why what the section shows is not read; empty where nothing in it stands in the way."""

    def has_number(self) -> bool:
        return bool(self.digits) or self.general

    def note(self, reason: str) -> None:
        """Keep why the section is not read; the first reason is the one that is told."""
        self.odd = self.odd or reason

    def is_date(self) -> bool:
        return any(kind != "literal" for kind, _ in self.parts)


@dataclass(frozen=True)
class _Format:
    numbers: list[_Section]
    text: _Section | None


def shown_number(value: Decimal, code: str, epoch: dt.datetime) -> str:
    """What a cell shows of a number, in Dutch notation: `4,5`, `71%`, `€ 12`, `jan-23`; thousands are not separated.

    `epoch` is the day from which the workbook counts its dates. Raises ShownOtherwiseError where something else than
    the number is shown.
    """
    if not value.is_finite():
        raise ShownOtherwiseError("shows an error: it is beyond all numbers")
    sections = _parsed(code).numbers
    section, is_absolute = _chosen(value, sections) if sections else (_Section(general=True), False)
    if section.odd:
        raise ShownOtherwiseError(section.odd)
    if section.is_date():
        return _date(value, section, epoch)
    if not section.has_number():
        raise ShownOtherwiseError(_instead(section))
    return _plain(value, section, is_absolute)


def check_text_shown(code: str) -> None:
    """Raise ShownOtherwiseError where a cell with this format does not show a text as it stands."""
    section = _parsed(code).text
    if section is None:
        return
    if section.odd:
        raise ShownOtherwiseError(section.odd)
    if not section.text:
        raise ShownOtherwiseError(_instead(section))
    if words := (section.before + section.after).strip():
        raise ShownOtherwiseError(f'adds "{words}"')


def _instead(section: _Section) -> str:
    words = " ".join((section.before + section.after).split())
    return f'shows "{words}" in its place' if words else "shows nothing"


# ---- Reading a format --------------------------------------------------------------------------


@lru_cache(maxsize=1_000)
def _parsed(code: str) -> _Format:
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token.lastgroup == "end":
            parts.append([])
        else:
            parts[-1].append(token)
    sections = [_section(tokens) for tokens in parts]
    if len(sections) > 4:
        return _Format([_Section(odd="has more parts than a format can have")], None)
    if len(sections) == 4 or sections[-1].text:
        return _Format(sections[:-1], sections[-1])
    return _Format(sections, None)


def _section(tokens: list[re.Match[str]]) -> _Section:
    section = _Section()
    for token in tokens:
        kind = token.lastgroup or ""
        text = token[kind]
        if kind == "bracket":
            _read_bracket(section, text)
        elif kind in ("quoted", "escaped", "literal"):
            _add_literal(section, text)
        elif kind == "padding":
            _add_literal(section, " ")
        elif kind == "fill" and text.strip():
            section.note(f'fills the cell with "{text}"')
        elif kind == "digits":
            # A point or comma in a date, and every part of a number that stands apart, is no number of its own.
            if section.is_date() and not set(text) & set("0#?"):
                _add_literal(section, text)
            elif section.has_number():
                section.note("puts signs between its digits")
            else:
                section.digits = text
        elif kind == "general":
            section.general = True
        elif kind == "percent":
            section.percents += 1
            section.after += "%"
        elif kind == "text":
            section.text = True
        elif kind == "date":
            section.parts.append((text.lower(), text))
        elif kind == "exponent":
            section.note("shows it in powers of ten")
        elif kind == "clock":
            section.note("shows it as a time")
        elif kind == "unknown":
            section.note(f'holds "{text}", which is not read')
    if section.digits and "/" in section.before + section.after:
        section.odd = "shows it as a fraction"
    if any(set(kind) & set("hs") for kind, _ in section.parts if kind != "literal"):
        section.note("shows it as a time")
    return section


def _add_literal(section: _Section, text: str) -> None:
    if section.has_number() or section.text:
        section.after += text
    else:
        section.before += text
    section.parts.append(("literal", text))


def _read_bracket(section: _Section, text: str) -> None:
    condition = _CONDITION.fullmatch(text)
    if condition:
        section.condition = (condition["sign"], Decimal(condition["limit"]))
    elif text.startswith("$"):
        currency, _, language = text[1:].partition("-")
        if currency:
            _add_literal(section, currency)
        if language:
            section.language = _language(language)
            if not section.language:
                section.note("shows it as the machine is set")
    elif re.fullmatch(r"(?i)h+|m+|s+", text):
        section.note("shows it as a time")
    elif _WHITE.fullmatch(text):
        section.note("shows it in white")
    elif not _COLOUR.fullmatch(text):
        section.note(f"holds [{text}], which is not read")


def _language(code: str) -> str:
    """`nl`, `en` or `other`; empty for the formats that follow the settings of the machine."""
    named = re.match(r"(?i)(nl|en)\b", code)
    if named:
        return named[1].lower()
    number = re.match(r"(?i)[0-9a-f]+$", code.partition(",")[0])
    if not number or int(number[0], 16) in (0xF800, 0xF400):
        return ""
    return _PRIMARY_LANGUAGES.get(int(number[0], 16) & 0x3FF, "other")


# ---- Showing a number --------------------------------------------------------------------------


def _chosen(value: Decimal, sections: list[_Section]) -> tuple[_Section, bool]:
    """The section that shows a number, and whether that shows it without a sign of its own."""
    if any(section.condition for section in sections):
        return _chosen_by_condition(value, sections), False
    if len(sections) == 1 or (len(sections) == 2 and value >= 0) or value > 0:
        return sections[0], False
    return (sections[1], True) if value < 0 else (sections[2], False)


def _chosen_by_condition(value: Decimal, sections: list[_Section]) -> _Section:
    *conditional, last = sections
    if value < 0 or not conditional or last.condition or not all(section.condition for section in conditional):
        raise ShownOtherwiseError("has conditions that are not read")
    for section in conditional:
        assert section.condition
        sign, limit = section.condition
        holds = {
            "<": value < limit,
            "<=": value <= limit,
            ">": value > limit,
            ">=": value >= limit,
            "=": value == limit,
            "<>": value != limit,
        }
        if holds[sign]:
            return section
    return last


def _plain(value: Decimal, section: _Section, is_absolute: bool) -> str:
    """The number with its sign and unit, where the signs around it are no more than those."""
    before, after = _signs(section.before), _signs(section.after)
    is_euro, is_percent = "€" in before + after, "%" in after
    before, after = before.replace("€", ""), after.replace("€", "").replace("%", "").replace(",-", "")
    digits = _digits(value, section)
    # A text that only repeats the percent sign ("%" between quotes) does not multiply.
    if section.percents > 1 or section.after.count("%") > 1 or (is_euro and is_percent):
        raise ShownOtherwiseError("shows it with more than one unit")
    if (before, after) not in (("", ""), ("-", ""), ("−", ""), ("(", ")")):
        words = " and ".join(f'"{text.strip()}"' for text in (section.before, section.after) if text.strip())
        raise ShownOtherwiseError(f"adds {words}")
    is_zero = not digits.strip("0,")
    has_minus = bool(before) or (value < 0 and not is_absolute)
    if not is_zero and (value < 0) != has_minus:
        raise ShownOtherwiseError(f"shows it {'with' if has_minus else 'without'} a minus sign")
    if value < 0 and before and not is_absolute:
        raise ShownOtherwiseError("shows it with two minus signs")
    minus = "-" if value < 0 and not is_zero else ""
    return f"{'€ ' if is_euro else ''}{minus}{digits}{'%' if is_percent else ''}"


def _signs(text: str) -> str:
    return re.sub(r"\s", "", text)


def _digits(value: Decimal, section: _Section) -> str:
    number = _EXACT.plus(abs(value))
    if section.general and section.percents:
        raise ShownOtherwiseError("shows it times a hundred")
    if section.general:
        return _general(number)
    pattern = _PATTERN.fullmatch(section.digits)
    if not pattern:
        raise ShownOtherwiseError("puts signs between its digits")
    if pattern["scale"] or pattern["scale_after"]:
        raise ShownOtherwiseError("shows it divided by a thousand or more")
    whole, decimals = pattern["whole"].replace(",", ""), pattern["decimals"] or ""
    shown = _rounded(number.scaleb(2 * section.percents), len(decimals))
    before, _, behind = shown.partition(",")
    needed = len(decimals.rstrip("#?"))
    behind = behind[:needed] + behind[needed:].rstrip("0")
    if before == "0" and not behind and "0" not in whole:
        raise ShownOtherwiseError(_instead(section))
    before = before.zfill(whole.count("0"))
    return f"{before},{behind}" if behind else before


def _general(number: Decimal) -> str:
    """As many digits as fit in eleven places, the comma among them; beyond those comes a power of ten."""
    shown = _rounded(number, max(0, 10 - max(1, number.adjusted() + 1))) if number else "0"
    if len(shown.partition(",")[0]) > 11:
        raise ShownOtherwiseError("shows it in powers of ten")
    if number and number.adjusted() < -4:
        exact = f"{number.normalize():f}".replace(".", ",")
        if len(exact) > 12:
            raise ShownOtherwiseError("shows it in powers of ten")
        return exact
    return shown.rstrip("0").rstrip(",") if "," in shown else shown


def _rounded(number: Decimal, decimals: int) -> str:
    """Half goes up, as in a spreadsheet."""
    wide = Context(prec=1_000, rounding=ROUND_HALF_UP)
    return f"{number.quantize(Decimal(1).scaleb(-decimals), context=wide):f}".replace(".", ",")


# ---- Showing a date ----------------------------------------------------------------------------


def _date(value: Decimal, section: _Section, epoch: dt.datetime) -> str:
    if section.has_number() or section.percents:
        raise ShownOtherwiseError("shows it as a date among digits")
    # The year 1900 of a spreadsheet has a 29 February, which no calendar has.
    days = int(value) + (1 if epoch.year < 1904 and 0 < value < 60 else 0)
    try:
        if value < 0 or (epoch.year < 1904 and not days):
            raise OverflowError
        day = (epoch + dt.timedelta(days=days)).date()
    except OverflowError:
        raise ShownOtherwiseError("shows it as a date, which it is not") from None
    return "".join(_part(day, kind, text, section.language) for kind, text in section.parts).strip()


def _part(day: dt.date, kind: str, text: str, language: str) -> str:
    # What separates the parts of a date is the machine's to say, and a Dutch one puts hyphens.
    if kind == "literal":
        return text.replace("/", "-")
    letter, length = kind[0], len(kind)
    if letter == "y":
        return f"{day.year:04}" if length > 2 else f"{day.year % 100:02}"
    number = day.month if letter == "m" else day.day
    if length <= 2:
        return f"{number:0{length}}"
    if language not in _MONTHS:
        raise ShownOtherwiseError("shows a date in a language that is not read")
    if letter == "d":
        name = _DAYS[language][day.weekday()]
        return name if length > 3 else name[: _SHORT_DAYS[language]]
    if length == 3:
        return _SHORT_MONTHS[language][number - 1]
    name = _MONTHS[language][number - 1]
    return name[:1] if length == 5 else name
