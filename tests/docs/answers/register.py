"""Which function answers which question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rows = list[tuple[Any, ...]]
ANSWERS: dict[str, Callable[[], Rows]] = {}
"""The question in English to the function that works out its rows."""


def answers(question: str) -> Callable[[Callable[[], Rows]], Callable[[], Rows]]:
    """Says which question of the page a function answers."""

    def register(function: Callable[[], Rows]) -> Callable[[], Rows]:
        assert question not in ANSWERS, question
        ANSWERS[question] = function
        return function

    return register
