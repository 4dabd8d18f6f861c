"""What `warehouse draft` does: reads a document, drafts the report, writes its folder, and lists the questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.draft.document import Document
from orchestration.draft.drafting import draft_report, split_id
from orchestration.draft.folder import Written, write_draft
from orchestration.draft.like import go_by
from orchestration.draft.proposal import ReportDraft
from orchestration.draft.questions import Question, left_of, questions_of
from orchestration.draft.read import read_document
from orchestration.draft.vocabulary import read_vocabulary
from orchestration.ingest.fill_in import FILL_IN, left_in_tables
from orchestration.problems import BadInputError
from orchestration.report_folders import REPORT_FILE, is_slug
from orchestration.yaml_file import YamlFile


@dataclass
class Drafted:
    """A draft as it was written."""

    report: ReportDraft
    written: Written
    questions: list[Question]
    """Those of report.yml."""
    in_files: dict[str, int] = field(default_factory=dict)
    """How many cells of CSV files have still to be filled in, by file."""

    def as_dict(self) -> dict[str, object]:
        """The same for a program."""
        return {
            "report_id": self.report.id,
            "folder": str(self.written.folder),
            "files": self.written.files,
            "tables": [
                {"id": one.id, "title": one.title, "numbers": one.numbers, "doubts": one.doubts, "facts": one.facts}
                for one in self.report.tables
            ],
            "key_figures": len(self.report.key_figures),
            "ignored_numbers": len(self.report.ignored_numbers),
            "questions": [
                {"at": one.at, "numbers": one.numbers, "candidates": list(one.candidates), "why": one.why}
                for one in self.questions
            ],
            "questions_in_files": self.in_files,
            "doubts": [*self.report.doubts, *self.report.skipped],
            "differences": self.written.differences,
        }


def draft_folder(
    path: Path, report_id: str, sources: Path, like: str = "", only: str = "", organisation: str = ""
) -> Drafted:
    """Draft the folder of a report; raises ValueError or DocumentError, in words for the person who asked."""
    if not is_slug(report_id):
        raise ValueError(f"{report_id} cannot be an id: use lower-case letters and digits, joined by - or _")
    if not sources.is_dir():
        raise ValueError(f"there is no folder {sources}: make it, or name the right one with --sources")
    document = read_document(path, only or None)
    _refuse_twice(document, report_id, sources)
    report = draft_report(document, report_id, sources, _organisation_of(like, sources) or organisation)
    if like:
        period = report.period if isinstance(report.period, str) else split_id(report_id)[1]
        go_by(report, document, sources, like, period)
    written = write_draft(report, sources, is_part=bool(only))
    questions = questions_of(report)
    left = questions if written.is_new else left_of(questions, _left(written.folder))
    csv_files = [path.name for path in written.folder.glob("*.csv")]
    in_files = Counter(Path(one.file).name for one in left_in_tables(written.folder, csv_files))
    return Drafted(report, written, left, dict(in_files))


def _organisation_of(like: str, sources: Path) -> str:
    """The organisation of the report to go by."""
    if not like:
        return ""
    path = sources / like / REPORT_FILE
    if not is_slug(like) or not path.is_file():
        raise ValueError(f"there is no report {like} in {sources} to go by")
    try:
        data = YamlFile(path, REPORT_FILE).data
    except BadInputError as error:
        raise ValueError(f"{like} cannot be read: {error.problems[0].message}") from None
    return str(data.get("organisation", "")) if isinstance(data, dict) else ""


def _left(folder: Path) -> set[str]:
    """The texts that a folder's report.yml leaves to be filled in."""
    try:
        waiting = [YamlFile(folder / REPORT_FILE, REPORT_FILE).data]
    except (BadInputError, OSError):
        return set()
    left: set[str] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and one.startswith(FILL_IN):
            left.add(one)
    return left


def _refuse_twice(document: Document, report_id: str, sources: Path) -> None:
    """Raises ValueError where the very document is another report's."""
    other = read_vocabulary(sources, None, report_id).documents.get(document.sha256)
    if other is not None:
        raise ValueError(
            f"{document.name} is the document of the report {other} already: draft it over that one with "
            f"--report {other}, or remove the folder {sources / other} if its id is wrong"
        )
