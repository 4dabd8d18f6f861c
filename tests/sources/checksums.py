"""The checksums of every file in `sources/`.

Remake them after a wanted change: `python -m tests.sources.checksums`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.sources.document import SOURCES

CHECKSUMS = Path(__file__).with_name("checksums.json")


def checksums() -> dict[str, str]:
    """File in `sources/` to the sha256 of its bytes, in order of name."""
    files = sorted(path for path in SOURCES.rglob("*") if path.is_file())
    return {path.relative_to(SOURCES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


if __name__ == "__main__":
    CHECKSUMS.write_text(json.dumps(checksums(), indent=2) + "\n", encoding="utf-8")
    print(f"{len(checksums())} files in {CHECKSUMS.name}")
