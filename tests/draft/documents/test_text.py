"""Tables in text: by tabs, bars, blanks that stand above each other, and single blanks."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.draft.document import Document, DocumentError, FoundTable
from orchestration.draft.read import read_document


def read(folder: Path, text: str, only: str | None = None) -> Document:
    path = folder / "report.txt"
    path.write_text(text, encoding="utf-8")
    return read_document(path, only)


def only_table(folder: Path, text: str) -> FoundTable:
    (table,) = read(folder, text).tables
    return table


def test_tabs_separate_cells_and_marks_of_bold_go(tmp_path: Path) -> None:
    text = "## Klachten\n\n\tQ1\t\tTotaal\n\tJ\tF\t\n<b>Oost</b>\t1.361\t-\t<b>12</b>\n\nVerder: **5** klachten.\n"
    document = read(tmp_path, text)
    (table,) = document.tables
    assert table.cells == (("", "Q1", "", "Totaal"), ("", "J", "F", ""), ("Oost", "1.361", "-", "12"))
    assert (table.title, table.place.lines, table.row_lines) == ("Klachten", (3, 5), (3, 4, 5))
    assert [(line.text, line.is_heading) for line in document.prose] == [
        ("Klachten", True),
        ("Verder: 5 klachten.", False),
    ]
    assert document.text_lines[3] == "\tJ\tF\t"


def test_a_tab_behind_every_row_is_no_column(tmp_path: Path) -> None:
    assert only_table(tmp_path, "Oost\t7\t4\t\nWest\t2\t5\t\n").cells == (("Oost", "7", "4"), ("West", "2", "5"))


def test_rows_of_another_width_are_doubted(tmp_path: Path) -> None:
    table = only_table(tmp_path, "Wijk\t2019\t2020\nOost\t7\nWest\t2\t5\n")
    assert table.cells[1] == ("Oost", "7", "")
    assert "line 2" in table.doubts[0]


def test_bars_and_their_rule(tmp_path: Path) -> None:
    table = only_table(tmp_path, "| Wijk | Aantal |\n|------|-------:|\n| Oost \\| West | 12 |\n")
    assert table.cells == (("Wijk", "Aantal"), ("Oost | West", "12"))
    assert table.header_rows == 1
    assert table.row_lines == (1, 3)


def test_columns_stand_above_each_other(tmp_path: Path) -> None:
    text = (
        "Tabel 3 Trajecten\n\n"
        "                      Kwartaal 1          Kwartaal 2      Totaal\n"
        "                   jan   feb   mrt    apr   mei   jun\n"
        "Oost                12     -     9      10     1     2       34\n"
        "Binnenstad West  1.361    12           455   418   477    1.350\n"
        "Wijk\n"
        "De Meern             1     2     3       4     5     6        7\n"
    )
    table = only_table(tmp_path, text)
    assert table.title == "Tabel 3 Trajecten"
    assert table.cells == (
        ("", "Kwartaal 1", "", "", "Kwartaal 2", "", "", "Totaal"),
        ("", "jan", "feb", "mrt", "apr", "mei", "jun", ""),
        ("Oost", "12", "-", "9", "10", "1", "2", "34"),
        ("Binnenstad West", "1.361", "12", "", "455", "418", "477", "1.350"),
        ("Wijk", "", "", "", "", "", "", ""),
        ("De Meern", "1", "2", "3", "4", "5", "6", "7"),
    )
    assert table.doubts


def test_single_blanks_between_cells_on_every_other_line(tmp_path: Path) -> None:
    text = " Q1 2017 Q2 2017 \n\nJeugdhulp ambulant  335 229\n\nJeugdhulp 24 uur 54 1.052\n\nTotaal - 5\n\n  Figuur 6\n"
    table = only_table(tmp_path, text)
    assert table.cells == (
        ("", "Q1 2017", "Q2 2017"),
        ("Jeugdhulp ambulant", "335", "229"),
        ("Jeugdhulp 24 uur", "54", "1.052"),
        ("Totaal", "-", "5"),
    )
    assert (table.title, table.row_lines) == ("Figuur 6", (1, 3, 5, 7))


def test_contents_and_prose_are_no_table(tmp_path: Path) -> None:
    text = (
        "Inhoud\n\nBereik\t........... 3\nVerzuim\t.......... 12\n\n"
        "In 2019 waren er 12, in 2020  14 klachten.\nHet zijn er 3.\n"
    )
    assert not read(tmp_path, text).tables


def test_a_raised_sign_is_no_digit(tmp_path: Path) -> None:
    table = only_table(tmp_path, "Kerala\t24.91<sup>2</sup>\nOost<sup>1)</sup>\t3\n")
    assert table.cells == (("Kerala", "24.91²"), ("Oost¹⁾", "3"))


def test_what_is_invisible_goes(tmp_path: Path) -> None:
    assert only_table(tmp_path, "O\u200bost\t1\x1b[2J\nWest\u00a0\t2\u202e\n").cells == (
        ("Oost", "1[2J"),
        ("West", "2"),
    )


def test_a_part_of_a_document(tmp_path: Path) -> None:
    text = "# A\n\nx\t1\ny\t2\n\n# B\n\nx\t3\ny\t4\n"
    assert [table.title for table in read(tmp_path, text, "tables 2").tables] == ["B"]
    assert [table.title for table in read(tmp_path, text, "lines 1-3").tables] == ["A"]
    with pytest.raises(DocumentError, match="nothing there"):
        read(tmp_path, text, "pages 2")
    with pytest.raises(DocumentError, match="names no part"):
        read(tmp_path, text, "the last")


def test_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes("Café\t€ 5\nOost\t€ 6\n".encode("cp1252"))
    document = read_document(path)
    assert document.tables[0].cells[0] == ("Café", "€ 5")
    assert "Windows-1252" in document.doubts[0]
