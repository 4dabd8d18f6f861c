"""Texts as they are compared: as aliases compare labels, and by the words in them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from orchestration.problems import is_invisible

_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+|\d+")

_FUNCTION_WORDS = """
de het een der den van in op te ten ter tot tussen en of per naar aan bij met voor door om als is zijn
was waren wordt worden die dat dit deze er ook niet nog al over uit onder na the a an on at to by and or
for with from are were be been which this these it as not aantal aantallen totaal totale number total
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words that say nothing of what is counted."""


def clean(text: str) -> str:
    """A printed text without what shows nothing, and with single spaces."""
    kept = "".join(" " if one in "\t\n\r\v\f\u2028\u2029" else "" if is_invisible(one) else one for one in text)
    return _BLANKS.sub(" ", kept).strip()


@lru_cache(maxsize=50_000)
def normal(text: str) -> str:
    """A label as aliases compare it: the macro `normal_label` of the dbt project in Python."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text.lower())).strip()


def slug(text: str, most: int = 40) -> str:
    """A text as an id: lower-case ASCII letters and digits joined by _, whole words of at most so many characters."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    found = ""
    for word in re.findall("[a-z0-9]+", plain):
        if found and len(found) + 1 + len(word) > most:
            break
        found = f"{found}_{word}" if found else word[:most]
    return found


@lru_cache(maxsize=50_000)
def stems(text: str) -> frozenset[str]:
    """The words of a text that say something, each without its commonest ending."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode().replace("-", "")
    return frozenset(_stem(word) for word in _WORD.findall(plain) if word not in FUNCTION_WORDS and len(word) > 1)


def _stem(word: str) -> str:
    for ending in ("ingen", "heden", "eren", "ies", "en", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)] + ("ing" if ending == "ingen" else "heid" if ending == "heden" else "")
            break
    # "klanten" and "klant", "gestart" and "gestarte", "tekenen" and "teken": a doubled letter is one.
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word


@lru_cache(maxsize=500_000)
def alike(one: str, other: str) -> float:
    """How much two stems are the same word: 1 if they are, less where one holds the other or they begin alike."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and (long.startswith(short) or long.endswith(short)):
        return 0.7
    if len(short) >= 6 and short in long:
        return 0.6
    if len(short) >= 5 and one[:5] == other[:5]:
        return 0.5
    if len(short) >= 4 and one[:4] == other[:4]:
        return 0.3
    return 0.0


def counted(number: int, what: str, more: str = "") -> str:
    """A number of things: `1 cell`, `1,024 cells`; `more` is the plural where no s makes it."""
    return f"{number:,} {what if number == 1 else more or f'{what}s'}"
