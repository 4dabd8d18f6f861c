"""docs/add-a-report.md, followed word by word: its files are written, its commands run, and they say what it says."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.home import REPOSITORY
from tests.guides import PATH, blocks, with_outcome

PAGE = with_outcome(blocks("add-a-report.md"))
SEES_WHAT_CANNOT_BE = 1
"""What a preview ends with where a critical rule fails."""


@dataclass
class Follower:
    """Somebody who does what the page says, in a shell of their own."""

    folder: Path
    environment: dict[str, str]

    @property
    def trial(self) -> Path:
        """The folder that the page makes."""
        return Path(self.environment["TRIAL"])

    def write(self, file: str, text: str) -> None:
        """Save a file of the page."""
        path = self.trial / file.removeprefix("$TRIAL/")
        assert path.is_relative_to(self.trial)
        path.write_text(text, encoding="utf-8")

    def run(self, command: str) -> str:
        """Run a block of commands, and keep what it exports; what it prints."""
        kept = self.folder / "environment"
        # A preview of what cannot be says so, and is read all the same.
        may_say = f" || [ $? = {SEES_WHAT_CANNOT_BE} ]" if command.startswith("warehouse preview") else ""
        result = subprocess.run(
            ["bash", "-euc", f"{command.rstrip()}{may_say}\nenv -0 > '{kept}'"],
            cwd=REPOSITORY,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
        variables = kept.read_text(encoding="utf-8").split("\0")
        self.environment = dict(variable.split("=", 1) for variable in variables if variable)
        return result.stdout


@pytest.mark.thorough
def test_following_the_page_word_by_word(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WAREHOUSE_")}
    follower = Follower(tmp_path, environment | {"PATH": PATH, "TMPDIR": str(tmp_path)})
    previews = []
    for block, printed in PAGE:
        if block.file:
            follower.write(block.file, block.text)
            continue
        assert block.language == "sh", f"line {block.line}"
        said = follower.run(block.text)
        assert printed is None or said == printed
        if block.text.startswith("warehouse preview"):
            previews.append(said)
    assert ["120 would repair it" in said for said in previews] == [True, False]
    # The refresh made the pages too, though this report has no months: a page that failed would have ended it.
    pages = follower.trial / "home" / "pages" / "current"
    assert "468" in (pages / "wijk" / "vollenhove.html").read_text(encoding="utf-8")
    assert "Sociaal team Zeist" in (pages / "flow.html").read_text(encoding="utf-8")
