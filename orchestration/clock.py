"""The moment that is written in records and files."""

from __future__ import annotations

import datetime as dt


def now() -> str:
    """This moment in UTC, ISO 8601, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
