"""Two warehouses are laid beside each other row by row, and what is good for one file alone makes no difference."""

from pathlib import Path

import duckdb

from orchestration.release.same_rows import different_rows

TABLES = """
    CREATE SCHEMA core; CREATE SCHEMA quality; CREATE SCHEMA release; CREATE SCHEMA staging; CREATE SCHEMA raw;
    CREATE TABLE release.release AS SELECT '{release}' AS release_id;
    CREATE TABLE staging.text AS SELECT '{release}' AS text;
    CREATE TABLE raw.known_finding AS SELECT '{release}' AS identity_id;
    CREATE TABLE core.area (area_id VARCHAR, name VARCHAR);
    INSERT INTO core.area VALUES ('a', 'A'), ('b', NULL), ('b', NULL);
    CREATE TABLE quality.checked_figure (figure_number INT, figure_id VARCHAR, table_number INT, report_id VARCHAR,
        table_id VARCHAR, series_number INT);
    INSERT INTO quality.checked_figure VALUES (1 + {by}, 'r/1', 7 + {by}, 'r', 't', 3 + {by}),
        (2 + {by}, 'r/2', 7 + {by}, 'r', 't', 3 + {by});
    CREATE TABLE quality.series (series_number INT, organisation_id VARCHAR, metric_id VARCHAR, area_id VARCHAR,
        breakdown_id VARCHAR, category_id VARCHAR, kind VARCHAR);
    INSERT INTO quality.series VALUES (3 + {by}, 'o', 'm', 'a', 'b', 'c', 'k');
    CREATE TABLE quality.part (whole_number INT, figure_number INT);
    INSERT INTO quality.part VALUES (1 + {by}, 2 + {by}), (1 + {by}, NULL);
    CREATE TABLE quality.finding (identity_id VARCHAR, first_seen_release VARCHAR, first_seen_at TIMESTAMP,
        remark VARCHAR);
    INSERT INTO quality.finding VALUES ('f', 'long-ago', '2020-01-01', 'the waiver expects 3'),
        ('g', {first}, NULL, CASE WHEN {first} IS NULL THEN 'new' END);
    CREATE TABLE quality.suspect_block (block_id INT, identity_ids VARCHAR[], outcome VARCHAR);
    INSERT INTO quality.suspect_block VALUES (1 + {by}, ['f'], 'one_cell'), (2 + {by}, ['g'], 'one_cell');
    CREATE TABLE quality.suspect (block_id INT, figure_id VARCHAR);
    INSERT INTO quality.suspect VALUES (1 + {by}, 'r/1'), (2 + {by}, 'r/2');
    CREATE TABLE quality.validation_result AS SELECT 'sums' AS rule_id, true AS success, '{release}' AS result;
"""


def _warehouse(path: Path, release: str, by: int = 0, first: str = "NULL", then: str = "") -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES.format(release=release, by=by, first=first) + then)
    return path


def test_numbers_and_names_of_one_file_are_no_difference(tmp_path: Path) -> None:
    one = _warehouse(tmp_path / "one.duckdb", "one")
    other = _warehouse(tmp_path / "other.duckdb", "other", by=40, first="'one'", then="DROP SCHEMA staging CASCADE;")
    assert different_rows(one, other) == {}


def test_rows_that_only_one_has_are_counted_on_their_side(tmp_path: Path) -> None:
    one = _warehouse(tmp_path / "one.duckdb", "one", then="INSERT INTO core.area VALUES ('b', NULL), ('c', 'C')")
    other = _warehouse(tmp_path / "other.duckdb", "other", then="UPDATE core.area SET name = 'B' WHERE area_id = 'a'")
    assert different_rows(one, other) == {"core.area": (3, 1)}
    assert different_rows(other, one) == {"core.area": (1, 3)}


def test_a_number_that_stands_for_something_else_is_a_difference(tmp_path: Path) -> None:
    one = _warehouse(tmp_path / "one.duckdb", "one")
    moved = _warehouse(
        tmp_path / "moved.duckdb",
        "other",
        by=40,
        then="UPDATE quality.part SET whole_number = 42 WHERE figure_number = 42; "
        "UPDATE quality.suspect SET block_id = 41; UPDATE quality.series SET area_id = 'b'",
    )
    assert different_rows(one, moved) == {
        "quality.checked_figure": (2, 2),
        "quality.part": (1, 1),
        "quality.series": (1, 1),
        "quality.suspect": (1, 1),
    }
    lost = _warehouse(tmp_path / "lost.duckdb", "other", then="UPDATE quality.part SET figure_number = 99")
    assert different_rows(one, lost) == {"quality.part": (2, 2)}


def test_a_table_or_column_that_one_lacks_is_different_with_all_its_rows(tmp_path: Path) -> None:
    one = _warehouse(tmp_path / "one.duckdb", "one")
    other = _warehouse(
        tmp_path / "other.duckdb",
        "other",
        then="ALTER TABLE core.area ADD COLUMN kind VARCHAR; DROP TABLE quality.part; "
        "CREATE TABLE core.more AS SELECT 1 AS x; CREATE TABLE main.catalogue AS SELECT 'core' AS schema_name",
    )
    assert different_rows(one, other) == {"core.area": (3, 3), "core.more": (0, 1), "quality.part": (2, 0)}


def test_a_block_for_which_there_was_no_time_is_left_out(tmp_path: Path) -> None:
    one = _warehouse(tmp_path / "one.duckdb", "one")
    late = "UPDATE quality.suspect_block SET outcome = 'not_searched' WHERE block_id = 1; "
    busy = _warehouse(tmp_path / "busy.duckdb", "other", then=f"{late} DELETE FROM quality.suspect WHERE block_id = 1;")
    assert different_rows(one, busy) == {}
    wrong = _warehouse(tmp_path / "wrong.duckdb", "other", then=f"{late} DELETE FROM quality.suspect;")
    assert different_rows(one, wrong) == {"quality.suspect": (1, 0)}


def test_a_finding_that_was_seen_earlier_or_later_is_a_difference(tmp_path: Path) -> None:
    one = _warehouse(tmp_path / "one.duckdb", "one")
    other = _warehouse(tmp_path / "other.duckdb", "other", first="'before'")
    assert different_rows(one, other) == {"quality.finding": (1, 1)}


def test_what_is_said_of_a_waived_finding_is_a_difference(tmp_path: Path) -> None:
    one = _warehouse(tmp_path / "one.duckdb", "one")
    other = _warehouse(
        tmp_path / "other.duckdb", "other", then="UPDATE quality.finding SET remark = 'the waiver expects 4'"
    )
    assert different_rows(one, other) == {"quality.finding": (2, 2)}
