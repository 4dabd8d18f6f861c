"""Periods, numbers and labels are recognised as staging reads them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import jinja2
import pytest

from orchestration.draft.numbers import notations_of, value_of
from orchestration.draft.periods import NAMES, Printed, find_period, read_period, years_from_to
from orchestration.draft.shape import kind_of, sign_of
from orchestration.draft.vocabulary import read_vocabulary
from orchestration.draft.words import clean, normal, slug
from orchestration.home import DBT_PROJECT, DEFAULT_SOURCES


def test_periods_have_the_names_that_staging_knows() -> None:
    environment = jinja2.Environment(
        extensions=["jinja2.ext.do"], loader=jinja2.FileSystemLoader(DBT_PROJECT / "macros")
    )
    found: list[list[tuple[str, str]]] = []

    def keep(names: list[tuple[str, str]]) -> str:
        found.append(names)
        return ""

    environment.globals["return"] = keep
    environment.get_template("period_words.sql", globals={"adapter": None}).module.period_names()  # type: ignore[attr-defined]

    known = {name: part for name, part in found[0] if part}
    assert len(known) > 500
    assert {name: part for name, part in known.items() if NAMES.get(name) != part and not name.endswith("e week")} == {}


@pytest.mark.parametrize(
    ("text", "part", "year"),
    [
        ("Kwartaal 1", "-Q1", None), ("1e kwartaal 2021", "-Q1", 2021), ("Q1 2017", "-Q1", 2017),
        ("jan-23", "-01", 2023), ("jan '23", "-01", 2023), ("31 december 2021", "-12-31", 2021), ("2021", "", 2021),
        ("Jaar", "", None),
        ("2e halfjaar van 2019", "-H2", 2019), ("T1", "-T1", None), ("week 5", "-W05", None), ("CY 2007", "", 2007),
    ],
)  # fmt: skip
def test_a_printed_period_is_read(text: str, part: str, year: int | None) -> None:
    assert read_period(text) == Printed(part, year)


@pytest.mark.parametrize("text", ["Oost", "Totaal", "0-17", "", "mei-team", "Halfweg", "12", "W"])
def test_what_is_no_period_is_none(text: str) -> None:
    assert read_period(text) is None


def test_a_total_of_a_period_says_both() -> None:
    assert read_period("Totaal Q1") == Printed("-Q1", None, is_total=True)
    assert read_period("t/m Q2 2023") == Printed("-Q2", 2023, is_cumulative=True)
    assert find_period("Verslag over het eerste half jaar van 2018") == Printed("-H1", 2018)


def test_two_years_with_a_sign_between_them_can_be_read_in_more_ways() -> None:
    assert years_from_to("2022/2023") == ("2022-08/2023-07", "2022-01/2023-12")
    assert years_from_to("1951-1961")[0] == "1951/1961"
    assert years_from_to("2022") == ()


@pytest.mark.parametrize(
    ("text", "notation", "value"),
    [
        ("1.361", "nl", "1361"), ("1.361,5", "nl", "1361.5"), ("1,361.5", "en", "1361.5"), ("€ 12,-", "nl", "12"),
        ("(3)", "nl", "-3"), ("-7%", "nl", "-7"), ("36¹", "nl", "36"), ("–", "nl", "0"), ("3-", "nl", "-3"),
    ],
)  # fmt: skip
def test_a_number_is_read_in_its_notation(text: str, notation: str, value: str) -> None:
    assert value_of(text, notation) == Decimal(value)  # type: ignore[arg-type]


def test_the_notation_is_that_of_the_numbers() -> None:
    assert notations_of(["1.361", "12,5"]) == ["nl"]
    assert notations_of(["1,361", "12.5"]) == ["en"]
    assert notations_of(["1,361", "2,450", "1,100", "980"]) == ["en"]
    assert notations_of(["1,361"]) == ["en", "nl"]
    assert notations_of(["12", "7"]) == ["nl"]


def test_what_stands_in_a_cell() -> None:
    kinds = {text: kind_of(text) for text in ("", "-", "7,83%", "12 (34%)", "<5", "n.b.", "10-15", "Oost", "24.91²")}

    assert list(kinds.values()) == ["blank", "dash", "number", "pair", "mark", "mark", "range", "text", "number"]
    assert sign_of("24.91²") == "²"


def test_labels_are_compared_as_the_dbt_project_does() -> None:
    texts = ["  Ondiep  Pijlsweerd ", "CAFE\u0301", "Één\u00a0team", "\u2009smal", "İ"]
    query = r"SELECT trim(regexp_replace(nfc_normalize(lower($1)), '[\s\p{Z}]+', ' ', 'g'))"

    with duckdb.connect() as connection:
        for text in texts[:-1]:
            assert connection.execute(query, [text]).fetchone() == (normal(text),)


def test_a_text_shows_all_that_it_holds() -> None:
    assert clean("No\u200bord\u202e\x07  Zuid\n") == "Noord Zuid"
    assert slug("Één café / 2e team!") == "een_cafe_2e_team"
    assert slug("../../etc/passwd") == "etc_passwd"


def test_the_words_of_the_drafted_report_are_not_known(tmp_path: Path) -> None:
    folder = tmp_path / "zeist-2023"
    folder.mkdir()
    (folder / "report.yml").write_text(
        "organisation: zeist\ndefine: {areas: [{id: noord, name: Noord, kind: team}]}\n", encoding="utf-8"
    )

    assert read_vocabulary(tmp_path, "zeist").lookup("area", "Noord") == ("noord",)
    assert read_vocabulary(tmp_path, "zeist", leave_out="zeist-2023").lookup("area", "Noord") == ()


def test_a_team_of_another_city_is_not_meant() -> None:
    assert read_vocabulary(DEFAULT_SOURCES, "lokalis").one("area", "Buurtteam Oost") == "oost"
    assert read_vocabulary(DEFAULT_SOURCES, "elsewhere").one("area", "Buurtteam Oost") is None
