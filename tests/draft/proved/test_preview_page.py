"""`warehouse preview --html`: one page that needs no other, in which a number leads to its place."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from orchestration.draft.preview_html import page
from tests.draft.proved.conftest import Draft

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href":
                self.links.append(value or "")
            elif name in ("src", "srcset", "action") or name.startswith("on"):
                self.loads.append(f"{tag} {name}={value}")


@pytest.fixture
def spoiled(draft: Draft) -> Draft:
    """A draft with something of everything: hostile text, a misread digit, a letter for a digit, a question."""
    draft.edit("title: Tabel 1. Gestarte casussen per wijk", f"title: {HOSTILE}")
    draft.edit("title: Jaarverslag 2023", 'title: "FILL IN: Jaarverslag 2023"')
    draft.print_instead(3, 2, "102")
    draft.print_instead(4, 3, "7Z")
    with (draft.folder / "jaarverslag.txt").open("a", encoding="utf-8") as file:
        file.write(f"{HOSTILE}\t99\n")
    return draft


def test_hostile_text_is_text_and_nothing_comes_from_elsewhere(spoiled: Draft) -> None:
    text = page(spoiled.preview())
    read = _Page(text)
    assert "script" not in read.tags
    assert "img" not in read.tags
    assert read.loads == []
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2
    assert not re.search(r"https?://", text)


def test_every_link_leads_somewhere_and_every_place_is_one(spoiled: Draft) -> None:
    read = _Page(page(spoiled.preview()))
    assert len(read.ids) == len(set(read.ids))
    assert {link.removeprefix("#") for link in read.links} <= set(read.ids)
    assert {"line-9", "cases_started-r3c2", "finding-1"} <= set(read.ids)
    assert "#line-9" in read.links


def test_the_page_in_a_browser(spoiled: Draft, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "preview.html"
    file.write_text(page(spoiled.preview()), encoding="utf-8")
    opened = browser.new_page(viewport={"width": 1400, "height": 800})
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("dialog", lambda dialog: said.append(dialog.message))
    opened.goto(file.as_uri())
    opened.click("#cases_started-r3c2 a")
    line = opened.locator("#line-9")
    assert line.inner_text().split()[1:3] == ["Vollenhove", "120"]
    assert opened.evaluate("document.querySelector(':target').id") == "line-9"
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    opened.set_viewport_size({"width": 380, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    opened.close()
    assert said == []
