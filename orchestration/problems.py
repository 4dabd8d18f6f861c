"""What is wrong with the input, said so that a person can mend it."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass, replace

SEEDS = "dbt_project/seeds"
"""The folder of the seeds, as problems name it."""

INVISIBLE = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]"
"""The characters that `is_invisible` means, as a pattern for DuckDB."""


class PlainError(Exception):
    """Says what is wrong and what to do, in words that need no name of an error before them."""


def is_invisible(character: str) -> bool:
    """Whether a character shows nothing and yet does something: control characters, and marks of width or direction."""
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs")


def character_name(character: str) -> str:
    """A character that cannot be shown, in words: `U+200B (ZERO WIDTH SPACE)`."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


def visible(text: str) -> str:
    """A text as it can be shown anywhere: what is invisible is written as an escape, and steers no terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(ascii(one)[1:-1] if is_invisible(one) else one for one in text)


def one_spelling(text: str) -> str:
    """A text as it is compared: an accent is part of its letter, and every kind of white space is one space."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def look_alikes(text: str) -> list[str]:
    """The characters of a text that pass for others: letters and digits that are not Latin, and hyphens, in words."""
    found = dict.fromkeys(one for one in unicodedata.normalize("NFC", text) if _passes_for_another(one))
    return [character_name(one) for one in found]


def _passes_for_another(character: str) -> bool:
    if character.isascii():
        return False
    if character in "\u2010\u2011":
        return True
    is_letter = unicodedata.category(character)[0] in "LMN"
    return is_letter and not unicodedata.name(character, "").startswith(("LATIN SMALL", "LATIN CAPITAL"))


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with one place in the sources.

    `row` and `column` are counted from 1 as a spreadsheet shows them; `row` is the line number where the file
    is YAML or a seed. Either is None where the problem is about the file as a whole.
    """

    file: str
    row: int | None
    column: int | None
    message: str
    next_step: str
    report_id: str = ""
    table_id: str = ""
    text: str | None = None

    @property
    def report(self) -> str:
        """The report that it is about; otherwise the folder of its file."""
        return self.report_id or self.file.partition("/")[0]

    def place(self) -> str:
        """The place as people write it: `report/table.csv, row 3, column 2`."""
        parts = [self.file]
        if self.row is not None:
            parts.append(f"{'line' if self._has_lines() else 'row'} {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(parts)

    def _has_lines(self) -> bool:
        """Whether people open the file in an editor, which counts lines."""
        return self.file.endswith((".yml", ".yaml")) or self.file.startswith(f"{SEEDS}/")

    def naming_look_alikes(self) -> Problem:
        """The same problem; where its text holds characters that pass for others, the message names them."""
        found = [one for one in look_alikes(self.text or "") if one not in self.message]
        if not found:
            return self
        joint = " It" if self.message.endswith("?") else "; it"
        return replace(self, message=f"{self.message}{joint} holds {', '.join(found[:3])}")

    def as_dict(self) -> dict[str, object]:
        """The problem as plain data, for `--json` and the attempt's record."""
        return asdict(self) | {"place": self.place()}


class BadInputError(Exception):
    """The sources cannot be loaded as they are; carries every problem found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.file, p.row or 0, p.column or 0, p.message))
        super().__init__("\n".join(f"{p.place()}: {p.message}" for p in self.problems))
