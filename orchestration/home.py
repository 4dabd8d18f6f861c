"""Where things are: the checkout, the sources, and the state folder ("home") of one warehouse."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from orchestration.place import give_home_directory, share, why_unusable

REPOSITORY = Path(__file__).resolve().parent.parent
DBT_PROJECT = REPOSITORY / "dbt_project"
DEFAULT_SOURCES = REPOSITORY / "sources"
DEFAULT_HOME = REPOSITORY / ".warehouse"

DATABASE = "warehouse.duckdb"
"""The name of the link to the release and of every release's file: DuckDB names a database after its file."""

NEARLY_FULL = 128 * 2**20
"""Bytes: with less room than this a build of a small warehouse may not fit."""


class UnusableHomeError(Exception):
    """The state folder cannot serve; says why, and what to do."""


@dataclass(frozen=True)
class Home:
    """The state folder: all that a warehouse keeps between refreshes."""

    path: Path

    @property
    def link(self) -> Path:
        """What people open: the link to the served release, the same one whichever checkout works in this home."""
        return self.path / DATABASE

    @property
    def root_link(self) -> Path | None:
        """The link to `link` in the root of the checkout whose default home this is; None of any other home.

        Of a checkout other than this one only where it is there already.
        """
        if self.path in (DEFAULT_HOME, DEFAULT_HOME.resolve()):
            return REPOSITORY / DATABASE
        beside = self.path.parent / DATABASE
        is_a_checkout = self.path.name == DEFAULT_HOME.name and (self.path.parent / DBT_PROJECT.name).is_dir()
        return beside if is_a_checkout and beside.is_symlink() else None

    @property
    def raw_database(self) -> Path:
        """The store of what was read from the reports, kept so that unchanged reports are not read again.

        Not named after its schema `raw`: DuckDB could not tell the catalog from the schema.
        """
        return self.path / "ingested.duckdb"

    @property
    def looks(self) -> Path:
        """What the reports' files looked like when they were last read, so that unchanged ones are not opened."""
        return self.path / "looks.json"

    @property
    def build_database(self) -> Path:
        """The private file that a refresh builds; its name is the catalog's name in dbt, so it never changes."""
        return self.path / "build" / DATABASE

    @property
    def spill(self) -> Path:
        """Where DuckDB puts aside what does not fit into memory: each database in a folder that begins with this."""
        return self.path / "build" / "spill"

    @property
    def releases(self) -> Path:
        """The published releases, a folder each with a read-only file and its checksum."""
        return self.path / "releases"

    def release_draft(self, release_id: str) -> Path:
        """Where a release's folder stands while it is made or deleted."""
        return self.releases / f".{release_id}.draft"

    @property
    def release_drafts(self) -> list[Path]:
        """What stopped runs left half made or half deleted among the releases."""
        return list(self.releases.glob(".*.draft"))

    @property
    def pages(self) -> Path:
        """The pages of each release, a folder each, and `current`, the link to those that are shown."""
        return self.path / "pages"

    @property
    def publishing(self) -> Path:
        """The id of the release that is being published; there only for that moment."""
        return self.path / "publishing"

    @property
    def hold(self) -> Path:
        """Which release a person went back to; there until the inputs change or a person resumes."""
        return self.path / "hold.json"

    @property
    def attempts(self) -> Path:
        """One JSON record per refresh: what it did, or why it was refused."""
        return self.path / "attempts"

    @property
    def alerts(self) -> Path:
        """Which alerts are open and who knows of them; for this machine's eyes only."""
        return self.path / "alerts.json"

    @property
    def dbt_target(self) -> Path:
        """dbt's artefacts: what it parsed and compiled."""
        return self.path / "dbt"

    @property
    def manifests(self) -> Path:
        """dbt's manifest, under the hash of the project that it was parsed from."""
        return self.path / "dbt" / "manifests"

    @property
    def compiled(self) -> Path:
        """The models' SQL as dbt compiles it, under the hash of the project."""
        return self.path / "dbt" / "sql"

    @property
    def dagster(self) -> Path:
        """DAGSTER_HOME: the history of runs that the terminal and Dagster's page share."""
        return self.path / "dagster"

    def lack_of_room(self) -> str | None:
        """What to tell after a failure when the disk is so full that this may be why; None where there is room."""
        if not self.path.is_dir() or (free := shutil.disk_usage(self.path).free) > NEARLY_FULL:
            return None
        return (
            f"The disk of {self.path} has no space left for a refresh ({free / 2**20:.0f} MB): make room, and refresh."
        )

    def refuse_unusable(self) -> None:
        """Raise UnusableHomeError where the place cannot serve; nothing is left behind."""
        if reason := why_unusable(self.path, self.link.parent, REPOSITORY):
            raise UnusableHomeError(reason)

    def create(self) -> None:
        """Make the folders. Raises UnusableHomeError where the place cannot serve, before anything is written."""
        self.refuse_unusable()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            share(self.path)
            for folder in (
                self.build_database.parent,
                self.releases,
                self.attempts,
                self.manifests,
                self.dagster,
                self.pages,
            ):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnusableHomeError(
                f"The state folder {self.path} cannot be written: {error.strerror}. "
                "Make it writable, or name another one with --home."
            ) from error
        give_home_directory(self.path / "user")


def current_home() -> Home:
    """The home that WAREHOUSE_HOME names, or the default one."""
    return Home(Path(os.environ.get("WAREHOUSE_HOME") or DEFAULT_HOME).resolve())


def current_sources() -> Path:
    """The folder of reports that WAREHOUSE_SOURCES names, or the default one."""
    return Path(os.environ.get("WAREHOUSE_SOURCES") or DEFAULT_SOURCES).resolve()
