"""Signs behind headings and numbers, and what the lines below a table say of them."""

from __future__ import annotations

import pytest

from orchestration.draft.legend import legend_of, reading_of, withheld
from orchestration.draft.periods import read_period, sign_behind
from orchestration.ingest.marks import Mark, mark_rows, without_signs
from tests.draft.conftest import Draft
from tests.draft.test_meaning import table

MARKED = """# Verslag 2023

Lokalis

## Klachten per wijk

Wijk\t2022\t2023{sign}
West\t11\t9
Oost\t21\tx
Noord\t.\t-

{below}
"""
SIGNS = ["*", "**", " 1)", "¹", "²⁾", " (1)", "(1)", " *", "*)"]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_behind_the_year_of_a_heading_is_asked_and_no_data(draft: Draft, sign: str) -> None:
    one = table(MARKED.format(sign=sign, below="Bron: registratie."), draft, "lokalis-2023")

    assert one["columns"][1:] == ["2022", "2023"]
    assert "rows" not in one
    asked = one["marks"][sign.strip()]
    assert asked == {"provisional": "FILL IN: true"} if "*" in sign else asked["note"].startswith("FILL IN")


def test_a_heading_row_with_a_mark_is_found_above_labels_that_nobody_knows(draft: Draft) -> None:
    text = MARKED.format(sign="*", below="").replace("Wijk", "Aanmelder").replace("West", "Huisarts")
    (one,) = draft(text.replace("Oost", "Bakker").replace("Noord", "Buurvrouw"), "lokalis-2023").report.tables

    assert one.header == 1
    assert [column.said.get("period") for column in one.columns[1:]] == ["2022", "2023"]


def test_the_lines_below_a_table_say_what_its_marks_mean(draft: Draft) -> None:
    below = "* voorlopige cijfers\nx = niet vermeld in verband met\nprivacy; . = niet van toepassing\n- = nul"
    one = table(MARKED.format(sign="*", below=below), draft, "lokalis-2023")

    assert one["marks"]["*"] == {"provisional": "FILL IN: true"}
    assert one["marks"]["x"] == "FILL IN: suppressed | unknown | not_applicable"
    assert one["marks"]["."] == "FILL IN: not_applicable | unknown | suppressed"
    assert one["dash"] == "FILL IN: zero | none | unknown"


def test_a_remark_below_a_table_is_the_note_of_its_sign(draft: Draft) -> None:
    below = "1 Klachten worden geteld bij binnenkomst."
    one = table(MARKED.format(sign="¹", below=below), draft, "lokalis-2023")

    assert one["marks"]["¹"] == {"note": "FILL IN: Klachten worden geteld bij binnenkomst."}


def test_signs_that_look_alike_share_a_line() -> None:
    assert legend_of(["1) Zonder Oost"], ["¹", "1)"]) == {"¹": "Zonder Oost", "1)": "Zonder Oost"}


def test_a_heading_is_read_without_a_sign_that_is_a_digit_apart() -> None:
    rows = mark_rows({"1)": Mark(note="Zonder Oost")})

    assert without_signs("2023 1)", rows) == ("2023", False, ["Zonder Oost"])
    assert without_signs("1231)", rows) == ("1231)", False, [])


@pytest.mark.parametrize(
    ("line", "mark", "said"),
    [
        ("x: te klein om te tonen", "x", "te klein om te tonen"),
        ("Een x betekent minder dan 5 bezoekers", "x", "minder dan 5 bezoekers"),
        ("*) onder voorbehoud", "*", "onder voorbehoud"),
        ("** Zonder Oost", "**", "Zonder Oost"),
        ("1) Zonder Oost", "1)", "Zonder Oost"),
        ("(2) Zonder Oost", "²", "Zonder Oost"),
        ("- = onbekend", "-", "onbekend"),
        ("- Een punt van een lijst", "-", None),
        ("** Zonder Oost", "*", None),
        ("12 bezoekers kwamen uit Oost", "¹", None),
        ("Boeken en strips x mappen", "x", None),
    ],
)
def test_a_line_says_what_a_mark_means(line: str, mark: str, said: str | None) -> None:
    assert legend_of([line], [mark]).get(mark) == said


@pytest.mark.parametrize(
    ("said", "reading"),
    [
        ("voorlopig", "provisional"), ("niet vermeld in verband met privacy", "suppressed"), ("te klein", "suppressed"),
        ("onbekend", "unknown"), ("n.v.t.", "not_applicable"), ("niet afgesproken", "not_applicable"),
        ("nul", "zero"), ("nog niet bekend", "not_yet"), ("Zonder Oost", "note"),
    ],
)  # fmt: skip
def test_the_words_of_a_legend_are_readings(said: str, reading: str) -> None:
    assert reading_of(said) == reading


def test_a_bound_in_a_legend_is_a_bound() -> None:
    assert withheld("minder dan 5 bezoekers") == "{suppressed: [0, 4]}"


@pytest.mark.parametrize(
    ("text", "rest", "sign"),
    [("Kw 4*", "Kw 4", "*"), ("kwartaal 1)", "kwartaal 1)", ""), ("2023 2", "2023 2", ""), ("Oost*", "Oost*", "")],
)
def test_a_sign_is_split_from_a_period_alone(text: str, rest: str, sign: str) -> None:
    assert sign_behind(text) == (rest, sign)
    assert read_period("2022²⁾") == read_period("2022")
