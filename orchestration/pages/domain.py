"""The pages of reach, flow, satisfaction and workforce, and of the metrics that no mart serves: an index of metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.pages.chart_multiples import Small, spark
from orchestration.pages.figures import FigureBlock, QueryRow
from orchestration.pages.message import Sentence, pages_of
from orchestration.pages.metric import Metric
from orchestration.pages.questions import Question
from orchestration.pages.site import Site
from orchestration.pages.words import DOMAINS, LISTED, domain_of


@dataclass(frozen=True)
class IndexRow:
    """A metric as a row of its domain's index."""

    metric: Metric
    spark: Small | None
    """The course of the newest kind of period; none where that has no two numbers."""


@dataclass(frozen=True)
class OrganisationIndex:
    """The metrics of an organisation in a domain."""

    name: str
    organisation_id: str
    rows: list[IndexRow]
    loose: list[FigureBlock]
    """What has one figure: a line here is all there is of it."""


def write_domain(
    site: Site,
    domain: str,
    made: list[Metric],
    questions: list[Question],
    sentences: Sequence[Sentence] = (),
    path: str | None = None,
) -> None:
    """The index of a domain: its message, per organisation a row for every metric with a page, then single figures.

    `path` is where it stands, if it is of one organisation.
    """
    here = [metric for metric in made if domain_of(metric.first.metric["mart"]) == domain]
    organisations: dict[str, list[Metric]] = {}
    for metric in here:
        organisations.setdefault(metric.first.organisation_id, []).append(metric)
    parts = [
        OrganisationIndex(
            theirs[0].first.organisation_name,
            organisation_id,
            [
                IndexRow(metric, spark(_course(metric)))
                for metric in sorted(theirs, key=lambda metric: _place(metric, questions))
                if metric.first.has_page
            ],
            sorted(
                (block for metric in theirs for block in metric.blocks if not block.has_page),
                key=lambda block: block.title.nl,
            ),
        )
        for organisation_id, theirs in organisations.items()
    ]
    parts.sort(key=lambda part: (-sum(row.metric.numbers for row in part.rows), part.name))
    site.write(
        path or f"{domain}.html",
        "domain.html",
        title=DOMAINS[domain],
        domain=domain,
        parts=parts,
        is_folded=len(parts) > LISTED + 1,
        sentences=sentences,
        pages_of=pages_of(block for metric in here for block in metric.blocks),
    )


def place_questions(made: list[FigureBlock], questions: list[Question]) -> None:
    """Put each question with the block that it names; one whose block this release lacks is not shown."""
    by_id = {block.block_id: block for block in made}
    for question in questions:
        if question.block in by_id:
            by_id[question.block].questions.append(question)


def _place(metric: Metric, questions: list[Question]) -> tuple[int, int]:
    first = questions.index(metric.questions[0]) if metric.questions else len(questions)
    return first, -metric.numbers


def _course(metric: Metric) -> list[QueryRow]:
    """The figures of the city of the same kind of period as the newest."""
    newest, city = metric.newest, metric.city
    if newest is None or city is None or newest["grain"] == "interval":
        return []
    return [cell for cell in city.cells if cell is not None and cell["grain"] == newest["grain"]]
