"""Moments that follow one another, of which only those are lived through that a test asks for."""

from __future__ import annotations

from collections.abc import Generator
from typing import Generic, TypeVar

M = TypeVar("M")
Steps = Generator[tuple[str, M], None, None]
"""Lives through moments in their order, and yields each with its name."""


class Chain(Generic[M]):
    """Moments by name; the first test that asks for one waits until it has come."""

    def __init__(self, steps: Steps[M]) -> None:
        self._come: dict[str, M] = {}
        self._steps = steps

    def __getitem__(self, name: str) -> M:
        """Raises KeyError where no moment has the name, which is known when all have come or one of them has failed."""
        while name not in self._come:
            try:
                come, moment = next(self._steps)
            except StopIteration:
                raise KeyError(name) from None
            self._come[come] = moment
        return self._come[name]

    def close(self) -> None:
        """End what the moments share, such as servers."""
        self._steps.close()
