"""Why figures are what they are: the file of reasons comes into the raw store row for row, and is an input."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.ingest.reasons import REASON_COLUMNS
from orchestration.ingest.strays import strays
from orchestration.looks import Looks

REPORT = "dorp-2023"
FILE = f"{REPORT}/reasons.csv"
HEADER = ",".join(REASON_COLUMNS)


@pytest.fixture
def explained(good: Any) -> Any:
    """Sources with one good report that gives two reasons."""
    good.edit(f"{REPORT}/report.yml", "key_figures_note", "reasons: reasons.csv\nkey_figures_note")
    write(good, "ziek,fte,,2023,31,Veel zieken.,Many ill.", "mild,client_rating,Noord,2023,,Milde tijden.,")
    return good


def write(sources: Any, *rows: str, header: str = HEADER) -> None:
    (sources.path / FILE).write_text("\n".join([header, *rows, ""]), encoding="utf-8")


def test_a_reason_is_a_row(explained: Any) -> None:
    assert explained.problems() == []
    assert explained.query("SELECT * FROM raw.reason ORDER BY row_number") == [
        (REPORT, "ziek", "fte", "dorp", None, None, "2023", "Many ill.", "Veel zieken.", 31, FILE, 2),
        (REPORT, "mild", "client_rating", "Noord", None, None, "2023", "Milde tijden.", "Milde tijden.", None, FILE, 3),
    ], "the area is the report's own where none is said, and one language stands for both"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (f"{HEADER},breakdown,category", "zelf,cases_started,,2023,,Zelf gevonden.,,referrer,self"),
        (
            f"\ufeff{HEADER};breakdown;category".replace(",", ";"),
            "zelf;cases_started;;2023;;Zelf gevonden.;;referrer;self",
        ),
    ],
    ids=["commas", "as Excel saves it"],
)
def test_a_reason_may_be_about_a_category(explained: Any, header: str, row: str) -> None:
    write(explained, row, header=header)
    assert explained.problems() == []
    assert explained.query("SELECT reason_id, breakdown, category FROM raw.reason") == [("zelf", "referrer", "self")]


def test_a_file_without_reasons_is_no_problem(explained: Any) -> None:
    write(explained)
    assert explained.problems() == []
    assert explained.query("SELECT * FROM raw.reason") == []


def test_without_a_file_there_are_no_reasons(good: Any) -> None:
    assert good.problems() == []
    assert good.query("SELECT * FROM raw.reason") == []


def test_the_file_is_an_input_and_no_stray(explained: Any) -> None:
    assert "reasons.csv" in (Looks(explained.path, None).look(explained.path / REPORT).names or ())
    assert strays(explained.path) == []


def test_a_file_that_nobody_names_is_told_and_not_read(explained: Any) -> None:
    explained.edit(f"{REPORT}/report.yml", "reasons: reasons.csv\n", "")
    assert [(one.file, one.message) for one in strays(explained.path)] == [
        (FILE, "report.yml does not name this table, so it is not read")
    ]
    assert explained.problems() == []
    assert explained.query("SELECT * FROM raw.reason") == []


def test_a_changed_reason_is_read_again(explained: Any) -> None:
    explained.ingest()
    before = explained.query("SELECT checksum FROM raw.report")
    assert explained.ingest()[REPORT][0] == "unchanged"
    write(explained, "ziek,fte,,2023,31,Minder zieken.,Fewer ill.")
    assert explained.ingest()[REPORT][0] == "changed"
    assert explained.query("SELECT reason_nl FROM raw.reason") == [("Minder zieken.",)]
    assert explained.query("SELECT checksum FROM raw.report") != before


def test_everything_wrong_with_a_file_is_told_at_once_and_nothing_of_it_kept(explained: Any) -> None:
    write(explained, ",fte,,2023,31,Veel zieken.,", "ziek,,,,veel,,", "ziek,fte,,2023,31,Weer.,")
    assert [(row, column) for _, row, column, _ in explained.told()] == [
        (2, 1), (3, 2), (3, 4), (3, 5), (3, 6), (4, 1),
    ]  # fmt: skip
    assert explained.query("SELECT * FROM raw.reason") == []
    assert explained.cells("started"), "the tables are read all the same"
