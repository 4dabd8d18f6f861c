"""Small things done with files."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path


def file_checksum(path: Path) -> str:
    """The sha256 (hex) of a file's content, or a word where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "unreadable"


def checksum_beside(path: Path) -> Path:
    """The file that says the checksum of another, as `sha256sum --check` reads it."""
    return path.with_name(f"{path.name}.sha256")


def copy_with_checksum(source: Path, target: Path) -> str:
    """Copy a file and return the sha256 (hex) of what was copied. Raises OSError."""
    shutil.copyfile(source, target)
    return file_checksum(target)


def write_whole(path: Path, text: str, mode: int = 0o666) -> None:
    """Write a file whole or not at all; `mode` is what it may be opened for where the umask allows it."""
    draft = path.with_suffix(".tmp")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
