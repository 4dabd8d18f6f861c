"""report.yml is read as people meant it, or refused with the line, the reason and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, RootModel

from orchestration.ingest.report_fields import column_number, expand_lines, range_bounds
from orchestration.ingest.report_file import Report, read_report
from orchestration.ingest.table_file import column_letters
from orchestration.problems import BadInputError, Problem
from orchestration.yaml_file import read_yaml_model

FILE = "dorp-2023/report.yml"


def problems_of(sources) -> list[Problem]:
    with pytest.raises(BadInputError) as caught:
        read_report(sources.path / FILE, sources.path)
    assert all(p.file == FILE and p.column is None and p.row for p in caught.value.problems)
    assert all("docs/report-yml.md" in p.next_step for p in caught.value.problems)
    return caught.value.problems


def read(sources) -> Report:
    return read_report(sources.path / FILE, sources.path)


def test_good_file_is_read_whole(good):
    report = read(good)
    assert report.files() == ["started.csv", "wait.xlsx", "key_figures.csv"]
    assert str(report.published) == "2024-03-01"
    started = report.tables[0]
    assert {n: m.period for n, m in started.meanings.items()} == {2: "2023-01", 3: "2023-02", 4: "2023"}
    total = (started.rows or [])[2]
    assert total.cells[3].note == "Telfout van het verslag"
    assert total.dimensions() == {"area": "dorp", "total": "true"}


@pytest.mark.parametrize("word", ["010", "1.361", "12:30", "no", "1_000", "2021-1-5", "0x1F", "+5", "<<", "1e3"])
def test_labels_are_the_text_that_stands_there(good, word):
    good.edit(FILE, "rows: [Noord, Zuid]", f"rows: [{word}, Zuid]")
    assert [row.label for row in read(good).tables[1].rows or []] == [word, "Zuid"]


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        (
            "columns_are: period",
            "columns_aer: period",
            "columns_aer",
            "unknown key `columns_aer`; did you mean `columns_are`?",
        ),
        ("means: {area: dorp}", "means: {aera: dorp}", "means:", "unknown key `aera`; did you mean `area`?"),
        (
            "{period: 2023, total: true}",
            "{perod: 2023}",
            "{perod",
            "unknown key `perod`; did you mean `period`?",
        ),
        (
            "{label: Totaal, area: dorp, total: true,",
            "{label: Totaal, totl: true,",
            "totl",
            "did you mean `total`?",
        ),
        ("name: Tante,", "nam: Tante,", "nam: Tante", "unknown key `nam`; did you mean `name`?"),
        ("    title: Wachttijd\n", "", "- id: wait", "the key `title` is missing"),
        ("dash: zero", "dash: nul", "dash: nul", "\"nul\" is not one of 'zero', 'none', 'unknown'"),
        (
            "rows_are: area\n    columns_are",
            "rows_are: gebied\n    columns_are",
            "gebied",
            "`gebied` is not a dimension",
        ),
        (
            "columns: [label, value, ignore]",
            "columns: [label, value, {labels: x}]",
            "{labels: x}",
            "`x` is not a dim",
        ),
        (
            "columns: [label, value, ignore]",
            "columns: [label, value, waarde]",
            "waarde]",
            'column 3 is "waarde"',
        ),
        (
            "columns: [label, value, ignore]",
            "columns: [label, value, {labels: area}]",
            "{labels: area",
            "already names",
        ),
        ("columns: [label, value, ignore]", "columns: []", "columns: []", "`columns` is empty"),
        ('header: [["", J, F, Totaal]]', 'header: [["", J, F]]', '"", J, F', "this header row has 3 cells"),
        (
            "rows: [Noord, Zuid]",
            "rows: [[Noord, Zuid]]",
            "[[Noord",
            "2 labels stand here and the table has 1",
        ),
        ("cells: {3:", "cells: {9:", "cells: {9", "there is no column 9"),
        ("range: B2:D4", "range: B2:E4", "B2:E4", "B2:E4 is 4 columns wide"),
        ("range: B2:D4", "range: D4:B2", "D4:B2", "does not run from top left"),
        ("range: B2:D4", "range: b2", "range: b2", '"b2" is not written the way `range` is'),
        ("file: wait.xlsx", "file: wait.xls", "wait.xls", "a table is a .csv, .tsv, .xlsx or .ods file"),
        (
            "file: started.csv",
            "file: started.csv\n    sheet: Blad1",
            "Blad1",
            "`sheet` is for a workbook (.xlsx or .ods)",
        ),
        ("sheet: Wachttijd", "sheets: []", "sheets: []", "`sheets` is empty"),
        ("sheet: Wachttijd", "sheets: all\n    sheet: Blad1", "Blad1", "`sheet` is of one sheet"),
        ("sheet: Wachttijd", "sheets: all\n    sheets_are: wijk", "wijk", "`wijk` is not a dimension"),
        ("sheet: Wachttijd", "sheets: all\n    sheets_are: metric", "sheets_are", "`metric` is said of the table"),
        ("sheet: Wachttijd", "sheets_are: area", "sheets_are", "`sheets_are` is for a table with `sheets`"),
        (
            "    file: started.csv\n",
            "",
            "- id: started",
            "the key `file` is missing; for many files of one form it is `files`",
        ),
        ("file: started.csv", "file: started.csv\n    files: b*.csv", "file: started.csv", "`file` is of one file"),
        ("file: started.csv", "files: b*.csv", "document_lines", "`document_lines` is of one file, and `files` names"),
        ("file: wait.xlsx", "files: []", "files: []", "`files` is empty: say names or a pattern"),
        ("file: wait.xlsx", 'files: [a.xlsx, "b*"]', '"b*"', '"b*": a table is a .csv, .tsv, .xlsx or .ods file'),
        ("file: wait.xlsx", "files: [a.xlsx, b.csv]", "sheet:", "`sheet` is for a workbook (.xlsx or .ods), and b.csv"),
        ("file: wait.xlsx", 'files: ["../*.xlsx"]', "../", "must stay inside the report's folder"),
        ("file: wait.xlsx", 'files: "*.xlsx"\n    files_are: wijk', "wijk", "`wijk` is not a dimension"),
        ("file: wait.xlsx", 'files: "*.xlsx"\n    files_are: metric', "files_are", "`metric` is said of the table"),
        ("sheet: Wachttijd", "files_are: area", "files_are", "`files_are` is for a table with `files`"),
        ("sheet: Wachttijd", "sheet: Wachttijd\n    encoding: utf-8", "utf-8", "`encoding` is for a .csv"),
        ("sheet: Wachttijd", "sheet: Wachttijd\n    fill_down: [2]", "fill_down", "column 2 holds no labels"),
        ("file: started.csv", "file: ../x.csv", "../x.csv", "must stay inside the report's folder"),
        ("file: started.csv", "file: /etc/x.csv", "/etc/x.csv", "must stay inside the report's folder"),
        ("document_lines: 10-12, 20", "document_lines: 12-10", "12-10", "does not run upwards"),
        ("document_lines: 10-12, 20", "document_lines: ten", ": ten", "must be line numbers and ranges"),
        ("published: 2024-03-01", "published: maart", "maart", '"maart": '),
        ("- id: wait", "- id: Wait Time", "Wait Time", "must be lower-case letters"),
        ("- id: wait", "- id: started # twee", "# twee", "a table with this id (started) is declared twice"),
        ("- id: wait", "- id: key_figures", "id: key_figures", "kept for the file under `key_figures`"),
        ("table: started}", "table: begun}", "begun", 'there is no table "begun"'),
        ("kind: city", "kind: stad", "stad", "\"stad\" is not one of 'country'"),
        (
            "id: dorp-2023",
            "id: dorp-2032",
            "id: dorp-2032",
            'the id is "dorp-2032" and the folder is called "dorp-2023"',
        ),
        (
            "title: Wachttijd",
            "title: Wachttijd\n    title: Anders",
            "title: Anders",
            "`title` stands here twice, first on line",
        ),
        ("title: Wachttijd", "title: [Wachttijd]", "title: [", "text is expected here"),
        ("title: Wachttijd", "title: # leeg", "# leeg", "text is expected here and nothing stands here"),
        ("title: Wachttijd", "title: !!python/name:os.system x", "!!python", "the tag"),
        ("title: Wachttijd", "title: *anchor", "*anchor", "this is not YAML: found undefined alias"),
        ("title: Wachttijd", "title: 'Wachttijd", None, "this is not YAML"),
        ("means: {area: dorp}", "means: dorp", "means: dorp", "a mapping (key: value) is expected here"),
    ],
)
def test_a_mistake_is_named_with_its_line(good, old, new, at, message):
    good.edit(FILE, old, new)
    found = [p for p in problems_of(good) if message in p.message]
    assert len(found) == 1
    assert at is None or found[0].row == good.line(FILE, at)
    assert found[0].place() == f"{FILE}, line {found[0].row}"


def test_all_mistakes_of_a_file_at_once(good):
    good.edit(FILE, "dash: zero", "dash: nul")
    good.edit(FILE, "    columns_are: period", "    colums_are: period")
    good.edit(FILE, "- id: wait", "- id: started")
    good.edit(FILE, "range: B2:D4", "range: B2:E4")
    good.edit(FILE, "kind: city", "kind: stad")
    found = problems_of(good)
    assert [p.row for p in found] == sorted(p.row or 0 for p in found)
    words = ["nul", "colums_are", "declared twice", "4 columns wide", "stad"]
    for word in words:
        assert [p for p in found if re.search(word, p.message)], f"nothing said of {word}"


def test_same_file_sheet_and_range_cannot_be_two_tables(good):
    good.edit(FILE, "    file: started.csv", "    file: wait.xlsx\n    sheet: Wachttijd\n    range: B2:D4")
    assert any("a table of this file, sheet and range" in p.message for p in problems_of(good))


def test_two_folders_with_one_id(good):
    other = good.write("dorp-2024")
    (other / "report.yml").write_text((good.path / FILE).read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(BadInputError, match="the id `dorp-2023` is taken") as caught:
        read_report(other / "report.yml", good.path)
    assert [(p.file, p.row) for p in caught.value.problems] == [("dorp-2024/report.yml", 1)]


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 1, "the file is empty"),
        (b"# niets\n", 1, "the file is empty"),
        (b"id: a\ntitle: caf\xe9\n", 2, "the text is not UTF-8"),
        (b"id: a\ntitle: a\x07b\n", 2, "cannot stand in YAML"),
        (b"x" * 5_000_001, 1, "the file is larger than"),
        (b"[" * 200_000, 1, "nested deeper than 50 levels"),
        (bomb().encode(), 1, "aliases (*name) make this file endless"),
        (b"a: &a [x]\nb: [" + b"*a, " * 101 + b"]\n", 2, "more than 100 aliases"),
        (b"a: &a [*a]\n", 1, "make this file endless"),
        (b"- a\n- b\n", 1, "a mapping (key: value) is expected here"),
        (b"? [a, b]\n: c\n", 1, "a list or mapping cannot be a key"),
        (b"---\nid: a\n---\nid: b\n", 3, "this is not YAML"),
    ],
)
def test_files_that_are_no_report_at_all(good, content, line, message):
    (good.path / FILE).write_bytes(content)
    assert (line, True) in [(p.row, message in p.message) for p in problems_of(good)]


def test_missing_file_is_said(good):
    (good.path / FILE).unlink()
    assert [p.message for p in problems_of(good)] == ["the file is missing"]


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    share: float = 1.0
    wanted: bool = False


class Items(RootModel[list[Item]]):
    pass


def test_any_model_can_be_read(tmp_path: Path):
    path = tmp_path / "items.yml"
    path.write_text("- {name: a, share: 0.5, wanted: true}\n- name: 1.10\n", encoding="utf-8")
    items = read_yaml_model(path, Items, "expectations/items.yml").root
    assert [item.model_dump() for item in items] == [
        {"name": "a", "share": 0.5, "wanted": True},
        {"name": "1.10", "share": 1.0, "wanted": False},
    ]
    path.write_text("- name: a\n  shar: 0.5\n- name: b\n  share: veel\n", encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        read_yaml_model(path, Items, "expectations/items.yml")
    assert [(p.place(), p.message.split(";")[0]) for p in caught.value.problems] == [
        ("expectations/items.yml, line 2", "unknown key `shar`"),
        ("expectations/items.yml, line 4", caught.value.problems[1].message.split(";")[0]),
    ]
    assert "did you mean `share`?" in caught.value.problems[0].message
    assert '"veel"' in caught.value.problems[1].message


@given(st.lists(st.tuples(st.integers(1, 9_999), st.integers(0, 40)), min_size=1, max_size=8))
def test_expand_lines_gives_every_line_of_every_range(ranges):
    text = ", ".join(str(first) if not more else f"{first}-{first + more}" for first, more in ranges)
    assert expand_lines(text) == [n for first, more in ranges for n in range(first, first + more + 1)]


@given(st.integers(1, 18_278))
def test_column_letters_and_numbers_are_each_others_inverse(number):
    letters = column_letters(number)
    assert column_number(letters) == number
    assert range_bounds(f"A1:{letters}7") == (1, 1, number, 7)
