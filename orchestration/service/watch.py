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
from orchestration.inputs import code_hash, inputs_hash_of
from orchestration.looks import Glance, Looks
from orchestration.problems import visible
from orchestration.report_folders import REPORT_FILE, files_below, is_slug, is_table, subfolders
from orchestration.run.looking import looks_of
from orchestration.run.needed import rest_of, why_rest

SETTLE_SECONDS = 5.0
"""A folder in which something changed less long ago is still being written."""

GIVE_UP_SECONDS = 600.0
"""A folder that misses something is waited for this long; then a refresh tells a person what it misses."""

TEMPORARY = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".download")
"""How programs that copy end the name of a file that is not whole yet."""

SCHEDULE_VARIABLE = "WAREHOUSE_SCHEDULE"
DEFAULT_SCHEDULE = "0 6 * * *"
COMPARISON_VARIABLE = "WAREHOUSE_COMPARE_SCHEDULE"
DEFAULT_COMPARISON = "30 3 * * *"
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
    looks = looks_of(home, sources)
    if missing := unfinished(sources, time.time(), looks):
        return Decision(False, missing, launched)
    inputs = inputs_hash_of(code_hash(), looks.hash())
    if rest := rest_of(home, inputs):
        return Decision(False, why_rest(rest), inputs, rest)
    if inputs == launched:
        return Decision(
            False, "these very inputs were started before; the next change or the schedule tries again", inputs
        )
    seen = [(folder, looks.glance(folder)) for folder in _folders(sources)]
    newest = max([_newest([sources]), *(_newest_of(folder, one) for folder, one in seen if not one.look.is_draft)])
    return Decision(True, "the inputs have changed", inputs, key=f"{inputs[:16]}:{newest:.6f}")


def unfinished(sources: Path, moment: float, looks: Looks | None = None) -> str | None:
    """Why the reports are not to be read at this moment (seconds since 1970); None where all are whole.

    What is copied keeps its old date, so it is the change of the directory entry (ctime) that counts.
    """
    looks = looks or Looks(sources, None)
    for folder in _folders(sources):
        name = visible(folder.name)
        seen = looks.glance(folder)
        if seen.look.is_draft:
            continue
        # A clock that was set back is no reason to wait for it.
        age = moment - seen.changed
        if 0 <= age < SETTLE_SECONDS:
            return f"{name} is being written: something changed {age:.0f} s ago"
        if missing := _missing(folder, seen):
            age = moment - _newest_of(folder, seen)
            if 0 <= age < GIVE_UP_SECONDS:
                return f"{name} is not all there: {missing}"
    if sources.is_dir() and 0 <= (age := moment - sources.stat().st_ctime) < SETTLE_SECONDS:
        return f"{sources.name} is being written: a folder came or went {age:.0f} s ago"
    return None


def cron() -> str:
    """When the daily refresh starts: WAREHOUSE_SCHEDULE as cron writes it, in Amsterdam's time, or 06:00 every day.

    Raises ValueError where it has not the five fields of cron.
    """
    return _cron(SCHEDULE_VARIABLE, DEFAULT_SCHEDULE)


def comparison_cron() -> str:
    """When the nightly comparison starts: WAREHOUSE_COMPARE_SCHEDULE, or 03:30 every day; raises as `cron` does."""
    return _cron(COMPARISON_VARIABLE, DEFAULT_COMPARISON)


def _cron(variable: str, default: str) -> str:
    said = os.environ.get(variable, "").strip() or default
    if len(said.split()) != len(default.split()):
        raise ValueError(f"{variable} is {said!r}; write the five fields of cron, such as {default!r}")
    return said


def _folders(sources: Path) -> list[Path]:
    """The folders that are reports or may become one; what stands in others is nothing to wait for."""
    return [folder for folder in subfolders(sources) if is_slug(folder.name)]


def _newest_of(folder: Path, seen: Glance) -> float:
    """The moment of the last change of what may still be written in a report's folder, 0 where nothing is there.

    Those are its inputs, the folders in it, tables, and copies on their way. What else programs leave there is no sign
    that a report is coming.
    """
    return max(seen.changed, _newest([folder, *_on_their_way(folder)]))


def _on_their_way(folder: Path) -> Iterator[Path]:
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


def _missing(folder: Path, seen: Glance) -> str | None:
    """What a report's folder lacks; None also where report.yml is wrong, which a refresh tells better."""
    for _, entry in files_below(folder):
        if entry.name.lower().endswith(TEMPORARY):
            return f"{visible(entry.name)} is the name of a file that is being copied"
    if seen.missing == REPORT_FILE:
        return f"there is no {REPORT_FILE}"
    return f"{visible(seen.missing)} is missing" if seen.missing else None
