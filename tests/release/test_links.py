"""One link for a home, whoever works in it, and a publication that is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration import home as homes
from orchestration.files import file_checksum
from orchestration.home import Home
from orchestration.release import publish
from orchestration.release.prune import prune
from orchestration.release.rollback import roll_back
from orchestration.release.stored import release_file, release_id_of, served_release, stored_releases
from orchestration.run.recover import recover
from tests.release.releases import INPUTS, as_of_before, publish_small

CheckOut = Callable[[str], Home]


@pytest.fixture
def check_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CheckOut:
    """Makes the code that runs that of a checkout by name; returns its default home."""

    def check_out(name: str) -> Home:
        root = tmp_path / name
        (root / "dbt_project").mkdir(parents=True, exist_ok=True)
        monkeypatch.setattr(homes, "REPOSITORY", root)
        monkeypatch.setattr(homes, "DEFAULT_HOME", root / ".warehouse")
        return Home(root / ".warehouse")

    return check_out


def _database(link: Path) -> tuple[str, str]:
    """What a client calls the database, and the number in it."""
    with duckdb.connect(str(link), read_only=True) as connection:
        found = connection.execute("SELECT current_database(), value_printed FROM core.figure").fetchone()
    assert found is not None
    return found


def test_a_release_is_a_folder_with_a_read_only_file_and_its_checksum(home: Home) -> None:
    home.releases.chmod(0o2775)
    release_id = publish_small(home)
    file, checksum = sorted((home.releases / release_id).iterdir())
    assert file == release_file(home, release_id)
    assert checksum.read_text(encoding="utf-8") == f"{file_checksum(file)}  {file.name}\n"
    assert {stat.S_IMODE(each.stat().st_mode) for each in (file, checksum)} == {0o444}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o2775, "who may put releases here may delete them"
    assert _database(home.link) == _database(file) == ("warehouse", "7.8")


def test_the_root_of_a_checkout_links_to_the_link_of_its_home(check_out: CheckOut) -> None:
    home = check_out("a")
    root = home.path.parent / "warehouse.duckdb"
    home.create()
    recover(home)
    assert not os.path.lexists(root), "a link to nothing before the first release"
    publish_small(home)
    assert (root.readlink(), home.link.is_symlink()) == (Path(".warehouse/warehouse.duckdb"), True)
    assert _database(root) == ("warehouse", "7.8")


@pytest.mark.parametrize("earlier", [False, True], ids=["link of now", "link of before"])
def test_two_checkouts_with_one_home(check_out: CheckOut, monkeypatch: pytest.MonkeyPatch, earlier: bool) -> None:
    monkeypatch.setenv("WAREHOUSE_KEEP_RELEASES", "2")
    home = check_out("a")
    root = home.path.parent / "warehouse.duckdb"
    first = publish_small(home)
    if earlier:
        home.link.unlink()
        root.unlink()
        root.symlink_to(f".warehouse/releases/warehouse-{first}.duckdb")
        as_of_before(home, first)
        assert release_id_of(served_release(home)) == first
    check_out("b")
    for number in (1, 2, 3):
        recover(home)
        publish_small(home, f"8.{number}", inputs=f"{number}" * 64)
        prune(home)
        assert _database(root) == ("warehouse", f"8.{number}")
    assert first not in [release_id_of(path) for path in stored_releases(home)]
    assert not os.path.lexists(home.path.parent.parent / "b" / "warehouse.duckdb")
    check_out("a")
    roll_back(home, None, INPUTS)
    assert _database(root) == ("warehouse", "8.2")


def test_the_link_of_before_is_taken_over(check_out: CheckOut) -> None:
    """Until a run puts it right, what was served is found by who only looks."""
    home = check_out("a")
    root = home.path.parent / "warehouse.duckdb"
    release_id = publish_small(home)
    stored = as_of_before(home, release_id)
    home.link.unlink()
    root.unlink()
    root.symlink_to(os.path.relpath(stored, root.parent))
    assert served_release(home) == stored
    recover(home)
    assert home.link.resolve() == root.resolve() == stored
    assert root.readlink() == Path(".warehouse/warehouse.duckdb")


def test_a_file_of_a_person_in_the_root_stays(check_out: CheckOut) -> None:
    home = check_out("a")
    home.create()
    mine = home.path.parent / "warehouse.duckdb"
    mine.write_bytes(b"mine")
    publish_small(home)
    recover(home)
    assert mine.read_bytes() == b"mine"
    assert _database(home.link) == ("warehouse", "7.8")


def test_a_link_beside_another_home_is_none_of_ours(home: Home, check_out: CheckOut) -> None:
    """Somebody keeps a release by a link of their own; no checkout stands there."""
    check_out("a")
    first = publish_small(home)
    mine = home.path.parent / "warehouse.duckdb"
    mine.symlink_to(release_file(home, first))
    publish_small(home, "8.7", inputs="e" * 64)
    recover(home)
    assert _database(mine) == ("warehouse", "7.8")
    assert _database(home.link) == ("warehouse", "8.7")


def test_a_root_that_cannot_be_written(check_out: CheckOut, monkeypatch: pytest.MonkeyPatch) -> None:
    home = check_out("a")
    point = publish.point_link

    def refuse(link: Path, target: Path) -> None:
        if link.parent == home.path.parent:
            raise PermissionError(13, "Permission denied")
        point(link, target)

    monkeypatch.setattr(publish, "point_link", refuse)
    publish_small(home)
    assert _database(home.link) == ("warehouse", "7.8")


STEPS = ["announced", "moved", "renamed", "linked", "root linked"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("served", [True, False], ids=["one served", "the first"])
def test_a_publication_stopped_at_any_step(
    check_out: CheckOut, monkeypatch: pytest.MonkeyPatch, step: str, served: bool
) -> None:
    """Afterwards the release of before is served, or the new one, and nothing else is left."""
    home = check_out("a")
    before = publish_small(home) if served else None

    class StoppedError(BaseException):
        pass

    def stop_after(name: str, stops: Callable[[Path], bool]) -> None:
        call = getattr(publish, name)

        def stopping(first: object, *arguments: object) -> object:
            result = call(first, *arguments)
            if stops(Path(str(first))):
                raise StoppedError
            return result

        monkeypatch.setattr(publish, name, stopping)

    if step == "announced":
        stop_after("_announce", lambda _: True)
    elif step in ("moved", "renamed"):
        # `_store` syncs its draft once the file is in it, and then the folder that it has moved the draft to.
        stop_after("_sync", lambda path: path.name.endswith(".draft") if step == "moved" else path == home.releases)
    else:
        stop_after("point_link", lambda path: (path == home.link) == (step == "linked"))
    if step == "root linked" and served:
        pytest.skip("the root has its link already")
    with pytest.raises(StoppedError):
        publish_small(home, "8.7", inputs="e" * 64)
    monkeypatch.undo()
    home = check_out("a")
    if served:
        assert _database(home.link)[1] == ("8.7" if step == "linked" else "7.8"), "readers have one of the two, whole"
    recover(home)
    kept = [release_id_of(path) for path in stored_releases(home)]
    now_served = release_id_of(served_release(home))
    if step in ("linked", "root linked"):
        assert _database(home.path.parent / "warehouse.duckdb") == ("warehouse", "8.7")
        assert kept[0] == now_served
        assert kept[1:] == ([before] if before else [])
    else:
        assert (now_served, kept) == (before, [before] if before else [])
    assert not home.publishing.exists()
    assert sorted(path.name for path in home.releases.iterdir()) == sorted(map(str, kept))
    newest = publish_small(home, "8.8", inputs="f" * 64)
    assert release_id_of(served_release(home)) == newest


def test_a_deletion_stopped_on_its_way(three: tuple[Home, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is half deleted is no release any more."""
    home, ids = three
    monkeypatch.setenv("WAREHOUSE_KEEP_RELEASES", "2")
    with monkeypatch.context() as context:
        context.setattr(shutil, "rmtree", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            prune(home)
    assert [release_id_of(path) for path in stored_releases(home)] == [ids[2], ids[1]]
    recover(home)
    assert sorted(path.name for path in home.releases.iterdir()) == ids[1:]


@pytest.mark.parametrize("said", ["", "\0" * 100, "../build", "warehouse-x.duckdb", "20261102T050000Z-ffffffff"])
def test_a_torn_announcement_deletes_nothing(home: Home, said: str) -> None:
    release_id = publish_small(home)
    home.publishing.write_text(said, encoding="utf-8")
    recover(home)
    assert not home.publishing.exists()
    assert _database(home.link) == ("warehouse", "7.8")
    assert [release_id_of(path) for path in stored_releases(home)] == [release_id]


def test_an_announcement_of_before(home: Home) -> None:
    """A run of the version before was stopped between storing a release and serving it."""
    first = publish_small(home)
    second = publish_small(home, "8.7", inputs="e" * 64)
    publish.point_link(home.link, release_file(home, first))
    stored = as_of_before(home, second)
    home.publishing.write_text(stored.name, encoding="utf-8")
    recover(home)
    assert not stored.exists()
    assert release_id_of(served_release(home)) == first
