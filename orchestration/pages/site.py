"""Writes pages: the templates, what all pages share, and where files go."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jinja2 import Environment

from orchestration.explain.bilingual import MARKED, PROVISIONAL, STATUSES, Both, date_words, is_range, number_words
from orchestration.explain.printed_table_html import LOOK
from orchestration.explain.printed_table_html import environment as templates
from orchestration.explain.served import Served
from orchestration.pages import words
from orchestration.pages.failures import said
from orchestration.pages.figures import QueryRow, cell_page, mark_of
from orchestration.pages.layout import Layout
from orchestration.record import PageFailure

log = logging.getLogger("warehouse")

HERE = Path(__file__).parent

PAGES = {
    "index.html": Both("Overzicht", "Overview"),
    **{f"{domain}.html": title for domain, title in words.DOMAINS.items()},
    "wijk/index.html": Both("Wijken", "Neighbourhoods"),
    "quality.html": Both("Kwaliteit", "Quality"),
    "reports/index.html": Both("Verslagen", "Reports"),
    "dictionary.html": Both("Woordenboek", "Dictionary"),
}
"""The pages of the menu, with their names."""


@dataclass(frozen=True)
class Site:
    """A folder of pages that is being made."""

    out: Path
    environment: Environment
    failures: list[PageFailure] = field(default_factory=list)
    """The pages that could not be made."""
    layout: Layout = Layout()  # noqa: RUF009 - it cannot be changed
    about: Mapping[str, Any] = field(default_factory=dict)
    """What all pages that it is made for say of whose figures they show; see `owners.about`."""

    @property
    def release(self) -> Mapping[str, Any]:
        """The release that its pages speak of: the one that made the rows that they show."""
        found: Any = self.about.get("release") or self.environment.globals["release"]
        return dict(found)

    def of(self, about: Mapping[str, Any]) -> Site:
        """The same folder, for pages of some organisations."""
        return replace(self, about=about)

    def write(self, path: str, template: str, **context: Any) -> None:
        """Make one page. `path` is from the root of the site, and links in a template begin with `root`."""
        root = "../" * path.count("/")
        text = self.environment.get_template(template).render(path=path, root=root, **{**self.about, **context})
        file = self.out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    @contextmanager
    def standing_alone(self, path: str, others: Iterable[str] = ()) -> Iterator[None]:
        """Make one page, or one with `others` that hang on it, so that an error leaves all other pages standing.

        A page that could not be made says so in its place, and is noted.
        """
        made = False
        with self.noting(path):
            yield
            made = True
        for missing in (path, *others):
            if not made and (missing == path or not (self.out / missing).exists()):
                self.write(missing, "failed.html")

    @contextmanager
    def noting(self, what: str) -> Iterator[None]:
        """Do something that may fail without the rest; what failed is noted."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one page, the others are made
            log.info("Pages: %s could not be made: %s", what, said(error))
            self.failures.append(PageFailure(what, said(error)))


def new_site(out: Path, served: Served, layout: Layout = Layout()) -> Site:  # noqa: B008 - it cannot be changed
    """An empty site about a release, with the files that all pages share."""
    shutil.copytree(HERE / "static", out / "static", dirs_exist_ok=True)
    shutil.copy(LOOK, out / "static")
    return Site(out, page_environment(served.rows("SELECT * FROM release.release")[0], layout), layout=layout)


def page_environment(release: QueryRow, layout: Layout = Layout()) -> Environment:  # noqa: B008 - it cannot be changed
    """What renders the pages about a release."""
    environment = templates(HERE / "templates")
    environment.globals.update(
        pages=PAGES,
        left_out=set(),
        layout=layout,
        maps=[],
        release=release,
        waits=[],
        waiting={},
        domains=words.DOMAINS,
        grains=words.GRAINS,
        unit_names=words.UNIT_NAMES,
        cell_page=cell_page,
        is_range=is_range,
        marked=MARKED,
        statuses=STATUSES,
        provisional=PROVISIONAL,
        mark_of=mark_of,
    )
    environment.filters.update(
        day=date_words,
        moment=words.moment_words,
        described=words.description,
        number=number_words,
        counted=words.counted,
        things=words.thing_words,
    )
    return environment
