"""Compares words by their stem, alike for Dutch and English, and by what reports call the same thing."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from orchestration.draft.prose.number_words import plain

TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

_STOP = """
    de het een en of in op van voor met te tot aan bij naar uit door om als dan dat die dit deze er is zijn was waren
    werd werden wordt worden heeft hebben had hadden ook niet geen nog al wel meer minder maar zo we wij ons onze hun ze
    zij hij wie wat waar over per onder na sinds tussen binnen tijdens zich haar hen u je men daar hier toen nu ze dus
    alle elk elke ieder iedere andere ander eigen zelf via zonder tegen sommige aantal aantallen totaal jaar
    jaren periode
    periodes procent percentage aandeel deel afgelopen verslag gebied degenen daarvan ten opzichte
    the a an and or of in on for with to at by from as than that this these those there is are was were be been has have
    had also not no more less but so we our their they he she it who what which over per under after since
    between within
    during all each every other own via without against some number total year years period percent percentage
    share part
    report area
"""
STOP = frozenset(_STOP.split())
"""Words that tell nothing about what a number counts."""

_ALIKE = (
    "casus dossier traject zaak case file trajectory",
    "klant client",
    "afgesloten afgerond beeindigd gesloten closed ended completed",
    "gestart begonnen nieuw started began new",
    "wachttijd wachten doorlooptijd wait waiting",
    "medewerker werknemer personeel personeelslid collega employee staff worker",
    "verzuim ziekteverzuim ziekte absence sickness",
    "ingestroomd instroom aangenomen joined hired joiner",
    "uitgestroomd uitstroom vertrokken leaver left",
    "waardering tevredenheid klanttevredenheid rapportcijfer rating satisfaction",
    "begeleiding ondersteuning hulp support help",
    "jeugdige jongere jeugd kind youth child children",
    "bereik bereikt bereiken reach reached",
    "inwoner bewoner burger resident inhabitant",
    "verwijzing doorverwijzing beschikking verwezen referral referred",
    "kosten uitgave uitgegeven besteed cost spent expenditure",
    "begroting begroot budget",
    "opbrengst inkomsten revenue income",
    "aanmelding aangemeld melding registratie registration registered",
    "kennismaking intake kennismakingsgesprek introduction",
    "school scholen basisschool schools",
    "verloop turnover",
    "formatie fte bezetting",
    "persoon personen mens mensen person people",
)
"""Words that reports use for one thing, with each other's forms."""


@cache
def stem(word: str) -> str:
    """A word without the endings of number, person and time."""
    text = plain(word).replace("'", "").replace("’", "").replace("-", "")
    while len(text) > 4:
        shorter = next((text[: -len(end)] for end in ("en", "ed", "e", "s") if text.endswith(end)), text)
        if shorter == text or len(shorter) < 4:
            break
        text = shorter
    text = re.sub(r"([bdfgklmnprst])\1$", r"\1", text)
    return re.sub(r"([aeou])\1", r"\1", text)


_SAME = {stem(word): stem(group.split()[0]) for group in _ALIKE for word in group.split()}


def concept(word: str) -> str:
    """The stem of a word, or that of the first of the words that mean the same."""
    found = stem(word)
    return _SAME.get(found, found)


@lru_cache(maxsize=4096)
def concepts(text: str) -> tuple[str, ...]:
    """The concepts of a text's words that tell something, in order."""
    return tuple(telling for _, _, telling in telling_words(text))


def telling_words(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, str]]:
    """The words of a part of a text that tell something: where they stand, and their concept."""
    found = TOKEN.finditer(text, start, len(text) if end is None else end)
    return [(*one.span(), concept(one[0])) for one in found if len(one[0]) > 1 and plain(one[0]) not in STOP]
