"""What a release is made from, as one hash: the reports, and the code, models, seeds, rules and waivers.

Two refreshes with the same inputs make the same figures, so that the second one has nothing to do.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from orchestration.files import file_checksum
from orchestration.home import REPOSITORY
from orchestration.looks import Looks

CODE = ("orchestration", "expectations", "dbt_project")
WAIVERS = "expectations/waivers.yml"
CODE_SUFFIXES = {".py", ".yml", ".sql", ".csv", ".md"}


def inputs_hash(sources: Path, kept: Path | None = None) -> str:
    """The hash (sha256, hex) of everything that a release made now would be made from.

    `kept`: the file that keeps what the reports looked like, `Home.looks`; without one, every report is read.
    """
    return inputs_hash_of(code_hash(), sources_hash(sources, kept))


def inputs_hash_of(code: str, reports: str) -> str:
    """The same, where the hashes of the code and of the report folders are known."""
    return hashlib.sha256(f"{code} {reports}".encode()).hexdigest()


def code_version() -> str:
    """The project's version with a hash over all that makes a release besides the reports."""
    return f"{version('buurtcijfers')}+{code_hash()[:12]}"


def build_version() -> str:
    """A hash over what makes the rows of every organisation: all but the reports and the waivers."""
    return _files_hash(*CODE, "requirements.lock", without=WAIVERS)[:12]


def sources_hash(sources: Path, kept: Path | None = None) -> str:
    """The hash of the report folders alone."""
    return Looks(sources, kept).hash()


def dbt_project_hash() -> str:
    """The hash of what dbt parses."""
    return _files_hash("dbt_project")


def code_hash() -> str:
    """The hash of all that makes a release besides the reports."""
    return _files_hash(*CODE, "requirements.lock")


def _files_hash(*places: str, without: str = "") -> str:
    digest = hashlib.sha256()
    for place in places:
        path = REPOSITORY / place
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            name = file.relative_to(REPOSITORY).as_posix()
            if name != without and file.is_file() and (file == path or file.suffix in CODE_SUFFIXES):
                digest.update(f"{name}\0{file_checksum(file)}\n".encode())
    return digest.hexdigest()
