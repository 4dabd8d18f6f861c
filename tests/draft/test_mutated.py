"""Documents that are mutated at random are drafted, or refused in words; and their folders can be read."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from orchestration.draft.command import draft_folder
from orchestration.draft.document import DocumentError
from orchestration.yaml_file import YamlFile
from tests.draft.printed import ENGLISH, HOSTILE, KINDS, OTHER_YEAR, PAIRS, PARTS, STARTED, ZEIST, write

TEXTS = [STARTED, ZEIST, KINDS, ENGLISH, PARTS, PAIRS, HOSTILE, OTHER_YEAR]
PIECES = [
    "\t", "\n", "\n\n", "Totaal", "-", "", "x", "<5", "12 (34%)", "2023", "#", "FILL IN: a | b", '"', "'", "{", "|",
    ": ",
    "\u202e", "\u2028", "1.2.3", "9" * 30, "schooljaar 2022/2023", "jan", "Kw 1", "%", "€", "(3)", "3-", "²", "é",
]  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    """The text with some pieces put in, left out or repeated."""
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(text))
        cut = chance.choice([0, 0, 1, 2, 7])
        text = text[:at] + chance.choice(PIECES) + text[at + cut :]
        if chance.random() < 0.2:
            lines = text.split("\n")
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
            text = "\n".join(lines)
    return text


@pytest.mark.parametrize("seed", range(8))
def test_mutated_documents_are_drafted(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    (sources := tmp_path / "sources").mkdir()
    for _ in range(8):
        document = write(tmp_path, mutated(chance.choice(TEXTS), chance))
        try:
            folder = draft_folder(document, "zeist-2023", sources).written.folder
        except DocumentError:
            continue
        data = YamlFile(folder / "report.yml", "report.yml").data
        assert data["id"] == "zeist-2023"
        assert {table["file"] for table in data["tables"] or []} <= {path.name for path in folder.iterdir()}
        draft_folder(document, "zeist-2023", sources)
        shutil.rmtree(folder)
    assert {path.name for path in tmp_path.iterdir()} == {"sources", "document.txt"}
