"""What is asked before a refresh starts by itself: the sensor's `look`, and for the schedule too whether all is there.

Whether there is anything to do is said by `run.needed`.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.attempt import Attempt
from orchestration.home import Home
from orchestration.inputs import inputs_hash
from orchestration.looks import Looks
from orchestration.problems import visible
from orchestration.report_folders import REPORT_FILE, is_slug, is_table, subfolders
from orchestration.run.needed import rest_of, why_rest

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
    looks = Looks(sources, home.looks)
    if missing := unfinished(sources, time.time(), looks):
        return Decision(False, missing, launched)
    inputs = inputs_hash(sources, home.looks)
    if rest := rest_of(home, inputs):
        return Decision(False, why_rest(rest), inputs, rest)
    if inputs == launched:
        return Decision(
            False, "these very inputs were started before; the next change or the schedule tries again", inputs
        )
    awaited = (path for folder in _folders(sources) for path in (folder, *_awaited(folder, looks)))
    newest = _newest([sources, *awaited])
    return Decision(True, "the inputs have changed", inputs, key=f"{inputs[:16]}:{newest:.6f}")


def unfinished(sources: Path, moment: float, looks: Looks | None = None) -> str | None:
    """Why the reports are not to be read at this moment (seconds since 1970); None where all are whole.

    What is copied keeps its old date, so it is the change of the directory entry (ctime) that counts.
    """
    looks = looks or Looks(sources, None)
    for folder in _folders(sources):
        name = visible(folder.name)
        inputs = [folder / file for file in looks.input_files(folder)]
        # A clock that was set back is no reason to wait for it.
        age = moment - _newest(inputs)
        if 0 <= age < SETTLE_SECONDS:
            return f"{name} is being written: something changed {age:.0f} s ago"
        if missing := _missing(folder, inputs):
            age = moment - _newest([folder, *_awaited(folder, looks)])
            if 0 <= age < GIVE_UP_SECONDS:
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
    """The folders that are reports or may become one; what stands in others is nothing to wait for."""
    return [folder for folder in subfolders(sources) if is_slug(folder.name)]


def _awaited(folder: Path, looks: Looks) -> Iterator[Path]:
    """What may still be written in a report's folder: its inputs, the folders in it, tables, and copies on their way.

    What else programs leave there is no sign that a report is coming.
    """
    yield from (folder / name for name in looks.input_files(folder))
    for place, inner, files in os.walk(folder):
        yield from (Path(place, name) for name in (*inner, *files) if name in inner or _is_on_its_way(name))


def _is_on_its_way(name: str) -> bool:
    return is_table(name) or name.lower().endswith(TEMPORARY)


def _newest(paths: Iterable[Path]) -> float:
    """The moment of the last change of any of these, of a link also that of what it leads to; 0 where none is there."""
    moments = [0.0]
    for path in paths:
        for look_up in (path.lstat, path.stat):
            with contextlib.suppress(OSError):
                moments.append(look_up().st_ctime)
    return max(moments)


def _missing(folder: Path, inputs: list[Path]) -> str | None:
    """What a report's folder lacks; None also where report.yml is wrong, which a refresh tells better."""
    for _, _, files in os.walk(folder):
        for name in files:
            if name.lower().endswith(TEMPORARY):
                return f"{visible(name)} is the name of a file that is being copied"
    if not (folder / REPORT_FILE).exists():
        return f"there is no {REPORT_FILE}"
    absent = next((path for path in inputs if not path.exists()), None)
    return f"{visible(absent.relative_to(folder).as_posix())} is missing" if absent else None
