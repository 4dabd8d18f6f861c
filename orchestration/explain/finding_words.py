"""What is said of a finding or an identity, the same wherever it is named: both sides, and where a cell stands."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from orchestration.dutch import number
from orchestration.explain.words import Language

HOLDS = {"=": "=", "<=": "≤", "<": "<"}
FAILS: dict[Language, dict[str, str]] = {
    "nl": {"=": "is niet", "<=": "is meer dan", "<": "is niet minder dan"},
    "en": {"=": "is not", "<=": "is more than", "<": "is not less than"},
}
DIFFERENCE: dict[Language, str] = {"nl": "verschil", "en": "difference"}
EXPECTED: dict[Language, str] = {"nl": "verwacht verschil", "en": "expected difference"}


COUNTED_ONLY = "disclosure:"
"""How the ids of identities begin whose sides are no figures: one if a withheld figure is given away, else nought."""


class Compared(Protocol):
    """Two sides that were compared, of whatever type: a finding, or an identity with its verdict."""

    @property
    def identity_id(self) -> str: ...  # noqa: D102
    @property
    def relation(self) -> str: ...  # noqa: D102
    @property
    def left_value(self) -> Decimal | None: ...  # noqa: D102
    @property
    def right_value(self) -> Decimal | None: ...  # noqa: D102
    @property
    def difference(self) -> Decimal | None: ...  # noqa: D102


class Placed(Protocol):
    """A printed cell with its address, of whatever type."""

    @property
    def file(self) -> str: ...  # noqa: D102
    @property
    def row_number(self) -> int: ...  # noqa: D102
    @property
    def column_number(self) -> int: ...  # noqa: D102
    @property
    def document_line(self) -> int | None: ...  # noqa: D102


def sides(compared: Compared, language: Language = "en", *, fails: bool = True, before_difference: str = " ") -> str:
    """Both sides as people read them: `1.408 is not 1.409 (difference -1)`; empty if one of them is no number.

    So it is where a withheld figure stands in one of them and both can meet: with the rest they would say its value.
    """
    left, right, difference = compared.left_value, compared.right_value, compared.difference
    if left is None or right is None or compared.identity_id.startswith(COUNTED_ONLY):
        return ""
    sign = FAILS[language][compared.relation] if fails else HOLDS[compared.relation]
    text = f"{number(left)} {sign} {number(right)}"
    if difference is None or not (difference or fails):
        return text
    return f"{text}{before_difference}({DIFFERENCE[language]} {number(difference)})"


def finding_sides(finding: Compared, language: Language = "en", *, before_difference: str = " ") -> str:
    """The same of a finding; one about a waiver has the difference that it expects."""
    if finding.left_value is None and finding.right_value is not None:
        return f"{EXPECTED[language]} {number(finding.right_value)}"
    return sides(finding, language, before_difference=before_difference)


def cell_place(cell: Placed) -> str:
    """A cell as people look it up: `bto-sociaal-2021/cases_started.csv row 4 column 2, line 1171`."""
    line = f", line {cell.document_line}" if cell.document_line else ""
    return f"{cell.file} row {cell.row_number} column {cell.column_number}{line}"
