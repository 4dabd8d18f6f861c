"""How a suspect is shown: in its table, on the page, and where its number comes from."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.localise.suspects import write_suspects
from orchestration.explain.suspects import implied
from orchestration.record import SuspectCell
from orchestration.release.publish import write_length
from tests.explain.conftest import Asker

IDENTITY = "sum_over_time:bto-sociaal:cases_started:de-meern:-:2021/month"


@pytest.fixture(scope="module")
def suspicious(released: Any, tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """A release that was published with an open finding, as one with a rule that only warns is."""
    home = tmp_path_factory.mktemp("suspicious")
    release = home / "releases" / "warehouse-1.duckdb"
    release.parent.mkdir()
    shutil.copyfile(released.link.resolve(), release)
    with duckdb.connect(str(release)) as connection:
        connection.execute(
            "UPDATE core.figure SET value = 17, value_printed = '17' "
            "WHERE figure_id = 'bto-sociaal-2021/cases_started/r4c4'"
        )
        connection.execute(
            "UPDATE raw.cell SET text = '17' WHERE report_id = 'bto-sociaal-2021' AND table_id = 'cases_started' "
            "AND row_number = 4 AND column_number = 4"
        )
        connection.execute(
            "UPDATE quality.checked_figure SET value = 17 WHERE figure_id = 'bto-sociaal-2021/cases_started/r4c4'"
        )
        connection.execute(
            "INSERT INTO quality.finding BY NAME SELECT identity_id, organisation_id, rule_id, 'warning' AS severity, "
            "'open' AS status FROM quality.judged_identity WHERE identity_id = ?",
            [IDENTITY],
        )
        connection.execute(
            "INSERT INTO quality.finding_cell BY NAME SELECT t.identity_id, 'open' AS status, f.figure_id, "
            "f.report_id, f.table_id, f.row_number, f.column_number "
            "FROM quality.identity_term AS t INNER JOIN core.figure AS f USING (figure_id) WHERE identity_id = ?",
            [IDENTITY],
        )
    assert write_suspects(release) == (1, 1)
    write_length(release)
    (home / "warehouse.duckdb").symlink_to(release)
    return Asker(home, released.sources)


SAID = "printed “17”, should read 12 (one digit); this alone repairs its findings"


def test_a_table_marks_the_suspect(suspicious: Asker) -> None:
    text = suspicious.text("show", "bto-sociaal-2021/cases_started")
    assert "17?" in text
    assert f"r4c4: {SAID}" in " ".join(text.split())


def test_the_page_marks_the_suspect(suspicious: Asker, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    suspicious.text("show", "bto-sociaal-2021/cases_started", "--html", str(file))
    page = file.read_text(encoding="utf-8")
    assert 'id="r4c4" class="figure open suspect"' in page
    assert page.count(SAID) == 2


def test_the_suspect_is_data(suspicious: Asker) -> None:
    table = suspicious.data("show", "bto-sociaal-2021/cases_started")
    suspected = {c["figure_id"]: c["suspected"] for row in table["rows"] for c in row["cells"] if c["suspected"]}
    assert suspected == {"bto-sociaal-2021/cases_started/r4c4": SAID}


def test_explain_says_that_a_figure_is_suspected(suspicious: Asker) -> None:
    assert SAID in " ".join(suspicious.text("explain", "bto-sociaal-2021/cases_started/r4c4").split())


def test_a_table_without_suspects_marks_none(ask: Asker) -> None:
    text = ask.text("show", "bto-sociaal-2021/cases_started")
    assert "suspect" not in text
    assert "?" not in text


@pytest.mark.parametrize(
    ("changes", "english", "dutch"),
    [
        ({}, "1,361.5", "1,361.5"),
        # A record of before readings were kept as printed.
        ({"implied_text": None}, "1.361,5", "1.361,5"),
        (
            {"implied_text": None, "implied_value": None, "implied_low_text": "(1,000)", "implied_high_text": "2.5"},
            "from (1,000) to 2.5",
            "van (1,000) tot 2.5",
        ),
        ({"implied_text": None, "implied_value": None, "implied_high_text": "2.5"}, "2.5 or less", "hooguit 2.5"),
    ],
)
def test_a_reading_is_told_as_its_table_prints_it(changes: dict[str, Any], english: str, dutch: str) -> None:
    suspect = SuspectCell(
        1, 1, 1, False, "r/t/r2c2", "k", "r", "t", "r/t.csv", 2, 2, None, "1,316.5", Decimal("1361.5"), None, None,
        "digits swapped", "digits swapped", "1,361.5",
    )  # fmt: skip
    assert implied(replace(suspect, **changes)) == english
    assert implied(replace(suspect, **changes), "nl") == dutch
