"""The pages of reach, flow, satisfaction and workforce."""

from __future__ import annotations

from orchestration.explain.served import Served
from orchestration.pages.figures import FigureBlock, in_domain
from orchestration.pages.questions import Question
from orchestration.pages.site import Site
from orchestration.pages.words import DOMAINS, GRAINS


def write_domain(site: Site, served: Served, domain: str, made: list[FigureBlock], questions: list[Question]) -> None:
    """The page of a domain: what can be drawn first, in the order of the questions, then the other figures."""
    areas = served.rows("SELECT area_id, name AS area_name FROM core.area WHERE kind <> 'city' ORDER BY name")
    blocks = in_domain(made, domain)
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
    """Put each question with the block of the first metric it asks about: the fullest, where there are several."""
    for question in questions:
        blocks = in_domain(made, question.page)
        for metric_id in question.metrics:
            mine = [block for block in blocks if block.metric["metric_id"] == metric_id]
            named = [block for block in mine if block.organisation_id in question.sql] or mine
            named = [block for block in named if block.breakdown_id and block.breakdown_id in question.sql] or named
            if named:
                max(named, key=lambda block: (block.is_series or block.is_comparison, block.numbers)).questions.append(
                    question
                )
                break


def _place(block: FigureBlock, questions: list[Question]) -> tuple[int, int]:
    first = questions.index(block.questions[0]) if block.questions else len(questions)
    return first, -block.numbers
