"""docs/bi.md: every example runs on a release as an ordinary user, and what it says of new releases is true."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.guides import PATH, Block, blocks, with_outcome

EXAMPLES_OF_PAGE = with_outcome(blocks("bi.md"))
PYTHON = [(block, printed) for block, printed in EXAMPLES_OF_PAGE if block.language == "python"]
AS_ORDINARY_USER = """
import contextlib, gc, io, os, sys
code = sys.argv[1]
if os.getuid() == 0:
    # Root's libraries may stand where nobody else can read: a first run imports what the code needs. What it writes,
    # the second one must be able to write again.
    os.umask(0)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
        exec(code, {})
    gc.collect()
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
exec(code, {"__name__": "__main__"})
"""


@pytest.fixture(scope="module")
def readers_place(released: Any) -> Iterator[Path]:
    """A folder that everyone may enter, with the release and the link to it as they are published."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o777)
        stored = place / "releases" / "20261101T050000Z-0123abcd" / "warehouse.duckdb"
        stored.parent.mkdir(parents=True)
        shutil.copy2(released.link.resolve(), stored)
        (place / "warehouse.duckdb").symlink_to(os.path.relpath(stored, place))
        yield place


def _run(code: str, place: Path) -> subprocess.CompletedProcess[str]:
    """Run Python in the place as a user who is not root."""
    return _command([sys.executable, "-c", AS_ORDINARY_USER, code], place)


def _command(command: list[str], place: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PATH": PATH}
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)


def test_the_page_has_examples() -> None:
    assert len(PYTHON) >= 6
    assert [block.language for block, _ in EXAMPLES_OF_PAGE].count("sh") == 1


@pytest.mark.parametrize(("block", "printed"), PYTHON, ids=[f"line-{block.line}" for block, _ in PYTHON])
def test_examples_print_what_the_page_says(readers_place: Path, block: Block, printed: str | None) -> None:
    result = _run(block.text, readers_place)
    assert result.returncode == 0, result.stderr
    assert result.stdout == printed


def test_the_command_line(readers_place: Path) -> None:
    (block,) = [block for block, _ in EXAMPLES_OF_PAGE if block.language == "sh"]
    result = _command(["bash", "-euc", block.text], readers_place)
    assert result.returncode == 0, result.stderr
    assert "Kanaleneiland Noord" in result.stdout
    assert len((readers_place / "team_month.csv").read_text(encoding="utf-8").splitlines()) == 217


def test_the_database_is_called_warehouse_by_every_way_to_it(readers_place: Path) -> None:
    link = readers_place / "warehouse.duckdb"
    name = "select current_database()"
    for opened in (link, link.resolve()):
        with duckdb.connect(str(opened), read_only=True) as connection:
            assert connection.execute(name).fetchall() == [("warehouse",)]
            # As a tool stores it that keeps database, schema and table.
            assert connection.execute("select count(*) from warehouse.flow.team_year").fetchall() == [(18,)]
        result = _command(["duckdb", "-readonly", "-csv", "-noheader", str(opened), name], readers_place)
        assert result.stdout == "warehouse\n", result.stderr
        with duckdb.connect() as mine:
            mine.execute(f"attach '{opened}' (read_only)")
            assert mine.execute("select count(*) from warehouse.flow.team_year").fetchall() == [(18,)]


@pytest.mark.parametrize(
    "plain_open",
    [
        "import duckdb; duckdb.connect('warehouse.duckdb')",
        "import sqlalchemy; sqlalchemy.create_engine('duckdb:///warehouse.duckdb').connect()",
    ],
)
def test_a_plain_open_is_refused(readers_place: Path, plain_open: str) -> None:
    result = _run(plain_open, readers_place)
    assert result.returncode == 1
    assert "Permission denied" in result.stderr


def test_the_uri_for_forms_is_read_only(readers_place: Path) -> None:
    ask = (
        "import os, sqlalchemy as sa\n"
        "engine = sa.create_engine(f'duckdb:///{os.getcwd()}/warehouse.duckdb?access_mode=read_only')\n"
        "query = 'select readonly from duckdb_databases() where not internal'\n"
        "with engine.connect() as c: print(c.execute(sa.text(query)).scalar())"
    )
    result = _run(ask, readers_place)
    assert result.stdout == "True\n", result.stderr


@pytest.fixture
def two_releases(readers_place: Path, tmp_path: Path) -> Path:
    """A place of its own with two releases, `first` and `second`, and the link on the first."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        copy = shutil.copyfile(readers_place / "warehouse.duckdb", tmp_path / name / "warehouse.duckdb")
        with duckdb.connect(str(copy)) as connection:
            connection.execute("UPDATE release.release SET release_id = ?", [name])
    _serve(tmp_path, "first")
    return tmp_path


def _serve(place: Path, name: str) -> None:
    """Swap the link as a release does."""
    draft = place / "warehouse.duckdb.next"
    draft.symlink_to(f"{name}/warehouse.duckdb")
    draft.replace(place / "warehouse.duckdb")


RELEASE = "select release_id from release.release"


def test_the_long_lived_reader_sees_a_new_release(two_releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(two_releases)
    (code,) = [block.text for block, _ in PYTHON if "class Warehouse" in block.text]
    said: dict[str, Any] = {}
    exec(code, said)
    warehouse = said["Warehouse"]("warehouse.duckdb")
    assert warehouse.ask(RELEASE) == [("first",)]
    _serve(two_releases, "second")
    assert warehouse.ask(RELEASE) == [("second",)]


def test_what_is_open_stays_on_its_release(two_releases: Path) -> None:
    link = two_releases / "warehouse.duckdb"
    with duckdb.connect(str(link), read_only=True) as old:
        _serve(two_releases, "second")
        assert old.execute(RELEASE).fetchall() == [("first",)]
        for opened in (link, link.resolve()):
            with duckdb.connect(str(opened), read_only=True) as new:
                assert new.execute(RELEASE).fetchall() == [("second",)]
        first = str(two_releases / "first" / "warehouse.duckdb")
        with pytest.raises(duckdb.ConnectionException, match="different configuration"):
            duckdb.connect(first, read_only=True, config={"threads": 1})


def test_two_releases_side_by_side_need_names(two_releases: Path) -> None:
    with duckdb.connect() as mine:
        for name in ("first", "second"):
            mine.execute(f"attach '{two_releases / name / 'warehouse.duckdb'}' as {name} (read_only)")
        both = "select f.release_id, s.release_id from first.release.release as f, second.release.release as s"
        assert mine.execute(both).fetchall() == [("first", "second")]
        views = "select database_name, schema_name, view_name from duckdb_views() where not internal"
        assert len(mine.execute(views).fetchall()) > 20
        for database, schema, view in mine.execute(views).fetchall():
            mine.execute(f"describe {database}.{schema}.{view}")
    with duckdb.connect() as mine:
        mine.execute(f"attach '{two_releases / 'first' / 'warehouse.duckdb'}' (read_only)")
        with pytest.raises(duckdb.BinderException, match="already exists"):
            mine.execute(f"attach '{two_releases / 'second' / 'warehouse.duckdb'}' (read_only)")


def test_a_pool_keeps_the_old_release_and_no_pool_does_not(two_releases: Path) -> None:
    import sqlalchemy as sa
    from sqlalchemy.pool import NullPool

    url, read_only = f"duckdb:///{two_releases}/warehouse.duckdb", {"read_only": True}
    for arguments, seen in (({}, "first"), ({"poolclass": NullPool}, "second")):
        engine = sa.create_engine(url, connect_args=read_only, **arguments)
        _serve(two_releases, "first")
        with engine.connect() as connection:
            assert connection.execute(sa.text(RELEASE)).scalar() == "first"
        _serve(two_releases, "second")
        with engine.connect() as connection:
            assert connection.execute(sa.text(RELEASE)).scalar() == seen
        engine.dispose()
        with engine.connect() as connection:
            assert connection.execute(sa.text(RELEASE)).scalar() == "second"
        engine.dispose()
