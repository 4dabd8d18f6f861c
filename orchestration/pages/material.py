"""What several pages are made from, read when the first of them asks: what cannot be read fails only those."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from orchestration.explain.served import Served
from orchestration.pages.change import Change, changes
from orchestration.pages.domain import place_questions
from orchestration.pages.figures import FigureBlock, QueryRow, blocks, query
from orchestration.pages.message import Sentence, messages
from orchestration.pages.metric import Elsewhere, Metric, metrics
from orchestration.pages.questions import Question
from orchestration.pages.site import Site


class Material:
    """The figures of a release, or of the part of it that is some organisations'."""

    def __init__(
        self, site: Site, served: Served, questions: Sequence[Question] = (), elsewhere: Elsewhere | None = None
    ) -> None:
        self.site, self.served, self.questions, self.elsewhere = site, served, list(questions), elsewhere

    @cached_property
    def figures(self) -> list[QueryRow]:
        """Every served figure."""
        return query(self.served, "figures")

    @cached_property
    def blocks(self) -> list[FigureBlock]:
        """The figures as blocks, each question with one of them."""
        made = blocks(self.served, self.figures, self.site.layout)
        place_questions(made, self.questions)
        return made

    @cached_property
    def metrics(self) -> list[Metric]:
        """The blocks by metric and organisation."""
        return metrics(self.served, self.blocks, self.changes, self.elsewhere)

    @cached_property
    def changes(self) -> dict[str, Change]:
        """The figures that have one before them, with what changed."""
        return changes(self.served)

    @cached_property
    def messages(self) -> dict[str, list[Sentence]]:
        """The sentences at the top of the first page and of each domain; the pages can do without."""
        found: dict[str, list[Sentence]] = {}
        with self.site.noting("messages"):
            found = messages(self.served, self.figures, self.changes)
        return found
