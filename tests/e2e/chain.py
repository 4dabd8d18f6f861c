"""Moments that follow one another, of which only those are lived through that a test asks for."""

from __future__ import annotations

from collections.abc import Generator
from typing import Generic, TypeVar

M = TypeVar("M")
Steps = Generator[tuple[str, M], None, None]


class Chain(Generic[M]):
    """Moments by name; the first test that asks for one waits until it has come."""

    def __init__(self) -> None:
        self._come: dict[str, M] = {}
        self._running: Steps[M] | None = None

    def steps(self) -> Steps[M]:
        """Live through the moments in their order, and yield each with its name."""
        raise NotImplementedError

    def __getitem__(self, name: str) -> M:
        """Raises KeyError where no moment has the name, which is known when all have come."""
        if self._running is None:
            self._running = self.steps()
        while name not in self._come:
            try:
                come, moment = next(self._running)
            except StopIteration:
                raise KeyError(name) from None
            self._come[come] = moment
        return self._come[name]

    def close(self) -> None:
        """End what the moments share, such as servers."""
        if self._running is not None:
            self._running.close()
