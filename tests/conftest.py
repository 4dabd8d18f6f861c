"""What several rooms share: report folders with the real command on them, and a warehouse without reports."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import HealthCheck, settings

from orchestration.build.compiled import keep
from orchestration.home import Home
from orchestration.run.dagster_home import dagster_environment
from tests.built import BuiltWarehouse, build_empty
from tests.command import run_warehouse

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

# A test does not measure speed; and what a fixture gives to all examples of a property is not changed by them.
UNHURRIED = [HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.function_scoped_fixture]
settings.register_profile("anew", deadline=None, suppress_health_check=UNHURRIED)
# What is drawn follows from the test, so that `make test` fails only for what was changed; `make test-all` draws anew.
settings.register_profile("repeatable", settings.get_profile("anew"), derandomize=True)
settings.load_profile("repeatable")

# The refreshes of tests alert nobody but the receivers that a test sets up.
for name in ("WAREHOUSE_ALERT_URLS", "WAREHOUSE_ALERT_ROUTES", "WAREHOUSE_HEARTBEAT", "WAREHOUSE_URL"):
    os.environ.pop(name, None)


# Where each file waits for the same costly fixture, one worker takes the whole folder.
TOGETHER = {"bad_sources", "cases", "dbt", "explain", "pages", "service"}
# Begun in this order, before all others: the first makes the release while the second does without, and what takes long
# does not begin last.
FIRST = ["service", "dbt", "faults", "e2e", "organisations", "bad_sources", "alerts", "pages"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: order.get(_folder(item.nodeid), len(FIRST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests out among workers by file or folder: what pytest-xdist 3.8 has for that fails with pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFileOrFolder(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return _folder(nodeid) if _folder(nodeid) in TOGETHER else nodeid.partition("::")[0]

    return ByFileOrFolder(config, log)


def _folder(nodeid: str) -> str:
    return nodeid.removeprefix("tests/").partition("/")[0]


def made_once(name: str, tmp_path_factory: pytest.TempPathFactory, make: Callable[[Path], None]) -> Path:
    """A folder that the workers of one session share: the first to ask makes it, and the others wait for it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


class ParsedProject:
    """dbt's manifest as the first refresh of the session parsed it, for the state folders that come after."""

    def __init__(self) -> None:
        self._manifests: Path | None = None

    def keep(self, home: Path) -> None:
        """Keep the manifest of a home that has one."""
        if self._manifests is None and any((home / "dbt" / "manifests").glob("*.json")):
            self._manifests = home / "dbt" / "manifests"

    def lend(self, home: Path) -> None:
        """Give a home that is not there yet the manifest, if there is one."""
        if self._manifests is not None and not home.exists():
            shutil.copytree(self._manifests, home / "dbt" / "manifests")


parsed = ParsedProject()


@dataclass
class Place:
    """A state folder and a folder of reports, and the command on them."""

    path: Path
    makes_pages: bool = False
    """Whether a refresh makes pages too, as it does for people: of no use to most tests."""
    sources: Path = field(init=False)
    home: Path = field(init=False)

    def __post_init__(self) -> None:
        self.sources, self.home = self.path / "sources", self.path / "home"

    @property
    def link(self) -> Path:
        return self.home / "warehouse.duckdb"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command as a person would, without a terminal."""
        places = ["--sources", str(self.sources), "--home", str(self.home)]
        own = {"WAREHOUSE_HOME": "", "WAREHOUSE_SOURCES": "", "WAREHOUSE_NO_PAGES": "" if self.makes_pages else "1"}
        parsed.lend(self.home)
        result = run_warehouse(*arguments, *places, environment=os.environ | own)
        parsed.keep(self.home)
        return result

    def run_json(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """Run the command with --json; its exit code and what it printed."""
        result = self.run(*arguments, "--json")
        assert result.stdout, f"nothing printed; stderr:\n{result.stderr}"
        return result.returncode, json.loads(result.stdout)

    def run_json_home(self, *arguments: str) -> tuple[int, Any]:
        """Run a command that reads no reports with --json; its exit code and what it printed."""
        result = run_warehouse(*arguments, "--home", str(self.home), "--json", environment=os.environ)
        return result.returncode, json.loads(result.stdout)

    def answer(self, script: str, *arguments: str) -> Any:
        """What a script of Python prints as JSON behind `answer: `, run in the Dagster of this place."""
        result = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script, *arguments],
            capture_output=True, text=True, check=False, cwd=REPOSITORY,
            env=os.environ | dagster_environment(Home(self.home))
            | {"WAREHOUSE_SOURCES": str(self.sources), "WAREHOUSE_SCHEDULE": "", "WAREHOUSE_ALERT_URLS": ""},
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
        # Dagster says things on the same output.
        begins = "answer: "
        (answer,) = [line for line in result.stdout.splitlines() if line.startswith(begins)]
        return json.loads(answer.removeprefix(begins))

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text that stands once in a file of the sources."""
        path = self.sources / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def query(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the served release, opened as a reader opens it."""
        with duckdb.connect(str(self.link), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The real reports, refreshed once for all tests that only look; other workers look at the same time."""

    def make(folder: Path) -> None:
        place = Place(folder, makes_pages=True)
        shutil.copytree(REPOSITORY / "sources", place.sources)
        result = place.run("refresh")
        assert result.returncode == 0, result.stdout + result.stderr

    place = Place(made_once("released", tmp_path_factory, make), makes_pages=True)
    parsed.keep(place.home)
    return place


@pytest.fixture
def copy_of_released(released: Place, tmp_path: Path) -> Place:
    """A copy of the released place, to spoil: sources, state folder and the release that is served."""
    place = Place(tmp_path / "copy")
    shutil.copytree(released.path, place.path, symlinks=True)
    return place


@pytest.fixture
def empty_place(tmp_path: Path) -> Place:
    """A place without reports and without a release."""
    place = Place(tmp_path / "place")
    place.sources.mkdir(parents=True)
    return place


@pytest.fixture(scope="session")
def reader(released: Place) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """Queries on the released warehouse over one read-only connection."""
    with duckdb.connect(str(released.link), read_only=True) as connection:
        yield lambda query: connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium without a window; closed with its module, since no two Playwrights run in one process."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
    if CHROMIUM is None:
        pytest.skip("needs a browser: apt-get install chromium")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield started
        started.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """The warehouse without reports; a test that writes in it takes a copy."""

    def make(folder: Path) -> None:
        build_empty(folder)

    return BuiltWarehouse(Home(made_once("built", tmp_path_factory, make)))


@pytest.fixture(scope="session")
def compiled(built: BuiltWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the models' own SQL."""

    def keep_of_built(folder: Path) -> None:
        home = Home(folder)
        home.create()
        keep(home, built.artefact("manifest")["nodes"])

    return Home(made_once("compiled", tmp_path_factory, keep_of_built))


@pytest.fixture(scope="session")
def built_copy(built: BuiltWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built file to write in, named as it must be: the name is the catalog's."""
    path = tmp_path_factory.mktemp("copy") / built.home.build_database.name
    path.write_bytes(built.home.build_database.read_bytes())
    return path
