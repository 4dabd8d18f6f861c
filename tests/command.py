"""The `warehouse` command in processes that are forked from one that has imported the libraries already.

Importing them takes as long as the rest of a small refresh. A forked process is as much on its own as a started one:
it has an environment, arguments, output and exit code of its own, and what it does is gone with it. Tests of how the
command starts, or of its end by a signal, start it themselves.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

WAREHOUSE = Path(sys.executable).with_name("warehouse")

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["orchestration.cli", "orchestration.definitions.launch", "orchestration.run.conductor"])


def run_warehouse(*arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, without a terminal, and wait for its end."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = [Path(folder) / name for name in ("stdout", "stderr")]
        process = _FORKS.Process(target=_run, args=(arguments, dict(environment), *map(str, outputs)))
        process.start()
        process.join()
        stdout, stderr = (path.read_text(encoding="utf-8") if path.exists() else "" for path in outputs)
    assert process.exitcode is not None
    return subprocess.CompletedProcess([str(WAREHOUSE), *arguments], process.exitcode, stdout, stderr)


def _run(arguments: tuple[str, ...], environment: dict[str, str], *outputs: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate(outputs, start=1):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))  # noqa: SIM115
    # What has no main file passes for a person at a prompt, to whom DuckDB draws bars.
    sys.modules["__main__"].__file__ = str(WAREHOUSE)
    sys.argv = [str(WAREHOUSE), *arguments]
    from orchestration.cli import main

    main()
