"""Sources that cannot be read as they are: every offender at once, each with its place, and nothing published."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REPORT = "bto-sociaal-2021"


@pytest.fixture(scope="module")
def offences() -> dict[str, tuple[str, int | None, int | None, str]]:
    """What is done to the sources, and where and in what words it must be reported."""
    return {
        "unknown label": (f"{REPORT}/cases_started.csv", 3, 1, 'no alias knows the area "Binenstad"'),
        "text for a number": (f"{REPORT}/cases_started.csv", 4, 2, '"dertien" is not a number'),
        "decimal in a count": (f"{REPORT}/cases_closed.csv", 21, 14, '"5,462" has decimals'),
        "point that groups nothing": (
            f"{REPORT}/unique_clients_by_quarter.csv",
            20,
            2,
            '"7.96" is not a number',
        ),
        "extra column": (f"{REPORT}/data_leaks.csv", 1, None, "column"),
        "missing row": (f"{REPORT}/wait_by_team.csv", None, None, "Zuilen"),
        "missing file": (f"{REPORT}/leavers.csv", None, None, "the file is missing"),
        "not UTF-8": (f"{REPORT}/complaints_by_kind.csv", 1, None, "UTF-8"),
        "empty file": (f"{REPORT}/sroi.csv", None, None, "empty"),
        "unknown metric": (
            "lokalis-2018-h1/report.yml",
            None,
            None,
            'nobody defined the metric "referals"',
        ),
        "unexplained dash": (f"{REPORT}/unique_clients_by_month.csv", 3, 2, '"-" stands here'),
        "typo in a key": ("typo-2020/report.yml", 4, None, "publishd"),
        "path that leaves": ("path-2020/report.yml", None, None, ".."),
        "not an xlsx": ("xlsx-2020/cases.xlsx", None, None, "xlsx"),
        "table twice": ("twice-2020/report.yml", None, None, "cases"),
        "same id": ("copy-2020/report.yml", None, None, "path-2020"),
    }


TABLE = """\
  - id: cases
    title: Casussen
    file: {file}
    metric: cases_started
    columns_are: period
    columns: [{{labels: area}}, 2020]
"""


def _small_report(place: Any, report_id: str, file: str, extra: str = "", tables: int = 1) -> None:
    folder = place.sources / report_id
    folder.mkdir()
    (folder / "report.yml").write_text(
        f"id: {report_id}\ntitle: Verslag\norganisation: bto-sociaal\n{extra}period: 2020\ntables:\n"
        + TABLE.format(file=file) * tables,
        encoding="utf-8",
    )
    (folder / "cases.csv").write_text("West,1\n", encoding="utf-8")


def _spoil(place: Any) -> None:
    place.edit(f"{REPORT}/cases_started.csv", "Binnenstad,18", "Binenstad,18")
    place.edit(f"{REPORT}/report.yml", "    title: Aantal gestarte casussen per buurtteam per maand\n", _MARK)
    path = place.sources / REPORT / "report.yml"
    head, tail = path.read_text(encoding="utf-8").split(_MARK)
    title = "    title: Aantal gestarte casussen per buurtteam per maand\n"
    path.write_text(head + title + tail.replace("- Binnenstad\n", "- Binenstad\n", 1), encoding="utf-8")
    place.edit(f"{REPORT}/cases_started.csv", "De Meern,13,", "De Meern,dertien,")
    closed = place.sources / REPORT / "cases_closed.csv"
    closed.write_text(closed.read_text(encoding="utf-8").replace("5.462", '"5,462"'), encoding="utf-8")
    place.edit(f"{REPORT}/unique_clients_by_quarter.csv", "7.966", "7.96")
    leaks = place.sources / REPORT / "data_leaks.csv"
    leaks.write_text(
        "\n".join(line + ",0" for line in leaks.read_text(encoding="utf-8").splitlines()) + "\n",
        encoding="utf-8",
    )
    wait = place.sources / REPORT / "wait_by_team.csv"
    lines = wait.read_text(encoding="utf-8").splitlines(keepends=True)
    wait.write_text("".join(line for line in lines if not line.startswith("Zuilen")), encoding="utf-8")
    (place.sources / REPORT / "leavers.csv").unlink()
    kinds = place.sources / REPORT / "complaints_by_kind.csv"
    kinds.write_bytes("Uitvoering van dienstverlening é,10\n".encode("latin-1"))
    (place.sources / REPORT / "sroi.csv").write_bytes(b"")
    place.edit("lokalis-2018-h1/report.yml", "metric: referrals", "metric: referals")
    place.edit(f"{REPORT}/unique_clients_by_month.csv", "Binnenstad,229,", "Binnenstad,-,")
    _small_report(place, "typo-2020", "cases.csv", extra="publishd: 2021-01-01\n")
    _small_report(place, "path-2020", "../path-2020/cases.csv")
    _small_report(place, "xlsx-2020", "cases.xlsx")
    (place.sources / "xlsx-2020" / "cases.xlsx").write_bytes(b"no workbook")
    _small_report(place, "twice-2020", "cases.csv", tables=2)
    _small_report(place, "path-2021", "cases.csv")
    shutil.copytree(place.sources / "path-2021", place.sources / "copy-2020")
    same = place.sources / "copy-2020" / "report.yml"
    same.write_text(same.read_text(encoding="utf-8").replace("path-2021", "path-2020"), encoding="utf-8")


_MARK = "    # mark\n"


def test_all_offenders_are_told_at_once_with_their_places(
    copy_of_released: Any, offences: dict[str, tuple[str, int | None, int | None, str]]
) -> None:
    before = copy_of_released.link.resolve()
    _spoil(copy_of_released)
    code, record = copy_of_released.run_json("refresh")
    assert code == 2
    assert record["outcome"] == "bad_input"
    assert copy_of_released.link.resolve() == before
    problems = record["problems"]
    missed = {
        name: expected
        for name, expected in offences.items()
        if not any(_tells(problem, *expected) for problem in problems)
    }
    assert not missed, f"not reported: {missed}\nreported: {[(p['place'], p['message']) for p in problems]}"
    assert all(problem["next_step"] for problem in problems)


def _tells(problem: dict[str, Any], file: str, row: int | None, column: int | None, words: str) -> bool:
    return (
        problem["file"] == file
        and (row is None or problem["row"] == row)
        and (column is None or problem["column"] == column)
        and words in problem["message"]
    )


def test_a_person_reads_place_problem_and_next_step(copy_of_released: Any) -> None:
    copy_of_released.edit(f"{REPORT}/cases_started.csv", "De Meern,13,", "De Meern,1.36,")
    result = copy_of_released.run("refresh")
    assert result.returncode == 2
    for words in (
        f"{REPORT}/cases_started.csv",
        "row 4, column 2",
        '"1.36" is not a number',
        "Still served: release",
    ):
        assert words in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_no_reports_at_all(empty_place: Any) -> None:
    result = empty_place.run("refresh")
    assert result.returncode == 2
    assert "report.yml" in result.stdout
    assert "Nothing has been published yet" in result.stdout
    assert not empty_place.link.exists()


def test_wrong_usage(empty_place: Any) -> None:
    assert empty_place.run("refrehs").returncode == 2
    assert empty_place.run("refresh", "--sorces").returncode == 2


def test_check_of_a_release_that_is_not_there(empty_place: Any) -> None:
    result = empty_place.run("check", "--served")
    assert result.returncode == 2
    assert "warehouse refresh" in result.stderr


def test_an_empty_folder_name_is_not_here(empty_place: Any) -> None:
    warehouse = str(Path(sys.executable).with_name("warehouse"))
    result = subprocess.run(
        [warehouse, "refresh", "--home", ""], cwd=empty_place.path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert [path.name for path in empty_place.path.iterdir()] == ["sources"]
    assert "is empty" in result.stderr
