"""Tells what a number is that is no figure: a year, a page, an address, a list's number, a mark on an axis."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.draft.document import FoundTable, TextLine
from orchestration.draft.prose.number_words import plain
from orchestration.draft.prose.numbers import DURATIONS, Number
from orchestration.draft.prose.periods import Period

LONGEST_CHUNK = 300
"""How many characters are looked at before and behind a number for the address or name that it is part of."""
_LINK = re.compile(r"://|^www\.|@|\.(?:nl|com|org|eu|pdf|docx?|xlsx?|html?|png|jpe?g)\b", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d.,])(?:\+\d{2}[\s(]|0\d{1,3}[\s/-]|\(0\d{1,3}\)\s?|06[\s-]?)\d[\d\s.-]{4,10}\d(?!\d|[.,]\d)"
)
_FACTOR = re.compile(r"(?<!\w)(?<!\d\s)(?<!%\s)[x×]\s*(?:€|eur|euro|\$)?\s*$", re.IGNORECASE)
"""What stands before the number that a table's numbers are to be multiplied by: "bedragen x € 1.000"."""
_THOUSANDS = re.compile(r"\D*1(?:[., ]?000)+\D*|\D*1 (?:mln|miljoen|million)\b.*", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<![\d.,])[1-9]\d{3}\s?[A-Z]{2}(?![\w])")
_ADDRESS = re.compile(
    r"[A-ZÀ-Þ][\w'’. -]{0,30}?(?:straat|laan|weg|plein|kade|gracht|singel|dreef|pad|hof|steeg|dijk|markt|baan|"
    r"Street|Road|Avenue|Lane|Square|[Pp]ostbus|P\.?O\.?\s?[Bb]ox)\s+\d+\s?[a-zA-Z]?(?:-\d+)?(?!\w)"
)
_REGISTERED = re.compile(
    r"\b(?:kvk|k\.v\.k\.|btw|iban|bsn|rsin|isbn|issn|handelsregister|registratienummer|dossiernummer|kenmerk|vat|"
    r"(?:tel|telefoon|fax|phone)\.?)(?:[\s-]*(?:nr\.?|nummer|number|no\.?))?\s*:?\s*[A-Z]{0,4}\s?$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?P<word>hoofdstuk|hfst|paragraaf|par|figuur|fig|tabel|grafiek|bijlage|kaart|afbeelding|artikel|art|lid|stap|"
    r"chapter|section|figure|table|chart|annex|appendix|article|step|footnote|voetnoot|noot)\.?\s*"
    r"(?:\d+(?:[.,]\d+)*\s*(?:,|en|and|t/m|tot|-)\s*)?$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?P<word>spoor|groep|klas|leerjaar|fase|niveau|team|lijn|week|wk|versie|track|grade|phase|level|version|"
    r"kamer|room|windows|office|covid|nummer|number|nr)\.?[\s-]*(?:(?:een|één|twee|drie|vier|vijf|\d+)\s*(?:,|en|and|t/m|tot)\s*)?$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\b(?:pagina|pag|blz|bladzijde|p|page|pages|pp)\.?\s*$", re.IGNORECASE)
_AGE_BEFORE = re.compile(
    r"\b(?:leeftijd\w*|ouder\s+dan|jonger\s+dan|vanaf|oudere?n?\s+van|kinderen\s+van|jongeren\s+van|onder\s+de|boven\s+de|"
    r"tussen(?:\s+de)?|aged?|aged\s+between|older\s+than|younger\s+than|under|over|ages)\s*$"
)
_AGE_AFTER = re.compile(
    r"\s?(?:-?\+|plus|-plussers?|-?jarigen?\b|\s?jaar\s+(?:oud|en\s+ouder)|-year-olds?|\s+years?\s+old)"
)
_TIME_AFTER = re.compile(r"\s*(?:uur|h|am|pm|a\.m\.|p\.m\.)(?!\w)")
_PAST = re.compile(
    r"\b(?:afgelopen|laatste|komende|volgende|eerste|vorige|past|last|first|next|coming|previous|meer\s+dan|al|sinds|na|"
    r"for|after|gedurende|in\s+de|over\s+de)\s+(?:ruim\s+|bijna\s+|de\s+)?$"
)
_AGO = re.compile(r"\s*(?:geleden|lang|later|eerder|ervaring|bestaan|oud|ago|later|earlier|experience)\b")
_ARTICLE_AFTER = re.compile(
    r"\s+(?:van\s+(?:de|die|deze|onze|hun|het|zijn|haar)|of\s+(?:meer|meerdere|ander|the|our|these|those|more)|"
    r"keertje|en\s+(?:dezelfde|hetzelfde|ander))\b"
)
_SCALE = re.compile(
    r"\b(?:schaal|scale)\s+(?:van|from|of)\s*(?:\d+\s*(?:tot(?:\s+en\s+met)?|-|t/m|to)\s*)?$|"
    r"\b(?:van|from)\s+[01]\s+(?:tot(?:\s+en\s+met)?|t/m|to)\s*$"
)
_SCALED = re.compile(r"\b(?:schaal|scale)\s+(?:van|from|of)\s*$")
_ITEMS = """
    thema thema's themas oorzaak oorzaken reden redenen manier manieren onderdeel onderdelen deel delen stap
    stappen lijn
    lijnen pijler pijlers punt punten ding dingen opgave opgaven spoor sporen fase fasen soort soorten vorm vormen
    uitgangspunt uitgangspunten hoofdstuk hoofdstukken resultaat resultaten deelgebied deelgebieden aspect aspecten
    factor factoren principe principes ambitie ambities prioriteit prioriteiten kernwaarde kernwaarden categorie
    theme themes cause causes reason reasons way ways part parts step steps pillar pillars point points thing things
    track tracks phase phases kind kinds form forms chapter chapters aspect aspects factor factors principle principles
    priority priorities
"""
_LISTED = frozenset(_ITEMS.split())
"""What a text counts that it then names."""
_ONE = frozenset(("een", "één", "eén", "éen", "one"))
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Verdict:
    """Why a number is no figure, or may be none; `start` and `end` are the words that tell it from others."""

    reason: str
    start: int
    end: int
    is_sure: bool = True


@dataclass(frozen=True)
class LineLook:
    """What a line is beside its words."""

    is_heading: bool = False
    is_contents: bool = False
    """A line of a table of contents."""
    is_bare: bool = False
    """Nothing but numbers."""
    is_axis: bool = False
    """One of the numbers of an axis or of a chart that lost its shape."""
    is_page: bool = False
    """The number of a page."""


def line_looks(blocks: Iterable[TextLine | FoundTable]) -> dict[int, LineLook]:
    """How each line looks that is more than a sentence, by its place in the document."""
    lines = [(order, one) for order, one in enumerate(blocks) if isinstance(one, TextLine) and one.text.strip()]
    looks = {}
    bare = {at: _bare_values(one.text) for at, (_, one) in enumerate(lines)}
    pages = _page_numbers(lines, bare)
    for at, (order, one) in enumerate(lines):
        values = bare[at]
        steps = at in bare and _is_axis(at, bare)
        contents = re.search(r"(?:\.{3,}|\s{3,}|\t)\s*\d{1,3}\s*$", one.text) is not None and bool(
            _LETTERS.search(one.text)
        )
        if one.is_heading or values or contents:
            looks[order] = LineLook(one.is_heading, contents, bool(values), steps or len(values) > 3, order in pages)
    return looks


def _bare_values(text: str) -> list[float]:
    """The numbers of a line that holds nothing else."""
    if _LETTERS.search(text) or not re.search(r"\d", text):
        return []
    return [float(one.replace(".", "").replace(",", ".")) for one in re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", text)]


def _is_axis(at: int, bare: dict[int, list[float]]) -> bool:
    """Whether a line's number is one of three or more, each in a line of its own, that rise or fall by equal steps."""
    for first in range(max(at - 2, 0), at + 1):
        run = [bare.get(one, []) for one in range(first, first + 3)]
        if all(len(one) == 1 for one in run):
            step = run[1][0] - run[0][0]
            if step and run[2][0] - run[1][0] == step:
                return True
    return False


def _page_numbers(lines: list[tuple[int, TextLine]], bare: dict[int, list[float]]) -> set[int]:
    """The lines whose lone number counts on from page to page: a rising row of small whole numbers, far apart."""
    lone = [(lines[at][0], at, values[0]) for at, values in bare.items() if len(values) == 1]
    lone = [one for one in lone if re.fullmatch(r"\W*\d{1,3}\W*", lines[one[1]][1].text)]
    found = set()
    for place, (order, at, value) in enumerate(lone):
        page = lines[at][1].place.page
        is_next = any(
            other == value + step * 1 and abs(other_at - at) >= 5
            for step, others in ((-1, lone[:place]), (1, lone[place + 1 :]))
            for _, other_at, other in others[-3:]
            if step < 0 or others
        )
        if is_next or (page is not None and value == page):
            found.add(order)
    return found


def verdict(
    text: str, sentence: tuple[int, int], number: Number, periods: Iterable[Period], look: LineLook
) -> Verdict | None:
    """Why a number is no figure, or may be none; None where nothing says so."""
    start, end = number.start, number.end
    for period in periods:
        if period.start < end and start < period.end:
            return Verdict(_PERIOD_REASONS.get(period.kind, "period"), period.start, period.end)
    for check in (_by_place, _by_name, _by_age_or_time, _by_words):
        found = check(text, sentence, number, look)
        if found is not None:
            return found
    return None


_PERIOD_REASONS = {
    "year": "year", "end": "year", "since": "year", "years": "years", "quarter": "quarter", "half": "part of a year",
    "day": "date", "date": "date", "month": "date", "months": "period", "begin": "date", "middle": "date",
}  # fmt: skip


def _chunk(text: str, start: int, end: int) -> tuple[int, int]:
    """The characters around a number up to the next blanks."""
    before = re.search(r"\S*$", text[max(0, start - LONGEST_CHUNK) : start])
    behind = re.match(r"\S*", text[end : end + LONGEST_CHUNK])
    return start - len(before[0] if before else ""), end + len(behind[0] if behind else "")


def _by_place(text: str, sentence: tuple[int, int], number: Number, look: LineLook) -> Verdict | None:
    start, end = number.start, number.end
    if look.is_page:
        return Verdict("page number", start, end)
    if look.is_axis:
        return Verdict("axis tick, or what is left of a chart", start, end)
    if look.is_contents and not text[end : sentence[1]].strip():
        return Verdict("page number", start, end)
    before = text[max(0, start - 40) : start]
    if _PAGE.search(before):
        found = _PAGE.search(before)
        return Verdict("page number", start - len(found[0]) if found else start, end)
    if number.form == "digits" and start < 20 and not text[:start].strip():
        if listed := re.match(r"\s*[.)](?=\s+\S)", text[end:]):
            return Verdict("numbering", start, end + listed.end())
        if look.is_heading and re.fullmatch(r"\d{1,2}(?:\.\d{1,2})*", number.text):
            return Verdict("numbering", start, end)
        if len(number.text) <= 2 and re.match(r"\s+[A-ZÀ-Þ]", text[end:]):
            return Verdict("numbering, or a footnote's mark", start, end, is_sure=False)
    return None


def _by_name(text: str, sentence: tuple[int, int], number: Number, look: LineLook) -> Verdict | None:
    start, end = number.start, number.end
    first, last = _chunk(text, start, end)
    if _LINK.search(text[first:last]):
        return Verdict("URL", first, last)
    for pattern, reason in ((_PHONE, "telephone number"), (_POSTCODE, "address"), (_ADDRESS, "address")):
        for found in pattern.finditer(text, max(0, start - 60), min(len(text), end + 30)):
            if found.start() <= start and end <= found.end():
                at = start if pattern is _ADDRESS else found.start()
                return Verdict(reason, at, found.end())
    before = text[max(0, start - 40) : start]
    if number.form == "digits" and _REGISTERED.search(before):
        return Verdict("number of a register", start, end)
    if (factor := _FACTOR.search(before)) and _THOUSANDS.fullmatch(number.text):
        return Verdict("what a table's numbers are multiplied by", start - len(factor[0]), end)
    if numbered := _NUMBERED.search(before):
        return Verdict("numbering", start - len(numbered[0]), end)
    is_short = number.form in ("digits", "word") and (number.value is None or number.value < 20)
    if (
        is_short
        and (named := _NAMED.search(before))
        and not re.search(r"\b(?:per|elke?|each|every)\s+$", before[: named.start()])
    ):
        return Verdict("name, or the number of one", start - len(named[0]), end)
    if number.form != "digits":
        return None
    if start and (text[start - 1].isalpha() or (text[start - 1] in "-–" and text[start - 2 : start - 1].isalpha())):
        glued = start >= 2 and text[start - 1] in ".,)"
        return Verdict("footnote mark" if glued else "name", first, last)
    if start >= 2 and text[start - 1] in ".,)”’'\"" and not text[start - 2].isspace() and len(number.text) <= 2:
        return Verdict("footnote mark", first, last)
    behind = text[end : end + 1]
    if behind.isalpha() and not number.text.endswith("%"):
        ordinal = re.match(r"(?:e|de|ste|st|nd|rd|th)\b", text[end:])
        if not re.match(r"(?:fte|x|mln|mld|k|m)\b", text[end:]):
            return Verdict("ordinal" if ordinal else "name", first, end + ordinal.end() if ordinal else last)
    if re.match(r"-[A-Za-z]", text[end:]) and not re.match(r"-?(?:jarig|daags|delig|punt)", text[end:]):
        return Verdict("name", first, last)
    if re.fullmatch(r"\d\.0", number.text) and re.match(r"[\s-]*(?:versie|version|pilot)?", text[end:]):
        return Verdict("version", start, end)
    return None


def _by_age_or_time(text: str, sentence: tuple[int, int], number: Number, look: LineLook) -> Verdict | None:
    start, end = number.start, number.end
    before = plain(text[max(sentence[0], start - 40) : start])
    after = plain(text[end : end + 40])
    if found := _AGE_AFTER.match(after):
        return Verdict("age", start, end + found.end())
    if number.unit == "years":
        if (number.form == "range" and number.value is None) or _AGE_BEFORE.search(before):
            return Verdict("age", start, number.unit_end)
        if number.text.lower() in ("half", "halve"):
            return Verdict("part of a year", start, number.unit_end)
    if number.unit in DURATIONS:
        if (found := _PAST.search(before)) and number.unit != "hours":
            said = before[found.start() :].lstrip()
            is_sure = said.split()[0] in _REFERRING
            return Verdict("period", start - len(said), number.unit_end, is_sure)
        if found := _AGO.match(plain(text[number.unit_end : number.unit_end + 20])):
            return Verdict("period", start, number.unit_end + found.end())
    if re.fullmatch(r"(?:[01]?\d|2[0-3])[.:][0-5]\d", number.text) and (found := _TIME_AFTER.match(after)):
        return Verdict("time of day", start, end + found.end())
    return None


_REFERRING = frozenset(
    (
        "afgelopen",
        "laatste",
        "komende",
        "volgende",
        "eerste",
        "vorige",
        "past",
        "last",
        "first",
        "next",
        "coming",
        "previous",
    )
)


def _by_words(text: str, sentence: tuple[int, int], number: Number, look: LineLook) -> Verdict | None:
    start, end = number.start, number.end
    before, after = plain(text[max(sentence[0], start - 40) : start]), plain(text[end : end + 40])
    if number.may_be_rank:
        return Verdict("ordinal or part", start, end, is_sure=False)
    if number.form == "vague":
        return Verdict("no exact number", start, end)
    if _SCALED.search(before) or _SCALE.search(before):
        return Verdict("end of a scale", start, end)
    if number.text.lower() in _ONE:
        if found := _ARTICLE_AFTER.match(after):
            return Verdict("article", start, end + found.end())
        return Verdict("article or figure", start, end, is_sure=False)
    if number.text.lower() == "half" and re.match(
        r"\s+(?:januari|februari|maart|april|mei|ju[nl]i|augustus|\w+ber)\b", after
    ):
        return Verdict("date", start, end + len(re.match(r"\s+\w+", after)[0]))  # type: ignore[index]
    if number.form == "word":
        nouns = re.findall(r"[a-z']+", after)[:2]
        if found_noun := next((noun for noun in nouns if noun in _LISTED), None):
            behind = end + after.index(found_noun) + len(found_noun)
            return Verdict("number of items that the text names", start, behind, nouns[0] == found_noun)
    return None
