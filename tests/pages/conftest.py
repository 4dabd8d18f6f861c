"""One site for all tests that look, and a browser to look with."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from orchestration.home import Home
from orchestration.pages.publish import current_link
from orchestration.pages.serve import server
from tests.conftest import Place
from tests.pages.html import Page, read

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium")


@dataclass(frozen=True)
class BuiltSite:
    """The pages of the real reports, and the release that they were made from."""

    folder: Path
    home: Home
    pages: dict[str, Page]
    """Every page by its path from the root."""


@pytest.fixture(scope="session")
def site(released: Place) -> BuiltSite:
    """As the refresh of the real reports left it."""
    home = Home(released.home)
    folder = current_link(home).resolve(strict=True)
    pages = {str(file.relative_to(folder)): read(file) for file in sorted(folder.rglob("*.html"))}
    return BuiltSite(folder, home, pages)


@pytest.fixture(scope="session")
def address(site: BuiltSite) -> Iterator[str]:
    """Where the site is served, as `warehouse serve` does it."""
    with server(site.home.pages / "current", 0) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, without a window."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
    if CHROMIUM is None:
        pytest.skip("needs a browser: apt-get install chromium")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()
