"""Three organisations of three cities beside the real reports: nothing of these changes, and all of theirs is shown."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.explain.explanation import explain
from orchestration.explain.search import find
from orchestration.explain.served import Served
from orchestration.home import DEFAULT_SOURCES, Home
from orchestration.pages.build import build_pages
from tests.built import BuiltWarehouse
from tests.pages.html import Page, read
from tests.pages.invented import release_of

THREE = Path(__file__).with_name("three_cities")
OURS = ("lokalis", "bto-sociaal")
"""The organisations of the real reports; what names one of them is a row of theirs."""
TOGETHER = {"quality.rule_result"}
"""What counts all organisations together."""
PRODUCT = {"core.metric_additivity"}
"""What has a row for each organisation and metric, whoever counts in it."""


@dataclass(frozen=True)
class Beside:
    """The pages of a release of all reports, and a connection with the release without the three: `alone`."""

    pages: dict[str, Page]
    release: Path
    connection: duckdb.DuckDBPyConnection

    def one(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def beside(built: BuiltWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    """The real reports alone, and with the three beside them, each built once."""
    folder = tmp_path_factory.mktemp("cities")
    shutil.copytree(DEFAULT_SOURCES, folder / "alone" / "sources")
    shutil.copytree(DEFAULT_SOURCES, folder / "beside" / "sources")
    for report in THREE.glob("*/"):
        shutil.copytree(report, folder / "beside" / "sources" / report.name)
    alone, all_of_them = (release_of(built, folder / name / "sources", folder / name) for name in ("alone", "beside"))
    out = folder / "site"
    out.mkdir()
    assert build_pages(all_of_them, out) == []
    pages = {str(file.relative_to(out)): read(file) for file in out.rglob("*.html")}
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{alone}' AS alone (READ_ONLY)")
        connection.execute(f"ATTACH '{all_of_them}' AS beside (READ_ONLY)")
        yield Beside(pages, all_of_them, connection)


def test_what_dbt_tests_of_the_data_holds(beside: Beside, built: BuiltWarehouse, tmp_path: Path) -> None:
    """Metrics, areas and breakdowns of a report's own pass every test that stops a refresh."""
    shutil.copytree(built.home.path, tmp_path / "home")
    copy = replace(built, home=Home(tmp_path / "home"))
    shutil.copyfile(beside.release, copy.home.build_database)
    result = copy.dbt("test", "--exclude", "test_type:unit")
    assert not result.returncode, result.stdout
    assert len(copy.artefact("run_results")["results"]) > 40


def _said(beside: Beside, database: str, table: str, columns: list[str]) -> str:
    """A table with what its numbers stand for: those that only join tables differ with whatever else is loaded."""
    said = []
    for column in columns:
        if column == "table_number":
            continue
        if column.endswith("series_number"):
            looked_up = (
                "SELECT concat_ws(':', organisation_id, metric_id, area_id, breakdown_id, category_id) "
                f"FROM {database}.quality.series WHERE series_number"
            )
        elif column in ("figure_number", "whole_number", "part_number", "about_number", "operand_number"):
            looked_up = f"SELECT figure_id FROM {database}.quality.checked_figure WHERE figure_number"
        else:
            said.append(column)
            continue
        said.append(f"({looked_up} = t.{column}) AS {column}")
    return f"SELECT {', '.join(said)} FROM {database}.{table} AS t"


def test_no_row_of_the_real_reports_changes(beside: Beside) -> None:
    tables = beside.one(
        """
        SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_index)
        FROM duckdb_columns()
        WHERE database_name = 'beside' AND NOT internal
            AND schema_name IN ('core', 'reach', 'flow', 'satisfaction', 'workforce', 'quality')
        GROUP BY ALL ORDER BY ALL
        """
    )
    assert {"core.figure", "flow.team_quarter", "quality.identity"} <= {name for name, _ in tables}
    more = set()
    for name, columns in tables:
        if name in TOGETHER:
            continue
        alone, together = (_said(beside, database, name, columns) for database in ("alone", "beside"))
        assert beside.one(f"({alone}) EXCEPT ALL ({together}) LIMIT 3") == [], name
        added = beside.one(f"({together}) EXCEPT ALL ({alone})")
        assert name in PRODUCT or not [row for row in added if any(one in str(row) for one in OURS)], name
        more |= {name} if added else set()
    # Not because nothing was added.
    assert {"core.figure", "flow.team_year", "quality.identity", "core.metric"} <= more


def test_theirs_are_checked(beside: Beside) -> None:
    judged: dict[str, str] = dict(
        beside.one(
            """
            SELECT identity_id, verdict FROM beside.quality.judged_identity
            WHERE regexp_matches(identity_id, 'hoven|meerdam|duinrand')
            """
        )
    )
    for identity in (
        "sum_over_time:hoven-helpt:walk_ins:hoven-oost:-:2023/quarter",
        "sum_over_areas:hoven-helpt:walk_ins:hoven:-:2023-Q1/teams",
        "sum_over_categories:hoven-helpt:walk_ins:hoven:-:2023/walk_in_reason@hoven-2023/reasons",
        "share_of_whole:hoven-helpt:walk_ins_helped_share:hoven-oost:-:2023@hoven-2023",
        "formula_holds:hoven-helpt:walk_in_balance:hoven:-:2023@hoven-2023",
        "sum_over_time:wijkteams-meerdam:cases_started:meerdam-oost:-:2023/half_year",
        "sum_over_areas:stichting-duinrand:walk_ins:duinrand:-:2023/teams",
    ):
        assert judged[identity] == "holds", identity
    failing = {identity for identity, verdict in judged.items() if verdict == "fails"}
    assert failing == {"sum_over_areas:stichting-duinrand:subsidy_spent:duinrand:-:2023/teams"}


def test_all_of_theirs_is_shown(beside: Beside) -> None:
    figures = beside.one(
        """
        SELECT s.figure_key, s.mart, f.report_id, f.table_id, f.row_number, f.column_number
        FROM beside.core.served_figure AS s
        JOIN beside.core.figure AS f ON s.figure_id = f.figure_id
        WHERE f.report_id LIKE '%-2023'
        """
    )
    assert {mart for _, mart, *_ in figures} == {None, "flow", "reach"}
    for key, mart, report_id, table_id, row, column in figures:
        organisation, metric = key.split(":")[:2]
        page = f"figures/{organisation}/{metric}.html"
        page = page if page in beside.pages else f"{mart or 'other'}.html"
        assert key in beside.pages[page].ids, key
        printed = beside.pages[f"reports/{report_id}/{table_id}.html"].cells[f"r{row}c{column}"]
        assert (printed["data-page"].endswith(page), printed["data-key"]) == (True, key)
    assert "other.html" in {link.href for link in beside.pages["index.html"].links}


def test_a_breakdown_of_ones_own_is_named_and_ordered_as_defined(beside: Beside) -> None:
    shown = beside.pages["figures/hoven-helpt/walk_ins.html"].text
    assert "naar reden van inloop" in shown
    assert "walk_in_reason" not in shown
    rows = beside.one(
        """
        SELECT category_id FROM beside.core.category WHERE breakdown_id = 'walk_in_reason' ORDER BY sort_order
        """
    )
    assert rows == [("money",), ("company",)]


def test_the_pages_say_whose_figures_they_are(beside: Beside) -> None:
    front = beside.pages["index.html"].text
    assert "Buurtcijfers van Duinrand, Hoven, Meerdam en Utrecht" in front
    assert "Hoven Helpt" in front
    assert "Lokalis" in front
    assert "Saldo" in front
    listed = beside.pages["wijk/index.html"].text
    assert [city for city in ("Duinrand", "Hoven", "Meerdam", "Utrecht") if city in listed] == [
        "Duinrand", "Hoven", "Meerdam", "Utrecht",
    ]  # fmt: skip
    # Teams of one name are told apart by their city.
    assert "Oost (Duinrand)" in beside.pages["search.html"].text
    assert "Hoven Helpt" in beside.pages["wijk/hoven-oost.html"].text
    ours = beside.pages["wijk/oost.html"].text
    assert not any(name in ours for name in ("Hoven Helpt", "Wijkteams Meerdam", "Stichting Duinrand"))


def test_a_metric_that_no_mart_serves_is_found(beside: Beside) -> None:
    assert "Saldo" in beside.pages["search.html"].text
    assert "walk_in_balance" in beside.pages["dictionary.html"].text
    for page in ("search.html", "dictionary.html"):
        assert "figures/hoven-helpt/walk_in_balance.html" in {link.href for link in beside.pages[page].links}
    with Served(beside.release) as served:
        found = {one.kind: one for one in find(served, ["saldo"]).found}
        # Areas of one name are told apart, and a city has its own figure.
        oost = find(served, ["oost", "duinrand"]).found
        assert next(hit.label for one in oost if one.kind == "area" for hit in one.hits) == "Oost (Duinrand)"
    (hit,) = found["metric"].hits
    assert hit.command == "warehouse explain hoven-helpt:walk_in_balance:hoven:-:2023"


def test_figures_of_another_source_are_marked_and_divided_by(beside: Beside) -> None:
    assert beside.one("SELECT DISTINCT source, organisation_id FROM beside.core.figure WHERE source IS NOT NULL") == [
        ("CBS StatLine", "cbs-hoven"),
    ]  # fmt: skip
    rates = beside.one(
        """
        SELECT metric_id, area_id, period_id, value, inhabitants, inhabitants_source, round(per_1000_inhabitants, 3)
        FROM beside.reach.inhabitant_rate_period
        WHERE metric_id IN ('walk_ins', 'walk_in_costs') AND grain = 'year' ORDER BY ALL
        """
    )
    assert rates == [
        ("walk_in_costs", "hoven", "2023", 130000.0, 40000, "CBS StatLine", 3250.0),
        ("walk_ins", "hoven", "2023", 1400.0, 40000, "CBS StatLine", 35.0),
        ("walk_ins", "hoven-oost", "2023", 800.0, 25000, "CBS StatLine", 32.0),
        ("walk_ins", "hoven-west", "2023", 600.0, 15000, "CBS StatLine", 40.0),
    ]
    assert beside.one("SELECT count(*) FROM beside.reach.inhabitant_rate_period WHERE organisation_id = 'lokalis'") == [
        (0,)
    ]
    for page in ("reports/index.html", "reports/cbs-hoven-2023/inhabitants.html", "figures/cbs-hoven/inhabitants.html"):
        assert "CBS StatLine" in beside.pages[page].text, page
    assert "Per 1.000 inwoners (berekend)" in beside.pages["figures/hoven-helpt/walk_ins.html"].text
    # Whose figures these are is said of those who account for them.
    assert "5 organisaties" not in beside.pages["index.html"].text

    with Served(beside.release) as served:
        asked = {"area": "hoven-oost", "metric": "walk_ins", "period": "2023"}
        (explained,) = explain(served, "reach.inhabitant_rate_period", asked, None)
    (value,) = explained.values
    assert value.written() == "32"
    assert value.steps == ["1000 * walk_ins / inhabitants", "1.000 * 800 / 25.000", "32"]
    assert [figure.cell.source for figure in value.figures()] == [None, "CBS StatLine"]
