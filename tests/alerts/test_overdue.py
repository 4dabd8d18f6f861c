"""Which reports should have come by now, and who hears of it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from orchestration.alerts.overdue import Covered, Overdue, covered_reports, overdue
from orchestration.ingest.reports import ingest
from tests.alerts.conftest import Told, Webhook, judged

SOURCES = Path(__file__).resolve().parents[2] / "sources"
TODAY = dt.date(2026, 11, 26)


def report(period: str, every: str | None = "half-year", days: int | None = 120, organisation: str = "dorp") -> Covered:
    return Covered(f"{organisation}-{period}", organisation, period, every, days)


def test_the_next_report_is_overdue_the_day_after_it_was_due() -> None:
    reports = [report("2022-H2")]
    assert overdue(reports, dt.date(2023, 10, 28)) == []
    expected = Overdue("dorp", "dorp-2022-H2", "2023-H1", dt.date(2023, 10, 28), 1)
    assert overdue(reports, dt.date(2023, 10, 29)) == [expected]
    # A year report covers both halves of its year.
    assert overdue([report("2022"), report("2022-H1")], dt.date(2023, 10, 28)) == []


@pytest.mark.parametrize(
    ("period", "every", "following", "due"),
    [
        ("2023", "year", "2024", dt.date(2024, 12, 31)),
        ("2023", "half-year", "2024-H1", dt.date(2024, 6, 30)),
        ("2023-H1", "half-year", "2023-H2", dt.date(2023, 12, 31)),
        ("2023-Q4", "quarter", "2024-Q1", dt.date(2024, 3, 31)),
        ("2024-01", "month", "2024-02", dt.date(2024, 2, 29)),
        ("2023-12-31", "quarter", "2024-Q1", dt.date(2024, 3, 31)),
        ("2018-07/2019-06", "year", "2019-07/2020-06", dt.date(2020, 6, 30)),
        ("2021-01/2022-12", "year", "2023", dt.date(2023, 12, 31)),
        ("2020/2022", "year", "2023", dt.date(2023, 12, 31)),
        ("2023-11", "quarter", "2023-12/2024-02", dt.date(2024, 2, 29)),
        ("2023-T1", "four-months", "2023-T2", dt.date(2023, 8, 31)),
        ("2022-08/2023-07", "year", "2023-08/2024-07", dt.date(2024, 7, 31)),
        ("2020-W52", "week", "2020-W53", dt.date(2021, 1, 3)),
    ],
)
def test_the_next_period_follows_the_covered_one(period: str, every: str, following: str, due: dt.date) -> None:
    [found] = overdue([report(period, every, 0)], due + dt.timedelta(days=1))
    assert (found.period, found.due, found.missing) == (following, due, 1)
    assert overdue([report(period, every, 0)], due) == []


def test_an_organisation_has_one_overdue_report_that_says_how_many_are_missing() -> None:
    [found] = overdue([report("2021-H2"), report("2021-H1")], dt.date(2024, 1, 1))
    assert (found.period, found.missing) == ("2022-H1", 3)
    others = [report("2021", "year", 0, "a"), report("2021-H1", "year", 0, "b")]
    assert [one.organisation for one in overdue(others, dt.date(2023, 1, 1))] == ["a", "b"]


def test_the_latest_report_decides_and_without_a_cadence_it_ends_the_series() -> None:
    assert overdue([report("2021-H1"), report("2022", None, None)], TODAY) == []
    assert overdue([report("2021-H1"), report("2021-H2", organisation="Dorp")], dt.date(2022, 6, 1)) == []
    assert overdue([report("2021-13"), report("never"), report("2021/2022", "year", 0)], TODAY) == []
    assert overdue([], TODAY) == []


def test_the_reports_here_await_no_other_but_would_if_the_newest_were_withdrawn(tmp_path: Path) -> None:
    store = tmp_path / "home" / "ingested.duckdb"
    shutil.copytree(SOURCES, tmp_path / "sources")
    ingest(tmp_path / "sources", store)
    assert overdue(covered_reports(store), TODAY) == []
    shutil.rmtree(tmp_path / "sources" / "lokalis-2022")
    ingest(tmp_path / "sources", store)
    [found] = overdue(covered_reports(store), TODAY)
    assert (found.after, found.period, found.due) == ("lokalis-2020-h1", "2020-H2", dt.date(2021, 4, 30))


def test_an_overdue_report_is_told_once_and_so_is_its_coming(
    told: Told, webhook: Webhook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", webhook.url)
    sources = tmp_path / "sources"
    _write_report(sources, "2025")
    ingest(sources, told.home.raw_database)
    told.refresh("released", summary=judged())
    # Half of 2026 and 125 days: it is due on the second of November, and this is the third.
    [text] = webhook.texts()
    assert "Het verslag van dorp over 2026-H1 is er nog niet; het werd verwacht tot en met 2 november 2026." in text
    assert "LET OP" in text
    told.refresh("held", summary={"release_id": "x", "hold": {"instead_of": "y", "since": "2026-01-01T00:00:00+00:00"}})
    told.refresh("bad_input")
    assert len(webhook.posts) == 1
    assert told.state()["alerts"]["overdue:dorp:2026-H1"]["seen"] == 3
    _write_report(sources, "2026-H1")
    ingest(sources, told.home.raw_database)
    told.refresh("refused", error="x", summary=judged())
    assert "voorbij: Het verslag van dorp over 2026-H1" in webhook.texts()[1]


def test_a_store_that_cannot_be_read_says_nothing_of_reports(
    told: Told, webhook: Webhook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", webhook.url)
    _write_report(tmp_path / "sources", "2025")
    ingest(tmp_path / "sources", told.home.raw_database)
    told.refresh("released", summary=judged())
    told.home.raw_database.write_bytes(b"no database")
    assert told.refresh("released", summary=judged()) == {
        "open": 1, "untold": 0, "channels": [], "failing": [], "problems": [],
    }  # fmt: skip


def _write_report(sources: Path, period: str) -> Path:
    """A report of one key figure, whose next one is due 125 days after the following half-year."""
    folder = sources / f"dorp-{period.lower()}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.yml").write_text(
        f"id: {folder.name}\ntitle: Verslag\norganisation: dorp\nperiod: {period}\n"
        "cadence: {every: half-year, due_after_days: 125}\nkey_figures: key_figures.csv\n",
        encoding="utf-8",
    )
    header = (
        "key,metric,organisation,area,breakdown,category,period,compared_with,number,value_read,low,high,"
        "qualifier,line,note\n"
    )
    (folder / "key_figures.csv").write_text(header + "fte,fte,,,,,,,12,,,,,31,\n", encoding="utf-8")
    return folder
