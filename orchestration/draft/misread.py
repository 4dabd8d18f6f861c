"""What a scanner makes of a digit, and what was printed then: readings to ask about, never to take over."""

from __future__ import annotations

import re

TAKEN_FOR = {
    **dict.fromkeys("OoQD°", "0"),
    **dict.fromkeys("lI|!ij", "1"),
    **dict.fromkeys("Zz", "2"),
    **dict.fromkeys("Ss$", "5"),
    **dict.fromkeys("Gb", "6"),
    **dict.fromkeys("B&", "8"),
    **dict.fromkeys("gq", "9"),
    **dict.fromkeys(";`'", ","),
    **dict.fromkeys("~—_", "-"),
}
"""A sign that a scanner gives to what it stands for in a number."""

_NUMBER = re.compile(r"[-−–]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?%?")
_MOST = 20


def reading(text: str) -> str | None:
    """The number that a text with signs in the place of digits was printed as; None where it looks like none."""
    if len(text) > _MOST or not any(one.isdigit() or one in "OolI|" for one in text):
        return None
    plain = re.sub(r"\s+", "", text)
    for one in (plain, "".join(TAKEN_FOR.get(sign, sign) for sign in plain)):
        if one != text and _NUMBER.fullmatch(one):
            return one
        # A speck behind the number.
        bare = one.rstrip(".,:·*^")
        if bare != text and _NUMBER.fullmatch(bare):
            return bare
    return None


def why(text: str, read: str) -> str:
    """In words how a text was read: `O for 0`."""
    plain = re.sub(r"\s+", "", text)
    found = dict.fromkeys(f"{sign} for {TAKEN_FOR[sign]}" for sign in plain if sign in TAKEN_FOR and sign not in read)
    return ", ".join(found) or "specks or spaces in it"
