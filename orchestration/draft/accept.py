"""Takes a draft: says what is left to do, and makes it an input when nothing is."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.draft.beside import Differs
from orchestration.draft.judged import judged, read_draft, without_pandas
from orchestration.draft.preview import preview_of
from orchestration.draft.preview_parts import Preview
from orchestration.draft.unseen import Unseen, unseen_of
from orchestration.drafts import open_questions
from orchestration.files import write_whole
from orchestration.home import Home
from orchestration.ingest.fill_in import left_in_tables, left_to_fill_in
from orchestration.ingest.report_file import report_yaml
from orchestration.problems import BadInputError, Problem
from orchestration.record import Finding
from orchestration.report_folders import REPORT_FILE, named_files
from orchestration.yaml_file import YamlFile

WIDTH = 110
ABOVE = "# Proposed by a program, and looked at by nobody: take out what you have compared with the document."
"""What stands above `unseen` in report.yml."""


@dataclass
class Acceptance:
    """What came of it."""

    report_id: str
    accepted: bool = False
    was_input: bool = False
    """Whether it was no draft; then only what is unseen can have changed."""
    left: list[Problem] = field(default_factory=list)
    """What has still to be filled in or corrected, each with its place."""
    findings: list[Finding] = field(default_factory=list)
    """Critical findings: a refresh would refuse the report with them."""
    differs: list[Differs] = field(default_factory=list)
    """Where the folder differs from the document, if that is at hand."""
    unseen: Unseen = field(default_factory=Unseen)
    """What a program proposed and nobody has looked at, as it is written into report.yml."""
    not_seen: list[str] = field(default_factory=list)
    """What was said to be seen and is no table or key figure that was unseen."""
    preview: Preview | None = None

    @property
    def exit_code(self) -> int:
        """0 where it is an input, 2 where something is left to do, 1 where a rule or the document says otherwise."""
        return 0 if self.accepted else 2 if self.left else 1


def accept(
    home: Home, sources: Path, report_id: str, seen: Collection[str] = (), *, anyway: bool = False
) -> Acceptance:
    """Make a draft an input if nothing is left to fill in or to correct.

    `seen` are tables and key figures that somebody has compared with the document; `anyway`: also with critical
    findings, for a report that prints them so, and where the document at hand prints something else. Raises
    BadInputError where its report.yml cannot be read.
    """
    folder = sources / report_id
    yaml = report_yaml(folder / REPORT_FILE, sources)
    found = Acceptance(report_id)
    found.left = left_to_fill_in(yaml) + list(left_in_tables(folder, named_files(yaml.data, folder)))
    if found.left:
        return found
    read = read_draft(sources, folder)
    if not read.rows["report"]:
        found.left = read.problems
        return found
    with without_pandas(), judged(home, read) as judgement:
        found.preview = preview = preview_of(judgement, sources, folder)
    # What is no number, and looks like one, is asked there and would be refused by a refresh.
    found.left = preview.problems + preview.questions
    found.findings = [one for one in preview.findings if one.is_open and one.severity == "critical"]
    found.differs = preview.differs
    if found.left or ((found.findings or found.differs) and not anyway):
        return found
    found.was_input = open_questions(yaml.data) is None
    all_unseen = _said_unseen(yaml) if found.was_input else unseen_of(folder)
    found.unseen = all_unseen.without(seen)
    found.not_seen = sorted(set(seen) - {"all", *all_unseen.tables, *all_unseen.key_figures})
    with (folder / REPORT_FILE).open(encoding="utf-8", newline="") as file:
        text = file.read()
    made = accepted_text(text, found.unseen)
    if made != text:
        write_whole(folder / REPORT_FILE, made)
    found.accepted = True
    return found


def _said_unseen(yaml: YamlFile) -> Unseen:
    """What the report.yml of an input says to be unseen."""
    said = yaml.data.get("unseen") if isinstance(yaml.data, dict) else None
    said = said if isinstance(said, dict) else {}
    return Unseen(tuple(said.get("tables") or ()), tuple(said.get("key_figures") or ()))


def accepted_text(text: str, unseen: Unseen) -> str:
    """The text of a report.yml without its mark of a draft, and with what is unseen; every other line is left as it is.

    Raises BadInputError where the mark is written in a way that no line of its own holds.
    """
    lines = text.splitlines(keepends=True)
    kept: list[str] = []
    at = None
    is_inside = False
    for line in lines:
        if line.strip() == ABOVE:
            continue
        if re.match(r"(draft|unseen)\s*:", line):
            at = len(kept) if at is None else at
            is_inside = line.startswith("unseen")
            continue
        # What is indented below `unseen` goes with it.
        if is_inside and (line.startswith((" ", "-")) and line.strip()):
            continue
        is_inside = False
        kept.append(line)
    if at is None:
        at = next((number for number, line in enumerate(kept) if re.match(r"[a-z_]+\s*:", line)), len(kept))
    made = "".join([*kept[:at], _unseen_text(unseen), *kept[at:]])
    if re.search(r"^\W?draft\W?\s*:", made, re.MULTILINE):
        problem = Problem(
            REPORT_FILE, None, None, "`draft` is written in a way of its own", "Take the key out by hand."
        )
        raise BadInputError([problem])
    return made


def _unseen_text(unseen: Unseen) -> str:
    if not unseen:
        return ""
    lines = [ABOVE, "unseen:"]
    for key, names in (("tables", unseen.tables), ("key_figures", unseen.key_figures)):
        if names:
            lines.append(f"  {key}:")
            listed = textwrap.wrap(", ".join(names), WIDTH, break_long_words=False, break_on_hyphens=False)
            lines += [f"    {'[' if not number else ' '}{part}" for number, part in enumerate(listed)]
            lines[-1] += "]"
    return "\n".join(lines) + "\n"
