"""What every step of a run shares: the record it writes in, and which of its failures are tried again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration import attempt
from orchestration.attempt import Attempt
from orchestration.home import Home
from orchestration.memory import told
from orchestration.run.transient import may_pass

OWNERS = ["team:data"]
"""Who owns the assets: shown on Dagster's page, and who is asked about them."""

RETRIES = dg.RetryPolicy(max_retries=2, delay=5, backoff=dg.Backoff.EXPONENTIAL)
"""Tried again after 5 and after 15 more seconds."""


@contextmanager
def step(home: Home, run_id: str) -> Iterator[Attempt]:
    """Work on the record of a run's attempt.

    The step fails at once where trying again would bring the same: bad input, a refusal, a mistake of ours.
    """
    try:
        with attempt.recording(home.attempts, run_id) as record:
            yield record
    except Exception as error:
        if may_pass(error):
            raise
        raise dg.Failure(told(error), allow_retries=False) from error
