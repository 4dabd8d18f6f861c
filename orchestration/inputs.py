"""What a release is made from, as one hash: the reports, and the code, models, seeds, rules and waivers.

Two refreshes with the same inputs make the same figures, so that the second one has nothing to do.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from orchestration.files import file_checksum
from orchestration.home import REPOSITORY
from orchestration.report_folders import input_files, obstacle, report_folders

READER_VERSION = "3"
"""Part of every checksum. Raise it when the same files would be read differently: then all are read again."""
CODE = ("orchestration", "expectations", "dbt_project")
CODE_SUFFIXES = {".py", ".yml", ".sql", ".csv", ".md"}


def inputs_hash(sources: Path) -> str:
    """The hash (sha256, hex) of everything that a release made now would be made from."""
    return hashlib.sha256(f"{_code_hash()} {sources_hash(sources)}".encode()).hexdigest()


def code_version() -> str:
    """The project's version with a hash over all that makes a release besides the reports."""
    return f"{version('buurtcijfers')}+{_code_hash()[:12]}"


def sources_hash(sources: Path) -> str:
    """The hash of the report folders: of each its name, report.yml and the files that it names, and nothing else."""
    digest = hashlib.sha256()
    for folder in report_folders(sources):
        digest.update(f"{folder.name}\0{report_checksum(sources, folder)}\n".encode())
    return digest.hexdigest()


def report_checksum(sources: Path, folder: Path) -> str:
    """The data version of a report, a sha256 in hex: of report.yml, the files that it names, and the reader."""
    parts = [f"reader {READER_VERSION}"]
    for name in input_files(folder, sources):
        path = folder / name
        parts.append(f"{name} {obstacle(path, sources) or file_checksum(path)}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def dbt_project_hash() -> str:
    """The hash of what dbt parses."""
    return _files_hash("dbt_project")


def _code_hash() -> str:
    return _files_hash(*CODE, "requirements.lock")


def _files_hash(*places: str) -> str:
    digest = hashlib.sha256()
    for place in places:
        path = REPOSITORY / place
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and (file == path or file.suffix in CODE_SUFFIXES):
                digest.update(f"{file.relative_to(REPOSITORY)}\0{file_checksum(file)}\n".encode())
    return digest.hexdigest()
