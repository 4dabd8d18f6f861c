"""`warehouse show`: the table as the file has it, in the terminal, as data and as a page."""

from __future__ import annotations

import csv
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from orchestration.home import REPOSITORY

REPORT = "bto-sociaal-2021"
OWN_REQUEST = f"{REPORT}/own_request_reasons"


def _file(ask: Any, table: str) -> list[list[str]]:
    with (ask.sources / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [[text.strip() for text in row] for row in csv.reader(file)]


def test_every_table_is_shown_as_its_file_has_it(ask: Any, reader: Any) -> None:
    tables = [table for (table,) in reader("SELECT report_id || '/' || table_id FROM core.report_table")]
    assert len(tables) > 20
    for table in tables:
        rows = ask.data("show", table)["rows"]
        shown = {(c["row_number"], c["column_number"]): c["text"] or "" for row in rows for c in row["cells"]}
        in_file = {
            (row, column): text
            for row, line in enumerate(_file(ask, table), start=1)
            for column, text in enumerate(line, start=1)
        }
        assert shown.items() <= in_file.items(), table
        if not table.endswith("key_figures"):
            assert shown == in_file, table


def test_cells_in_findings_are_marked(ask: Any) -> None:
    table = ask.data("show", OWN_REQUEST)
    marks = {f"r{c['row_number']}c{c['column_number']}": c["mark"] for row in table["rows"] for c in row["cells"]}
    assert {cell for cell, mark in marks.items() if mark == "waived"} == {"r2c1", "r3c1", "r4c1", "r5c1", "r6c1"}
    assert set(marks.values()) == {"waived", None}
    (finding,) = table["findings"]
    assert (finding["left_value"], finding["right_value"], finding["difference"]) == (18, 19, -1)
    assert finding["elsewhere"] == [f"{REPORT}/leavers/r5c1"]


def test_what_people_read(ask: Any) -> None:
    text = ask.text("show", OWN_REQUEST)
    lines = text.splitlines()
    assert lines[0].startswith("Personeelsverloop in 2021 [redenen van vertrek op eigen verzoek]")
    assert re.search(r"^r1 +line 1040 +19 +Op eigen verzoek:$", text, flags=re.MULTILINE)
    assert re.search(r"^r2 +line 1041 +8~ +- Andere baan$", text, flags=re.MULTILINE)
    assert "~ stands in a waived finding" in text
    assert "18 is not 19 (difference -1)" in text
    assert "Waived: The report prints 19 leavers" in text


def test_nothing_is_cut_off_in_a_pipe(ask: Any) -> None:
    for table in ("wait_by_team", "key_figures", "cases_by_period"):
        text = ask.text("show", f"{REPORT}/{table}")
        data = ask.data("show", f"{REPORT}/{table}")
        texts = [cell["text"] for row in data["rows"] for cell in row["cells"] if cell["text"]]
        assert len(texts) > 60
        assert [printed for printed in texts if printed not in text] == []


def test_numbers_end_under_each_other(ask: Any) -> None:
    text = ask.text("show", f"{REPORT}/cases_started")
    rows = [line for line in text.splitlines() if re.match(r"r\d+ ", line)][2:]
    ends = Counter(match.end() for line in rows for match in re.finditer(r"[\d.]+(?= |$)", line[40:]))
    assert sorted(ends.values()) == [len(rows)] * 13


def test_a_report_lists_its_tables(ask: Any) -> None:
    text = ask.text("show", REPORT)
    assert "own_request_reasons" in text
    assert "1 waived~" in text
    listed = [table["table_id"] for table in ask.data("show", REPORT)["tables"]]
    assert listed[0] == "group_trainings"
    assert listed[-1] == "key_figures"


def test_open_and_waived_look_different(changed: Any) -> None:
    opened = "WHERE identity_id LIKE '%2021-Q4/referrer@%'"
    asked = changed(
        f"UPDATE quality.finding SET status = 'open' {opened}; UPDATE quality.finding_cell SET status = 'open' {opened}"
    )
    text = asked.text("show", f"{REPORT}/cases_started_by_referrer")
    assert re.search(r"^r10 +line 1342 +Zelfmelder +661 +737 +742 +785! +2.925~$", text, flags=re.MULTILINE)
    assert "! stands in an open finding" in text
    assert "Next: Compare every row of the table" in text
    page = asked.text("show", f"{REPORT}/cases_started_by_referrer", "--html", "-")
    assert 'id="r10c5" class="figure open"' in page
    assert 'id="r10c6" class="figure waived"' in page
    assert "open bevinding" in page


class _Page(HTMLParser):
    """Checks that tags are balanced, and gathers what the page refers to."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        values = dict(attrs)
        self.attributes.append((tag, values))
        if "id" in values:
            self.ids.append(values["id"] or "")
        self.links += [values[name] or "" for name in ("href", "src", "action") if name in values]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(page: str) -> _Page:
    parser = _Page()
    parser.feed(page)
    assert parser.open == []
    return parser


def test_the_page_stands_alone(ask: Any, tmp_path: Path) -> None:
    file = tmp_path / "tabel.html"
    assert ask.text("show", f"{REPORT}/cases_by_period", "--html", str(file)) == ""
    html = file.read_bytes().decode("utf-8")
    page = _read(html)
    assert html.startswith('<!DOCTYPE html>\n<html lang="nl">')
    assert page.tags["script"] == page.tags["link"] == page.tags["img"] == 0
    assert "url(" not in html
    assert "@import" not in html
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert len(page.ids) == len(set(page.ids))
    assert page.tags["caption"] == 1
    assert "prefers-color-scheme: dark" in html
    scopes = Counter(values.get("scope") for tag, values in page.attributes if tag == "th")
    assert scopes == {"col": 19, "colgroup": 4, "row": 3}
    assert 'colspan="4">Kwartaal 1</th>' in html


def test_every_figure_of_the_page_can_be_linked_and_tells_its_identities(ask: Any, reader: Any) -> None:
    page = _read(ask.text("show", f"{REPORT}/cases_started", "--html", "-"))
    cells = {values["id"]: values for _, values in page.attributes if (values.get("class") or "").startswith("figure")}
    assert all(re.fullmatch(r"r\d+c\d+", anchor or "") for anchor in cells)
    (figures,) = reader(
        f"SELECT count(*) FROM core.figure WHERE report_id = '{REPORT}' AND table_id = 'cases_started'"
    )[0]
    assert len(cells) == figures
    tip = cells["r15c4"]["title"] or ""
    assert tip.splitlines()[:2] == [
        f"{REPORT}/cases_started/r15c4",
        "bto-sociaal:cases_started:overvecht-de-gagel:-:2021-03",
    ]
    assert "klopt: Lopend volgt uit de vorige periode (400 = 400)" in tip


def test_a_marked_cell_is_not_marked_by_colour_alone(ask: Any) -> None:
    page = _read(ask.text("show", OWN_REQUEST, "--html", "-"))
    marks = [values for tag, values in page.attributes if tag == "a" and values.get("class") == "mark"]
    assert len(marks) == 5
    assert all(mark["href"] == "#finding-1" and mark["aria-label"] == "aanvaarde bevinding 1" for mark in marks)
    assert "18 is niet 19 (verschil -1)" in page.text


def test_text_is_escaped_in_the_page(changed: Any) -> None:
    evil = "<script>alert(1)</script>\"'><b>&amp;"
    asked = changed(
        f"UPDATE raw.cell SET text = $${evil}$$ WHERE table_id = 'leavers'; "
        f"UPDATE core.figure SET note = $${evil}$$ WHERE table_id = 'leavers'; "
        f"UPDATE core.report_table SET title = $${evil}$$, note = $${evil}$$ || chr(27) WHERE table_id = 'leavers'; "
        f"UPDATE core.report SET title = $${evil}$$; UPDATE quality.finding SET waiver_reason = $${evil}$$"
    )
    html = asked.text("show", f"{REPORT}/leavers", "--html", "-")
    page = _read(html)
    assert page.tags["script"] == 0
    # One for the note, one for the title of the only finding.
    assert page.tags["b"] == 2
    assert page.text.count(evil) >= 10
    assert "\x1b" not in html
    assert any(evil in (values.get("title") or "") for _, values in page.attributes)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([f"{REPORT}/cases_strted"], [f"{REPORT}/cases_started"]),
        (["bto-sociaal-2012"], ["no report “bto-sociaal-2012”", REPORT]),
        (["nothing/cases_started"], ["no report “nothing”", REPORT, "lokalis-2018-h1"]),
        (["' OR 1=1 --/x"], ["no report"]),
        (["/"], ["no report"]),
        ([REPORT, "--html", "-"], ["--html goes with a table"]),
        ([OWN_REQUEST, "--html", "-", "--json"], ["--html and --json"]),
        ([OWN_REQUEST, "--html", "/nowhere/at/all.html"], ["cannot be written"]),
        ([], ["Missing argument"]),
        (["--pinned", "lokalis-2032"], ["no report “lokalis-2032”", "lokalis-2022"]),
        (["--pinned", OWN_REQUEST], [f"name {REPORT} alone"]),
        (["--pinned", "--html", "-"], ["--html goes with a table"]),
    ],
)
def test_tables_that_are_not_there(ask: Any, arguments: list[str], words: list[str]) -> None:
    told = ask.refused("show", *arguments)
    for word in words:
        assert word in told


def test_which_cells_a_rule_pins(ask: Any) -> None:
    tables = {(one["report_id"], one["table_id"]): one for one in ask.data("show", "--pinned")["pinned"]}
    assert len({report_id for report_id, _ in tables}) == 5
    started = tables[REPORT, "cases_started"]
    assert (started["numbers"], started["pinned"]) == (247, 247)
    wait = tables[REPORT, "wait_by_team"]
    assert wait["numbers"] == wait["pinned"] + wait["bounded"]
    of_one = ask.data("show", "--pinned", "lokalis-2022")["pinned"]
    assert of_one == [one for (report_id, _), one in tables.items() if report_id == "lokalis-2022"]
    page = (REPOSITORY / "docs" / "coverage.md").read_text(encoding="utf-8")
    numbers, pinned, bounded = (sum(one[name] for one in tables.values()) for name in ("numbers", "pinned", "bounded"))
    row = ["all", str(numbers), str(pinned), f"{pinned / numbers:.0%}", str(bounded), str(numbers - pinned - bounded)]
    assert f"| {' | '.join(row)} |" in page
    assert re.search(" +".join(["^all", *row[1:]]) + "$", ask.text("show", "--pinned"), flags=re.MULTILINE)
