"""Which failures of a step are tried again: those that may pass by themselves, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration.run.transient import may_pass

RETRIES = dg.RetryPolicy(max_retries=2, delay=5, backoff=dg.Backoff.EXPONENTIAL)
"""Tried again after 5 and after 15 more seconds."""


@contextmanager
def permanent_is_final() -> Iterator[None]:
    """Let a step fail at once where trying again would bring the same: bad input, a refusal, a mistake of ours."""
    try:
        yield
    except Exception as error:
        if may_pass(error):
            raise
        raise dg.Failure(f"{type(error).__name__}: {error}", allow_retries=False) from error
