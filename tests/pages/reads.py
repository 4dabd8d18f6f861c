"""Which tables the pages read while they are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import duckdb
import pytest

from orchestration.explain.served import Served
from orchestration.pages.questions import answered
from orchestration.pages.site import Site

TABLE = re.compile(r"\b(?:from|join)\s+((?:raw|core|reach|flow|satisfaction|workforce|quality)\.\w+)", re.IGNORECASE)
QUESTIONS = "questions"


class Reads:
    """By page of the menu, and for the questions: the tables read for it first; what several share is read once."""

    def __init__(self) -> None:
        self.tables: dict[str, set[str]] = {}
        self._page = ""

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note what is read within the block."""
        execute, standing_alone, ask = Served._execute, Site.standing_alone, answered

        def noting_execute(served: Served, query: str) -> duckdb.DuckDBPyConnection:
            self.tables.setdefault(self._page, set()).update(TABLE.findall(query))
            return execute(served, query)

        def noting_page(site: Site, path: str, others: Iterable[str] = ()) -> AbstractContextManager[None]:
            if path.removesuffix("/index.html").count("/") == 0:
                self._page = path
            return standing_alone(site, path, others)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Served, "_execute", noting_execute)
            patch.setattr(Site, "standing_alone", noting_page)
            patch.setattr("orchestration.pages.build.answered", self._as_questions(ask))
            yield

    def _as_questions(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        def noting_ask(*arguments: Any) -> Any:
            page, self._page = self._page, QUESTIONS
            try:
                return ask(*arguments)
            finally:
                self._page = page

        return noting_ask
