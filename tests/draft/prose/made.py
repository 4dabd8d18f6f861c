"""A document of a few lines and a small vocabulary of a library, to draft key figures from."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from orchestration.draft.document import Document, Place, TextLine
from orchestration.draft.prose.candidates import Candidates, Figure, NoFigure
from orchestration.draft.prose.figures import ReportContext, key_figures
from orchestration.draft.prose.words import Category, Metric, Words

WORDS = Words(
    metrics=(
        Metric("visitors", "count", ("Bezoekers", "Visitors"), ("Mensen die binnenkwamen.", "People who came in.")),
        Metric("visitors_growth", "percent", ("Groei van het aantal bezoekers", "Growth of visitors"), (), "visitors"),
        Metric("loans", "count", ("Uitleningen", "Loans"), ("Boeken die zijn uitgeleend.", "Books that were lent.")),
        Metric("members_share", "percent", ("Aandeel leden", "Share of members"), ("Leden als percentage van allen.",)),
        Metric("fines", "eur", ("Boetes", "Fines"), ("Geld dat aan boetes is betaald.", "Money paid in fines.")),
        Metric("reading_rating", "score", ("Waardering van de leeszaal", "Rating of the reading room")),
        Metric("staff", "fte", ("Formatie", "Staff"), ("Aantal fte.",)),
    ),
    areas={"noord": ("Noord",), "zuid": ("Zuid", "Wijk Zuid"), "oudewater": ("Oudewater",)},
    categories=(Category("age", "youth", ("Jeugd", "Youth")), Category("age", "adults", ("Volwassenen", "Adults"))),
    breakdowns={"age": ("Leeftijd", "Age")},
    qualifiers={"ruim": "over", "bijna": "nearly", "circa": "about", "gemiddeld": "average", "minder dan": "under"}
    | {"tussen": "between", "more than": "over", "at least": "at_least", "minstens": "at_least"},
    used=Counter({("visitors", ""): 4, ("loans", "age"): 2, ("loans", ""): 1}),
)
CONTEXT = ReportContext("2021", "oudewater")


def document(*lines: str, headings: tuple[str, ...] = ()) -> Document:
    """A text of these lines, "" where one is blank."""
    blocks = tuple(
        TextLine(text, Place(lines=(number, number)), text in headings)
        for number, text in enumerate(lines, start=1)
        if text
    )
    return Document("made.txt", "text", "0" * 64, blocks)


def drafted(*lines: str, period: str = "2021", words: Words = WORDS, headings: tuple[str, ...] = ()) -> Candidates:
    """What is proposed for the numbers of these lines."""
    return key_figures(document(*lines, headings=headings), words, replace(CONTEXT, period=period))


def figures(*lines: str, period: str = "2021") -> dict[str, Figure]:
    """The key figures proposed, by their printed text."""
    return {figure.printed: figure for figure in drafted(*lines, period=period).figures}


def none(*lines: str) -> list[NoFigure]:
    """The numbers that are proposed as no figures."""
    return list(drafted(*lines).none)
