"""Brings together what a build made anew and what stays of a release."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import duckdb

from expectations.localise.suspects import replace_suspects
from orchestration.build.compiled import Relation
from orchestration.build.parts import replace_rows, take_run_tables, take_waivers, work_out
from orchestration.database import attach, connect, literal
from orchestration.files import checksum_beside, copy_with_checksum
from orchestration.home import DATABASE

CATALOG = DATABASE.removesuffix(".duckdb")
"""What DuckDB calls a build that is opened by its file, and what the models' SQL calls it."""

USES = {
    "core.area": ("area_id",),
    "core.area_change": ("area_id",),
    "core.metric": ("metric_id",),
    "core.breakdown": ("breakdown_id",),
    "core.category": ("breakdown_id", "category_id"),
    "core.category_part": ("breakdown_id", "category_id"),
}
"""What reports define and figures of other organisations may be about, with the columns of a figure that name it."""


class SharedMeaningError(Exception):
    """Organisations that were not made anew use what another one has come to define otherwise: `names` says which."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = sorted(names)


class DamagedReleaseError(Exception):
    """The file of a release is not the one that was published."""


class CopiedBase:
    """A copy of the release that a build starts from, made by a thread: while dbt builds, a core has time for it.

    What is left of it at the end of the `with` is deleted.
    """

    def __init__(self, build: Path, base: Path) -> None:
        self._base = base
        # Beside the build and named after it, so that it goes with what else a stopped run left.
        self._file = build.with_name(f"{build.name}.assembled")
        self._thread = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        self._checksum = self._thread.submit(copy_with_checksum, self._base, self._file)
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()
        self._file.unlink(missing_ok=True)

    def file(self) -> Path:
        """The copy, once it is whole. Raises OSError, and DamagedReleaseError if the release is not as published."""
        # Also what is not read of it before it is published again, and no reading of damaged blocks: DuckDB may crash.
        if self._checksum.result() != _published_checksum(self._base):
            raise DamagedReleaseError("its file is not as it was published")
        return self._file


def assemble(build: Path, copied: CopiedBase, organisations: Collection[str], relations: Sequence[Relation]) -> None:
    """Make of a build of some organisations a whole one: a copy of a release with their rows put in.

    Raises SharedMeaningError, and leaves the build as it is, where others use what has come to mean something else, and
    DamagedReleaseError where the release is not as it was published.
    """
    draft = copied.file()
    with connect() as connection:
        # Under the build's own name, which the models' SQL says.
        attach(connection, draft, CATALOG, read_only=False)
        attach(connection, build, "anew")
        connection.execute(f"USE {CATALOG}")
        refuse_other_meanings(connection, CATALOG, "anew", organisations)
        replace_rows(connection, CATALOG, "anew", organisations)
        take_run_tables(connection, CATALOG, "anew")
        work_out(connection, relations)
        connection.execute("DROP SCHEMA staging CASCADE")
        connection.execute("USE memory")
        connection.execute(f"DETACH {CATALOG}")
    draft.replace(build)


def _published_checksum(release: Path) -> str:
    try:
        return checksum_beside(release).read_text(encoding="utf-8").partition(" ")[0]
    except OSError:
        return "of a release that kept none"


def put_back(build: Path, base: Path | None, organisations: Collection[str], relations: Sequence[Relation]) -> None:
    """Give some organisations of a whole build the rows that a release has of them; without one they are taken out.

    Raises SharedMeaningError where others use what these define otherwise in the release.
    """
    with connect(build) as connection:
        if base is not None:
            attach(connection, base, "base")
        connection.execute("ATTACH ':memory:' AS before")
        connection.execute("CREATE SCHEMA before.core")
        for table in USES:
            connection.execute(f"CREATE TABLE before.{table} AS FROM {CATALOG}.{table}")
        connection.execute("BEGIN")
        kept = "base" if base is not None else None
        replace_rows(connection, CATALOG, kept, organisations)
        replace_suspects(connection, organisations, f"{kept}.quality" if kept else None)
        take_waivers(connection, CATALOG, kept, "replaced_report")
        work_out(connection, relations)
        refuse_other_meanings(connection, CATALOG, "before", organisations)
        connection.execute("COMMIT")


def refuse_other_meanings(
    connection: duckdb.DuckDBPyConnection, one: str, other: str, organisations: Collection[str]
) -> None:
    """Raise SharedMeaningError where organisations of `one` besides those use what `other` defines otherwise."""
    named = ", ".join(map(literal, organisations)) or "''"
    found: set[str] = set()
    for table, columns in USES.items():
        keys = ", ".join(columns)
        # What a crossing of two breakdowns means follows from the two, and who has no figures there lacks it.
        plain = "breakdown_id NOT LIKE '%+%'" if "breakdown_id" in columns else "true"
        moved = " UNION ".join(
            f"SELECT {keys} FROM (FROM {left}.{table} EXCEPT FROM {right}.{table}) WHERE {plain}"
            for left, right in ((one, other), (other, one))
        )
        query = (
            f"SELECT DISTINCT organisation_id FROM {one}.core.figure "
            f"WHERE organisation_id NOT IN ({named}) AND ({keys}) IN (SELECT ({keys}) FROM ({moved}))"
        )
        found |= {name for (name,) in connection.execute(query).fetchall()}
    if found:
        raise SharedMeaningError(found)
