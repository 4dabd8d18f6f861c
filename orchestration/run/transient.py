"""Which errors may pass by themselves: trouble with disk or locks that another moment may not have."""

from __future__ import annotations

import errno
import re

import duckdb

PASSING = {
    errno.EAGAIN, errno.EBUSY, errno.EINTR, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOLCK, errno.ESTALE,
    errno.ETIMEDOUT, errno.ETXTBSY,
}  # fmt: skip
"""A full disk is not among them: it stays full until somebody makes room."""

SAID = re.compile(
    r"Could not set lock|Conflicting lock|Resource temporarily unavailable|Device or resource busy|Input/output error"
    r"|Stale file handle|Too many open files",
    re.IGNORECASE,
)
"""The same in the words of DuckDB, and of dbt, which repeats them."""


def may_pass(error: BaseException | None) -> bool:
    """Whether an error, or one that caused it, is of that kind."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in PASSING:
            return True
        is_told = isinstance(error, duckdb.Error | RuntimeError) or "dbt" in type(error).__module__
        if is_told and SAID.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False
