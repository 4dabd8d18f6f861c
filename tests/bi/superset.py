"""Proves bi/superset on a release: `python -m tests.bi.superset` (installs Superset; outside `make test`).

It starts the one command on a copy of a release, with a state folder of its own, and shows that the dashboard imports,
that every chart answers with rows, that releases published meanwhile are seen by the next query, that a query cannot
read files of the machine, that a port in use is said, and that Ctrl-C stops it. Exit code 1 at the first that fails.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from orchestration.home import DEFAULT_HOME, REPOSITORY, Home
from orchestration.release.stored import release_id_of, served_release
from tests.faults.work import publish_once

START = str(REPOSITORY / "bi" / "superset" / "start")
PASSWORD = "only-for-this-trial"
PUBLICATIONS = 5
WHOLE_ANSWER = (
    "SELECT r.release_id, r.inputs_hash AS mark, min(f.note) AS least, max(f.note) AS most "
    "FROM release.release AS r CROSS JOIN core.figure AS f GROUP BY ALL"
)


class Client:
    """Superset's API, signed in as the administrator."""

    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        login = {"username": "admin", "password": PASSWORD, "provider": "db"}
        token = self.ask("/api/v1/security/login", login)["access_token"]
        self.opener.addheaders = [("Authorization", f"Bearer {token}"), ("Referer", address)]
        self.opener.addheaders.append(("X-CSRFToken", self.ask("/api/v1/security/csrf_token/")["result"]))

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """What an address of the API answers; RuntimeError with its words where it refuses."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"})
        try:
            with self.opener.open(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise RuntimeError(f"{path}: {refused.code} {refused.read().decode(errors='replace')[:500]}") from None

    def sql(self, database: int, query: str) -> list[dict[str, Any]]:
        """Rows of a query, as SQL Lab asks it."""
        body = {"database_id": database, "sql": query, "runAsync": False}
        rows: list[dict[str, Any]] = self.ask("/api/v1/sqllab/execute/", body)["data"]
        return rows

    def refusal(self, database: int, query: str) -> str:
        """Why a query is refused; empty where it is answered."""
        try:
            self.sql(database, query)
        except RuntimeError as refused:
            return str(refused)
        return ""

    def chart(self, chart: int) -> list[dict[str, Any]]:
        """Rows that a chart draws: its columns, metrics and filters as they are saved."""
        params = json.loads(self.ask(f"/api/v1/chart/{chart}")["result"]["params"])
        dataset, kind = params["datasource"].split("__")
        groups = [params.get("x_axis"), *([params["groupby"]] if isinstance(params.get("groupby"), str) else [])]
        groups += params["groupby"] if isinstance(params.get("groupby"), list) else []
        metrics = [params["metric"]] if params.get("metric") else params.get("metrics", [])
        query: dict[str, Any] = {
            "columns": params.get("all_columns") or [column for column in groups if column],
            "filters": [
                {"col": where["subject"], "op": where["operator"], "val": where["comparator"]}
                for where in params.get("adhoc_filters", [])
            ],
            "row_limit": 1000,
        }
        if not params.get("all_columns"):
            query["metrics"] = metrics
        body = {"datasource": {"id": int(dataset), "type": kind}, "queries": [query], "result_format": "json"}
        rows: list[dict[str, Any]] = self.ask("/api/v1/chart/data", body)["result"][0]["data"]
        return rows


def main() -> None:
    """Run it, and say what was seen."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the state folder whose release is copied")
    link = Home(parser.parse_args().home).link
    if not link.exists():
        sys.exit(f"{link} is not there: make a release first (make refresh), or name its state folder with --home")
    with tempfile.TemporaryDirectory() as scratch:
        built = Path(scratch, "built.duckdb")
        shutil.copyfile(link.resolve(), built)
        home = Home(Path(scratch, "home"))
        home.create()
        _publish(home, built, 0)
        try:
            _prove(home, built, Path(scratch, "superset"))
        except (AssertionError, RuntimeError) as failed:
            sys.exit(f"FAILED: {failed}")


def _prove(home: Home, built: Path, state: Path) -> None:
    with _started(home, state) as (address, server):
        client = Client(address)
        database = client.ask("/api/v1/database/")["result"][0]["id"]
        charts = client.ask("/api/v1/dashboard/buurtcijfers/charts")["result"]
        assert len(charts) >= 20, f"the dashboard has {len(charts)} charts"
        empty = [chart["slice_name"] for chart in charts if not client.chart(chart["id"])]
        assert not empty, f"charts without a row: {empty}"
        marts = {chart["form_data"]["datasource"] for chart in charts}
        print(f"imported, and all {len(charts)} charts on {len(marts)} datasets answer with rows")

        (month,) = [chart["id"] for chart in charts if "Gestart en gesloten per maand" in chart["slice_name"]]
        for number in range(1, PUBLICATIONS + 1):
            release_id = _publish(home, built, number)
            (said,) = client.sql(database, WHOLE_ANSWER)
            assert said["release_id"] == release_id, f"{said['release_id']} answered after {release_id} was published"
            assert said["least"] == said["most"] == said["mark"], f"a mixed answer: {said}"
            drawn = {row["Gestarte casussen"] for row in client.chart(month)}
            assert drawn == {number}, f"the chart draws {drawn} of the release that has {number}"
        print(f"{PUBLICATIONS} releases published while it was open, each seen by the next query and the next chart")

        for query in ("SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM glob('/*')"):
            refusal = client.refusal(database, query)
            assert "disabled by configuration" in refusal, f"{query}: {refusal or 'not refused'}"
        print("a query that reads files of the machine is refused")

        port = address.rsplit(":", 1)[1]
        again = subprocess.run(
            [START], env=_environment(home, state, port), capture_output=True, text=True, check=False
        )
        assert again.returncode == 2, f"exit {again.returncode}: {again.stderr}"
        assert f"port {port} is in use" in again.stderr, again.stderr
        print("a port in use is said, exit 2")

        server.send_signal(signal.SIGINT)
        server.wait(30)
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", int(port))) != 0, "it still listens after Ctrl-C"
        print("Ctrl-C stops it")


def _publish(home: Home, built: Path, number: int) -> str:
    """Publish a release whose months all have `number` cases started; the id that its file carries."""
    built.chmod(0o644)
    with duckdb.connect(str(built)) as connection:
        connection.execute("UPDATE flow.city_month SET cases_started = ?", [number])
    publish_once(home, built, number)
    served = release_id_of(served_release(home))
    assert served, "nothing is served"
    return served


@contextmanager
def _started(home: Home, state: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    server = subprocess.Popen([START], env=_environment(home, state, port))
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 1800
        while not _answers(address):
            assert server.poll() is None, f"it ended with exit code {server.returncode}"
            assert time.monotonic() < deadline, "it does not answer after half an hour"
            time.sleep(1)
        yield address, server
    finally:
        if server.poll() is None:
            server.terminate()
        server.wait(30)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address + "/health", timeout=30) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _environment(home: Home, state: Path, port: str) -> dict[str, str]:
    return os.environ | {
        "WAREHOUSE_HOME": str(home.path),
        "SUPERSET_HOME": str(state),
        "SUPERSET_PORT": port,
        "SUPERSET_ADMIN_PASSWORD": PASSWORD,
    }


if __name__ == "__main__":
    main()
