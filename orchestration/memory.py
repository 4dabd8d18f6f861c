"""How much memory DuckDB may take, by what the machine or container has, and what is told where that is not enough.

What is larger is put aside in the home (`Home.spill`). All that a refresh connects to goes by `database.connect`, and
dbt by its profile, which `build.manifest.dbt_environment` fills in.
"""

from __future__ import annotations

import os
import re
import resource
from collections.abc import Iterator
from pathlib import Path

from orchestration.problems import PlainError

VARIABLE = "WAREHOUSE_MEMORY_LIMIT"
"""The environment variable that says it instead, in words of DuckDB: `4GB`."""

OURS = 768 * 2**20
"""Bytes that Python takes beside DuckDB: the process of a run, and dbt's."""

SHARE = 0.65
"""The share of the rest that DuckDB may take: told 5 GB, it took 7.6 in a build of 10,000 reports."""

LEAST_SHARE = 0.25
"""The share of all that it gets where hardly anything is left for it."""

CGROUP_FILES = {"": ("memory.max", "memory.high"), "memory": ("memory.limit_in_bytes",)}
"""Where the limits of a container or unit stand, by the controller that /proc/self/cgroup names: version 2, 1."""

AMOUNT = re.compile(r"\d+(\.\d+)? ?[KMGT]i?B", re.IGNORECASE)

OUT_OF_MEMORY = re.compile(r"Out of Memory Error: [^\n]*|\bMemoryError\b[^\n]*|std::bad_alloc|Cannot allocate memory")
DISK_FULL = re.compile(r"max_temp_directory_size|(?:duckdb_temp|spill)[^\n]*No space left on device")
KILLED = re.compile(r"exit code `?-9\b")
"""A process that the system ended: nearly always because there was no memory left."""


def memory_limit() -> str:
    """DuckDB's memory limit: what WAREHOUSE_MEMORY_LIMIT says, or what is left beside Python.

    Raises ValueError where the variable is no amount.
    """
    said = os.environ.get(VARIABLE, "").strip()
    if said and not AMOUNT.fullmatch(said):
        raise ValueError(f"{VARIABLE} is {said}; give it an amount such as 4GB, or leave it out")
    if said:
        return said
    available = available_memory()
    return f"{int(max((available - OURS) * SHARE, available * LEAST_SHARE)) // 2**20}MiB"


def available_memory(root: Path = Path("/")) -> int:
    """Bytes that this process and its children may take at most: the machine's, or what its container or user gets."""
    limits = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), *_cgroup_limits(root)]
    address_space, _ = resource.getrlimit(resource.RLIMIT_AS)
    if address_space != resource.RLIM_INFINITY:
        limits.append(address_space)
    return min(limits)


def why_too_little(error: str) -> str | None:
    """What is told of an error that memory or room to spill into was lacking for, and what to do; None for another."""
    if DISK_FULL.search(error):
        return (
            "the disk is too full for what DuckDB puts aside while it works: make room on the disk of the state "
            "folder, or give this machine or container more memory, and refresh"
        )
    found = OUT_OF_MEMORY.search(error)
    if found is None and KILLED.search(error) is None:
        return None
    what = f"the memory limit of DuckDB ({memory_limit()}) was reached" if found else "dbt was killed"
    said = f" ({found[0].strip()})" if found else ", most likely because no memory was left"
    return f"{what}{said}: give this machine or container more memory, or set {VARIABLE}, and refresh"


def told(error: BaseException) -> str:
    """An error as a record keeps it: in plain words if it has them or memory was lacking, else with its kind."""
    if isinstance(error, PlainError):
        return str(error)
    return why_too_little(f"{type(error).__name__}: {error}") or f"{type(error).__name__}: {error}"


def _cgroup_limits(root: Path) -> Iterator[int]:
    """The limits of every control group that this process is in, from its own up to the topmost that is seen."""
    try:
        lines = (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        for controller in {"", "memory"} & set(controllers.split(",")):
            top = root / "sys/fs/cgroup" / controller
            own = top / path.lstrip("/")
            for folder in (own, *own.parents):
                yield from (limit for file in CGROUP_FILES[controller] if (limit := _number_in(folder / file)))
                if folder == top:
                    break


def _number_in(file: Path) -> int | None:
    """The number in a file; None where there is none, and for `max`."""
    try:
        return int(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
