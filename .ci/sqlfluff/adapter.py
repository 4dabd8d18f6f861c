"""Stands in for dbt's adapter where sqlfluff renders a model: a dispatched macro reads as a function call."""

from collections.abc import Callable


def dispatch(macro: str) -> Callable[..., str]:
    """What `adapter.dispatch(macro)` gives a model."""
    return lambda text="", *others: f"{macro}({text})"
