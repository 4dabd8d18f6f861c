"""Each organisation on its own: who waits is told, and pages of those that have not changed are not made again."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.explain.served import Served
from orchestration.home import Home
from orchestration.pages import kept, plan
from orchestration.pages.build import build_pages
from orchestration.pages.kept import MADE_BY, Base, base_of, kept_of, note_made
from orchestration.pages.plan import Plan
from orchestration.release.stored import release_file
from tests.pages.html import read

FIRST, SECOND = "20260101T000000Z-aaaaaaaa", "20260201T000000Z-bbbbbbbb"

CHANGED, WAITING = "months-then-a-year", "bounds"
"""The organisations whose rows are new in the second release, and whose newest report waits there."""

NEXT = f"""
    UPDATE release.release
    SET release_id = '{SECOND}', released_at = TIMESTAMP '2026-02-01', base_release_id = '{FIRST}';
    DELETE FROM release.organisation;
    INSERT INTO release.organisation
    SELECT
        organisation_id, name, CASE organisation_id WHEN '{CHANGED}' THEN '{SECOND}' ELSE '{FIRST}' END,
        CASE organisation_id WHEN '{CHANGED}' THEN TIMESTAMP '2026-02-01' ELSE TIMESTAMP '2026-01-01' END,
        NULL, NULL, NULL, NULL
    FROM core.organisation;
    UPDATE release.organisation
    SET waits_since = TIMESTAMP '2026-01-15 10:30:00', waits_because = 'bad_input', waiting_reports = ['bounds'],
        waiting_count = 2
    WHERE organisation_id = '{WAITING}';
    INSERT INTO release.organisation VALUES
        ('new-here', 'Nieuwe stad', NULL, NULL, TIMESTAMP '2026-01-16', 'refused',
            ['new-here-2022', 'new-here-2023'], 1),
        (NULL, 'onleesbaar-2024', NULL, NULL, TIMESTAMP '2026-01-17', 'bad_input', ['onleesbaar-2024'], 1);
    UPDATE core.served_figure SET value = 777, value_printed = '777'
    WHERE organisation_id = '{CHANGED}' AND period_id = '2022';
    UPDATE core.organisation SET name = 'Heet nu anders' WHERE organisation_id = '{CHANGED}';
    -- What an area is called is no row of an organisation.
    UPDATE core.area SET name = 'Heide-Oost' WHERE area_id = 'team-heide';
"""
"""Makes of a release the one after it."""


@dataclass(frozen=True)
class Two:
    """Two releases and their sites: the second made as a whole, and built on the first."""

    releases: tuple[Path, Path]
    before: Path
    whole: Path
    built_on: Path

    def same_file(self, page: str) -> bool:
        """Whether a page of the second release is the very file of the first."""
        return (self.before / page).stat().st_ino == (self.built_on / page).stat().st_ino


@pytest.fixture(scope="module", params=[100, 3], ids=["few", "many"])
def two(request: pytest.FixtureRequest, invented: Path, tmp_path_factory: pytest.TempPathFactory) -> Two:
    """Organisations stand together, or have pages of their own."""
    folder = tmp_path_factory.mktemp("two")
    releases = (folder / "first" / invented.name, folder / "second" / invented.name)
    for release in releases:
        release.parent.mkdir()
        shutil.copyfile(invented, release)
    with duckdb.connect(str(releases[1])) as connection:
        connection.execute(NEXT)
    sites = [folder / name for name in ("before", "whole", "built-on")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "MOST_TOGETHER", request.param)
        for site, release, base in (
            (sites[0], releases[0], None),
            (sites[1], releases[1], None),
            (sites[2], releases[1], Base(releases[0], sites[0])),
        ):
            site.mkdir()
            assert build_pages(release, site, base=base) == []
    return Two(releases, *sites)


def _pages(site: Path) -> dict[str, bytes]:
    """All files but the downloads: a workbook has the moment in it at which it was made."""
    files = {str(file.relative_to(site)): file for file in site.rglob("*") if file.is_file()}
    return {
        name: file.read_bytes()
        for name, file in files.items()
        if not name.startswith("downloads/") and name != "catalog.jsonld"
    }


def test_pages_that_are_taken_over_are_those_that_would_be_made(two: Two) -> None:
    whole, built_on = _pages(two.whole), _pages(two.built_on)
    assert whole.keys() == built_on.keys()
    assert [page for page, content in whole.items() if built_on[page] != content] == []


def test_pages_of_others_are_not_made_again(two: Two) -> None:
    assert two.same_file("reports/only-quarters/key_figures.html")
    assert two.same_file("figures/only-quarters/cases_running.html")
    assert two.same_file("figures/only-quarters/cases_running.csv")
    # Its rows, whether it waits, what its area is called.
    for page in (
        f"figures/{CHANGED}/cases_started.html",
        f"reports/{WAITING}/key_figures.html",
        "wijk/team-heide.html",
        "index.html",
        "quality.html",
        "search.html",
    ):
        assert not two.same_file(page), page
    # A page that names the other organisation is made again for its new name.
    is_split = (two.before / "organisations").exists()
    assert two.same_file("figures/only-years/cases_started.html") == is_split
    named = "Heet nu anders" in read(two.built_on / "figures/only-years/cases_started.html").text
    assert named == (not is_split)
    assert (two.before / "index.html").read_bytes() != (two.built_on / "index.html").read_bytes()


def test_a_page_speaks_of_the_release_that_its_figures_are_from(two: Two) -> None:
    assert FIRST in read(two.built_on / "figures/only-quarters/cases_running.html").text
    assert SECOND not in read(two.built_on / "figures/only-quarters/cases_running.html").text
    assert SECOND in read(two.built_on / f"figures/{CHANGED}/cases_started.html").text
    assert SECOND in read(two.built_on / "index.html").text
    assert f",{FIRST}\n" in (two.built_on / "figures/only-quarters/cases_running.csv").read_text(encoding="utf-8")


def test_pages_of_who_waits_say_so(two: Two) -> None:
    pages = [
        f"figures/{WAITING}/client_rating.html",
        f"reports/{WAITING}/index.html",
        f"reports/{WAITING}/key_figures.html",
        f"organisations/{WAITING}/reach.html" if (two.before / "organisations").exists() else "reach.html",
    ]
    for page in pages:
        text = " ".join(read(two.built_on / page).text.split())
        assert "De nieuwste cijfers van Organisatie bounds wachten sinds 15 januari 2026, 10.30 uur (UTC)" in text, page
        assert "het verslag “Verslag bounds” kan niet worden gelezen (2 fouten)" in text, page
        assert "the report “Verslag bounds” cannot be read (2 mistakes)" in text, page
        assert f"Getoond worden de cijfers van uitgave {FIRST} van 1 januari 2026." in text, page
    assert "wachten" not in read(two.built_on / "figures/only-quarters/cases_running.html").text
    assert "wachten" not in read(two.before / pages[0]).text


@pytest.mark.parametrize("page", ["index.html", "quality.html"])
def test_all_who_wait_are_told_of_in_one_place(two: Two, page: str) -> None:
    shown = read(two.built_on / page)
    text = " ".join(shown.text.split())
    assert "waiting" in shown.ids
    assert "Organisatie bounds" in text
    assert "in de verslagen “new-here-2022” en “new-here-2023” faalt een kritieke controle (1 controle)" in text
    assert "map onleesbaar-2024" in text
    assert text.count("Er is nog niets van gepubliceerd.") == 2
    assert "waiting" not in read(two.before / page).ids


def test_every_link_of_a_site_of_many_leads_somewhere(two: Two) -> None:
    broken = []
    pages = {str(file.relative_to(two.built_on)): read(file) for file in two.built_on.rglob("*.html")}
    for path, page in pages.items():
        for link in page.links:
            target, _, anchor = link.href.partition("#")
            target = target.partition("?")[0]
            name = str(((Path("/") / path).parent / target).resolve().relative_to("/")) if target else path
            if name.endswith((".json", ".atom")):
                continue
            # A cell that is blank in all of its column is not shown.
            is_lost = anchor and name in pages and anchor not in pages[name].ids and "all-unknown" not in name
            if not (two.built_on / name).is_file() or is_lost:
                broken.append(f"{path}: {link.href}")
    assert broken == []


def test_a_site_of_many_lists_them_and_leads_to_each(two: Two) -> None:
    if not (two.before / "organisations").exists():
        assert "Organisatie only-years" in read(two.before / "flow.html").text
        return
    for page in ("index.html", "flow.html", "reports/index.html"):
        hrefs = {link.href for link in read(two.before / page).links}
        assert any("organisations/only-years/" in href for href in hrefs), page
    # What stands together elsewhere is on its own page here.
    own = read(two.before / "organisations/only-years/flow.html")
    assert "cases_started-only-years" in own.ids
    assert "Organisatie only-quarters" not in own.text
    assert "410" not in read(two.before / "flow.html").text


def test_other_code_takes_nothing_over(two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    for release_id, release in zip((FIRST, SECOND), two.releases, strict=True):
        release_file(home, release_id).parent.mkdir(parents=True)
        shutil.copyfile(release, release_file(home, release_id))
    pages = home.pages / FIRST
    shutil.copytree(two.before, pages)
    second = release_file(home, SECOND)
    assert base_of(home, second) is None, "pages that are not all there are no base"
    note_made(pages)
    assert base_of(home, second) == Base(release_file(home, FIRST), pages)
    assert base_of(home, release_file(home, FIRST)) is None, "it was built on none"
    monkeypatch.setattr(kept, "code_version", lambda: "another")
    assert base_of(home, second) is None
    monkeypatch.undo()
    drawn = tmp_path / "map.geojson"
    drawn.write_text("{}", encoding="utf-8")
    monkeypatch.setenv("WAREHOUSE_MAP", str(drawn))
    assert base_of(home, second) is None, "another map file draws other maps"
    assert (pages / MADE_BY).read_text(encoding="utf-8") != kept.maker()


def test_pages_of_which_one_is_gone_are_made_again(two: Two, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    shutil.copytree(two.before, pages)
    (pages / "reports/only-quarters/key_figures.html").unlink()
    with Served(two.releases[1]) as served:
        found = kept_of(Plan(served), [], Base(two.releases[0], pages))
    assert "only-quarters" not in found.organisations
    assert "one-figure" in found.organisations


def test_a_release_from_before_anybody_could_wait_has_no_banner(two: Two, tmp_path: Path) -> None:
    copy = tmp_path / two.releases[0].name
    shutil.copyfile(two.releases[0], copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("DROP TABLE release.organisation")
    (tmp_path / "site").mkdir()
    assert build_pages(copy, tmp_path / "site") == []
    assert "wachten" not in read(tmp_path / "site" / "index.html").text
    assert FIRST in read(tmp_path / "site" / "figures/only-quarters/cases_running.html").text
