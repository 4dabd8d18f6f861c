"""Tries Dagster's history in a real PostgreSQL: `python -m tests.faults.postgres` (needs initdb and pg_ctl).

A refresh by hand and the service share the history in the database; with the database gone the refresh says so and the
release is still served; with the database back the next refresh works. PostgreSQL refuses to run as root: then it runs
as `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.conftest import REPOSITORY, Place
from tests.service.conftest import Service, free_port, wait_for


def main() -> int:
    """Try it; an assertion says what went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder)
        trial.chmod(0o755)
        port = free_port()
        server = Server(trial / "postgres", port)
        server.start()
        os.environ["WAREHOUSE_POSTGRES_URL"] = f"postgresql://warehouse@127.0.0.1:{port}/postgres"
        place = Place(trial / "place")
        shutil.copytree(REPOSITORY / "sources", place.sources)
        service = Service(place, free_port(), {"WAREHOUSE_HOME": "", "WAREHOUSE_SOURCES": ""})
        try:
            assert place.run("refresh").returncode == 0
            assert not (place.home / "dagster" / "history").exists(), "the history stands in files too"
            print("refresh by hand: released, and its history stands in the database alone")
            service.start()
            assert [run["status"] for run in service.runs()] == ["SUCCESS"]
            run_id = service.launch()
            wait_for(lambda: service.runs()[-1]["status"] == "SUCCESS", 300, "the run ended")
            assert "Nothing to do" in service.messages(run_id)
            assert service.stop() == [0]
            print("service: shows that run, and adds its own")
            server.stop()
            place.edit("bto-sociaal-2021/report.yml", "title: Het verslag van 2021", "title: Het verslag van 2021!")
            result = place.run("refresh")
            assert result.returncode == 3, result.stderr
            assert place.query("SELECT count(*) > 1000 FROM core.figure") == [(True,)]
            print(f"database gone: exit code 3, the release is served; said: {result.stderr.splitlines()[-2]}")
            server.start()
            assert place.run("refresh").returncode == 0
            print("database back: the next refresh is released")
        finally:
            if not service.has_ended():
                service.stop()
            server.stop()
    return 0


class Server:
    """A PostgreSQL of its own on loopback."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        folder.mkdir()
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
        self._run("initdb", "-A", "trust", "-U", "warehouse")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop it; nothing where it is stopped."""
        if (self.folder / "postmaster.pid").exists():
            self._run("pg_ctl", "-w", "-m", "fast", "stop")

    def _run(self, tool: str, *arguments: str) -> None:
        subprocess.run(
            [tool, "-D", str(self.folder), *arguments],
            user="nobody" if os.geteuid() == 0 else None, cwd=self.folder, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
