"""That figures are of an organisation whose newest reports wait: said with every answer about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from orchestration.explain.explanation import Explanation
from orchestration.explain.paper import Paper
from orchestration.explain.served import Served, literal
from orchestration.explain.words import Language, moment_in_words
from orchestration.record import Waiting

LABEL = 12


def waiting_among(served: Served, organisations: Collection[str]) -> list[Waiting]:
    """Those of some organisations that wait in the release, the longest first."""
    return [one for one in served.waiting if one.organisation_id in organisations]


def waiting_with(served: Served, report_id: str) -> list[Waiting]:
    """Who waits of the organisation that published a report, or because of a report that is not published."""
    whose = served.column(f"SELECT organisation_id FROM core.report WHERE report_id = {literal(report_id)}")
    return waiting_among(served, whose) or [one for one in served.waiting if report_id in one.reports]


def waiting_behind(served: Served, explanations: Iterable[Explanation]) -> list[Waiting]:
    """Who waits of those whose figures explain a number."""
    keys = {figure.figure_key for one in explanations for value in one.values for figure in value.figures()}
    # A key begins with the organisation.
    return waiting_among(served, {key.partition(":")[0] for key in keys})


def waiting_said(one: Waiting, language: Language) -> str:
    """What a reader has to know of figures of who waits."""
    since, reports = moment_in_words(one.since, language), ", ".join(one.reports)
    if language == "nl":
        why = "is niet te lezen" if one.why == "bad_input" else "wordt door een controle tegengehouden"
        kept = f"Wat hier staat, is van release {one.rows_from}." if one.rows_from else "Gepubliceerd is er nog niets."
        return f"{one.name} wacht sinds {since}: {reports} {why}. {kept}"
    why = "cannot be read" if one.why == "bad_input" else "is held back by a rule"
    kept = f"What stands here is of release {one.rows_from}." if one.rows_from else "Nothing is published yet."
    return f"{one.name} has waited since {since}: {reports} {why}. {kept}"


def print_waiting(waiting: Iterable[Waiting]) -> None:
    """Print who waits, in Dutch and in English."""
    for one in waiting:
        paper = Paper()
        paper.line()
        paper.sentence(waiting_said(one, "nl"), LABEL, "Wacht", "yellow")
        paper.sentence(waiting_said(one, "en"), LABEL, "Waits", "yellow")
