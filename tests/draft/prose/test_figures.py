"""Rows of key_figures.csv that are proposed for numbers in running text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.draft.prose.candidates import Figure, NoFigure
from orchestration.draft.prose.words import Words
from orchestration.ingest.axis import KEY_FIGURE_COLUMNS
from orchestration.ingest.key_figure_checks import check_key_figures
from orchestration.ingest.table_file import TableNotes
from orchestration.report_folders import is_slug
from tests.draft.prose.made import WORDS, drafted, figures, none
from tests.sources.coverage import NUMBER


def cell(printed: str, column: str, *lines: str, period: str = "2021") -> str:
    """A cell of the row that is proposed for a number."""
    rows = {row["number"]: row for row in drafted(*lines, period=period).rows()}
    return rows[printed][column]


# ---- what is written, and what is asked


def test_a_number_has_its_line_metric_and_qualifier() -> None:
    row = drafted("Het was een goed jaar.", "De bibliotheek had ruim 1.204 bezoekers.").rows()[0]
    assert row["number"] == "1.204"
    assert row["line"] == "2"
    assert row["qualifier"] == "ruim"
    assert row["metric"].startswith("FILL IN: visitors")
    assert row["period"] == row["area"] == row["value_read"] == row["note"] == ""


def test_a_sentence_is_read_over_its_lines() -> None:
    found = drafted("In Noord telden wij in 2020 samen", "312 uitlenin-", "gen, tegen 298 in 2019.").figures
    assert [(one.printed, one.line) for one in found] == [("312", 2), ("298", 3)]
    assert [one.guess("metric").first for one in found] == ["loans", "loans"]
    assert [one.guess("period").first for one in found] == ["2020", "2019"]
    assert {one.guess("area").first for one in found} == {"noord"}


@pytest.mark.parametrize(
    ("line", "number", "period"),
    [
        ("In 2020 kwamen er 312 bezoekers.", "312", "2020"),
        ("Er kwamen 312 bezoekers in 2020.", "312", "2020"),
        ("In 2021 kwamen er 312 bezoekers.", "312", ""),
        ("Er kwamen 312 bezoekers.", "312", ""),
        ("In kwartaal drie kwamen er 312 bezoekers.", "312", "FILL IN: 2021-Q3 | 2021"),
        ("In het derde kwartaal van 2020 kwamen er 312 bezoekers.", "312", "2020-Q3"),
        ("Net als vorig jaar kwamen er 312 bezoekers.", "312", "FILL IN: 2021 | 2020"),
        ("Het aantal steeg van 312 in 2019 naar 340 in 2020.", "340", "2020"),
        ("In 2023 kwamen er 312 bezoekers.", "312", "FILL IN: 2023 | 2021"),
        ("There were 312 visitors in 2020.", "312", "2020"),
        ("There were 312 visitors, more than last year.", "312", "FILL IN: 2021 | 2020"),
        ("Sinds 2019 kwamen er 312 bezoekers.", "312", "FILL IN: 2019-01/2021-12 | 2019 | 2021"),
    ],
)
def test_the_period_is_written_if_nothing_else_is_possible(line: str, number: str, period: str) -> None:
    said = cell(number, "period", line)
    assert said == period or (period.startswith("FILL IN") and said.startswith(period)), said


def test_a_period_of_the_sentence_before_makes_a_question() -> None:
    said = cell("312", "period", "In 2019 ging de leeszaal dicht. Er kwamen 312 bezoekers.")
    assert said == "FILL IN: 2021 | 2019"


@pytest.mark.parametrize(
    ("line", "qualifier"),
    [
        ("Er kwamen bijna 312 bezoekers.", "bijna"),
        ("Circa 312 bezoekers kwamen.", "Circa"),
        ("Er kwamen minder dan 312 bezoekers.", "minder dan"),
        ("Er kwamen gemiddeld 312 bezoekers.", "gemiddeld"),
        ("Gemiddeld over alle dagen kwamen er 312 bezoekers.", "FILL IN: gemiddeld | (leave empty)"),
        ("Er kwamen 312 bezoekers.", ""),
        ("There were more than 312 visitors.", "more than"),
        ("There were almost 312 visitors.", "nearly"),
        ("Het gaat over 312 bezoekers.", ""),
    ],
)
def test_qualifiers(line: str, qualifier: str) -> None:
    assert cell("312", "qualifier", line) == qualifier


def test_a_category_that_is_named_is_asked_about() -> None:
    assert cell("312", "breakdown", "De jeugd had 312 uitleningen.") == "FILL IN: age | (leave empty)"
    assert cell("312", "category", "De jeugd had 312 uitleningen.") == "FILL IN: youth | whole"


def test_an_area_is_asked_about_where_it_is_named_or_was_just_named() -> None:
    lines = ("De leeszaal in Zuid is open.", "Er kwamen 312 bezoekers.")
    assert cell("312", "area", *lines) == "FILL IN: oudewater | zuid"
    assert cell("312", "area", "In Zuid kwamen 312 bezoekers.") == "FILL IN: zuid | oudewater"
    assert cell("312", "area", "Zuidelijk van zuid kwamen 312 bezoekers.") == ""


def test_a_fall_is_asked_about_with_its_sign() -> None:
    row = drafted("Het aantal bezoekers is in 2021 met 12% gedaald ten opzichte van 2020.").rows()[0]
    assert row["metric"].startswith("FILL IN: visitors_growth")
    assert row["value_read"] == "FILL IN: -12 | (leave empty)"
    assert row["compared_with"] == "FILL IN: 2020"


def test_of_a_fall_from_one_number_to_another_neither_is_the_change() -> None:
    found = figures("Het aantal bezoekers daalde van 312 naar 298.")
    assert {one.guess("metric").first for one in found.values()} == {"visitors"}
    row = drafted("Het aantal bezoekers daalde met 6,1 procent.").rows()[0]
    assert row["value_read"] == "FILL IN: -6,1 | (leave empty)"


def test_what_is_halved_is_a_change_of_fifty_percent() -> None:
    row = drafted("Het aantal bezoekers is gehalveerd.").rows()[0]
    assert (row["number"], row["value_read"]) == ("gehalveerd", "-50")


def test_words_of_number_say_what_they_are_worth() -> None:
    row = drafted("Twaalf bezoekers kwamen met een klacht.").rows()[0]
    assert (row["number"], row["value_read"]) == ("Twaalf", "12")


def test_a_range_has_two_ends_and_its_words() -> None:
    row = drafted("Er kwamen dertig tot tachtig bezoekers.").rows()[0]
    assert (row["number"], row["low"], row["high"], row["value_read"]) == ("dertig tot tachtig", "30", "80", "")
    row = drafted("Er kwamen tussen de 30 en 80 bezoekers.").rows()[0]
    assert (row["number"], row["low"], row["high"]) == ("", "30", "80")


def test_what_may_be_no_figure_is_asked_about() -> None:
    row = drafted("Wij openden één leeszaal.").rows()[0]
    assert row["note"] == "FILL IN: perhaps no figure (article or figure)"
    assert drafted("In een derde leeszaal komt een café.").rows()[0]["value_read"].startswith("FILL IN")


def test_the_end_of_a_number_on_the_next_line_is_no_figure_of_its_own() -> None:
    found = drafted("Er kwamen deze week twintig", "tot dertig bezoekers.")
    assert [(one.line, one.printed, one.guess("high").first) for one in found.figures] == [(1, "twintig", "30")]
    assert found.ignored_rows() == [
        {"lines": "2", "text": "tot dertig", "reason": "end of a number of the line before"}
    ]


def test_a_number_that_goes_on_is_of_the_metric_before() -> None:
    found = figures("In 2021 waren er 312 uitleningen. In 2020 waren dat er 298 en in 2019 was dit 270.")
    assert {one.guess("metric").first for one in found.values()} == {"loans"}


def test_a_mark_is_a_score() -> None:
    found = figures("Lezers waardeerden de leeszaal met een 8.")
    assert found["8"].guess("metric").first == "reading_rating"


def test_a_category_is_asked_about_where_no_metric_is_known() -> None:
    row = drafted("Voor de jeugd 312.", words=replace(WORDS, metrics=())).rows()[0]
    assert (row["metric"], row["category"]) == ("FILL IN", "FILL IN: whole | youth")


def test_without_any_words_everything_is_asked() -> None:
    row = drafted("Er kwamen 312 bezoekers.", words=Words()).rows()[0]
    assert row["metric"] == "FILL IN"


# ---- what is no figure


@pytest.mark.parametrize(
    ("line", "text", "reason"),
    [
        ("Zie pagina 12 voor meer.", "pagina 12", "page number"),
        ("Uitleningen ................ 12", "12", "page number"),
        ("Leeszaal, Dorpsstraat 12, Oudewater", "12", "address"),
        ("3421 AB Oudewater", "3421 AB", "address"),
        ("Bel 0348 123456 voor een boek.", "0348 123456", "telephone number"),
        ("Kamer van Koophandel: KvK 12345678", "12345678", "number of a register"),
        ("Figuur 3 toont de uitleningen.", "Figuur 3", "numbering"),
        ("1. Lezen is leuk", "1.", "numbering"),
        ("Het project Boek2000 liep goed.", "Boek2000", "name"),
        ("Op www.lezen.nl/2021/jaar12 staat meer.", "www.lezen.nl/2021/jaar12", "URL"),
        ("Kinderen van 4 jaar komen graag.", "4 jaar", "age"),
        ("Kinderen van 4-6 jaar komen graag.", "4-6 jaar", "age"),
        ("De afgelopen vier jaar groeiden we.", "afgelopen vier jaar", "period"),
        ("In 2020 ging het goed.", "2020", "year"),
        ("Op 17 december was het feest.", "17 december", "date"),
        ("In het derde kwartaal van 2020.", "derde kwartaal van 2020", "quarter"),
        ("Op een schaal van 1 tot 10.", "1 tot 10", "end of a scale"),
        ("Er zijn vier redenen om te lezen.", "vier redenen", "number of items that the text names"),
        ("Dat is één van de plannen.", "één van de", "article"),
        ("De zaal opent om 14.30 uur.", "14.30 uur", "time of day"),
        ("De 2e editie kwam uit.", "2e", "ordinal"),
        ("Versie 2.0 is er.", "Versie 2.0", "name, or the number of one"),
        ("Er kwamen honderden mensen.", "honderden", "no exact number"),
        ("Dit is een goed plan.2", "plan.2", "footnote mark"),
    ],
)
def test_what_is_no_figure_says_why(line: str, text: str, reason: str) -> None:
    said = {(one.text, one.reason) for one in none(line)}
    assert (text, reason) in said


def test_the_ticks_of_an_axis_are_no_figures() -> None:
    found = drafted("Bezoekers", "", "400", "300", "200", "100")
    assert found.figures == ()
    assert {one.reason for one in found.none} == {"axis tick, or what is left of a chart"}


def test_the_numbers_of_pages_are_no_figures() -> None:
    page = ["Wij lezen graag en veel in dit dorp."] * 6
    found = drafted(*page, "7", *page, "8", *page, "9")
    assert [(one.text, one.reason) for one in found.none] == [(text, "page number") for text in "789"]


def test_ignored_numbers_are_a_row_for_each_phrase_with_its_lines() -> None:
    rows = drafted("In 2020 begon het.", "Ook in 2020.", "", "En in 2020 weer.").ignored_rows()
    assert rows == [{"lines": "1-2, 4", "text": "2020", "reason": "year"}]


# ---- keys


def test_keys_are_unique_slugs_that_stay() -> None:
    lines = ["Er kwamen 312 bezoekers.", "Later kwamen er weer 312 bezoekers.", "En 8 procent was lid."]
    keys = [one.key for one in drafted(*lines).figures]
    assert keys == [one.key for one in drafted(*lines).figures]
    assert len(set(keys)) == 3
    assert all(map(is_slug, keys))
    assert keys == [one.key for one in drafted("Voorwoord", "", *lines).figures]
    assert keys == [one.key for one in drafted(*lines, words=replace(WORDS, metrics=WORDS.metrics[:2])).figures]


# ---- any text


WORDS_AND_NUMBERS = """
    In 2020 waren er 312 bezoekers, 8% lid van de leeszaal (Noord) één twee drie derde kwartaal helft 1.204 7,5 van naar
    tot € 20 jaar 0348 pagina 3. Q2 the first half of 2021 one in three visitors more than fell by - / ’21 31 maart
"""
WORD = st.sampled_from(WORDS_AND_NUMBERS.split())


@given(st.lists(st.lists(WORD, max_size=12).map(" ".join), max_size=8), st.sampled_from(["2021", "2019-H1", ""]))
def test_every_number_is_a_candidate_or_ignored_where_it_stands(lines: list[str], period: str) -> None:
    found = drafted(*lines, period=period)
    for figure in found.figures:
        assert figure.line is not None
        assert lines[figure.line - 1][slice(*figure.span)] == figure.printed
    for line, text in enumerate(lines, start=1):
        both: list[Figure | NoFigure] = [*found.figures, *found.none]
        spans = [one.span for one in both if one.line == line]
        for number in NUMBER.finditer(text):
            if number[0][0].isdigit():  # words are numbers in their own language alone
                assert any(start < number.end() and number.start() < end for start, end in spans), (line, number[0])


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_text_is_drafted(lines: list[str]) -> None:
    found = drafted(*(re.sub(r"[\r\n\x85\u2028\u2029]", " ", line) for line in lines))
    rows = found.rows()
    assert all(tuple(row) == KEY_FIGURE_COLUMNS for row in rows)
    notes = TableNotes("made/key_figures.csv", "made", "key_figures")
    check_key_figures(
        [list(KEY_FIGURE_COLUMNS), *([row[name] or None for name in KEY_FIGURE_COLUMNS] for row in rows)], notes
    )
    assert notes.problems == []


@pytest.mark.parametrize(
    "line",
    [
        "Bel ons op 0123 456789.", "Bel 0123 456789, of kom langs.", "Het nummer is 0123-456789.",
        "Bel 030 1234567 of 06 12345678.",
    ],
)  # fmt: skip
def test_a_telephone_number_is_ignored_as_a_whole(line: str) -> None:
    assert figures(line) == {}
    assert {one.reason for one in none(line)} == {"telephone number"}
    assert all(one.text[0] == "0" for one in none(line))


@pytest.mark.parametrize(
    "line",
    ["Bedragen x € 1.000", "De bedragen (x 1.000 euro)", "Boetes per wijk, × € 1.000.000", "Boetes (X EUR 1.000)"],
)
def test_what_a_table_is_multiplied_by_is_no_figure(line: str) -> None:
    assert figures(line) == {}
    assert [one.reason for one in none(line)] == ["what a table's numbers are multiplied by"]


def test_a_number_of_times_an_amount_is_a_figure() -> None:
    assert any("1.000" in printed for printed in figures("Er waren 3 x € 1.000 aan boetes."))
