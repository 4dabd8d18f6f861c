"""How much memory DuckDB gets, where it spills, and what is told where memory or room does not suffice."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration import attempt, memory
from orchestration.build.manifest import dbt_environment
from orchestration.database import connect, insert_rows
from orchestration.home import Home
from orchestration.run.recover import recover

GB = 2**30
LARGE = "CREATE TABLE large AS SELECT i, 'x' || hash(i) AS text FROM range(600000) AS t (i)"


def a_machine(root: Path, groups: str, files: dict[str, str]) -> Path:
    """A root with the files that say which control groups a process is in and what those may take."""
    for name, text in {
        "proc/self/cgroup": groups,
        **{f"sys/fs/cgroup/{name}": text for name, text in files.items()},
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("groups", "files", "available"),
    [
        ("0::/unit\n", {"unit/memory.max": f"{2 * GB}\n"}, 2 * GB),
        ("0::/outer/inner\n", {"outer/memory.max": f"{GB}\n", "outer/inner/memory.max": "max\n"}, GB),
        ("0::/unit\n", {"unit/memory.max": "max\n", "unit/memory.high": f"{GB // 2}\n"}, GB // 2),
        # In a container its own group is the topmost that it sees, whatever it is called outside.
        ("0::/docker/1f\n", {"memory.max": f"{GB}\n"}, GB),
        ("4:cpu,memory:/box\n0::/\n", {"memory/box/memory.limit_in_bytes": f"{GB}\n"}, GB),
        ("4:cpu,memory:/box\n", {"memory/memory.limit_in_bytes": f"{GB}\n"}, GB),
    ],
)
def test_the_smallest_limit_of_a_container_counts(
    groups: str, files: dict[str, str], available: int, tmp_path: Path
) -> None:
    assert memory.available_memory(a_machine(tmp_path, groups, files)) == available


def test_without_a_limit_it_is_what_the_machine_has(tmp_path: Path) -> None:
    whole = memory.available_memory(tmp_path)
    assert whole > GB // 4
    free = a_machine(tmp_path, "0::/\n4:memory:/\n", {"memory/memory.limit_in_bytes": "9223372036854771712\n"})
    assert memory.available_memory(free) == whole


@pytest.mark.parametrize(("available", "limit"), [(16 * GB, "10150MiB"), (2 * GB, "832MiB"), (GB, "256MiB")])
def test_duckdb_leaves_room_for_python(available: int, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(memory.VARIABLE, raising=False)
    monkeypatch.setattr(memory, "available_memory", lambda: available)
    assert memory.memory_limit() == limit
    assert dbt_environment(Home(Path("/nowhere")))["WAREHOUSE_BUILD_MEMORY"] == limit


def test_a_person_may_say_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(memory.VARIABLE, "3GB")
    assert memory.memory_limit() == "3GB"
    monkeypatch.setenv(memory.VARIABLE, "much")
    with pytest.raises(ValueError, match="WAREHOUSE_MEMORY_LIMIT is much; give it an amount such as 4GB"):
        memory.memory_limit()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home in which DuckDB gets little memory."""
    home = Home(tmp_path / "home")
    home.create()
    monkeypatch.setenv("WAREHOUSE_HOME", str(home.path))
    monkeypatch.setenv(memory.VARIABLE, "16MB")
    return home


def test_what_does_not_fit_is_put_aside_in_the_home(home: Home) -> None:
    with connect() as one, connect() as other:
        one.execute(LARGE)
        other.execute(LARGE)
        folders = list(home.spill.parent.iterdir())
        assert len(folders) == 2, "two databases share a folder, and would tidy each other's files"
        assert all(folder.name.startswith(home.spill.name) and list(folder.iterdir()) for folder in folders)
        assert one.execute("SELECT count(*) FROM large").fetchall() == [(600000,)]
    assert list(home.spill.parent.iterdir()) == []


def test_what_a_killed_process_put_aside_is_put_away(home: Home) -> None:
    left = home.spill.with_name(f"{home.spill.name}-1-1")
    left.mkdir()
    (left / "duckdb_temp_storage_S32K-0.tmp").write_bytes(b"x")
    recover(home)
    assert not left.exists()


def test_a_limit_that_is_reached_is_told_in_words(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(memory.VARIABLE, "3MB")
    attempt.begin(home.attempts, "a")
    with pytest.raises(duckdb.OutOfMemoryException), attempt.recording(home.attempts, "a"), connect() as connection:
        connection.execute("SELECT list(i ORDER BY hash(i)) FROM range(3000000) AS t (i)").fetchall()
    record = attempt.load(home.attempts, "a")
    assert (record.outcome, record.exit_code) == ("failed", 3)
    assert record.error
    assert record.error.startswith("the memory limit of DuckDB (3MB) was reached (Out of Memory Error: ")
    assert record.error.endswith(
        "give this machine or container more memory, or set WAREHOUSE_MEMORY_LIMIT, and refresh"
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("DbtRuntimeError: x\n  Out of Memory Error: failed to pin block\n\nPossible", "the memory limit"),
        ("Out of Memory Error: failed to offload\nby the 'max_temp_directory_size' setting", "the disk is too full"),
        ("IO Error: Could not write file \"/h/build/spill-dbt/x\": No space left on device", "the disk is too full"),
        ("The dbt CLI process failed with exit code `-9`.", "dbt was killed, most likely because no memory was left"),
        ("MemoryError: ", "the memory limit"),
    ],
)  # fmt: skip
def test_what_lacks_is_said_whoever_says_it(said: str, told: str) -> None:
    assert (memory.why_too_little(said) or "").startswith(told)


@pytest.mark.parametrize(
    "said", ["Binder Error: no such column", "No space left on device", "failed with exit code `1`"]
)
def test_another_error_is_left_as_it_is(said: str) -> None:
    assert memory.why_too_little(said) is None
    assert memory.told(RuntimeError(said)) == f"RuntimeError: {said}"


def test_rows_are_inserted_at_once_with_what_is_empty_in_them() -> None:
    with connect() as connection:
        connection.execute("CREATE TABLE t (a INTEGER, b VARCHAR, c VARCHAR[], d DECIMAL(18, 4))")
        insert_rows(connection, "t", [])
        insert_rows(connection, "t", [(1, "x", ["p", "q"], None), (2, None, [], None)])
        assert connection.execute("SELECT * FROM t ORDER BY a").fetchall() == [
            (1, "x", ["p", "q"], None), (2, None, [], None),
        ]  # fmt: skip
