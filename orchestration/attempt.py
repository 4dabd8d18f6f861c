"""The record of one refresh: what it did, or why nothing was published.

One JSON file per attempt, written whole or not at all, so that a refusal outlives the process that saw it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from orchestration.clock import now
from orchestration.files import write_whole
from orchestration.memory import told
from orchestration.plain_data import from_plain, to_json
from orchestration.problem_groups import some_of_every_report
from orchestration.problems import BadInputError, Problem
from orchestration.record import Summary

Outcome = Literal["running", "released", "unchanged", "held", "checked", "refused", "bad_input", "failed"]
"""`unchanged`: nothing to do, the served release is made from these inputs; `held`: a person went back to a release.
Neither is kept as a record."""

Job = Literal["refresh", "check"]

BEGINNING = re.compile(r'"started_at": "(?P<started_at>[^"]*)",\s+"outcome": "(?P<outcome>\w+)"')
LONGEST_BEGINNING = 300
"""How many characters the first fields of a record take at most: a record of many reports is long."""

KEPT_PROBLEMS = 10_000
"""How many problems a record holds."""

EXIT_CODES: dict[Outcome, int] = {
    "released": 0,
    "unchanged": 0,
    "held": 0,
    "checked": 0,
    "refused": 1,
    "bad_input": 2,
    "failed": 3,
    "running": 3,
}


class RefusedError(Exception):
    """The warehouse was built and must not be published: a critical rule failed, or its inputs have changed."""


@dataclass
class Attempt:
    """What one refresh did so far."""

    attempt_id: str
    started_at: str
    outcome: Outcome = "running"
    finished_at: str | None = None
    error: str | None = None
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with the sources."""
    problems_in_all: int | None = None
    """How many there are, if more than are kept in `problems`."""
    summary: Summary = field(default_factory=Summary)
    job: Job = "refresh"

    @property
    def exit_code(self) -> int:
        """0 released or all well, 1 refused by a check, 2 bad input, 3 anything else, such as pages that failed.

        What was published without somebody is no success for who waits: 2 where a report cannot be read, else 1. A
        comparison that finds a difference has found a fault of ours.
        """
        if code := EXIT_CODES[self.outcome]:
            return code
        if self.summary.pages_failed:
            return 3
        if self.summary.compared is not None:
            return 3 if self.summary.compared.tables else 0
        return max((EXIT_CODES[waiting.why] for waiting in self.summary.waiting or []), default=0)


def begin(folder: Path, attempt_id: str, job: Job = "refresh") -> Attempt:
    """Start the record of an attempt."""
    attempt = Attempt(attempt_id, started_at=now(), job=job)
    save(folder, attempt)
    return attempt


def load(folder: Path, attempt_id: str) -> Attempt:
    """The record of an attempt. Raises FileNotFoundError if there is none, and another error if it is broken."""
    return from_plain(Attempt, json.loads((folder / f"{attempt_id}.json").read_text(encoding="utf-8")))


def is_over(folder: Path, attempt_id: str) -> bool:
    """Whether there is a record of the attempt that says how it ended."""
    try:
        return load(folder, attempt_id).outcome != "running"
    except (OSError, ValueError, TypeError):
        return False


def newest_first(folder: Path) -> Iterator[Attempt]:
    """The records of all attempts, each read when it is asked for; one that cannot be read is left out."""
    return _readable(reversed(_by_start(folder)))


def left_running(folder: Path) -> Iterator[Attempt]:
    """The records that do not say how the attempt ended."""
    return _readable(path for path in folder.glob("*.json") if _beginning(path)[1] == "running")


def keep_newest(folder: Path, kept: int) -> None:
    """Delete the records of the oldest attempts but for so many; what does not say when it began goes first."""
    for path in _by_start(folder)[:-kept]:
        path.unlink(missing_ok=True)


def _by_start(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"), key=_beginning)


def _readable(paths: Iterable[Path]) -> Iterator[Attempt]:
    for path in paths:
        with suppress(ValueError, TypeError, OSError):
            yield load(path.parent, path.stem)


def _beginning(path: Path) -> tuple[str, str]:
    """When an attempt started and how it ended, as the first fields of its record say; empty where they do not."""
    with suppress(OSError, ValueError), path.open(encoding="utf-8") as file:
        if found := BEGINNING.search(file.read(LONGEST_BEGINNING)):
            return found["started_at"], found["outcome"]
    return "", ""


def save(folder: Path, attempt: Attempt) -> None:
    """Write the record, whole or not at all."""
    write_whole(folder / f"{attempt.attempt_id}.json", to_json(attempt, indent=None))


def finish(folder: Path, attempt: Attempt, outcome: Outcome, error: str | None = None) -> None:
    """Close the record with its outcome."""
    attempt.outcome, attempt.error, attempt.finished_at = outcome, error, now()
    save(folder, attempt)


def note_problems(attempt: Attempt, problems: list[Problem]) -> None:
    """Note what is wrong with the sources: all of it, or of very much some of every report."""
    attempt.problems = some_of_every_report(problems, KEPT_PROBLEMS)
    attempt.problems_in_all = len(problems) if len(problems) > KEPT_PROBLEMS else None


@contextmanager
def recording(folder: Path, attempt_id: str) -> Iterator[Attempt]:
    """Work on an attempt's record: saved when the step ends, and closed with the reason when the step fails."""
    try:
        attempt = load(folder, attempt_id)
    except FileNotFoundError:
        # Somebody materializes a single asset from Dagster's page.
        attempt = begin(folder, attempt_id)
    if attempt.outcome == "failed":
        # The step failed in a way that may pass, and is tried again.
        attempt.outcome, attempt.error, attempt.finished_at = "running", None, None
    try:
        yield attempt
    except BadInputError as bad:
        note_problems(attempt, bad.problems)
        finish(folder, attempt, "bad_input", f"{len(bad.problems)} problems in the sources")
        raise
    except RefusedError as refused:
        finish(folder, attempt, "refused", str(refused))
        raise
    except Exception as error:
        finish(folder, attempt, "failed", told(error))
        raise
    else:
        save(folder, attempt)
