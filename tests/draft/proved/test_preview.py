"""`warehouse preview`: what becomes of one report folder, a draft or not."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from orchestration.build import compiled
from orchestration.cli import warehouse
from orchestration.draft.beside import TableLines, differences
from orchestration.draft.misread import reading, why
from orchestration.draft.preview_parts import suspect_words
from orchestration.draft.preview_text import in_all
from orchestration.draft.questions import Question
from orchestration.draft.summary import _questions
from tests.draft.proved.conftest import ID, Draft


def _run(draft: Draft, *arguments: str) -> Result:
    places = ["--sources", str(draft.sources), "--home", str(draft.home.path)]
    return CliRunner().invoke(warehouse, [*arguments, *places])


def _states(draft: Draft, **asked: bool) -> Counter[str]:
    table = draft.preview(**asked).table("cases_started")
    assert table is not None
    return Counter(cell.state for cell in table.numbers)


def test_a_table_whose_sums_hold_is_proved(draft: Draft) -> None:
    preview = draft.preview()
    table = preview.table("cases_started")
    assert table is not None
    assert table.proved == "All 20 numbers of this table are pinned and hold."
    assert table.common == {"metric": "cases_started", "unit": "count"}
    assert table.of_columns[2] == {"period": "2023-Q1"}
    assert table.of_rows[3] == {"area": "vollenhove"}
    key_figures = preview.table("key_figures")
    assert key_figures is not None
    assert [cell.text for cell in key_figures.to_compare] == ["7,8", "12.400"]
    assert preview.exit_code == 0
    assert not preview.problems
    assert not preview.questions


def test_the_document_stands_beside_it_and_its_other_numbers_are_told(draft: Draft) -> None:
    preview = draft.preview()
    table = preview.table("cases_started")
    assert table is not None
    assert table.rows[2].printed == "Vollenhove    120    118     99    131     468"
    assert "sha256 differs" in preview.document_note
    left = {(line, text) for line, text, _ in preview.strays}
    assert (4, "31") in left
    assert not {text for _, text in left} & {"7,8", "12.400", "310"}
    (draft.folder / "ignored_numbers.csv").write_text("lines,text,reason\n4,31 koekjes,biscuits\n,2023,year\n")
    assert (4, "31") not in {(line, text) for line, text, _ in draft.preview().strays}


@pytest.mark.parametrize(
    ("row", "column", "printed", "right"),
    [(3, 2, "102", "120"), (3, 3, "113", "118"), (2, 4, "801", "301"), (5, 6, "2.O26", "2.026"), (4, 2, "8O", "80")],
)
def test_a_misread_digit_is_named_and_asked(draft: Draft, row: int, column: int, printed: str, right: str) -> None:
    draft.print_instead(row, column, printed)
    before = (draft.folder / "cases_started.csv").read_text(encoding="utf-8")
    preview = draft.preview()
    table = preview.table("cases_started")
    assert table is not None
    (cell,) = [one for one in table.cells if (one.row, one.column) == (row, column)]
    assert cell.text == printed
    if printed.isdigit():
        assert cell.state == "fails"
        assert cell.suspicion is not None
        assert (cell.suspicion.text, cell.suspicion.others) == (right, 0)
        assert preview.exit_code == 1
        ((words,),) = [suspect_words(preview, block) for block in preview.suspects]
        label = table.rows[row - 1].cells[0].text
        heading = table.rows[0].cells[column - 1].text
        assert words.startswith(f"cases_started, row {label}, {heading}: {printed} cannot be; {right} would repair")
    else:
        assert cell.read_as == right
        assert any(f"is {right} printed?" in one.message for one in preview.questions)
        assert table.proved == "All 20 numbers of this table are pinned and hold."
    assert (draft.folder / "cases_started.csv").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("text", "read"),
    [("3O5", "305"), ("l2", "12"), ("1 361", "1361"), ("7;8", "7,8"), ("12.", "12"), ("1.3G1", "1.361"), ("S2%", "52%"),
     ("12", None), ("-", None), ("Follow up", None), ("O", "0"), ("niet bekend", None), ("1.36", None)],
)  # fmt: skip
def test_what_a_scanner_makes_of_digits(text: str, read: str | None) -> None:
    assert reading(text) == read


def test_a_reading_says_what_it_takes_for_what() -> None:
    assert why("3O5", "305") == "O for 0"
    assert why("1 361", "1361") == "specks or spaces in it"


def test_what_is_asked_stays_open_and_all_else_is_judged(draft: Draft) -> None:
    draft.edit("    metric: cases_started\n", '    metric: "FILL IN: cases_started | cases_closed"\n')
    preview = draft.preview()
    assert preview.is_draft
    assert [(one.row, one.message) for one in preview.questions] == [
        (18, "`metric` has still to be filled in: cases_started | cases_closed")
    ]
    assert not preview.problems, "what is asked is no mistake"
    table = preview.table("cases_started")
    assert table is not None
    assert {cell.state for cell in table.numbers} == {"open"}
    assert {cell.lacks for cell in table.numbers} == {("metric",)}
    assert table.proved == "0 of 20 numbers are pinned and hold; 20 have no whole meaning yet."
    key_figures = preview.table("key_figures")
    assert key_figures is not None
    assert len(key_figures.numbers) == 2


def test_the_first_candidates_can_be_tried(draft: Draft) -> None:
    draft.edit("    metric: cases_started\n", '    metric: "FILL IN: cases_started | cases_closed"\n')
    assert _states(draft, assume=True) == {"holds": 20}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{id: cups_of_coffee, name: Koppen koffie", '{id: cups_of_coffee, name: "FILL IN the name"'),
        ("unit: count", 'unit: "FILL IN: count | eur"'),
        ("kind: city", 'kind: "FILL IN what it is"'),
        ("period: 2023\ndocument", 'period: "FILL IN: 2023 | 2022"\ndocument'),
        ("    rows_are: area", '    rows_are: "FILL IN: area | category"'),
        ("label, 2023-Q1,", 'label, "FILL IN: 2023-Q1 | 2022-Q1",'),
        ("document_lines: 7-11", 'document_lines: "FILL IN where it stands"'),
        ("means: zeist-centrum", 'means: "FILL IN: zeist-centrum | zeist"'),
        ("published", "published"),
    ],
)
def test_whatever_is_asked_the_rest_is_shown(draft: Draft, old: str, new: str) -> None:
    if old == "published":
        draft.edit("period: 2023\ndocument", 'period: 2023\npublished: "FILL IN the day"\ndocument')
    else:
        draft.edit(old, new)
    preview = draft.preview()
    assert len(preview.questions) == 1
    assert not [one.message for one in preview.problems if "coffee" not in one.message and "zeist" not in one.message]
    table = preview.table("cases_started")
    assert table is not None
    assert len(table.numbers) == 20


def test_a_table_whose_header_is_asked_is_left_out(draft: Draft) -> None:
    draft.edit("header: [[Wijk,", 'header: [["FILL IN what is printed",')
    preview = draft.preview()
    assert [table.table_id for table in preview.tables] == ["key_figures"]
    assert len(preview.questions) == 1


def test_labels_that_nobody_knows_are_mistakes_with_their_place(draft: Draft) -> None:
    draft.edit("label: Centrum, means", "label: Binnenstad, means")
    preview = draft.preview()
    assert [(one.file, one.row, one.column) for one in preview.problems if "Centrum" in one.message] == [
        (f"{ID}/cases_started.csv", 2, 1)
    ]
    assert preview.exit_code == 2
    table = preview.table("cases_started")
    assert table is not None
    assert {cell.lacks for cell in table.cells if cell.row == 2 and cell.is_number} == {("area",)}


def test_a_mistake_in_yaml_is_told_at_once(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "ensure_compiled", lambda home: pytest.fail("the models are of no use yet"))
    draft.edit("    metric: cases_started\n", "    metrik: cases_started\n")
    result = _run(draft, "preview", ID)
    assert result.exit_code == 2
    assert f"{ID}/report.yml, line 18: unknown key `metrik`; did you mean `metric`?" in result.output


def test_the_command_prints_the_table_and_the_repair(draft: Draft) -> None:
    draft.print_instead(3, 2, "102")
    result = _run(draft, "preview", ID)
    assert result.exit_code == 1
    assert "102 → 120?!" in result.output
    assert "row Vollenhove, Kw 1: 102 cannot be; 120 would repair both" in " ".join(result.output.split())
    assert "printed on line 9: Vollenhove 120 118 99 131 468" in result.output
    told = json.loads(_run(draft, "preview", ID, "--json").output)
    assert told["suspects"][0]["outcome"] == "one_cell"


def test_no_report_and_no_table_of_that_name(draft: Draft) -> None:
    assert _run(draft, "preview", "zeist-2024").exit_code == click.UsageError.exit_code
    result = _run(draft, "preview", ID, "--table", "cases")
    assert result.exit_code == click.UsageError.exit_code
    assert "it has cases_started, key_figures" in result.output


def test_a_preview_leaves_nothing_behind(draft: Draft) -> None:
    def files() -> set[Path]:
        return {path for place in (draft.home.path, draft.sources) for path in place.rglob("*")}

    before = files()
    draft.preview()
    assert files() == before


# ---- the document's own lines


def test_a_cell_that_its_line_does_not_print_is_named(draft: Draft) -> None:
    draft.edit("- Vollenhove", "- {label: Vollenhove, metric: cups_of_coffee}")
    draft.print_instead(3, 2, "102")
    draft.print_instead(5, 6, "2.062")
    preview = draft.preview()
    assert [one.words for one in preview.differs] == [
        "cases_started.csv row 3 column 2: the folder says “102”; line 9 of the document prints 120",
        "cases_started.csv row 5 column 6: the folder says “2.062”; line 11 of the document prints 2.026",
    ]
    table = preview.table("cases_started")
    assert table is not None
    assert (3, 2) in {(cell.row, cell.column) for cell in table.to_compare}
    assert table.proved.endswith("; 2 cells differ from the document.")
    assert {(11, "2.026"), (9, "120")} <= {(line, text) for line, text, _ in preview.strays}
    assert preview.exit_code
    said = " ".join(_run(draft, "preview", ID).output.split())
    assert "2 cells differ from the document" in said
    assert "the folder says “102”; line 9 of the document prints 120" in said
    assert json.loads(_run(draft, "preview", ID, "--json").output)["differs"][0]["prints"] == ["120"]


def test_a_number_of_a_line_that_no_cell_has_is_left_over(draft: Draft) -> None:
    assert not draft.preview().differs
    draft.print_instead(4, 3, "")
    preview = draft.preview()
    assert [one.words for one in preview.differs] == [
        "cases_started.csv row 4: line 10 of the document prints 77, which no cell has"
    ]
    assert (10, "77") in {(line, text) for line, text, _ in preview.strays}


def test_a_key_figure_that_its_line_does_not_print_is_named(draft: Draft) -> None:
    draft.edit('"7,8"', '"7,3"', "key_figures.csv")
    assert [one.words for one in draft.preview().differs] == [
        "key_figures.csv row 2 column 9: the folder says “7,3”; line 4 of the document prints no such number"
    ]


@pytest.mark.parametrize(
    ("rows", "lines", "said"),
    [
        ([(1, 1, ["Wijk 7", "5", "5"])], ["Wijk 7   5 5"], []),
        ([(1, 1, ["Wijk 7", "5", "5"])], ["Wijk 7   5 6"], [(3, "5", ("6",))]),
        ([(1, 1, ["5", "6", "7"])], ["5 9 7"], [(2, "6", ("9",))]),
        ([(1, 1, ["Jonger dan 18 jaar", "5"])], ["Jonger dan      5", "18 jaar"], []),
        ([(1, 1, ["Jonger dan 18 jaar", "5"]), (2, 2, ["Ouder", "6"])], ["Jonger dan   5", "Ouder 6"],
         [(1, "Jonger dan 18 jaar", ())]),
        ([(1, 1, ["38,40"])], ["38,4"], [(1, "38,40", ("38,4",))]),
        ([(1, 9, ["5"])], ["5"], []),
    ],
)  # fmt: skip
def test_only_what_is_printed_counts(
    rows: list[tuple[int, int, list[str]]], lines: list[str], said: list[tuple[int, str, tuple[str, ...]]]
) -> None:
    table = TableLines("a", "a.csv", [(row, line, list(enumerate(cells, 1))) for row, line, cells in rows])
    assert [(one.column, one.text, one.prints) for one in differences([table], lines, [])] == said


def test_tables_side_by_side_share_their_lines() -> None:
    left = TableLines("a", "a.csv", [(1, 1, [(1, "5")])])
    right = TableLines("b", "b.csv", [(1, 1, [(1, "6")])])
    assert not differences([left, right], ["5 6 7"], [(1, "7")])
    assert [one.prints for one in differences([left, right], ["5 6 7"], [])] == [("7",)]


def test_questions_are_counted_by_file(draft: Draft) -> None:
    draft.edit("period: 2023\ndocument", 'period: "FILL IN: 2023 | 2022"\ndocument')
    draft.edit("coffee,cups_of_coffee", '"coffee","FILL IN: cups_of_coffee | client_rating"', "key_figures.csv")
    preview = draft.preview()
    assert "; 2 questions (1 in report.yml, 1 in key_figures.csv) open; 0 mistakes;" in in_all(preview)
    (asked,) = [one for one in preview.questions if one.file.endswith(".csv")]
    assert asked.message == "`metric` of coffee has still to be filled in: cups_of_coffee | client_rating"
    assert (asked.row, asked.column) == (3, 2)


def test_a_draft_counts_its_questions_by_file_too() -> None:
    question = Question("period", 20, ("2023",), "", "", "FILL IN: 2023")
    assert next(_questions([question], {"key_figures.csv": 2})) == (
        "3 questions (1 in report.yml, 2 in key_figures.csv), those of report.yml first on which most numbers hang:"
    )
    assert list(_questions([], {"key_figures.csv": 1})) == ["1 question (1 in key_figures.csv)."]
    assert list(_questions([], {})) == ["Nothing is asked."]
