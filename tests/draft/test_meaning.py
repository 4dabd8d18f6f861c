"""What a draft says of a table: known words without a question, and questions with their candidates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.draft.command import Drafted
from tests.draft.conftest import Draft
from tests.draft.printed import ENGLISH, KINDS, OTHER_YEAR, PAIRS, PARTS, STARTED, WORDS, ZEIST


def said(drafted: Drafted) -> dict[str, Any]:
    """The report.yml of a draft as plain data."""
    text = (drafted.written.folder / "report.yml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return data


def table(text: str, draft: Draft, report_id: str) -> dict[str, Any]:
    """The first table of a draft of a text."""
    found: dict[str, Any] = said(draft(text, report_id))["tables"][0]
    return found


def test_known_words_are_said_without_a_question(draft: Draft) -> None:
    drafted = draft(STARTED, "bto-sociaal-2023")
    data = said(drafted)

    assert (data["organisation"], data["period"], data["means"]) == ("bto-sociaal", "2023", {"area": "utrecht"})
    (one,) = data["tables"]
    assert one["metric"] == "cases_started"
    assert one["rows_are"] == "area"
    assert one["columns"][1:] == ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", {"period": "2023", "total": "true"}]
    assert one["rows"][-1] == {"label": "Totaal", "area": "utrecht", "total": "true"}
    assert one["document_lines"] == "7-11"
    assert drafted.questions == []


def test_rows_are_left_out_where_each_label_is_known(draft: Draft) -> None:
    without_total = STARTED.replace("Totaal\t510\t490\t485\t541\t2.026\n", "")

    assert "rows" not in table(without_total, draft, "bto-sociaal-2023")


def test_the_table_is_written_as_printed(draft: Draft) -> None:
    drafted = draft(STARTED, "bto-sociaal-2023")

    (one,) = drafted.report.tables
    written = (drafted.written.folder / one.file).read_text(encoding="utf-8")
    assert written.splitlines()[0] == "Buurtteam,Kw 1,Kw 2,Kw 3,Kw 4,2023"
    assert written.splitlines()[2] == "De Meern,120,118,99,131,468"


def test_teams_that_nobody_knows_are_proposed(draft: Draft) -> None:
    data = said(draft(ZEIST, "zeist-2023"))

    assert data["define"]["organisations"][0]["name"] == "FILL IN: Sociaal team Zeist"
    areas = [one["id"] for one in data["define"]["areas"]]
    assert areas == ["zeist", "zeist-centrum", "zeist-vollenhove", "zeist-wijk-noord"]
    assert {one["kind"] for one in data["define"]["areas"][1:]} == {"district"}
    assert data["tables"][0]["rows_are"].startswith("FILL IN: area | ")
    assert data["tables"][0]["rows"][-1] == {"label": "Totaal", "area": "zeist", "total": "true"}


def test_a_difference_is_told_from_its_numbers(draft: Draft) -> None:
    one = table(KINDS, draft, "zeist-2020")

    assert one["scale"] == "1000"
    assert [column.get("kind") if isinstance(column, dict) else "realised" for column in one["columns"][1:]] == [
        "realised", "original_budget", "budget", "realised", "over_budget",
    ]  # fmt: skip


def test_a_difference_that_the_numbers_do_not_prove_is_asked(draft: Draft) -> None:
    one = table(KINDS.replace("7.746", "7.999"), draft, "zeist-2020")

    assert one["columns"][-1]["kind"].startswith("FILL IN: ")


def test_what_stands_where_a_number_would_is_asked(draft: Draft) -> None:
    data = said(draft(ENGLISH, "springfield-2023"))
    (one,) = data["tables"]

    assert data["means"]["notation"] == "en"
    assert one["dash"] == "FILL IN: zero | none | unknown"
    assert one["marks"]["x"] == "FILL IN: suppressed | unknown | not_applicable"
    assert one["marks"]["¹"]["note"].startswith("FILL IN")


def test_columns_that_add_up_are_categories_of_one_whole(draft: Draft) -> None:
    drafted = draft(PARTS, "lokalis-2022")
    (one,) = said(drafted)["tables"]

    assert one["columns_are"] == "category"
    assert one["columns"] == ["label", "Maandag", "Dinsdag", "Woensdag", {"category": "whole", "total": "true"}]
    assert one["rows"][-1] == {"label": "Totaal", "area": "utrecht", "total": "true"}
    assert "The column “Totaal” is the sum of the others in 4 of 4 rows." in drafted.report.tables[0].facts


def test_a_new_metric_adds_up_as_its_numbers_do(draft: Draft) -> None:
    (new,) = draft(PARTS, "lokalis-2022").report.tables[0].new_metrics

    assert (new.id, new.over_areas) == ("inlopers", "sum")


def test_columns_that_do_not_add_up_are_asked_one_by_one(draft: Draft) -> None:
    one = table(PARTS.replace("\t12\n", "\t13\n").replace("\t9\n", "\t8\n"), draft, "lokalis-2022")

    assert all(column["metric"].startswith("FILL IN") for column in one["columns"][1:])


def test_two_tables_side_by_side_name_their_own_columns(draft: Draft) -> None:
    one = table(PAIRS, draft, "bto-sociaal-2021")

    assert one["columns"] == [
        {"labels": "area", "for": ["2"]}, "value", {"labels": "area", "for": ["4"]}, "value",
    ]  # fmt: skip
    assert one["rows"][-1]["cells"]["4"] == {"area": "utrecht", "total": "true"}


@pytest.mark.parametrize(("number", "years"), [(0, "2022 | 2023"), (1, "2023 | 2024 | 2022")])
def test_a_title_that_promises_another_year_is_asked_about(draft: Draft, number: int, years: str) -> None:
    tables = said(draft(OTHER_YEAR, "bto-sociaal-2023"))["tables"]

    assert tables[number]["period"] == f"FILL IN: {years}"


def test_a_table_without_numbers_is_told_and_left_out(draft: Draft) -> None:
    drafted = draft(WORDS, "lokalis-2022")

    assert drafted.report.tables == []
    assert drafted.report.skipped == ["The table “Contactpersonen” on lines 7-9 holds no numbers, and is left out."]


def test_a_document_of_another_organisation_is_asked_about(draft: Draft) -> None:
    text = STARTED + "\nBuurtteamorganisatie Sociaal Utrecht en Buurtteamorganisatie Sociaal Utrecht.\n"

    data = said(draft(text, "lokalis-2023"))
    assert data["organisation"] == "FILL IN: lokalis | bto-sociaal"


def test_a_document_of_another_year_is_asked_about(draft: Draft) -> None:
    assert said(draft(STARTED, "bto-sociaal-2019"))["period"] == "FILL IN: 2019 | 2023"


def test_most_numbers_come_first(draft: Draft) -> None:
    numbers = [one.numbers for one in draft(ENGLISH, "springfield-2023").questions]

    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 0


def test_months_over_the_end_of_a_year_have_two_years(draft: Draft) -> None:
    text = """# Verslag 2022/2023

Lokalis

## Aanmeldingen

Wijk\tnov\tdec\tjan\tfeb
West\t11\t12\t13\t14
Oost\t21\t22\t23\t24
"""
    asked = table(text, draft, "lokalis-2023")
    said_ = table(text.replace("## Aanmeldingen", "## Aanmeldingen in schooljaar 2022/2023"), draft, "lokalis-s-2023")

    assert [column["period"] for column in asked["columns"][1:3]] == [
        "FILL IN: 2022-11 | 2023-11",
        "FILL IN: 2022-12 | 2023-12",
    ]
    assert said_["columns"][1:] == ["2022-11", "2022-12", "2023-01", "2023-02"]


def test_inexact_numbers_are_numbers_and_other_words_are_asked_about(draft: Draft) -> None:
    text = STARTED.replace("\t310\t", "\tcirca 310\t").replace("\t118\t", "\t1l8\t").replace("\t77\t", "\tgeen\t")
    rows = table(text, draft, "bto-sociaal-2023")["rows"]

    assert rows[0] == "Binnenstad"
    assert rows[1]["cells"]["3"]["no_number"].startswith("FILL IN")
    assert rows[2]["cells"]["3"]["no_number"] == "The table prints “geen” where a number would stand."


ONE_COLUMN = """# Verslag 2023

Lokalis

## Klachten

Wijk\tAantal
West\t11
Oost\t21
"""


def test_a_heading_that_says_more_than_the_title_is_asked_about(draft: Draft) -> None:
    assert table(ONE_COLUMN, draft, "lokalis-a-2023")["metric"] == "complaints"

    more = ONE_COLUMN.replace("Aantal", "Afgehandeld")
    assert table(more, draft, "lokalis-b-2023")["metric"].startswith("FILL IN: complaints | ")


def test_a_title_that_names_a_part_of_the_year_or_a_team_is_asked_about(draft: Draft) -> None:
    part = ONE_COLUMN.replace("## Klachten", "## Klachten in het eerste kwartaal")
    one_team = ONE_COLUMN.replace("## Klachten", "## Klachten Binnenstad").replace(
        "Wijk\tAantal\nWest\t11\nOost\t21", "Bejegening\t5\nOverig\t6"
    )

    assert table(part, draft, "lokalis-a-2023")["period"] == "FILL IN: 2023-Q1 | 2023"
    assert table(one_team, draft, "lokalis-b-2023")["area"] == "FILL IN: binnenstad | utrecht"


def test_two_columns_that_name_the_same_are_asked_about(draft: Draft) -> None:
    text = ONE_COLUMN.replace("Wijk\tAantal\nWest\t11\nOost\t21", "Wijk\tNaar\tAantal\nWest\tOost\t11\nOost\tWest\t21")
    columns = table(text, draft, "lokalis-2023")["columns"]

    assert columns == [{"labels": "area"}, {"labels": "FILL IN: text | area"}, "value"]


def test_a_metric_that_the_warehouse_alone_computes_is_no_candidate(draft: Draft) -> None:
    text = """# Verslag 2023

Lokalis

Eind 2023 werkten er 61 mensen.

## Medewerkers aan het eind

Wijk\tAantal
West\t31
Oost\t30
"""
    drafted = draft(text, "lokalis-2023")
    (one,) = said(drafted)["tables"]
    (figure,) = drafted.report.key_figures

    assert one["metric"].startswith("FILL IN: headcount |")
    assert figure["metric"].startswith("FILL IN: ")
    assert "headcount" in figure["metric"].removeprefix("FILL IN: ").split(" | ")
    assert "_at_end" not in one["metric"] + figure["metric"]


def test_a_computed_metric_that_another_report_prints_is_a_candidate(draft: Draft, sources: Path) -> None:
    other = sources / "lokalis-2020"
    other.mkdir()
    (other / "report.yml").write_text(
        "id: lokalis-2020\norganisation: lokalis\nperiod: '2020'\ntables:\n- id: staff\n  rows:\n"
        "  - {label: Medewerkers, cells: {'2': {metric: headcount_at_end}}}\n",
        encoding="utf-8",
    )
    text = ONE_COLUMN.replace("## Klachten", "## Medewerkers aan het eind")

    assert table(text, draft, "lokalis-2023")["metric"] == "headcount_at_end"
