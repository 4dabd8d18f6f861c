"""Years that are days: numbers of a moment, by a title, a heading or a label."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.draft.moments import day_of, moment_of
from tests.draft.conftest import Draft
from tests.draft.test_meaning import table

STOCK = """# Verslag 2023

Lokalis

## {title}

{head}\t2021\t2022\t2023
West\t11,5\t9,2\t8,1
Oost\t21,0\t20,4\t22,3
"""


def periods(one: dict[str, Any]) -> list[str]:
    """What the columns say of their periods."""
    return [column if isinstance(column, str) else column["period"] for column in one["columns"][1:]]


def test_years_below_a_title_that_names_a_day_are_days(draft: Draft) -> None:
    one = table(STOCK.format(title="Formatie (fte) op 31 december", head="Wijk"), draft, "lokalis-2023")

    assert periods(one) == ["2021-12-31", "2022-12-31", "2023-12-31"]


@pytest.mark.parametrize("title", ["Formatie ultimo", "Formatie eind van het jaar", "Stand per jaareinde: formatie"])
def test_years_below_a_title_that_says_the_end_are_asked(draft: Draft, title: str) -> None:
    one = table(STOCK.format(title=title, head="Wijk"), draft, "lokalis-2023")

    assert periods(one) == [f"FILL IN: {year}-12-31 | {year}" for year in (2021, 2022, 2023)]


def test_what_stands_above_the_labels_is_asked(draft: Draft) -> None:
    one = table(STOCK.format(title="Formatie", head="Stand per 1 januari"), draft, "lokalis-2023")

    assert periods(one)[0] == "FILL IN: 2021-01-01 | 2021"


def test_years_that_stay_years(draft: Draft) -> None:
    title = "Formatie van 1 januari tot en met 31 december"

    assert periods(table(STOCK.format(title=title, head="Wijk"), draft, "lokalis-2023")) == ["2021", "2022", "2023"]


def test_rows_of_years_are_days_too(draft: Draft) -> None:
    text = "# Verslag 2023\n\nLokalis\n\n## Formatie op 31 december\n\nJaar\tFte\n2022\t11,5\n2023\t21,0\n"
    one = table(text, draft, "lokalis-2023")

    assert [row["period"] for row in one["rows"]] == ["2022-12-31", "2023-12-31"]


def test_a_row_of_a_moment_below_years_says_so_in_its_cells(draft: Draft) -> None:
    text = STOCK.format(title="Personeel", head="Onderwerp").replace("West", "Formatie per 31 december")
    one = table(text, draft, "lokalis-2023")

    assert periods(one) == ["2021", "2022", "2023"]
    assert [cell["period"] for cell in one["rows"][0]["cells"].values()] == ["2021-12-31", "2022-12-31", "2023-12-31"]
    assert "cells" not in one["rows"][1]


def test_a_table_of_one_moment_is_no_table_of_a_year(draft: Draft) -> None:
    text = "# Verslag 2023\n\nLokalis\n\n## Formatie {}\n\nWijk\tFte\nWest\t11,5\nOost\t21,0\n"

    assert table(text.format("op 31 december"), draft, "lokalis-a-2023")["period"] == "2023-12-31"
    assert table(text.format("ultimo 2023"), draft, "lokalis-b-2023")["period"] == "FILL IN: 2023-12-31 | 2023"


def test_headings_that_are_days(draft: Draft) -> None:
    text = STOCK.format(title="Formatie", head="Wijk").replace(
        "\t2021\t2022\t2023", "\tultimo 2021\t31-12-2022\teind 2023"
    )
    one = table(text, draft, "lokalis-2023")

    assert periods(one) == ["FILL IN: 2021-12-31 | 2021", "2022-12-31", "FILL IN: 2023-12-31 | 2023"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Medewerkers per 31 december", "-12-31"), ("Wachtlijst (stand op 1 juli)", "-07-01"),
        ("Peildatum 31-12", "-12-31"),
        ("Wachtenden eind december", "-12-31"), ("Staff as of 31 dec", "-12-31"), ("Klachten per wijk", None),
        ("Klachten tot en met 31 december 2023", None), ("Klachten tussen 1 mei en 1 juni", None),
        ("Eindresultaat", None), ("Jongeren 4-12", None),
        ("Kinderen van 4-12 jaar", None), ("Kinderen op de 12-plus school", None),
    ],
)  # fmt: skip
def test_a_text_says_the_day_of_its_numbers(text: str, part: str | None) -> None:
    found = moment_of(text)

    assert (found.part if found else None) == part


def test_a_heading_that_is_more_than_a_day_is_none() -> None:
    assert day_of("Klachten op 31 december 2023") is None
