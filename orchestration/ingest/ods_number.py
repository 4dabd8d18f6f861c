"""What an .ods shows of a number, in Dutch notation.

The file holds both the number and the text that is shown of it, in whatever notation it was saved. Which signs are
decimal is told by the number; a text that shows another number is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal

from orchestration.ingest.number_format import ShownOtherwiseError

_SHOWN = re.compile(
    r"""(?P<open>\()?\s*(?P<before>[-+])?\s*(?P<euro>€)?\s*(?P<middle>-)?\s*
    (?P<digits>\d[\d.,'’\s]*|[.,]\d+)
    (?P<percent>%)?\s*(?P<euros>€)?(?P<after>-)?\s*\)?""",
    re.VERBOSE,
)
_NUMBER_IN_TEXT = re.compile(r"\d[\d.,]*")


def shown_in_dutch(value: Decimal, text: str) -> str:
    """The text that a cell with this number shows, as a number in Dutch notation without separators of thousands.

    A text that is no number ("x", "<5") comes as it is. Raises ShownOtherwiseError where another number is shown.
    """
    text = text.strip().replace("−", "-")
    if "€" in text:
        # € 12,- is twelve euros.
        text = re.sub(r",-+", "", text)
    found = _SHOWN.fullmatch(text)
    if found is None:
        _check_words(value, text)
        return text
    shown_value = value * 100 if found["percent"] else value
    digits = re.sub(r"[\s'’]", "", found["digits"]).rstrip(".,")
    decimals = _decimals(abs(shown_value), digits)
    if decimals is None:
        raise ShownOtherwiseError(f"shows {text}")
    is_negative = any(found[sign] == "-" for sign in ("before", "middle", "after")) or found["open"] is not None
    plain = re.sub(r"\D", "", digits)
    if int(plain) and is_negative != (value < 0):
        raise ShownOtherwiseError(f"shows {text}, with another sign")
    whole = plain[: len(plain) - decimals] or "0"
    number = whole.lstrip("0") or "0"
    if decimals:
        number += f",{plain[len(plain) - decimals :]}"
    sign = "-" if is_negative and int(plain) else ""
    euro = "€ " if found["euro"] or found["euros"] else ""
    return f"{euro}{sign}{number}{'%' if found['percent'] else ''}"


def _decimals(value: Decimal, digits: str) -> int | None:
    """How many of the digits are decimals, if they show this number at all."""
    plain = Decimal(re.sub(r"\D", "", digits))
    last = max(digits.rfind("."), digits.rfind(","))
    for decimals in dict.fromkeys([len(digits) - last - 1 if last >= 0 else 0, 0]):
        step = Decimal(1).scaleb(-decimals)
        if abs(plain * step - value) * 2 <= step:
            return decimals
    return None


def _check_words(value: Decimal, text: str) -> None:
    """A number among words must not be read otherwise in Dutch than it is."""
    for found in _NUMBER_IN_TEXT.findall(text):
        if not re.search("[.,]", found):
            continue
        decimals = len(found.rpartition(",")[2]) if "," in found else 0
        dutch = found.replace(".", "").replace(",", ".").rstrip(".")
        is_number = re.fullmatch(r"\d+(\.\d+)?", dutch) is not None
        if not is_number or abs(abs(value) - Decimal(dutch)) * 2 > Decimal(1).scaleb(-decimals):
            raise ShownOtherwiseError(f"shows {text}")
