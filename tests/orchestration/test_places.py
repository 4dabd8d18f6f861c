"""Places that a warehouse may stand in: each works, or is refused in words before anything is written."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import pwd
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration import home as home_module
from orchestration.alerts.state import opened
from orchestration.alerts.tell import after_attempt
from orchestration.attempt import Attempt
from orchestration.cli import warehouse
from orchestration.home import Home, UnusableHomeError
from orchestration.place import give_home_directory
from tests.command import WAREHOUSE


@pytest.fixture(autouse=True)
def _umask_stays() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def refusal(home: Path) -> str:
    """Why a home cannot be made; nothing may be written meanwhile."""
    there = next(path for path in (home, *home.parents) if path.exists())
    before = sorted(there.rglob("*"))
    with pytest.raises(UnusableHomeError) as refused:
        Home(home).create()
    assert sorted(there.rglob("*")) == before
    return str(refused.value)


def another_user(monkeypatch: pytest.MonkeyPatch, *may_not: str) -> None:
    """Be a user of the home's group, to whom nothing in it belongs, and who may not write what is called so."""
    access = os.access
    monkeypatch.setattr(os, "geteuid", lambda: 4_242_424)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name not in may_not and access(path, mode))


# ---- Paths -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a b", "a%20b", "it's", 'a"b', "[a]", "{{ a }}", "$HOME", "é", "a:b; c\\d", "a\nb"])
def test_a_home_may_have_such_a_name(tmp_path: Path, name: str) -> None:
    Home(tmp_path / name).create()
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]
    assert not list((tmp_path / name).glob(".writable*"))


@pytest.mark.parametrize(("name", "says"), [("a#b", "holds #"), ("a?b", "holds ?"), ("a\udcffb", "no UTF-8")])
def test_a_home_may_not_have_such_a_name(tmp_path: Path, name: str, says: str) -> None:
    assert says in refusal(tmp_path / name)
    (tmp_path / name).mkdir()
    assert "--home" in refusal(tmp_path / name / "below")


@pytest.mark.parametrize("name", ["a%b", "it's", "a\udcffb"])
def test_a_checkout_may_not_have_such_a_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home_module, "REPOSITORY", Path("/srv") / name)
    assert "Move the checkout" in refusal(tmp_path / "home")
    monkeypatch.undo()
    monkeypatch.setattr(sys, "prefix", f"/srv/{name}/.venv")
    assert "The environment of the project cannot work" in refusal(tmp_path / "home")


def test_a_place_that_cannot_serve_is_bad_usage_in_json_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(tmp_path / "a?b")
    with pytest.raises(UnusableHomeError, match="holds"):
        warehouse.main(["refresh", "--home", place, "--json"], standalone_mode=False)
    with pytest.raises(UnusableHomeError, match="holds"):
        warehouse.main(["check", "--home", place], standalone_mode=False)
    monkeypatch.delenv("WAREHOUSE_HOME", raising=False)
    assert not list(tmp_path.iterdir())


# ---- What a disk cannot do ---------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM])
def test_a_home_without_symbolic_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(os, "symlink", _raise(number))
    said = refusal(tmp_path / "new" / "home")
    assert "cannot hold symbolic links" in said
    assert os.strerror(number) in said
    assert "--home" in said


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_home_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(fcntl, "flock", _raise(number))
    assert "cannot lock files" in refusal(tmp_path / "home")


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_home_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(os, "mkdir", _raise(number))
    assert f"cannot be written: {os.strerror(number)}" in refusal(tmp_path / "home")


def test_a_home_that_is_a_file_or_below_one(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "home"):
        assert "cannot be written: Not a directory" in refusal(place)


def _raise(number: int) -> Any:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    return fail


# ---- Several users -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lock", "ingested.duckdb", "alerts.json", "attempts", "dagster.yaml"])
def test_what_only_another_user_may_write_is_said_with_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    Home(tmp_path).create()
    for file in ("lock", "ingested.duckdb", "alerts.json", "alerts.yml", "dagster/dagster.yaml"):
        (tmp_path / file).touch()
    another_user(monkeypatch, "alerts.yml")
    Home(tmp_path).create()
    another_user(monkeypatch, name)
    said = refusal(tmp_path)
    assert f"{name} belongs to {pwd.getpwuid(tmp_path.stat().st_uid).pw_name}" in said
    assert "! -perm 444 -exec chmod g+rwX {} +`" in said


def test_the_owner_without_a_name_is_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pwd, "getpwuid", _no_such_user)
    another_user(monkeypatch, tmp_path.name)
    assert f"it belongs to user {tmp_path.stat().st_uid}" in refusal(tmp_path)


def test_in_a_shared_home_the_group_may_write_all(tmp_path: Path) -> None:
    for shared in (False, True):
        folder = tmp_path / str(shared)
        folder.mkdir()
        folder.chmod(0o2775 if shared else 0o755)
        home = Home(folder)
        home.create()
        with opened(home.alerts) as (state, _):
            state.release_id = "one"
        made = [path for path in folder.rglob("*") if not path.is_symlink()]
        assert {bool(path.stat().st_mode & stat.S_IWGRP) for path in made} == {shared}
        assert stat.S_IMODE(home.alerts.stat().st_mode) == (0o660 if shared else 0o600)


def test_alerts_that_another_user_keeps_are_not_told_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    home.create()
    home.alerts.write_text("{}", encoding="utf-8")
    read = Path.read_text

    def refuse(path: Path, *arguments: Any, **more: Any) -> str:
        if path == home.alerts:
            raise PermissionError(errno.EACCES, "Permission denied")
        return read(path, *arguments, **more)

    monkeypatch.setattr(Path, "read_text", refuse)
    record = Attempt("", "2024-01-01", "failed", error="OSError: no")
    after_attempt(home, record)
    assert record.summary.alerts is not None
    (problem,) = record.summary.alerts.problems
    assert "alerts.json belongs to" in problem
    assert "chmod g+rw" in problem
    assert home.alerts.read_bytes() == b"{}"


# ---- Users without a home directory ------------------------------------------------------------


def test_a_user_without_home_directory_gets_one_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    give_home_directory(tmp_path / "unused")
    assert os.environ["HOME"] == "/somewhere"
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", _no_such_user)
    Home(tmp_path).create()
    assert Path.home() == tmp_path / "user"


def _no_such_user(number: int) -> Any:
    raise KeyError(f"getpwuid(): uid not found: {number}")


# ---- Locales -----------------------------------------------------------------------------------

LOCALES = {
    "posix": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "none": {"LC_ALL": "xx_XX"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "latin": {"PYTHONIOENCODING": "iso-8859-15"},
}


@pytest.fixture(scope="module")
def usual(released: Any) -> Any:
    """What a check says to programs in the locale of these tests."""
    return json.loads(_run(released, "check", "--served", "--json"))


@pytest.mark.parametrize("name", LOCALES)
def test_a_locale_changes_no_exit_code_and_no_meaning(
    released: Any, usual: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((figure,),) = released.query("SELECT min(figure_key) FROM core.figure WHERE report_id = 'bto-sociaal-2021'")
    for variable, value in LOCALES[name].items():
        monkeypatch.setenv(variable, value)
    encoding = LOCALES[name].get("PYTHONIOENCODING", "utf-8")
    assert json.loads(_run(released, "check", "--served", "--json").decode(encoding)) == usual
    for said in (_run(released, "explain", figure), _run(released, "check", "--served")):
        assert len(said.decode(encoding)) > 100


def _run(place: Any, *arguments: str) -> bytes:
    """What a command that must end well prints, in the encoding of the locale."""
    done = subprocess.run(
        [str(WAREHOUSE), *arguments, "--home", str(place.home)], capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
