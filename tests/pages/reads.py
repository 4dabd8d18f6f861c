"""Which tables the pages read while they are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import duckdb
import pytest

from orchestration.explain.served import Served
from orchestration.pages import questions
from orchestration.pages.site import Site

TABLE = re.compile(r"\b(?:from|join)\s+((?:raw|core|reach|flow|satisfaction|workforce|quality)\.\w+)", re.IGNORECASE)
QUESTIONS = "questions"
PARTS = {
    "menu": "index.html",
    "figures": "reach.html",
    "reports": "reports/index.html",
    "sheets": "wijk/index.html",
}
"""To which page of the menu belongs what is made of an organisation."""


class Reads:
    """By page of the menu, and for the questions: the tables read for it first; what several share is read once."""

    def __init__(self) -> None:
        self.tables: dict[str, set[str]] = {}
        self._page = "index.html"

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note what is read within the block."""
        execute, standing_alone, answered = Served.execute, Site.standing_alone, questions.answered
        noting = Site.noting

        def noting_execute(served: Served, query: str) -> duckdb.DuckDBPyConnection:
            self.tables.setdefault(self._page, set()).update(TABLE.findall(query))
            return execute(served, query)

        def noting_page(site: Site, path: str, others: Iterable[str] = ()) -> AbstractContextManager[None]:
            if path.removesuffix("/index.html").count("/") == 0:
                self._page = path
            return standing_alone(site, path, others)

        def noting_part(site: Site, what: str) -> AbstractContextManager[None]:
            self._page = PARTS.get(what.partition(" of ")[0].partition("/")[0], self._page)
            return noting(site, what)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Site, "noting", noting_part)
            patch.setattr(Served, "execute", noting_execute)
            patch.setattr(Site, "standing_alone", noting_page)
            patch.setattr("orchestration.pages.build.answered", self._as_questions(answered))
            yield

    def _as_questions(self, answered: Callable[..., Any]) -> Callable[..., Any]:
        def noting_answered(*arguments: Any) -> Any:
            page, self._page = self._page, QUESTIONS
            try:
                return answered(*arguments)
            finally:
                self._page = page

        return noting_answered
