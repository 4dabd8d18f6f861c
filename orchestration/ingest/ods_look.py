"""What the styles of an .ods file make of a cell or a part of its text: raised, lowered, struck through or unseen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

from orchestration.ingest.cell_look import BLACK, IN_GROUND, IN_WHITE, TOO_CLOSE, WHITE, Colour

MOST_PARENTS = 20
"""Styles that a style can take after, one after the other; more of them run in a circle."""
TOO_SMALL = 1.0
"""Points of height or width below which nothing is seen."""

_POINTS = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0}


@dataclass
class Style:
    """What a style says, without what it takes from its parent."""

    parent: str | None = None
    said: dict[str, str] = field(default_factory=dict)
    """Property, without its namespace, to value."""


class OdsStyles:
    """The styles of a file, by name: those that people named and those that a program made."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], Style] = {}

    def add(self, element: ElementTree.Element) -> None:
        """Take over an element `style:style`."""
        said: dict[str, str] = {}
        for part in element:
            said |= {local(key): value for key, value in part.attrib.items()}
        of = {local(key): value for key, value in element.attrib.items()}
        self._styles[of.get("family", ""), of.get("name", "")] = Style(of.get("parent-style-name"), said)

    def said(self, family: str, name: str | None, key: str) -> str | None:
        """What a style says, itself or by those that it takes after."""
        for _ in range(MOST_PARENTS):
            style = self._styles.get((family, name or "Default"))
            if style is None:
                return None
            if key in style.said:
                return style.said[key]
            if style.parent is None and name == "Default":
                return None
            name = style.parent or "Default"
        return None

    def is_hidden_sheet(self, name: str | None) -> bool:
        """Whether the sheets of this style are hidden."""
        return self.said("table", name, "display") == "false"

    def is_too_small(self, family: str, name: str | None) -> bool:
        """Whether the rows or columns of this style are so small that nothing of them is seen."""
        key = "row-height" if family == "table-row" else "column-width"
        found = re.fullmatch(r"([\d.]+)(pt|cm|mm|in)", self.said(family, name, key) or "")
        return found is not None and float(found[1]) * _POINTS[found[2]] < TOO_SMALL

    def hindrance(self, name: str | None) -> str:
        """Why a cell of this style does not show what it holds, as a verb; empty where it does."""
        if self.said("table-cell", name, "repeat-content") == "true":
            return "repeats it until the cell is full"
        return self._of("table-cell", name) or self._unseen(self._colour("table-cell", name, "color"), name)

    def run_hindrance(self, name: str | None, cell: str | None) -> str:
        """The same of a part of a text, with a style of its own, in a cell."""
        return self._of("text", name) or self._unseen(self._colour("text", name, "color"), cell)

    def _of(self, family: str, name: str | None) -> str:
        if (self.said(family, name, "text-line-through-style") or "none") != "none":
            return "strikes it through"
        if (self.said(family, name, "text-line-through-type") or "none") != "none":
            return "strikes it through"
        place = (self.said(family, name, "text-position") or "0%").split()[0]
        if place.startswith("super") or (place[:1].isdigit() and place != "0%"):
            return "raises it"
        return "lowers it" if place.startswith(("sub", "-")) and place != "-0%" else ""

    def _unseen(self, colour: Colour | None, cell: str | None) -> str:
        ground = self._colour("table-cell", cell, "background-color") or WHITE
        if colour is None or max(abs(a - b) for a, b in zip(colour, ground, strict=True)) > TOO_CLOSE:
            return ""
        return IN_WHITE if ground == WHITE else IN_GROUND

    def _colour(self, family: str, name: str | None, key: str) -> Colour | None:
        """A colour that is said; None where it is that of the window, which is always seen, or none at all."""
        if key == "color" and self.said(family, name, "use-window-font-color") == "true":
            return BLACK if self._colour("table-cell", name, "background-color") is None else None
        found = re.fullmatch("#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", (self.said(family, name, key) or "").lower())
        return (int(found[1], 16), int(found[2], 16), int(found[3], 16)) if found else None


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]
