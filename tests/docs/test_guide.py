"""Messages point to sections of docs/report-yml.md: each of these is there, and a reader finds it by a question."""

from __future__ import annotations

import re

import pytest

from tests.conftest import REPOSITORY

GUIDE = (REPOSITORY / "docs" / "report-yml.md").read_text(encoding="utf-8")
HEADINGS = set(re.findall(r"^## (.+)$", GUIDE, re.MULTILINE))
NAMED = [
    r"docs/report-yml\.md, “([^”]+)”",
    r"`([^`]+)` in docs/report-yml\.md shows how",
    r'in_guide\("([^"]+)"\)',
]
"""How Python and SQL write the name of a section."""


def _pointed_to() -> list[tuple[str, str]]:
    """Every file that points to a section, and which."""
    files = [*REPOSITORY.glob("orchestration/**/*.py"), *REPOSITORY.glob("dbt_project/**/*.sql")]
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(files)}
    found = {
        (path.relative_to(REPOSITORY).as_posix(), section)
        for path, text in texts.items()
        for pattern in NAMED
        for section in re.findall(pattern, text)
        # The macro that writes the sentence names none.
        if "{{" not in section
    }
    return sorted(found)


@pytest.mark.parametrize(("file", "section"), _pointed_to())
def test_the_section_that_a_message_points_to_is_there(file: str, section: str) -> None:
    assert section in HEADINGS, f"{file} points to a section that docs/report-yml.md does not have"


def test_messages_of_both_languages_point_to_the_guide() -> None:
    """The patterns above still find what is written."""
    kinds = {(file.rpartition(".")[2], section) for file, section in _pointed_to()}
    assert ("py", "My table prints a dot, an x or <5") in kinds
    assert ("sql", "My table prints a dot, an x or <5") in kinds


def test_every_section_is_among_the_questions() -> None:
    start, end = GUIDE.index("## Find your question"), GUIDE.index("## Meaning")
    listed = re.findall(r"\[([^]]+)\]\(#", GUIDE[start:end])
    assert {f".{one}" if one == "xlsx" else one for one in listed} == HEADINGS - {"Find your question"}
