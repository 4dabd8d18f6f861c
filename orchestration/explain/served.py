"""The served release, opened for questions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from orchestration import database
from orchestration.database import by_name, connect
from orchestration.home import Home
from orchestration.record import Waiting
from orchestration.release.organisations import waiting_of
from orchestration.release.readable import WHAT_TO_DO, NothingServedError, in_words, readable_served
from orchestration.release.stored import release_id_of


class QuestionError(Exception):
    """A question that cannot be answered as it was asked.

    `message` says what is wrong, `choices` what could have been meant (close matches or valid values, best first)
    under the heading `choices_are`, and `advice` what to do next.
    """

    def __init__(
        self, message: str, choices: Iterable[str] = (), choices_are: str = "Did you mean", advice: str = ""
    ) -> None:
        super().__init__(message)
        self.message, self.choices, self.choices_are, self.advice = message, list(choices), choices_are, advice


class Served:
    """A read-only connection to one release. Use it in a `with` statement."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection | None = None) -> None:
        """Open the release of a file; `connection` is one in which that release, or a part of it, is open already."""
        self.release_id = release_id_of(path)
        self._path = path
        self._connection = connection or connect(path, read_only=True)

    def __enter__(self) -> Served:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    @cached_property
    def metrics(self) -> dict[str, dict[str, Any]]:
        """The metrics by id."""
        return {row["metric_id"]: row for row in self.rows("SELECT * FROM core.metric")}

    @cached_property
    def cities(self) -> dict[str, str]:
        """The city of each organisation, as the id of its area."""
        return {row["organisation_id"]: row["area_id"] for row in self.rows("SELECT * FROM core.organisation")}

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Who keeps the rows of an earlier release, the longest first."""
        return waiting_of(self._connection)

    def rows(self, query: str) -> list[dict[str, Any]]:
        """The rows of a query, each by column name."""
        return by_name(self.execute(query))

    def names(self, query: str) -> list[str]:
        """The names of a query's columns."""
        return [column[0] for column in self.execute(query).description]

    def column(self, query: str) -> list[Any]:
        """The first column of a query's rows."""
        return [row[0] for row in self.execute(query).fetchall()]

    def execute(self, query: str) -> duckdb.DuckDBPyConnection:
        """Run a query. Raises QuestionError where the release lacks what it asks for: another version made it."""
        try:
            return self._connection.execute(query)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            message = (
                f"release {self.release_id} was made by another version of this project: {str(error).splitlines()[0]}"
            )
            raise QuestionError(message, advice="Run `warehouse refresh`.") from error
        except duckdb.IOException as error:
            message = f"release {self.release_id} cannot be read to its end: {in_words(self._path, error)}"
            raise QuestionError(message, advice=f"{WHAT_TO_DO}.") from error


def open_served(home: Home) -> Served:
    """The release that `home` serves. Raises QuestionError where nothing has been published or it cannot be read."""
    try:
        return Served(readable_served(home))
    except NothingServedError as missing:
        raise QuestionError(missing.message, advice=f"{missing.advice[:1].upper()}{missing.advice[1:]}.") from missing


def literal(value: str) -> str:
    """A text that somebody asks for as an SQL literal; what is no character in it is found nowhere."""
    return database.literal(value.encode("utf-8", "replace").decode("utf-8"))


def literals(values: Iterable[str]) -> str:
    """Texts as a list for `IN`; an empty list matches nothing."""
    return "(" + (", ".join(literal(value) for value in values) or "NULL") + ")"
