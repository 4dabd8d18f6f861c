"""How words that people look for are compared with the words of the release.

The search page does the same in pages/static/find.js; tests/explain/find_cases.yml holds both to the same answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

EXACT, BEGINS, INSIDE, AROUND = 1.0, 0.85, 0.6, 0.4
"""How strong it is that two words are one, that the known word begins with the asked one, has it inside (`tijd` in
`wachttijd`), or stands itself in the asked one (`verzuim` in `verzuimcijfers`)."""

SYNONYM, SAID = 0.9, 0.35
"""What remains of that for a synonym, and for a word of what is said of a thing."""

LONGEST = 40
"""How many words of a query are looked at, and how many letters of a word."""

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+")
_DUTCH_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")


def tokens(text: str) -> list[str]:
    """The words of a text, without case and accents; a number with its points and commas is one."""
    plain = text.lower()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if unicodedata.category(c)[0] != "M")
    return _TOKEN.findall(plain)


def stem(word: str) -> str:
    """A word without what a plural adds: `gezinnen` and `gezin`, `jaren` and `jaar`, `teams` and `team` have one."""
    if len(word) > 4 and word.endswith("en"):
        word = word[:-2]
        if word[-1] == word[-2]:
            word = word[:-1]
        word = word[:-1] + {"v": "f", "z": "s"}.get(word[-1], word[-1])
    elif len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return re.sub(r"([aeou])\1([^aeiou])$", r"\1\2", word)


def forms(word: str) -> list[str]:
    """A word as it is, and its stem where that differs."""
    cut = stem(word)
    return [word] if cut == word else [word, cut]


def likeness(asked: str, of_asked: list[str], known: str, of_known: list[str]) -> float:
    """How strongly a word that is asked for means a known word, from 0 to 1; both with their forms."""
    if any(one in of_known for one in of_asked):
        return EXACT
    if any(known.startswith(one) for one in of_asked):
        return BEGINS
    if any(len(one) >= 4 and one in known for one in of_asked):
        return INSIDE
    if any(len(one) >= 5 and (asked.startswith(one) or asked.endswith(one)) for one in of_known):
        return AROUND
    return 0.0


def slips(asked: str, known: str, most: int) -> int:
    """How many letters are wrong, missing, too many or changed places; above `most`, that and one."""
    if abs(len(asked) - len(known)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(known) + 1))
    for at, letter in enumerate(asked, 1):
        earlier, before, row = before, row, [at]
        for to, other in enumerate(known, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != other))
            if at > 1 and to > 1 and letter == known[to - 2] and asked[at - 2] == other:
                cost = min(cost, earlier[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def allowed_slips(word: str) -> int:
    """How many typing errors a word may have: none in a short word or a number."""
    if len(word) < 4 or any(letter.isdigit() for letter in word):
        return 0
    return 2 if len(word) >= 8 else 1


def corrected(asked: str, known: Iterable[str]) -> str | None:
    """The known word that a mistyped one most likely is; None where none is near."""
    most = allowed_slips(asked)
    near = [(slips(asked, word, most), word[:1] != asked[:1], word) for word in known] if most else []
    best = min(near, default=None)
    return best[2] if best and best[0] <= most else None


def nearest(asked: str, known: Iterable[str], limit: int) -> list[str]:
    """The known words that look most like one that means nothing, best first."""
    most = max(2, len(asked) // 2 - 1)
    near = [(slips(asked, word, most), word[:1] != asked[:1], word) for word in known if len(word) >= 4]
    return [word for wrong, _, word in sorted(near)[:limit] if wrong <= most]


def number_of(word: str) -> str | None:
    """A number as the release has it (`5457`, `13.8`), of one in Dutch notation; None of what is no number."""
    if _DUTCH_THOUSANDS.fullmatch(word):
        word = word.replace(".", "")
    elif not re.fullmatch(r"\d+([.,]\d+)?", word):
        return None
    return plain_number(Decimal(word.replace(",", ".")))


def plain_number(value: Decimal) -> str:
    """A number without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
