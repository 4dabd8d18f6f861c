"""`warehouse alert`, and what a refresh prints of the alerts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import warehouse
from orchestration.cli.summary import print_summary
from orchestration.home import Home
from tests.alerts.conftest import Mailbox, Told, Webhook, finding, judged


def alert(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(warehouse, ["alert", *arguments], env={"WAREHOUSE_HOME": str(home.path)})


def test_the_test_says_which_channel_took_the_sample(
    told: Told, mailbox: Mailbox, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = alert(told.home, "--test")
    assert result.exit_code == 1
    assert "No channel is configured: set WAREHOUSE_ALERT_URLS" in result.stdout
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", f"{mailbox.url} {webhook.url}")
    result = alert(told.home, "--test")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("Sent ") == 2
    # A short message and a long one.
    assert len(mailbox.mails) == len(webhook.posts) == 2
    mailbox.refusal = "554 no"
    result = alert(told.home, "--test", "--json")
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)["channels"]
    assert "554" in first["error"]
    assert second["error"] is None
    assert alert(told.home, "--test", "--status").exit_code == 2


def test_the_status_says_what_is_open_who_knows_and_what_fails(
    told: Told, mailbox: Mailbox, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Nothing is open." in alert(told.home).stdout
    assert not told.home.alerts.exists()
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", f"{mailbox.url} {webhook.url}")
    mailbox.refusal = "554 no"
    for _ in range(2):
        told.refresh("released", summary=judged(finding(severity="warning", sentence_nl="Oei\x1b[2J.")))
    text = alert(told.home, "--status").stdout
    assert "WARNING  Oei\\x1b[2J." in text
    assert "seen 2 times, since 2026-11-03T05:00:00+00:00; told to json://127.0.0.1 (WAREHOUSE_ALERT_URLS, URL 2)" in (
        text
    )
    assert "fails since 2026-11-03T05:00:00+00:00 (2 times)" in text
    data = json.loads(alert(told.home, "--status", "--json").stdout)
    assert [one["kind"] for one in data["open"]] == ["finding", "channel"]
    assert [bool(one["failing"]) for one in data["channels"]] == [True, False]
    told.home.alerts.write_text("{", encoding="utf-8")
    assert "Problem  alerts.json cannot be read" in alert(told.home).stdout


def test_a_refresh_prints_what_came_of_its_alerts(
    told: Told, mailbox: Mailbox, webhook: Webhook, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def printed(summary: dict[str, Any]) -> str:
        record = told.tell(told.record("refused", error="no", summary=summary))
        print_summary(record, told.home, as_json=False)
        return " ".join(capsys.readouterr().out.split())

    wrong = {"findings": [], "rules": [], "titles": {}, "figures": 0}
    assert "Alerts 1 open, 1 told to nobody: set WAREHOUSE_ALERT_URLS" in printed(dict(wrong))
    mailbox.refusal = "554 no"
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", f"{mailbox.url} {webhook.url}")
    text = printed(dict(wrong))
    assert "Alerts 1 open, told json://127.0.0.1 (WAREHOUSE_ALERT_URLS, URL 2)." in text
    assert "Failed mailto://127.0.0.1 (WAREHOUSE_ALERT_URLS, URL 1) took no message, and is tried again" in text
    assert "554" in text
