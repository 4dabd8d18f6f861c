"""Where pages are kept, who sees which, and what becomes of the release when pages fail."""

from __future__ import annotations

import gzip
import http.client
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from orchestration import attempt
from orchestration.cli import warehouse
from orchestration.home import Home
from orchestration.pages import publish
from orchestration.pages.failures import PagesFailedError, failures_of
from orchestration.pages.serve import server
from orchestration.record import ALL_PAGES, PageFailure, Summary
from orchestration.release.prune import prune
from orchestration.release.publish import point_link
from orchestration.release.stored import release_file, release_id_of
from tests.release.releases import stand_in


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with two releases by name, of which the newer is served; pages are a file that names the release."""
    place = Home(tmp_path / "home")
    place.create()
    for moment in ("20260101T000000Z-aaaaaaaa", "20260102T000000Z-bbbbbbbb"):
        stand_in(place, moment)
    _serve(place, "20260102T000000Z-bbbbbbbb")

    def build(release: Path, out: Path, *_: Any) -> list[PageFailure]:
        (out / "index.html").write_text(f"pages of {release_id_of(release)}", encoding="utf-8")
        return []

    monkeypatch.setattr(publish, "build_pages", build)
    monkeypatch.setattr(publish, "history", lambda _: [])
    return place


def _serve(home: Home, release_id: str) -> None:
    point_link(home.link, release_file(home, release_id))


def _shown(home: Home) -> str:
    return (publish.current_link(home) / "index.html").read_text(encoding="utf-8")


def test_the_link_follows_the_served_release(home: Home) -> None:
    publish.publish_pages(home)
    assert _shown(home) == "pages of 20260102T000000Z-bbbbbbbb"
    _serve(home, "20260101T000000Z-aaaaaaaa")
    assert not publish.follow_release(home)
    assert _shown(home) == "pages of 20260102T000000Z-bbbbbbbb"
    publish.publish_pages(home)
    assert _shown(home) == "pages of 20260101T000000Z-aaaaaaaa"
    _serve(home, "20260102T000000Z-bbbbbbbb")
    assert publish.follow_release(home)
    assert _shown(home) == "pages of 20260102T000000Z-bbbbbbbb"


def test_pages_can_be_made_anew_and_leave_nothing_behind(home: Home) -> None:
    folder = publish.publish_pages(home)
    (folder / "old.html").touch()
    (home.pages / "half.draft").mkdir()
    publish.publish_pages(home)
    assert sorted(path.name for path in home.pages.iterdir()) == ["20260102T000000Z-bbbbbbbb", "current"]
    assert not (folder / "old.html").exists()


def test_pages_go_with_their_release(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    _serve(home, "20260101T000000Z-aaaaaaaa")
    publish.publish_pages(home)
    _serve(home, "20260102T000000Z-bbbbbbbb")
    publish.publish_pages(home)
    stand_in(home, "20260103T000000Z-cccccccc")
    _serve(home, "20260103T000000Z-cccccccc")
    monkeypatch.setenv("WAREHOUSE_KEEP_RELEASES", "2")
    assert prune(home) == ["20260101T000000Z-aaaaaaaa"]
    assert sorted(path.name for path in home.pages.iterdir()) == ["20260102T000000Z-bbbbbbbb", "current"]


def test_what_fails_leaves_the_pages_of_before(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    publish.publish_pages(home)

    def fail(*_: Any) -> None:
        raise RuntimeError("no such template")

    monkeypatch.setattr(publish, "build_pages", fail)
    with pytest.raises(RuntimeError):
        publish.publish_pages(home)
    assert _shown(home) == "pages of 20260102T000000Z-bbbbbbbb"


@pytest.mark.parametrize("fails", [False, True])
def test_a_failure_does_not_unpublish(home: Home, monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    attempt.finish(home.attempts, attempt.begin(home.attempts, "a-run"), "released")
    if fails:
        monkeypatch.setattr(publish, "build_pages", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            publish.publish_pages_of_run(home, "a-run")
    else:
        publish.publish_pages_of_run(home, "a-run")
    record = attempt.load(home.attempts, "a-run")
    assert (record.outcome, record.exit_code) == ("released", 3 if fails else 0)
    if fails:
        [failure] = record.summary.pages_failed or []
        assert failure.page == ALL_PAGES
        assert failure.error.startswith("ZeroDivisionError: division by zero (")
        assert failures_of(home, "20260102T000000Z-bbbbbbbb") == [failure]
    else:
        assert record.summary == Summary(pages=str(home.pages / "20260102T000000Z-bbbbbbbb"))
        assert failures_of(home, "20260102T000000Z-bbbbbbbb") == []


def test_a_page_that_fails_leaves_the_others_shown(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt.finish(home.attempts, attempt.begin(home.attempts, "a-run"), "released")
    whole, failure = vars(publish)["build_pages"], PageFailure("wijk/west.html", "KeyError: '2023' (wijk.py line 150)")
    monkeypatch.setattr(publish, "build_pages", lambda *given: [*whole(*given), failure])
    with pytest.raises(PagesFailedError, match=r"wijk/west\.html: KeyError"):
        publish.publish_pages_of_run(home, "a-run")
    assert _shown(home) == "pages of 20260102T000000Z-bbbbbbbb"
    record = attempt.load(home.attempts, "a-run")
    assert (record.outcome, record.exit_code) == ("released", 3)
    assert record.summary.pages_failed == [failure]
    result = _run(home, "pages")
    assert result.exit_code == 3
    assert "Failed  wijk/west.html: KeyError: '2023'" in result.output
    # Once they can be made, nothing is held against them any more.
    monkeypatch.setattr(publish, "build_pages", whole)
    assert _run(home, "pages").exit_code == 0
    assert failures_of(home, "20260102T000000Z-bbbbbbbb") == []


def _get(port: int, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


def test_a_browser_that_has_newer_pages_gets_those_of_a_rollback(home: Home) -> None:
    """What it has is told by content: pages that were gone back to are older than what it knows."""
    older, newer = "20260101T000000Z-aaaaaaaa", "20260102T000000Z-bbbbbbbb"
    for release_id, mark, moment in ((older, "7.8", 1_000_000_000), (newer, "8.7", 2_000_000_000)):
        _serve(home, release_id)
        folder = publish.publish_pages(home)
        (folder / "downloads").mkdir()
        (folder / "pages.css").write_text("body {}", encoding="utf-8")
        for name in ("downloads/reach.csv", "downloads/reach.xlsx", "downloads/reach.parquet"):
            (folder / name).write_text(f"rating\n{mark}\n", encoding="utf-8")
        for file in folder.rglob("*.*"):
            os.utime(file, (moment, moment))
    with server(publish.current_link(home), 0) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        port = listening.server_address[1]
        paths = [f"/{file.relative_to(folder)}" for file in sorted(folder.rglob("[!.]*.*"))] + ["/"]
        known, had = {}, {}
        for path in paths:
            first = _get(port, path)
            known[path], had[path] = str(first.headers["ETag"]), first.read()
            assert first.headers["Last-Modified"] is None, "a time says nothing of a release"
            for names in (known[path], f'W/{known[path]}, "other"', "*"):
                again = _get(port, path, If_None_Match=names)
                assert (again.status, again.headers["ETag"], again.read()) == (304, known[path], b"")
            assert _get(port, path, "HEAD", If_None_Match=known[path]).status == 304
        _serve(home, older)
        assert publish.follow_release(home)
        for path in paths:
            # The second is what a browser knows of pages that were served with a time.
            for headers in ({"If_None_Match": known[path]}, {"If_Modified_Since": "Wed, 18 May 2033 03:33:20 GMT"}):
                answer = _get(port, path, **headers)
                served = (folder.parent / older / (path[1:] or "index.html")).read_bytes()
                if served == had[path] and "If_None_Match" in headers:
                    assert answer.status == 304, "it is the same in both"
                else:
                    assert answer.status == 200
                    assert answer.read() == served
            assert _get(port, path, "HEAD").headers["Content-Length"] == str(
                (folder.parent / older / (path[1:] or "index.html")).stat().st_size
            )
        assert (
            sum(body == (folder.parent / older / (path[1:] or "index.html")).read_bytes() for path, body in had.items())
            < 4
        )
        assert _get(port, "/downloads").headers["Location"] == "/downloads/"
        assert _get(port, "/index.html/").status == 404
        listening.shutdown()


def test_a_new_release_shows_without_a_restart(home: Home) -> None:
    publish.publish_pages(home)
    with server(publish.current_link(home), 0) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        port = listening.server_address[1]
        first = _get(port, "/")
        assert first.read() == b"pages of 20260102T000000Z-bbbbbbbb"
        assert "default-src 'self'" in str(first.headers["Content-Security-Policy"])
        _serve(home, "20260101T000000Z-aaaaaaaa")
        publish.publish_pages(home)
        assert _get(port, "/index.html").read() == b"pages of 20260101T000000Z-aaaaaaaa"
        # Neither a folder's list nor anything beside the pages.
        (home.pages / "20260101T000000Z-aaaaaaaa" / "wijk").mkdir()
        assert _get(port, "/wijk/").status == 404
        assert _get(port, "/../../warehouse.duckdb").status == 404
        listening.shutdown()


@pytest.fixture
def long_pages(home: Home) -> Iterator[tuple[int, Path]]:
    """Pages of some size being served: the port and their folder."""
    folder = publish.publish_pages(home)
    (folder / "long.html").write_text("Wijkteam West wacht 13,8 werkdagen. " * 1000, encoding="utf-8")
    (folder / "table.csv").write_text("area_id,value\n" * 1000, encoding="utf-8")
    (folder / "catalogue.jsonld").write_text("[" + "{}, " * 1000 + "{}]", encoding="utf-8")
    (folder / "table.parquet").write_bytes(b"PAR1" * 1000)
    with server(publish.current_link(home), 0) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield listening.server_address[1], folder
        listening.shutdown()


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.5", "*", "GZIP"])
def test_pages_are_compressed_for_those_who_can_read_it(long_pages: tuple[int, Path], accepted: str) -> None:
    port, folder = long_pages
    for name in ("long.html", "table.csv", "catalogue.jsonld"):
        whole = (folder / name).read_bytes()
        answer = _get(port, f"/{name}", Accept_Encoding=accepted)
        sent = answer.read()
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Content-Length"] == str(len(sent))
        assert len(sent) < len(whole) / 10
        assert gzip.decompress(sent) == whole
        head = _get(port, f"/{name}", "HEAD", Accept_Encoding=accepted)
        assert (head.headers["Content-Length"], head.read()) == (str(len(sent)), b"")


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br", "*;q=0", "gzip; q=0.0, *", ""])
def test_pages_are_sent_as_they_are_to_others(long_pages: tuple[int, Path], accepted: str) -> None:
    port, folder = long_pages
    answer = _get(port, "/long.html", Accept_Encoding=accepted)
    assert answer.headers["Content-Encoding"] is None
    assert answer.headers["Vary"] == "Accept-Encoding", "a cache must not give it to those who can read gzip"
    assert answer.read() == (folder / "long.html").read_bytes()


def test_a_compressed_page_has_a_name_of_its_own(long_pages: tuple[int, Path]) -> None:
    port, folder = long_pages
    names = {}
    for accepted in ("gzip", "identity"):
        answer = _get(port, "/long.html", Accept_Encoding=accepted)
        names[accepted] = str(answer.headers["ETag"])
        answer.read()
        again = _get(port, "/long.html", Accept_Encoding=accepted, If_None_Match=names[accepted])
        assert (again.status, again.headers["ETag"], again.read()) == (304, names[accepted], b"")
    assert names["gzip"] != names["identity"]
    (folder / "long.html").write_text("Wijkteam West wacht 7,6 werkdagen. " * 1000, encoding="utf-8")
    changed = _get(port, "/long.html", Accept_Encoding="gzip", If_None_Match=names["gzip"])
    assert changed.status == 200
    assert b"7,6" in gzip.decompress(changed.read())


def test_small_and_compressed_files_are_sent_as_they_are(long_pages: tuple[int, Path]) -> None:
    port, folder = long_pages
    for name in ("index.html", "table.parquet"):
        answer = _get(port, f"/{name}", Accept_Encoding="gzip")
        assert answer.headers["Content-Encoding"] is None
        assert answer.read() == (folder / name).read_bytes()
    assert _get(port, "/table.parquet").headers["Content-Type"] == "application/vnd.apache.parquet"


def test_one_connection_asks_for_several_pages(long_pages: tuple[int, Path]) -> None:
    port, folder = long_pages
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for path, status in (("/long.html", 200), ("/none.html", 404), ("/downloads", 404), ("/table.csv", 200)):
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        assert answer.status == status
        if status == 200:
            assert gzip.decompress(answer.read()) == (folder / path[1:]).read_bytes()
        answer.read()


@pytest.mark.parametrize(
    "path",
    ["/../secret.html", "/%2e%2e/secret.html", "/..%2fsecret.html", "//../secret.html", "/wijk/../../secret.html"],
)
def test_nothing_outside_the_pages_is_served(long_pages: tuple[int, Path], path: str) -> None:
    port, folder = long_pages
    (folder.parent / "secret.html").write_text("secret " * 1000, encoding="utf-8")
    answer = _get(port, path, Accept_Encoding="gzip")
    assert answer.status == 404
    assert b"secret " not in answer.read()


def _run(home: Home, *arguments: str) -> Any:
    return CliRunner().invoke(warehouse, [*arguments, "--home", str(home.path)])


def test_serve_says_that_a_port_is_in_use(home: Home) -> None:
    publish.publish_pages(home)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = _run(home, "serve", "--port", str(port))
    assert result.exit_code == 2
    assert f"port {port} is in use; name another one with --port" in result.output


def test_serve_without_pages_says_what_to_do(home: Home) -> None:
    result = _run(home, "serve")
    assert result.exit_code == 2
    assert "run `warehouse pages` first" in result.output


def test_pages_without_a_release_say_what_to_do(tmp_path: Path) -> None:
    result = _run(Home(tmp_path / "empty"), "pages")
    assert result.exit_code == 2
    assert "run `warehouse refresh` first" in result.output


def test_pages_overwrite_no_other_files(home: Home, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    result = _run(home, "pages", "--out", str(tmp_path / "mine"))
    assert result.exit_code == 2
    assert "holds other files" in result.output
    assert (tmp_path / "mine" / "thesis.txt").exists()
    result = _run(home, "pages", "--out", str(tmp_path / "new"))
    assert result.exit_code == 0
    assert (tmp_path / "new" / "index.html").exists()
