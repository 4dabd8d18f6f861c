"""The command `warehouse-dbt`: dbt as a run calls it, which holds the build file and ends with its run.

It imports little but the standard library until it must.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from importlib.metadata import version

from orchestration.garbage import collect_seldom


def main() -> None:
    """Run dbt with the arguments of this process, and end as it does."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        # dagster-dbt asks before each call; to ask dbt itself takes seconds.
        sys.stdout.write(f"Core:\n  - installed: {version('dbt-core')}\n")
        return
    collect_seldom()
    threading.Thread(target=_end_with_parent, args=[os.getppid()], daemon=True).start()
    from orchestration.build.engine import FAILED, EngineError, cluster, note_failure
    from orchestration.home import current_home
    from orchestration.lock import hold_build

    home = current_home()
    hold_build(home)
    if arguments[:1] == ["build"] and cluster():
        from orchestration.build.on_spark import build

        try:
            sys.exit(build(home, arguments))
        except EngineError as error:
            note_failure(home, error)
            sys.exit(FAILED)
    from dbt.cli.main import cli

    cli(arguments)


def _end_with_parent(parent: int) -> None:
    """A dbt whose run is gone must not go on writing in the build of the next one."""
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)
