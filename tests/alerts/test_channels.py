"""Channels that do not work: nothing is lost, it is said once and clearly, and no secret with it."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path

import pytest

from orchestration.alerts import channels
from orchestration.alerts.addresses import split_urls, without_secrets
from orchestration.alerts.status import status, try_channels
from orchestration.plain_data import to_json
from tests.alerts.conftest import Mailbox, Told, Webhook, finding, judged

WARNING = judged(finding(severity="warning"))
SECRET = "geheim-wachtwoord"


def test_a_channel_that_fails_is_tried_again_until_it_takes_the_message(
    told: Told, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", webhook.url)
    webhook.answers = [500]
    # By the same attempt.
    assert told.refresh("released", summary=WARNING)["failing"] == []
    assert (webhook.tries, len(webhook.posts)) == (2, 1)
    # By the next one.
    webhook.answers = [500] * 2
    said = told.refresh("released", summary=judged())
    assert "500" in said["failing"][0]["last_error"]
    assert told.refresh("unchanged", summary={"release_id": judged()["release_id"]})["failing"] == []
    assert "Hersteld" in webhook.texts()[1]
    assert len(webhook.posts) == 2


def test_a_channel_that_keeps_failing_is_left_alone_for_ever_longer(
    told: Told, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", webhook.url)
    webhook.answers = [500] * 100
    tried = []
    for _ in range(24):
        before = webhook.tries
        told.refresh("released", hours=5 / 60, summary=WARNING)
        tried.append(webhook.tries > before)
    # At once, after 5, 10, 20, 40 minutes, and then every hour.
    assert [number * 5 for number, was in enumerate(tried) if was] == [0, 5, 10, 20, 40, 80]
    webhook.answers = []
    assert told.refresh("released", hours=2, summary=WARNING)["channels"] != []


def test_the_other_channels_hear_of_a_channel_that_fails_twice(
    told: Told, mailbox: Mailbox, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", f"{mailbox.url} {webhook.url}")
    mailbox.refusal = "554 mailbox is full"
    said = told.refresh("released", summary=WARNING)
    assert "554" in said["failing"][0]["last_error"]
    assert "mailbox is full" in said["failing"][0]["last_error"]
    assert (len(webhook.posts), said["untold"]) == (1, 0)
    told.refresh("released", summary=WARNING)
    told.refresh("released", summary=WARNING)
    assert len(webhook.posts) == 2
    assert "Het kanaal mailto://127.0.0.1 (WAREHOUSE_ALERT_URLS, URL 1) neemt geen berichten aan" in webhook.texts()[1]
    assert "mailbox is full" in webhook.texts()[1]
    mailbox.refusal = ""
    told.refresh("released", summary=WARNING)
    assert "voorbij: Het kanaal mailto://127.0.0.1" in webhook.texts()[2]
    assert len(mailbox.mails) == 1
    assert "De maanden tellen op" in mailbox.texts()[0]
    assert "voorbij: Het kanaal mailto://127.0.0.1" in mailbox.texts()[0]
    told.refresh("released", summary=WARNING)
    assert (len(mailbox.mails), len(webhook.posts)) == (1, 3)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"nonsense://{SECRET}", "no URL that Apprise can use"),
        (SECRET, "no URL that Apprise can use"),
        (f"json://[{SECRET}", "no URL that Apprise can use"),
        (f"json://robot:{SECRET}@no.such.host.invalid/{SECRET}", "resolve"),
        (f"json://robot:{SECRET}@127.0.0.1:9/{SECRET}", "Connection refused"),
        (
            f"mailto://robot:{SECRET}@127.0.0.1:9?from=w@example.org&to=d@example.org&mode=insecure",
            "Connection refused",
        ),
    ],
)
def test_a_channel_that_cannot_work_is_said_without_its_secrets(
    url: str, said: str, told: Told, webhook: Webhook, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", f"{url} {webhook.url}")
    monkeypatch.setattr(channels, "RETRIES", 0)
    caplog.set_level(logging.DEBUG, "warehouse")
    record = told.tell(told.record("released", summary=dict(WARNING)))
    assert record.summary.alerts is not None
    [failing] = record.summary.alerts.failing
    assert said in failing.last_error
    assert len(webhook.posts) == 1
    told.refresh("released", summary=WARNING)
    # pytest listens to Apprise's own log too, which nobody else does.
    assert not logging.getLogger("apprise").propagate
    logged = [one.getMessage() for one in caplog.records if one.name != "apprise"]
    assert any(failing.name in text for text in logged)
    everything = [to_json(record), told.home.alerts.read_text(), *logged, *webhook.texts()]
    everything += [path.read_text() for path in told.home.attempts.iterdir()]
    everything.append(json.dumps([status(told.home), try_channels(told.home)]))
    assert failing.name in webhook.texts()[1]
    assert not [text for text in everything if SECRET in text]


def test_a_channel_that_hangs_does_not_keep_the_others_or_the_refresh_waiting(
    told: Told, mailbox: Mailbox, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", f"{webhook.url} {mailbox.url}")
    monkeypatch.setattr(channels, "DEADLINE_SECONDS", 2.0)
    webhook.delay = 30
    begun = time.monotonic()
    said = told.refresh("released", summary=WARNING)
    assert time.monotonic() - begun < webhook.delay
    assert len(mailbox.mails) == 1
    assert said["failing"][0]["name"].startswith("json://127.0.0.1")
    assert said["failing"][0]["last_error"]


def test_routes_send_severities_to_the_channels_of_their_variables(
    told: Told, mailbox: Mailbox, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", mailbox.url)
    monkeypatch.setenv("PAGER_URLS", webhook.url)
    routes = "critical: [WAREHOUSE_ALERT_URLS, PAGER_URLS]\nwarning: [WAREHOUSE_ALERT_URLS]\n"
    (told.home.path / "alerts.yml").write_text(routes, encoding="utf-8")
    told.refresh("released", summary=WARNING)
    assert (len(mailbox.mails), len(webhook.posts)) == (1, 0)
    told.refresh("refused", summary=judged(finding(severity="warning"), finding("stock:2021")))
    assert "De maanden tellen op tot 191; het jaar is 186 (Noord, stock:2021)" in webhook.texts()[0]
    assert "LET OP" not in webhook.texts()[0]
    told.refresh("released", summary=judged())
    # A recovery goes where its alert went.
    assert "sum:2021" in mailbox.texts()[2]
    assert "sum:2021" not in webhook.texts()[1]


@pytest.mark.parametrize(
    ("routes", "said"),
    [
        (f"critical: ['json://robot:{SECRET}@host']\n", "the name of an environment variable is expected here"),
        ("critial: [A]\n", "critial"),
        ("critical: [NOT_SET]\n", "NOT_SET, and it holds no URL"),
        ("critical: [\n", "alerts.yml"),
    ],
)
def test_wrong_routes_are_said_and_silence_nobody(
    routes: str, said: str, told: Told, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", webhook.url)
    monkeypatch.delenv("NOT_SET", raising=False)
    (told.home.path / "alerts.yml").write_text(routes, encoding="utf-8")
    problems = told.refresh("released", summary=WARNING)["problems"]
    assert said in " ".join(problems)
    assert SECRET not in " ".join(problems)
    assert len(webhook.posts) == 1


def test_the_heartbeat_beats_after_what_went_well_and_only_then(
    told: Told, webhook: Webhook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WAREHOUSE_HEARTBEAT", f"http://127.0.0.1:{webhook.port}/ping/{SECRET}")
    told.refresh("released", summary=judged())
    told.refresh("unchanged", summary={"release_id": judged()["release_id"]})
    told.refresh("held", summary={"release_id": "x"})
    told.refresh("refused", error="no", summary=judged(finding()))
    told.refresh("failed", error="OSError: x")
    told.refresh("bad_input")
    assert webhook.paths == [f"/ping/{SECRET}"] * 3
    webhook.answers = [503]
    assert told.refresh("released", summary=judged())["problems"] == ["heartbeat: the monitor answered 503"]
    file = tmp_path / "alive"
    monkeypatch.setenv("WAREHOUSE_HEARTBEAT", str(file))
    told.refresh("released", summary=judged())
    assert file.exists()
    for target in (
        f"http://no.such.host.invalid/{SECRET}",
        f"ftp://{SECRET}",
        str(tmp_path / "no" / "folder"),
        "http://[",
    ):
        monkeypatch.setenv("WAREHOUSE_HEARTBEAT", target)
        [problem] = told.refresh("released", summary=judged())["problems"]
        assert problem.startswith("heartbeat: ")
        assert SECRET not in problem


def test_a_sample_goes_to_every_channel_and_clears_what_failed(
    told: Told, mailbox: Mailbox, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", f"{mailbox.url},{webhook.url}")
    webhook.answers = [500] * 2
    told.refresh("released", summary=WARNING)
    stands = status(told.home)
    assert [one["failing"] is None for one in stands["channels"]] == [True, False]
    assert stands["open"][0]["told_to"] == [stands["channels"][0]["name"]]
    answer = try_channels(told.home)
    assert [one["error"] for one in answer["channels"]] == [None, None]
    assert webhook.texts()[0].startswith("[buurtcijfers] Proefbericht")
    assert webhook.texts()[1].startswith("[buurtcijfers] Lang proefbericht")
    assert [one["failing"] for one in status(told.home)["channels"]] == [None, None]
    told.refresh("released", summary=WARNING)
    assert "De maanden tellen op" in webhook.texts()[2]


def test_urls_stand_apart_by_blanks_or_commas() -> None:
    assert split_urls(" json://a/?x=1,2  mailto://b,slack://c\njson://d, ") == [
        "json://a/?x=1,2", "mailto://b", "slack://c", "json://d",
    ]  # fmt: skip
    assert split_urls("") == []


def test_no_part_of_a_url_is_left_in_what_a_library_says() -> None:
    url = "slack://T1JJ3T3L2/A1BRTD4JD/geheim%20woord/#kanaal"
    said = "POST https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/geheim woord failed (geheim%20woord)"
    assert without_secrets(said, url) == "POST https://hooks.slack.com/services/****/****/**** failed (****)"
