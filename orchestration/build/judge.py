"""Great Expectations takes seconds to import: a run does that while dbt builds on the other core."""

from __future__ import annotations

import threading
from pathlib import Path

from orchestration.record import BuildScope
from orchestration.verdict import Judged


def import_beside() -> None:
    """Import Great Expectations in a thread of its own; `judge` waits for the end of it."""
    threading.Thread(target=_import, daemon=True).start()


def judge(database: Path, scope: BuildScope | None) -> list[Judged]:
    """The verdict on each rule of a built warehouse, with its validation result; raises as `suite.judge` does.

    `scope`: what of it was made anew; the rest was judged for the release that it started from.
    """
    from expectations import suite

    return suite.judge(database, scope.made_anew if scope else None)


def _import() -> None:
    # Whatever is wrong with it is said where it is needed.
    import expectations.suite  # noqa: F401
