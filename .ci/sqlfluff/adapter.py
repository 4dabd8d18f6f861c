"""Stands in for dbt's adapter where sqlfluff renders a model: a dispatched macro reads as a function call."""

from collections.abc import Callable

WORDS = {"union_in_recursion": "union"}
"""Macros that stand for a word of SQL, and no value."""


def dispatch(macro: str) -> Callable[..., str]:
    """What `adapter.dispatch(macro)` gives a model."""
    return lambda text="", *others: WORDS.get(macro, f"{macro}({text})")
