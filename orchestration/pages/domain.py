"""The pages of reach, flow, satisfaction and workforce, and of the metrics that no mart serves."""

from __future__ import annotations

from orchestration.explain.served import Served
from orchestration.pages.figures import FigureBlock, QueryRow, in_domain, query
from orchestration.pages.questions import Question
from orchestration.pages.site import Site
from orchestration.pages.words import DOMAINS, GRAINS


def write_domain(site: Site, served: Served, domain: str, made: list[FigureBlock], questions: list[Question]) -> None:
    """The page of a domain: what can be drawn first, in the order of the questions, then the other figures."""
    areas = [area for area in query(served, "areas") if area["kind"] != "city"]
    blocks = in_domain(made, domain)
    rates: dict[tuple[str, str], list[QueryRow]] = {}
    for row in query(served, "rates"):
        rates.setdefault((row["metric_id"], row["organisation_id"]), []).append(row)
    for block in blocks:
        if block.breakdown_id is None:
            block.rates = rates.get((block.metric["metric_id"], block.organisation_id), [])
    charted = [block for block in blocks if block.has_section]
    charted.sort(key=lambda block: _place(block, questions))
    loose = [block for block in blocks if block not in charted]
    used = {line.area_id for block in blocks for line in block.lines}
    columns = [column for block in blocks for column in block.columns]
    site.write(
        f"{domain}.html",
        "domain.html",
        title=DOMAINS[domain],
        charted=charted,
        loose=sorted(loose, key=lambda block: block.title.nl),
        areas=[area for area in areas if area["area_id"] in used],
        grains_used=[grain for grain in GRAINS if any(column.grain == grain for column in columns)],
        years=sorted({column.year for column in columns}),
    )


def place_questions(made: list[FigureBlock], questions: list[Question]) -> None:
    """Put each question with the block that it names; one whose block this release lacks is not shown."""
    by_id = {block.block_id: block for block in made}
    for question in questions:
        if question.block in by_id:
            by_id[question.block].questions.append(question)


def _place(block: FigureBlock, questions: list[Question]) -> tuple[int, int]:
    first = questions.index(block.questions[0]) if block.questions else len(questions)
    return first, -block.numbers
