"""Dagster's page in a real browser: the asset graph, a failed check with its failing rows, who waits, and a run's log.

Screenshots are kept where WAREHOUSE_SCREENSHOTS names a folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.service.conftest import Service, wait_for

pytestmark = pytest.mark.thorough

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE = 120_000
"""Milliseconds that a page may take on a machine that does other things too."""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A tab of a headless Chromium."""
    tab = browser.new_page(viewport={"width": 1600, "height": 1000})
    tab.set_default_timeout(PATIENCE)
    yield tab
    tab.close()


def keep(page: Page, name: str) -> None:
    """Keep a picture for a person to look at."""
    if folder := os.environ.get("WAREHOUSE_SCREENSHOTS"):
        page.wait_for_timeout(2000)
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_the_asset_graph_is_drawn_in_its_groups(service: Service, page: Page) -> None:
    page.goto(f"{service.url}/asset-groups")
    for group in ("reports", "raw", "staging", "core", "marts", "quality", "release"):
        page.get_by_text(group, exact=True).first.wait_for()
    keep(page, "asset-graph")


def test_a_failed_check_shows_its_failing_rows(service: Service, page: Page) -> None:
    """The run of the wrong digit left it, before that of its repair; its rows name the identity."""
    assert len(service.runs()) >= 2, "test_wrong_digit leaves two runs; run the whole folder"
    run_id = service.runs()[-2]["runId"]
    page.goto(f"{service.url}/runs/{run_id}?logs=everybody_is_published")
    page.get_by_text("waiting_organisations").first.wait_for()
    keep(page, "who-waits")
    page.goto(f"{service.url}/runs/{run_id}?logs=sum_over_time")
    page.get_by_text("failing_rows").first.wait_for()
    keep(page, "failed-check")
    page.get_by_text("Show JSON").first.click()
    page.get_by_text("sum_over_time:bto-sociaal:cases_started:de-meern").first.wait_for()
    keep(page, "failing-rows")


def test_a_runs_log_says_what_our_functions_said(service: Service, page: Page) -> None:
    run_id = service.runs()[-1]["runId"]
    wait_for(lambda: service.messages(run_id), 30, "the run has a log")
    # The log shows what fits the window; the filter brings the line into it.
    page.goto(f"{service.url}/runs/{run_id}?logs=Building")
    page.get_by_text("Building and testing the models").first.wait_for()
    keep(page, "run-log")
