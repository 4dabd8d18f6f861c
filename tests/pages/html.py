"""Reads a page for what tests ask about: its ids, links, cells and texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path


@dataclass
class Link:
    """A link with its text, and the text of the element with an id that it stands in."""

    href: str
    text: str = ""
    inside: str | None = None


@dataclass
class Page:
    """One page: ids in order (twice where they stand twice), links, files it loads, and its whole text."""

    ids: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    """The attributes of table cells by id, with the text under `text`."""
    tags: list[str] = field(default_factory=list)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._link: Link | None = None
        self._cell: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attributes}
        self.page.tags.append(tag)
        if "id" in named:
            self.page.ids.append(named["id"])
        if tag == "a" and "href" in named:
            self._link = Link(named["href"], inside=self._cell.get("id") if self._cell else None)
            self.page.links.append(self._link)
        if tag in ("script", "img") and "src" in named:
            self.page.loads.append(named["src"])
        if tag == "link":
            self.page.loads.append(named["href"])
        if tag == "td":
            self._cell = named | {"text": ""}
            if "id" in named:
                self.page.cells[named["id"]] = self._cell

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._link = None
        if tag == "td":
            self._cell = None

    def handle_data(self, data: str) -> None:
        self.page.text += data
        if self._link is not None:
            self._link.text += data
        if self._cell is not None:
            self._cell["text"] += data


def read(file: Path) -> Page:
    """A page of the site."""
    reader = _Reader()
    reader.feed(file.read_text(encoding="utf-8"))
    return reader.page
