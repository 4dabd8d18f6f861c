"""Publications while three readers query: no error, and no answer made of two releases."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tests.conftest import REPOSITORY
from tests.faults.conftest import State
from tests.faults.work import publish_once

READERS = {
    "long-lived": """
connection = duckdb.connect(link, read_only=True)
def answer():
    return whole_answer(connection)
""",
    "reopening": """
def answer():
    with duckdb.connect(link, read_only=True) as connection:
        return whole_answer(connection)
""",
    "SQLAlchemy": """
import sqlalchemy
engine = sqlalchemy.create_engine(
    f"duckdb:///{link}", connect_args={"read_only": True}, poolclass=sqlalchemy.pool.NullPool
)
def answer():
    with engine.connect() as connection:
        return whole_answer(connection.connection)
""",
}

LOOP = """
import select, sys, duckdb
from tests.faults.conftest import whole_answer
link = sys.argv[1]
{reader}
print("begun", flush=True)
seen, answers = set(), 0
while not select.select([sys.stdin], [], [], 0)[0]:
    seen.add(answer())
    answers += 1
print(answers, len(seen), flush=True)
"""


@pytest.mark.parametrize("publications", [10, pytest.param(50, marks=pytest.mark.thorough)])
def test_readers_see_whole_releases(state: State, publications: int) -> None:
    readers = {
        name: subprocess.Popen(
            [sys.executable, "-c", LOOP.format(reader=reader), str(state.home.link)],
            cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name, reader in READERS.items()
    }  # fmt: skip
    for reader in readers.values():
        assert reader.stdout is not None
        assert reader.stdout.readline() == "begun\n", reader.communicate()[1]
    for number in range(1, publications + 1):
        publish_once(state.home, state.built, number)
        for name, reader in readers.items():
            if reader.poll() is not None:
                pytest.fail(f"the {name} reader stopped: {reader.communicate()[1]}")
    time.sleep(0.5)
    for name, reader in readers.items():
        said, error = reader.communicate("stop\n")
        assert reader.returncode == 0, f"{name}: {error}"
        answers, releases = map(int, said.split())
        assert answers > publications, name
        # Whoever keeps a connection keeps its release; who opens anew gets the new ones.
        assert (releases == 1) if name == "long-lived" else (releases > publications / 2), name
