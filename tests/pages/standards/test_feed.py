"""The feed of releases and their list: what each moved, which is withdrawn or gone, and no value that is withheld."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import feedparser
import pytest
from lxml import etree

from orchestration import attempt
from orchestration.home import Home
from orchestration.pages import publish as pages
from orchestration.pages.standards.feed import ATOM, FEED, LIST, write_releases
from orchestration.pages.standards.publisher import Publisher
from orchestration.record import Changes, ChangesToServed, FigureChange
from orchestration.release.compare import compare
from orchestration.release.publish import publish, serve_release
from orchestration.release.stored import release_file, stored_releases
from tests.conftest import Place
from tests.faults.work import VERDICT
from tests.pages.conftest import BuiltSite

MORNING = dt.datetime(2026, 11, 2, 5, 0, tzinfo=dt.UTC)
KEY = "bto-sociaal:wait_workdays:west:-:2021-Q3"


def _publish(home: Home, built: Path, change: str, day: int) -> str:
    """Publish a copy of a warehouse in which a statement changed something, with a record as a refresh keeps it."""
    shutil.copyfile(built, home.build_database)
    home.build_database.chmod(0o644)
    with duckdb.connect(str(home.build_database)) as connection:
        connection.execute(change)
    before = next(iter(stored_releases(home)), None)
    changes = compare(home.build_database, before)
    moment = MORNING + dt.timedelta(days=day)
    release_id = publish(home, [VERDICT], f"{day:064d}", changes, moment)
    record = attempt.begin(home.attempts, f"run-{day}")
    record.summary.release_id = release_id
    record.summary.changes = ChangesToServed(**vars(changes))
    attempt.finish(home.attempts, record, "released")
    return release_id


@pytest.fixture(scope="module")
def releases(released: Place, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, list[str]]:
    """Three releases of the real reports: as they are, with a figure changed, and with that figure withheld."""
    home = Home(tmp_path_factory.mktemp("feed"))
    home.create()
    built = released.link.resolve()
    same = "SELECT 1"
    changed = "".join(
        f"UPDATE core.{table} SET value = 99, value_printed = '99,9' WHERE figure_key = '{KEY}';"
        for table in ("figure", "served_figure")
    )
    withheld = "".join(
        f"UPDATE core.{table} SET value = NULL, value_printed = 'x', value_status = 'suppressed' "
        f"WHERE figure_key = '{KEY}';"
        for table in ("figure", "served_figure")
    )
    return home, [_publish(home, built, change, day) for day, change in enumerate((same, changed, withheld))]


def _read(folder: Path) -> tuple[Any, dict[str, Any]]:
    feed = feedparser.parse((folder / FEED).read_bytes())
    assert not feed.bozo, feed.bozo
    return feed, json.loads((folder / LIST).read_text(encoding="utf-8"))


def test_a_feed_reader_reads_the_feed_of_a_refresh(site: BuiltSite) -> None:
    feed, listed = _read(site.folder)
    assert feed.version == "atom10"
    (entry,) = feed.entries
    assert entry.title.startswith("Uitgave van ")
    assert "cijfers nieuw, 0 veranderd, 0 vervallen" in entry.title
    assert [release["status"] for release in listed["releases"]] == ["served"]
    assert listed["served"] == listed["releases"][0]["release_id"]


def test_the_feed_has_what_atom_demands(releases: tuple[Home, list[str]], tmp_path: Path) -> None:
    home, _ = releases
    write_releases(home, tmp_path, Publisher(site="https://cijfers.example.nl/", name="Gemeente Voorbeeld"))
    root = etree.parse(str(tmp_path / FEED)).getroot()
    entries = root.findall(f"{{{ATOM}}}entry")
    assert len(entries) == 3
    ids = []
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{{{ATOM}}}{name}")) == 1, (element.tag, name)
        ids.append(element.findtext(f"{{{ATOM}}}id"))
        moment = element.findtext(f"{{{ATOM}}}updated")
        assert dt.datetime.fromisoformat(moment).tzinfo is not None
        relations = [link.get("rel") for link in element.findall(f"{{{ATOM}}}link")]
        assert len(relations) == len(set(relations))
        assert all(
            link.get("href").startswith("https://cijfers.example.nl/") for link in element.findall(f"{{{ATOM}}}link")
        )
    assert len(set(ids)) == 4
    assert root.find(f"{{{ATOM}}}author/{{{ATOM}}}name").text == "Gemeente Voorbeeld"


def test_an_entry_says_what_its_release_moved(releases: tuple[Home, list[str]], tmp_path: Path) -> None:
    home, (first, second, third) = releases
    write_releases(home, tmp_path, Publisher())
    feed, listed = _read(tmp_path)
    titles = [entry.title for entry in feed.entries]
    assert [title.partition(":")[0] for title in titles] == [
        "Uitgave van 4 november 2026", "Uitgave van 3 november 2026", "Uitgave van 2 november 2026",
    ]  # fmt: skip
    assert "0 cijfers nieuw, 1 veranderd, 0 vervallen" in titles[1]
    assert "Wachttijd" in feed.entries[1].content[0].value
    assert "West, 3e kwartaal 2021" in feed.entries[1].content[0].value
    assert [release["release_id"] for release in listed["releases"]] == [third, second, first]
    assert [release["status"] for release in listed["releases"]] == ["served", "kept", "kept"]
    assert listed["releases"][1]["changed"] == 1


def test_a_value_that_is_withheld_now_stands_in_no_entry(releases: tuple[Home, list[str]], tmp_path: Path) -> None:
    """Neither what it was in a release of before, nor what it became."""
    home, (_, second, _) = releases
    write_releases(home, tmp_path, Publisher())
    text = (tmp_path / FEED).read_text(encoding="utf-8")
    assert "99,9" not in text
    assert "13,8" not in text
    # It was told while it was public: the same release, served again.
    serve_release(home, release_file(home, second))
    try:
        write_releases(home, tmp_path, Publisher())
        assert "99,9" in (tmp_path / FEED).read_text(encoding="utf-8")
    finally:
        serve_release(home, stored_releases(home)[0])


def test_a_release_that_was_gone_back_from_is_withdrawn(releases: tuple[Home, list[str]], tmp_path: Path) -> None:
    home, (first, second, third) = releases
    serve_release(home, release_file(home, first))
    try:
        write_releases(home, tmp_path, Publisher())
        feed, listed = _read(tmp_path)
        assert {one["release_id"]: one["status"] for one in listed["releases"]} == {
            third: "withdrawn", second: "withdrawn", first: "served",
        }  # fmt: skip
        assert listed["served"] == first
        assert feed.entries[0].title.startswith("Uitgave van 4 november 2026 (ingetrokken)")
        # Pages that stand there already are told of it when they are shown again.
        own = home.pages / first
        own.mkdir(parents=True)
        assert pages.follow_release(home)
        assert json.loads((own / LIST).read_text(encoding="utf-8"))["releases"][0]["status"] == "withdrawn"
    finally:
        serve_release(home, stored_releases(home)[0])


def test_a_release_that_is_not_kept_is_still_listed(releases: tuple[Home, list[str]], tmp_path: Path) -> None:
    home, (first, *_) = releases
    away = tmp_path / "away"
    release_file(home, first).parent.rename(away)
    try:
        write_releases(home, tmp_path, Publisher())
        _, listed = _read(tmp_path)
        assert {one["release_id"]: one["status"] for one in listed["releases"]}[first] == "removed"
    finally:
        away.rename(release_file(home, first).parent)


def test_names_that_look_like_markup_stay_text(releases: tuple[Home, list[str]], tmp_path: Path) -> None:
    home, (*_, third) = releases
    record = attempt.begin(home.attempts, "run-9")
    record.summary.release_id = third
    key = "dorp:<script>alert(1)</script>\x07:dorp:-:2023"
    record.summary.changes = ChangesToServed(gone=1, examples=[FigureChange("gone", key, "7", None, "f")])
    attempt.finish(home.attempts, record, "released")
    try:
        write_releases(home, tmp_path, Publisher())
        feed, _ = _read(tmp_path)
        assert "<script" not in feed.entries[0].content[0].value
        assert "alert(1)" in feed.entries[0].content[0].value
    finally:
        (home.attempts / "run-9.json").unlink()


def test_a_release_without_a_record_says_how_much_it_moved() -> None:
    from orchestration.pages.standards.feed import ListedRelease, _title

    told = ListedRelease("r", "2026-11-02T05:00:00Z", "kept", Changes(3, 2, 1))
    assert _title(told).en == "Release of 2 November 2026: 3 figures new, 2 changed, 1 gone"
    assert _title(ListedRelease("r", "2026-11-02T05:00:00Z", "kept", None)).nl == "Uitgave van 2 november 2026"
