"""What a report withholds stands in no table, page or message, though what it prints beside it gives it away."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from rich.console import Console

from expectations.localise.suspects import write_suspects
from expectations.suite import judge
from expectations.validation_results import write_validation_results
from orchestration.alerts.finding_alerts import finding_alerts
from orchestration.build.found import note_found
from orchestration.cli.summary_findings import print_finding, print_findings
from orchestration.explain.explanation import explain
from orchestration.explain.explanation_text import print_explanations
from orchestration.explain.printed_table import meanings, printed_table, table_list
from orchestration.explain.printed_table_html import page
from orchestration.explain.printed_table_text import print_table
from orchestration.explain.search import find
from orchestration.explain.search_text import print_found
from orchestration.explain.served import QuestionError, Served
from orchestration.pages.build import build_pages
from orchestration.pages.search import DATA
from orchestration.record import Summary
from tests.built import BuiltWarehouse
from tests.pages.html import read
from tests.pages.invented import release_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPORT_YML = """\
id: withheld
title: Verslag met afgeschermde cijfers
organisation: withheld
period: 2021
means:
  area: withheld
  marks: {"x": suppressed, "<5": {suppressed: [0, 4]}, ".": unknown, "gegevens volgen later": not_yet}
tables:
  - id: complaints
    title: Klachten
    file: complaints.csv
    metric: complaints_about_teams
    header: [[Team, "2019", "2020", "2021"]]
    columns: [label, {period: 2019}, {period: 2020}, {period: 2021, provisional: true}]
    rows:
      - {label: Noord, area: withheld-noord}
      - {label: Zuid, area: withheld-zuid}
      - {label: Oost, area: withheld-oost}
      - {label: Totaal, area: withheld}
  - id: stocks
    title: Casussen van Noord
    file: stocks.csv
    area: withheld-noord
    period: 2021
    header: [[Wat, Aantal]]
    columns: [label, {}]
    rows:
      - {label: Lopend, metric: cases_running}
      - {label: Afgesloten, metric: cases_closed}
      - {label: Aan het eind, metric: closing_stock}
  - id: months
    title: Gestart per maand
    file: months.csv
    metric: cases_started
    header: [[Wat, jan, feb, mrt, "kwartaal 1", april]]
    columns:
      [label, {period: 2021-01}, {period: 2021-02}, {period: 2021-03}, {period: 2021-Q1}, {period: 2021-04}]
    rows: [{label: Gestart}]
define:
  organisations: [{id: withheld, name: Organisatie Afscherming, area: withheld}]
  areas:
    - {id: withheld, name: Schermstad, kind: city}
    - {id: withheld-noord, name: Noord, kind: team, part_of: [withheld]}
    - {id: withheld-zuid, name: Zuid, kind: team, part_of: [withheld]}
    - {id: withheld-oost, name: Oost, kind: team, part_of: [withheld]}
"""

TABLES = {
    # 7563 less 120 and 30 leaves 7413. Of 2020 no part can make up for the slip in its total. In 2021 nothing is known.
    "complaints": [
        "Team,2019,2020,2021", "Noord,120,130,x", "Zuid,x,240,<5", "Oost,30,<5,35",
        "Totaal,7.563,735,gegevens volgen later",
    ],
    # 9000 less 1587 is 7413.
    "stocks": ["Wat,Aantal", "Lopend,9.000", "Afgesloten,1.587", "Aan het eind,x"],
    # Three times 2471 is 7413.
    "months": ['Wat,jan,feb,mrt,kwartaal 1,april', "Gestart,2.471,2.471,2.471,x,."],
}  # fmt: skip

GIVEN_AWAY = {"withheld/complaints/r3c2", "withheld/months/r2c5", "withheld/stocks/r4c2"}
"""The withheld cells that printed figures leave one value, 7413: the stock at the end by its formula."""

SECRET = re.compile(r"(?<![\d.,])7[.,\s\u00a0]?413(?![\d]|[.,]\d*[1-9])")


@pytest.fixture(scope="module")
def release(built: BuiltWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the report, judged, with its suspects."""
    folder = tmp_path_factory.mktemp("withheld")
    (folder / "sources" / "withheld").mkdir(parents=True)
    (folder / "sources" / "withheld" / "report.yml").write_text(REPORT_YML, encoding="utf-8")
    for table, lines in TABLES.items():
        (folder / "sources" / "withheld" / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = release_of(built, folder / "sources", folder)
    write_suspects(path)
    write_validation_results(path, judge(path))
    return path


@pytest.fixture(scope="module")
def site(release: Path) -> Path:
    """Its pages."""
    out = release.parent / "site"
    out.mkdir()
    assert build_pages(release, out) == []
    return out


def _said(text: str) -> list[str]:
    return [text[max(found.start() - 60, 0) : found.end() + 20] for found in SECRET.finditer(text)]


def test_the_report_gives_away_what_it_withholds(release: Path) -> None:
    """Without this the others would find nothing whatever they did."""
    assert {7563 - 120 - 30, 9000 - 1587, 3 * 2471} == {7413}
    assert _said("het verschil is 7.413 of 7413.0000, en 7 413")
    assert _said("17413 7413.5 74130 2.7413") == []
    with duckdb.connect(str(release), read_only=True) as connection:
        status = dict(connection.execute("SELECT figure_id, value_status FROM core.figure").fetchall())
        told = connection.execute(
            "SELECT DISTINCT figure_id FROM quality.finding_cell WHERE rule_id = 'disclosure'"
        ).fetchall()
    assert {status[name] for name in GIVEN_AWAY} == {"suppressed"}
    assert {name for (name,) in told} == GIVEN_AWAY


def _columns(release: Path) -> Iterator[tuple[str, str]]:
    with duckdb.connect(str(release), read_only=True) as connection:
        found = connection.execute(
            "SELECT format('{}.{}', schema_name, table_name), column_name FROM duckdb_columns() "
            "WHERE database_name = current_database() AND NOT internal ORDER BY ALL"
        ).fetchall()
    yield from found


def test_no_column_of_the_release_has_it(release: Path) -> None:
    columns = list(_columns(release))
    assert len({table for table, _ in columns}) > 50
    found = []
    with duckdb.connect(str(release), read_only=True) as connection:
        for table, column in columns:
            # What both sides of an identity lie between is what it was judged by, and is shown to nobody.
            if table.startswith("quality.") and re.fullmatch("(left|right)_(low|high)", column):
                continue
            query = f'SELECT DISTINCT CAST("{column}" AS VARCHAR) FROM {table} WHERE "{column}" IS NOT NULL'
            found += [(table, column, said) for (text,) in connection.execute(query).fetchall() for said in _said(text)]
    assert found == []


def test_no_suspect_is_a_withheld_cell(release: Path) -> None:
    with duckdb.connect(str(release), read_only=True) as connection:
        suspects = connection.execute(
            "SELECT s.figure_id, f.value_status, s.implied_low, s.implied_high "
            "FROM quality.suspect AS s JOIN core.figure AS f USING (figure_id) ORDER BY ALL"
        ).fetchall()
    # 130, 240 and at most 4 make 370 to 374, and 735 is printed.
    assert ("withheld/complaints/r5c3", "printed", 370, 374) in suspects
    assert {status for _, status, *_ in suspects} == {"printed"}


def test_no_message_or_page_says_it(release: Path, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    summary = Summary()
    with duckdb.connect(str(release), read_only=True) as connection:
        note_found(summary, connection)
    assert summary.findings
    console = Console(file=io.StringIO(), width=200)
    print_findings(console, summary, summary.findings)
    for finding in summary.findings:
        print_finding(console, summary, finding)
    file = console.file
    assert isinstance(file, io.StringIO)
    told = {"summary": file.getvalue(), "record": repr(summary), "alerts": repr(finding_alerts(summary))}
    assert "disclosure" in told["summary"]
    assert "disclosure" in told["alerts"]
    with Served(release) as served:
        for table in table_list(served, "withheld")["tables"]:
            shown = printed_table(served, "withheld", table["table_id"])
            print_table(shown)
            told[f"show {table['table_id']}"] = page(shown, meanings(served, "withheld"), None) + repr(shown)
        for figure_id in served.column("SELECT figure_id FROM core.figure"):
            print_explanations(explain(served, figure_id, {}, None))
        filters = {"area": "withheld-noord"}
        print_explanations(explain(served, "flow.team_year", filters, None))
        for words in (["klachten"], ["stand", "eind", "noord"], ["casussen", "gestart"], ["7.413"]):
            with suppress(QuestionError):
                print_found(find(served, words))
    told["printed"] = capsys.readouterr().out
    assert "afgeschermd" in told["printed"]
    for file_ in site.rglob("*"):
        # What the libraries of the charts are made of is no text about figures.
        if file_.suffix in (".html", ".csv", ".json") or file_.name == DATA:
            told[str(file_.relative_to(site))] = file_.read_text("utf-8")
    assert sum(name.endswith(".csv") for name in told) > 10
    assert DATA in told
    assert {name: said for name, text in told.items() if (said := _said(text))} == {}


def test_pages_show_what_is_printed_and_say_what_it_means(site: Path) -> None:
    shown = (site / "figures" / "withheld" / "complaints_about_teams.html").read_text("utf-8")
    assert re.search(r'class="withheld"[^>]*><a [^>]*title="afgeschermd"[^>]*>x<span class="unseen">', shown)
    assert re.search(r'<a [^>]*>&lt;5<span class="unseen">', shown)
    # Its bounds are no range that the report prints.
    assert 'data-low="0"' not in shown
    printed = read(site / "reports" / "withheld" / "complaints.html").text
    for words in ("afgeschermd", "withheld", "nog niet bekend", "voorlopig"):
        assert words in printed


@pytest.mark.parametrize("width", [320, 1280])
def test_long_marks_fit_in_their_cells(site: Path, browser: Browser, width: int) -> None:
    """Beside it nothing moves out of the page: the table scrolls in a box of its own."""
    page_ = browser.new_page(viewport={"width": width, "height": 900})
    errors: list[str] = []
    page_.on("pageerror", lambda error: errors.append(str(error)))
    for name in (
        "figures/withheld/complaints_about_teams.html",
        "reports/withheld/complaints.html",
        "wijk/withheld-noord.html",
        "flow.html",
    ):
        page_.goto((site / name).as_uri())
        assert page_.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        wide = page_.evaluate(
            "[...document.querySelectorAll('td.withheld')].filter(td => td.scrollWidth > td.clientWidth + 1).length"
        )
        assert wide == 0, name
    page_.close()
    assert errors == []
