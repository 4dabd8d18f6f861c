"""What the schedule and the sensor ask before they start a refresh: is there anything to do, and is it all there?"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.home import Home
from orchestration.ingest.folders import REPORT_FILE
from orchestration.ingest.report_file import read_report
from orchestration.problems import BadInputError, visible
from orchestration.refresh.attempt import Attempt
from orchestration.refresh.inputs import inputs_hash
from orchestration.refresh.needed import rest_of
from orchestration.release.readable import WHAT_TO_DO

SETTLE_SECONDS = 5.0
"""A folder in which something changed less long ago is still being written."""

GIVE_UP_SECONDS = 600.0
"""A folder that misses something is waited for this long; then a refresh tells a person what it misses."""

TEMPORARY = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".download")
"""How programs that copy end the name of a file that is not whole yet."""

SCHEDULE_VARIABLE = "WAREHOUSE_SCHEDULE"
DEFAULT_SCHEDULE = "0 6 * * *"
TIME_ZONE = "Europe/Amsterdam"


@dataclass(frozen=True)
class Decision:
    """Whether to start a refresh, and why not."""

    start: bool
    reason: str
    state: str
    """The state of the inputs that was started or needs nothing: what `launched` is to be at the next look."""
    rest: Attempt | None = None
    """Where a refresh would do nothing: the attempt that says so, to be told."""
    key: str = ""
    """The same for the same change: Dagster starts it once, also where its daemon stops before it has noted that."""


def look(home: Home, sources: Path, launched: str) -> Decision:
    """Whether the inputs have changed in a way that asks for a refresh.

    `launched` is the `state` of the last decision: what was started once and refused is not started again before
    something changes.
    """
    if missing := unfinished(sources, time.time()):
        return Decision(False, missing, launched)
    inputs = inputs_hash(sources)
    if rest := rest_of(home, inputs):
        return Decision(False, why_rest(rest), inputs, rest)
    if inputs == launched:
        return Decision(
            False, "these very inputs were started before; the next change or the schedule tries again", inputs
        )
    newest = max((moment for _, moment in _moments(sources)), default=0.0)
    return Decision(True, "the inputs have changed", inputs, key=f"{inputs[:16]}:{newest:.6f}")


def why_rest(rest: Attempt) -> str:
    """In words for Dagster's page, why nothing is to be done."""
    if rest.error:
        return f"{rest.error}; {WHAT_TO_DO}"
    release = rest.summary["release_id"]
    if rest.outcome == "held":
        return f"a person went back to release {release}, and nothing has changed since"
    return f"nothing has changed since release {release}"


def unfinished(sources: Path, moment: float) -> str | None:
    """Why the reports are not to be read at this moment (seconds since 1970); None where all are whole.

    What is copied keeps its old date, so it is the change of the directory entry (ctime) that counts.
    """
    for folder in _folders(sources):
        name = visible(folder.name)
        # A clock that was set back is no reason to wait for it.
        age = moment - max((when for _, when in _moments(folder)), default=0.0)
        if 0 <= age < SETTLE_SECONDS:
            return f"{name} is being written: something changed {age:.0f} s ago"
        if 0 <= age < GIVE_UP_SECONDS and (missing := _missing(folder, sources)):
            return f"{name} is not all there: {missing}"
    if sources.is_dir() and 0 <= (age := moment - sources.stat().st_ctime) < SETTLE_SECONDS:
        return f"{sources.name} is being written: a folder came or went {age:.0f} s ago"
    return None


def cron() -> str:
    """When the daily refresh starts: WAREHOUSE_SCHEDULE as cron writes it, in Amsterdam's time, or 06:00 every day.

    Raises ValueError where it has not the five fields of cron.
    """
    said = os.environ.get(SCHEDULE_VARIABLE, "").strip() or DEFAULT_SCHEDULE
    if len(said.split()) != len(DEFAULT_SCHEDULE.split()):
        raise ValueError(
            f"{SCHEDULE_VARIABLE} is {said!r}; write the five fields of cron, such as {DEFAULT_SCHEDULE!r}"
        )
    return said


def _folders(sources: Path) -> list[Path]:
    if not sources.is_dir():
        return []
    return sorted(path for path in sources.iterdir() if path.is_dir() and not path.name.startswith("."))


def _moments(folder: Path) -> Iterator[tuple[Path, float]]:
    """Everything in a folder and the folder itself, with the moment of its last change; what vanishes is left out."""
    for path in (folder, *folder.rglob("*")):
        try:
            yield path, path.lstat().st_ctime
        except OSError:
            continue


def _missing(folder: Path, sources: Path) -> str | None:
    """What a report's folder lacks; None also where report.yml is wrong, which a refresh tells better."""
    for path in folder.rglob("*"):
        if path.name.lower().endswith(TEMPORARY):
            return f"{visible(path.name)} is the name of a file that is being copied"
    if not (folder / REPORT_FILE).exists():
        return f"there is no {REPORT_FILE}"
    try:
        report = read_report(folder / REPORT_FILE, sources)
    except (BadInputError, OSError):
        return None
    absent = [name for name in report.files() if not (folder / name).exists()]
    return f"{visible(absent[0])} is missing" if absent else None
