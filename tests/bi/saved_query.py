"""Asks one saved query of a release by many drivers, before and after a publication: `python -m tests.bi.saved_query`.

Each driver gets an environment of its own (fetched; outside `make test`) and one process, as a tool has it that stays
open: it asks the query by the link, waits while the next release is published, and opens the link anew and asks again.
The query names its tables as tools store them, `warehouse.schema.table`, and reads `main.catalogue` beside a mart.
Prints a row per driver; exit code 1 where one of them could not ask, or did not see the release that was served.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

from orchestration.home import DEFAULT_HOME, Home
from tests.bi.drivers import VERSIONS
from tests.faults.work import publish_once

SAVED = """
SELECT
    (SELECT release_id FROM warehouse.release.release) AS release_id,
    (SELECT count(*) FROM warehouse.main.catalogue) AS tables,
    (SELECT area_name FROM warehouse.flow.team_quarter WHERE period_id = '2021-Q3' ORDER BY wait_workdays DESC LIMIT 1)
        AS longest_wait
"""

# Each reads the link and the query, answers with a list, waits for a line, and answers again.
PYTHON = """
import json, sys
link, query = sys.argv[1:]
{ask}
for _ in range(2):
    print(json.dumps([str(value) for value in ask()]), flush=True)
    sys.stdin.readline()
"""

DUCKDB = """
import duckdb
def ask():
    with duckdb.connect(link, read_only=True) as warehouse:
        return warehouse.execute(query).fetchone()
"""

POLARS = """
import duckdb
def ask():
    with duckdb.connect(link, read_only=True) as warehouse:
        return warehouse.sql(query).pl().row(0)
"""

IBIS = """
import ibis
def ask():
    warehouse = ibis.duckdb.connect(link, read_only=True)
    try:
        return warehouse.sql(query).to_pyarrow().to_pylist()[0].values()
    finally:
        warehouse.disconnect()
"""

SQLALCHEMY = """
import sqlalchemy as sa
from sqlalchemy.pool import NullPool
engine = sa.create_engine("duckdb:///" + link, connect_args={"read_only": True}, poolclass=NullPool)
def ask():
    with engine.connect() as warehouse:
        return warehouse.execute(sa.text(query)).one()
"""

NODE = """
const { DuckDBInstance } = require("@duckdb/node-api");
const [link, query] = process.argv.slice(2);
const lines = require("readline").createInterface({ input: process.stdin })[Symbol.asyncIterator]();
(async () => {
  for (let time = 0; time < 2; time++) {
    const instance = await DuckDBInstance.create(link, { access_mode: "READ_ONLY" });
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(query);
    console.log(JSON.stringify(reader.getRows()[0].map(String)));
    connection.closeSync();
    instance.closeSync();
    await lines.next();
  }
  process.exit(0);
})();
"""


@dataclass(frozen=True)
class Driver:
    """A way to the release: packages, and the Python that asks by them; Node without any."""

    name: str
    packages: tuple[str, ...] = ()
    ask: str = DUCKDB


DRIVERS = (
    *(Driver(f"duckdb {version}", (f"duckdb=={version}",)) for version in VERSIONS),
    Driver("polars", ("duckdb==1.5.6", "polars", "pyarrow"), POLARS),
    Driver("ibis", ("duckdb==1.5.6", "ibis-framework[duckdb]"), IBIS),
    Driver("SQLAlchemy", ("duckdb==1.5.6", "duckdb-engine==0.17.0", "sqlalchemy<2.1"), SQLALCHEMY),
    Driver("Node"),
)


def main() -> None:
    """Start every driver, publish, and compare what they say with what is served."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the state folder whose release is copied")
    parser.add_argument("--environments", type=Path, help="where to keep the environments (default: thrown away)")
    options = parser.parse_args()
    served = Home(options.home).link
    if not served.exists():
        sys.exit(f"{served} is not there: make a release first (make refresh), or name its state folder with --home")
    with tempfile.TemporaryDirectory() as scratch:
        place = options.environments or Path(scratch, "environments")
        place.mkdir(parents=True, exist_ok=True)
        home = Home(Path(scratch, "home"))
        home.create()
        built = Path(scratch, "built.duckdb")
        shutil.copyfile(served.resolve(), built)
        first = publish_once(home, built, 1)
        asking = {driver.name: _start(driver, home.link, place) for driver in DRIVERS}
        before = {name: _answer(process) for name, process in asking.items()}
        second = publish_once(home, built, 2)
        after = {name: _answer(process, go_on=True) for name, process in asking.items()}
    print(f"Published {first}, then {second}.\n")
    print("| driver | before | after | tables in the catalogue | longest wait |")
    print("| --- | --- | --- | --: | --- |")
    bad = False
    for name in asking:
        old, new = before[name], after[name]
        right = old[:1] == [first] and new[:1] == [second] and old[1:] == new[1:]
        bad = bad or not right
        told = [said[0] if said else "no answer" for said in (old, new)]
        print(f"| {name} | {' | '.join(told)} | {' | '.join(new[1:]) or ' | '} |{'' if right else ' WRONG'}")
    sys.exit(1 if bad else 0)


def _start(driver: Driver, link: Path, place: Path) -> subprocess.Popen[str] | None:
    """The process of a driver; None where it cannot be had."""
    command = _node(place) if driver.name == "Node" else _python(driver, place)
    if not command:
        return None
    return subprocess.Popen(
        [*command, str(link), SAVED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )


def _answer(process: subprocess.Popen[str] | None, go_on: bool = False) -> list[str]:
    """The next answer of a driver; nothing where it has ended."""
    if process is None or process.stdin is None or process.stdout is None:
        return []
    if go_on and process.poll() is None:
        process.stdin.write("\n")
        process.stdin.flush()
    line = process.stdout.readline()
    if go_on and process.poll() is None:
        process.stdin.close()
    said: list[str] = json.loads(line) if line else []
    return said


def _python(driver: Driver, place: Path) -> list[str]:
    """The command of a driver for Python, in an environment that holds it."""
    folder = place / driver.name.replace(" ", "-")
    python = folder / "bin" / "python"
    if not (folder / "made").exists():
        venv.create(folder, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *driver.packages]
        if subprocess.run(install, check=False).returncode:
            return []
        (folder / "made").touch()
    return [str(python), "-W", "ignore", "-c", PYTHON.format(ask=driver.ask)]


def _node(place: Path) -> list[str]:
    """The command for Node; none where npm is not there or cannot install the package."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        return []
    folder = place / "node"
    folder.mkdir(exist_ok=True)
    if not (folder / "node_modules").exists():
        install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), "@duckdb/node-api"]
        if subprocess.run(install, check=False).returncode:
            return []
    (folder / "ask.js").write_text(NODE, encoding="utf-8")
    return [node, str(folder / "ask.js")]


if __name__ == "__main__":
    main()
