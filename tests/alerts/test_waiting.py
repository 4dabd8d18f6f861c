"""An organisation that waits is told once while it waits for the same, and its catching up once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration import attempt
from orchestration.alerts.tell import after_comparison
from tests.alerts.conftest import Mailbox, Told, Webhook, finding, judged, suspect

BAD = {
    "file": "dorp-2021/cases_started.csv", "row": 4, "column": 2, "message": '"1.36" is not a number',
    "next_step": "Compare the cell.", "report_id": "dorp-2021",
}  # fmt: skip
SINCE = "2026-11-02T05:00:00+00:00"


def waits(why: str = "bad_input", name: str = "dorp", **more: Any) -> dict[str, Any]:
    return {
        "organisation_id": name, "name": f"Buurtteam {name.title()}", "why": why, "since": SINCE,
        "reports": [f"{name}-2021"], "counts": 1, "rows_from": "20261101T050000Z-aaaaaaaa",
    } | more  # fmt: skip


@pytest.fixture
def both(told: Told, mailbox: Mailbox, webhook: Webhook, monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", f"{mailbox.url}, {webhook.url}")
    return told


def test_who_cannot_be_read_is_one_alert_and_one_recovery(both: Told, mailbox: Mailbox, webhook: Webhook) -> None:
    for _ in range(2):
        said = both.refresh("released", problems=[BAD], summary=judged(waiting=[waits()]))
        assert said["open"] == 1
    both.refresh("unchanged", summary={"release_id": judged()["release_id"], "waiting": [waits()]})
    for texts in (mailbox.texts(), webhook.texts()):
        [text] = texts
        flat = " ".join(text.split())
        assert "Organisatie wacht: Buurtteam Dorp wacht sinds 2 november 2026, 06:00" in flat
        assert "omdat in dorp-2021 op 1 plaats niet te lezen is wat er staat" in flat
        assert "De cijfers van release 20261101T050000Z-aaaaaaaa blijven staan" in flat
        assert 'dorp-2021/cases_started.csv, row 4, column 2: "1.36" is not a number' in flat
        assert "Buurtteam Dorp has waited since 2 November 2026, 06:00: dorp-2021 cannot be read as it is" in flat
        assert "Next: Compare the cell." in flat
        for other in ("geweigerd", "refused", "kan niet worden gelezen zoals het er staat"):
            assert other not in flat
    assert both.state()["alerts"]["waiting:dorp:bad_input"]["seen"] == 3

    assert both.refresh("released", summary=judged())["open"] == 0
    for texts in (mailbox.texts(), webhook.texts()):
        [_, text] = texts
        assert "Hersteld: 1 organisatie wacht niet meer" in text
        assert "gezien bij 3 verversingen, sinds 3 november 2026, 06:00" in " ".join(text.split())


def test_what_somebody_waits_for_is_no_finding_of_the_release(both: Told, webhook: Webhook) -> None:
    waited_for = finding(organisation_id="dorp")
    both.refresh(
        "released",
        summary=judged(
            finding("other", severity="warning"),
            waiting=[waits("refused", counts=5)],
            waiting_findings=[waited_for],
            waiting_suspects=[suspect("sum:2021")],
        ),
    )
    assert set(both.state()["alerts"]) == {"waiting:dorp:refused", "finding:other"}
    [text] = webhook.texts()
    flat = " ".join(text.split())
    assert "omdat over dorp-2021 5 bevindingen openstaan die publicatie tegenhouden" in flat
    assert "De maanden tellen op tot 191; het jaar is 186 (Noord, sum:2021)" in flat
    assert "gedrukt “17”, moet waarschijnlijk zijn: 12" in flat
    assert "… en nog 4" in flat
    assert "warehouse waive 'sum:2021'" in flat


def test_one_that_waits_for_something_else_is_told_again(both: Told, webhook: Webhook) -> None:
    both.refresh("released", problems=[BAD], summary=judged(waiting=[waits()]))
    both.refresh("released", summary=judged(waiting=[waits("refused")], waiting_findings=[finding()]))
    [_, text] = webhook.texts()
    assert "Organisatie wacht" in text
    assert "Hersteld:" in text
    assert set(both.state()["alerts"]) == {"waiting:dorp:refused"}


def test_what_stopped_everybody_is_not_mended_where_one_waits_for_it(both: Told, webhook: Webhook) -> None:
    both.refresh("bad_input", problems=[BAD], error="1 problems in the sources")
    both.refresh("refused", error="critical rules failed", summary=judged(finding()))
    both.refresh("bad_input", problems=[BAD], error="1 problems in the sources")
    both.refresh(
        "released", problems=[BAD],
        summary=judged(waiting=[waits(), waits("refused", "stad")], waiting_findings=[finding(organisation_id="stad")]),
    )  # fmt: skip
    assert set(both.state()["alerts"]) == {
        "bad_input:dorp-2021/cases_started.csv", "finding:sum:2021", "waiting:dorp:bad_input", "waiting:stad:refused",
    }  # fmt: skip
    assert all(alert["gone_at"] is None for alert in both.state()["alerts"].values())
    both.refresh("released", summary=judged())
    assert both.state()["alerts"] == {}


def test_nobody_caught_up_where_nothing_was_published(both: Told, webhook: Webhook) -> None:
    both.refresh("released", problems=[BAD], summary=judged(waiting=[waits()]))
    both.refresh("failed", error="OSError: No space left on device")
    both.refresh("refused", error="critical rules failed", summary=judged())
    assert both.state()["alerts"]["waiting:dorp:bad_input"]["gone_at"] is None
    assert "voorbij: Buurtteam Dorp" not in " ".join(webhook.texts())


def test_the_heart_beats_while_somebody_waits(told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_HEARTBEAT", str(tmp_path / "alive"))
    told.refresh("bad_input", problems=[BAD])
    assert not (tmp_path / "alive").exists()
    told.refresh("released", problems=[BAD], summary=judged(waiting=[waits()]))
    assert (tmp_path / "alive").exists()


def compared(told: Told, tables: dict[str, Any] | None, outcome: attempt.Outcome = "checked", **parts: Any) -> None:
    said = {"release_id": "20261101T050000Z-aaaaaaaa"} | ({} if tables is None else {"tables": tables})
    record = told.record(outcome, job="check", summary={"compared": said}, **parts)
    attempt.save(told.home.attempts, record)
    after_comparison(told.home, record, told.moment)


def test_a_release_that_differs_from_a_full_build_is_told_until_it_does_not(both: Told, webhook: Webhook) -> None:
    compared(both, {})
    assert webhook.texts() == []
    different = {"core.figure": {"only_served": 3, "only_anew": 1200}}
    compared(both, different)
    compared(both, different)
    [text] = webhook.texts()
    flat = " ".join(text.split())
    assert "Uitgave wijkt af: Release 20261101T050000Z-aaaaaaaa wijkt in 1 tabel af" in flat
    assert "core.figure: 3 rijen alleen in de uitgave, 1.200 alleen in wat opnieuw is gebouwd" in flat
    assert "core.figure: 3 rows in the release alone, 1.200 in the full build alone" in flat
    assert "warehouse refresh --full" in flat
    # An incremental release proves nothing; a comparison does, and so does a release that is a full build.
    scope = {"base": "20261101T050000Z-aaaaaaaa", "organisations": []}
    both.refresh("released", summary=judged(scope=scope))
    assert len(webhook.texts()) == 1
    compared(both, {})
    assert "voorbij: Release 20261101T050000Z-aaaaaaaa wijkt in 1 tabel af" in webhook.texts()[1]
    compared(both, different)
    both.refresh("released", summary=judged(scope=scope | {"base": None}))
    assert len(webhook.texts()) == 4
    assert both.state()["alerts"] == {}


def test_a_comparison_that_could_not_be_made_is_told(both: Told, webhook: Webhook) -> None:
    compared(both, None, "failed", error="OSError: No space left on device")
    [text] = webhook.texts()
    assert "kon niet worden vergeleken" in text
    assert "No space left on device" in text
    compared(both, {})
    assert "Hersteld" in webhook.texts()[1]
