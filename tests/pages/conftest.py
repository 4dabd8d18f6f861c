"""One site for all tests that look, and a browser to look with."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.home import Home
from orchestration.pages.build import build_pages
from orchestration.pages.publish import current_link
from orchestration.pages.serve import server
from tests.built import BuiltWarehouse
from tests.conftest import Place
from tests.pages.html import Page, read
from tests.pages.invented import release_of, write_reports
from tests.pages.reads import Reads


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
def invented(built: BuiltWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of invented reports of every kind."""
    folder = tmp_path_factory.mktemp("invented")
    write_reports(folder / "sources")
    return release_of(built, folder / "sources", folder)


@pytest.fixture(scope="session")
def reads() -> Reads:
    """What each page reads, as the site of the invented reports is made."""
    return Reads()


@pytest.fixture(scope="session")
def invented_site(invented: Path, reads: Reads) -> Path:
    """The pages of that release."""
    out = invented.parent / "site"
    out.mkdir()
    with reads.noted():
        assert build_pages(invented, out) == []
    return out


@pytest.fixture(scope="session")
def address(site: BuiltSite) -> Iterator[str]:
    """Where the site is served, as `warehouse serve` does it."""
    with server(site.home.pages / "current", 0) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()
