"""A report folder that is to be filled in: its files, written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.report_folders import is_slug


@dataclass(frozen=True)
class Skeleton:
    """The files of a report folder by name, and the names of those that a person has to put there."""

    files: dict[str, str]
    absent: list[str] = field(default_factory=list)

    def write(self, sources: Path, report_id: str) -> list[Path]:
        """Write the folder `sources/report_id`; returns its files. Raises ValueError where it cannot be written."""
        folder = sources / report_id
        try:
            # A hidden folder is no report to anyone who reads the sources meanwhile.
            with tempfile.TemporaryDirectory(prefix=".new-report-", dir=sources) as draft:
                made = Path(draft) / report_id
                made.mkdir()
                for name, content in self.files.items():
                    (made / name).parent.mkdir(parents=True, exist_ok=True)
                    (made / name).write_text(content, encoding="utf-8")
                made.rename(folder)
        except OSError as error:
            raise ValueError(f"{folder} cannot be written: {error.strerror}") from None
        return [folder / name for name in self.files]


def check_place(sources: Path, report_id: str) -> None:
    """Raises ValueError, in words for the person who typed it, where no folder of this id can be made."""
    if not is_slug(report_id):
        raise ValueError(f"{report_id} cannot be an id: use lower-case letters and digits, joined by - or _")
    if not sources.is_dir():
        raise ValueError(f"there is no folder {sources}: make it, or name the right one with --sources")
    folder = sources / report_id
    if os.path.lexists(folder):
        raise ValueError(f"{folder} is there already: choose another id, or edit what is in it")


def as_scalar(text: str) -> str:
    """A text as YAML: plain where nothing in it can be taken for something else, and else in quotation marks."""
    if re.fullmatch(r"\w[\w./-]*( [\w./-]+)*", text) and text != "null":
        return text
    return json.dumps(text, ensure_ascii=False) if text else ""


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    """Rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
