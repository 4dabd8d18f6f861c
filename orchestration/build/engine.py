"""Which engine builds the models: DuckDB on this machine, or an Apache Spark cluster that WAREHOUSE_SPARK names."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
from pathlib import Path

from orchestration.home import Home
from orchestration.problems import PlainError

CLUSTER = "WAREHOUSE_SPARK"
"""The environment variable with the address of the cluster, such as `spark://127.0.0.1:7077`."""

LAKE = "WAREHOUSE_LAKE"
"""The environment variable with the folder that this machine and all workers share; without it one in the home."""

FAILED = 3
"""The exit code of `warehouse-dbt` where the cluster failed, and not dbt; why stands in a file, see `why_failed`."""

LIBRARIES = ("pyspark", "dbt.adapters.spark")


class EngineError(PlainError):
    """The cluster cannot build the models; says why, and what to do."""


def cluster() -> str | None:
    """The address of the Spark cluster that builds the models; None where DuckDB does."""
    return os.environ.get(CLUSTER, "").strip() or None


def lake(home: Home) -> Path:
    """The folder through which tables go to the cluster and come back."""
    return Path(os.environ.get(LAKE) or home.path / "lake").resolve()


def note_failure(home: Home, error: EngineError) -> None:
    """Keep why the cluster failed for the process that waits for dbt."""
    _failure(home).write_text(str(error), encoding="utf-8")


def why_failed(home: Home) -> EngineError:
    """Why the cluster failed in the last call of dbt."""
    return EngineError(_failure(home).read_text(encoding="utf-8"))


def _failure(home: Home) -> Path:
    return home.build_database.with_name("why-spark-failed.txt")


def refuse_missing_cluster(home: Home) -> None:
    """Raise EngineError where a cluster is to build the models and cannot: before anything is read."""
    address = cluster()
    if address is None:
        return
    if lacking := [name for name in LIBRARIES if not _is_installed(name)]:
        raise EngineError(
            f"{CLUSTER} is set, and {' and '.join(lacking)} are not installed here: `make spark-env` installs them"
        )
    if _java() is None:
        raise EngineError(
            f"{CLUSTER} is set, and there is no Java here: install Java 17 (docs/scale.md), or say in JAVA_HOME where "
            "it is"
        )
    _refuse_unreachable(address)
    if "://" in os.environ.get(LAKE, ""):
        raise EngineError(
            f"{LAKE} is {os.environ[LAKE]}; give it a folder: an object store must be mounted as one (docs/scale.md)"
        )
    try:
        lake(home).mkdir(parents=True, exist_ok=True)
        if not os.access(lake(home), os.W_OK | os.X_OK):
            raise PermissionError(0, "Permission denied")
    except OSError as error:
        raise EngineError(
            f"the folder {lake(home)}, through which tables go to the cluster, cannot be written ({error.strerror}): "
            f"make it writable, or name another one in {LAKE}"
        ) from error


def _is_installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _java() -> str | None:
    told = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(told) / "bin")) if told else shutil.which("java")


def _refuse_unreachable(address: str) -> None:
    """Of a standalone cluster one of its masters must listen; other managers are asked by Spark itself."""
    if not address.startswith("spark://"):
        if re.match(r"(local(\[.*\])?|yarn|k8s://.*)$", address):
            return
        raise EngineError(
            f"{CLUSTER} is {address}; give it the address of a cluster, such as spark://127.0.0.1:7077, or leave it out"
        )
    for master in address.removeprefix("spark://").split(","):
        host, _, port = master.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=5):
                return
        except (OSError, ValueError, OverflowError):
            continue
    raise EngineError(
        f"no Spark cluster answers at {address}, which {CLUSTER} says: start it (`make spark-up` starts one on this "
        "machine), correct the address, or leave it out to build on this machine"
    )
