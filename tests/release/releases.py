"""Releases of one figure, published as real ones are, and made unreadable in every way that a file can be."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import duckdb

from orchestration.home import Home
from orchestration.record import Changes
from orchestration.release.publish import publish
from orchestration.release.stored import release_file
from orchestration.verdict import RuleCounts, RuleVerdict

MORNING = dt.datetime(2026, 11, 2, 5, 0, tzinfo=dt.UTC)
FIGURE = "dorp:client_rating:dorp:-:2023"
TABLES = f"""
CREATE SCHEMA core;
CREATE TABLE core.figure AS
    SELECT 'dorp/r1c1' AS figure_id, '{FIGURE}' AS figure_key, true AS is_served, $value::DECIMAL(9, 2) AS value,
        $value AS value_printed, 'exact' AS qualifier;
CREATE TABLE core.organisation AS SELECT 'dorp' AS organisation_id, 'Dorp' AS name;
CREATE SCHEMA satisfaction;
CREATE TABLE satisfaction.city_year AS
    SELECT 'dorp' AS organisation_id, '2023' AS period_id, value AS client_rating FROM core.figure;
CREATE SCHEMA raw;
CREATE TABLE raw.report (
    report_id VARCHAR, title VARCHAR, organisation VARCHAR, period VARCHAR, folder VARCHAR, checksum VARCHAR,
    document VARCHAR, document_sha256 VARCHAR
);
CREATE TABLE raw.waiver (is_due BOOLEAN, review_by DATE);
CREATE SCHEMA quality;
CREATE TABLE quality.finding (
    identity_id VARCHAR, rule_id VARCHAR, status VARCHAR, difference DECIMAL(18, 4)
);
INSERT INTO quality.finding VALUES ('rule:a', 'rule', 'waived', 1);
"""
VERDICT = RuleVerdict("rule", "critical", True, None, [], RuleCounts(0, 0, 0, 0, 0), 0.5, "none")
INPUTS = "0123abcd" * 8


def build_small(home: Home, value: str = "7.8") -> Path:
    """A build of one figure, where a refresh makes its build."""
    home.create()
    build = home.build_database
    build.unlink(missing_ok=True)
    with duckdb.connect(str(build)) as connection:
        for statement in TABLES.replace("$value", f"'{value}'").split(";")[:-1]:
            connection.execute(statement)
    return build


def publish_small(home: Home, value: str = "7.8", moment: dt.datetime = MORNING, inputs: str = INPUTS) -> str:
    """Publish a release of one figure at a moment of the clock; returns its id."""
    build_small(home, value)
    return publish(home, [VERDICT], inputs, Changes(), moment)


def stand_in(home: Home, release_id: str) -> None:
    """A release that says who it is and holds nothing else."""
    file = release_file(home, release_id)
    file.parent.mkdir()
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE SCHEMA release")
        connection.execute(f"CREATE TABLE release.release AS SELECT '{release_id}' AS release_id")


def as_of_before(home: Home, release_id: str) -> Path:
    """Lay a release out as releases once were: a file of its own name among the others, and no folder."""
    stored = release_file(home, release_id)
    earlier = home.releases / f"warehouse-{release_id}.duckdb"
    was_served = home.link.is_symlink() and home.link.resolve() == stored
    stored.rename(earlier)
    shutil.rmtree(stored.parent)
    if was_served:
        home.link.unlink()
        home.link.symlink_to(os.path.relpath(earlier, home.link.parent))
    return earlier


def _content(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        content = change(path.read_bytes())
        path.chmod(0o644)
        path.write_bytes(content)
        path.chmod(0o444)

    return spoil


def _newer(content: bytes) -> bytes:
    """The file as a DuckDB that is not there yet writes it: with a storage version that this one does not know."""
    head = bytearray(content[8:4096])
    head[4:12] = (9999).to_bytes(8, "little")
    checksum = 5381
    for (word,) in struct.iter_unpack("<Q", head):
        checksum ^= word * 0xBF58476D1CE4E5B9 % 2**64
    return checksum.to_bytes(8, "little") + bytes(head) + content[4096:]


def _becomes_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


SPOILED: dict[str, tuple[Callable[[Path], None], str]] = {
    "cut off": (_content(lambda content: content[: len(content) // 2]), "its file is cut off"),
    "empty": (_content(lambda _: b""), "its file is empty"),
    "not a database": (
        _content(lambda _: b"PK\x03\x04 this is something else " * 999),
        "its file is no DuckDB database",
    ),
    "of zeros": (_content(lambda content: b"\0" * len(content)), "its file is no DuckDB database"),
    "of a newer DuckDB": (_content(_newer), f"another DuckDB than the {duckdb.__version__} here wrote it"),
    "gone": (Path.unlink, "its file is not there"),
    "gone with its folder": (lambda path: shutil.rmtree(path.parent), "its file is not there"),
    "a folder": (_becomes_a_folder, "where its file should be is a folder"),
    "not a release": (lambda path: _another_database(path), "it is not as this version of the project makes it"),
}
"""How a release becomes unreadable, and what is said of it."""


def _another_database(path: Path) -> None:
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1 AS one")
