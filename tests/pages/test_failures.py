"""What fails for one page leaves the others standing; reports of every kind have pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from orchestration.pages import build, reports, wijk
from orchestration.pages.build import build_pages
from orchestration.pages.site import PAGES
from tests.pages.html import read
from tests.pages.invented import REPORTS

NOT_MADE = "Deze pagina kon niet worden gemaakt"
DOMAIN_PAGES = {"reach.html", "flow.html", "satisfaction.html", "workforce.html"}


def test_reports_of_every_kind_have_pages(invented_site: Path) -> None:
    for page in PAGES:
        assert NOT_MADE not in read(invented_site / page).text
    listed = read(invented_site / "reports" / "index.html").text
    assert all(f"Verslag {report_id}" in listed for report_id in REPORTS)
    assert "Alleen woorden" in listed
    # One thing is counted as one.
    assert "1 cijfer," not in listed
    assert "1 cijfer\u00a0" not in listed
    assert "1 cijfers" not in "".join(read(file).text for file in invented_site.rglob("*.html"))


@pytest.mark.parametrize(
    ("module", "name", "failing"),
    [
        (build, "write_overview", {"index.html"}),
        (build, "write_domain", DOMAIN_PAGES),
        (build, "write_quality", {"quality.html"}),
        (build, "write_dictionary", {"dictionary.html"}),
        (build, "write_search", {"search.html"}),
        (build, "write_reports", {"reports/index.html"}),
        (build, "answered", {"questions"}),
        (build, "blocks", DOMAIN_PAGES | {"index.html", "dictionary.html", "search.html"}),
        (wijk.Sheets, "write", {"wijk/index.html"}),
        (wijk.Sheets, "_sheet", {"wijk/team-heide.html", "wijk/team-kerk.html"}),
        (reports, "printed_table", None),
    ],
)
@pytest.mark.parametrize("error", [KeyError("2023"), OSError("gone"), RuntimeError("x")], ids=["key", "os", "runtime"])
def test_one_page_that_fails_leaves_the_others(
    module: Any, name: str, failing: set[str] | None, error: Exception, invented: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(module, name, fail)
    found = build_pages(invented, tmp_path)
    tables = {f"reports/{report_id}/key_figures.html" for report_id in REPORTS} | {"reports/only-texts/norms.html"}
    failing = tables if failing is None else failing
    assert {failure.page for failure in found} == failing
    assert all(failure.error.startswith(type(error).__name__) for failure in found)
    for page in PAGES:
        assert (NOT_MADE in read(tmp_path / page).text) == (page in failing), page
    # Every page that another leads to is there, if only to say that it could not be made.
    for file in tmp_path.rglob("*.html"):
        for link in read(file).links:
            assert (file.parent / urlsplit(link.href).path).exists(), (file, link.href)
