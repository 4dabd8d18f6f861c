"""Who is told what, once: new alerts, repeats, recoveries, bursts, and what each message says."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import Any

import pytest

from orchestration import attempt
from tests.alerts.conftest import NEXT_STEPS, Mailbox, Told, Webhook, finding, judged, suspect

BAD = {
    "file": "dorp-2021/cases_started.csv", "place": "dorp-2021/cases_started.csv, row 4, column 2", "row": 4,
    "column": 2,
    "message": '"1.36" is not a number', "next_step": "Compare the cell.", "report_id": "dorp-2021",
}  # fmt: skip


@pytest.fixture
def both(told: Told, mailbox: Mailbox, webhook: Webhook, monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", f"{mailbox.url}, {webhook.url}")
    return told


def refused(*findings: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"error": "critical rules failed: sum_over_time", "summary": judged(*findings, **more)}


def test_a_wrong_digit_is_told_once_with_cell_and_remedy_and_its_mending_once(
    both: Told, mailbox: Mailbox, webhook: Webhook
) -> None:
    said = both.refresh(
        "refused", **refused(finding(), finding("stock:2021-03"), suspects=[suspect("sum:2021", "stock:2021-03")])
    )
    assert said["open"] == 3
    assert len(said["channels"]) == 2
    assert not said["untold"]
    [mail], [post] = mailbox.texts(), webhook.texts()
    for text in (mail, post):
        for part in (
            "KRITIEK: De publicatie is geweigerd",
            "De maanden tellen op tot 191; het jaar is 186",
            "191 is niet 186 (verschil 5)",
            "dorp-2021/cases_started.csv rij 4 kolom 4, regel 1171 van het document: gedrukt “17”, "
            "moet waarschijnlijk zijn: 12",
            "dezelfde cel als hierboven",
            "Er is nog niets gepubliceerd.",
            "warehouse waive 'sum:2021'",
            "CRITICAL: The release was refused",
            "191 is not 186 (difference 5)",
            "row 4 column 4, line 1171 of the document: printed “17”, should read 12 (one digit)",
            NEXT_STEPS,
        ):
            assert part in " ".join(text.split())
        assert text.index("KRITIEK") < text.index("English") < text.index("CRITICAL")
    assert "<li>" in mailbox.html()

    assert both.refresh("refused", **refused(finding(), finding("stock:2021-03")))["open"] == 3
    assert (len(mailbox.mails), len(webhook.posts)) == (1, 1)

    assert both.refresh("released", summary=judged())["open"] == 0
    [_, mail], [_, post] = mailbox.texts(), webhook.texts()
    for text in (mail, post):
        assert "Hersteld: het verversen lukt weer" in text
        assert "gezien bij 2 verversingen, sinds 3 november 2026, 06:00" in " ".join(text.split())
    assert both.state()["alerts"] == {}

    both.refresh("released", summary=judged())
    both.refresh("unchanged", summary={"release_id": judged()["release_id"]})
    assert (len(mailbox.mails), len(webhook.posts)) == (2, 2)


def test_a_warning_is_told_though_it_is_published_and_a_remark_is_not(both: Told, webhook: Webhook) -> None:
    both.refresh("released", summary=judged(finding(severity="warning"), finding("info", severity="info")))
    [text] = webhook.texts()
    assert "LET OP: De maanden tellen op" in text
    assert "geweigerd" not in text
    assert both.refresh("unchanged", summary={"release_id": judged()["release_id"]})["open"] == 1
    assert both.state()["alerts"]["finding:sum:2021"]["seen"] == 2
    both.refresh("released", summary=judged(finding(severity="warning", status="waived")))
    assert "aanvaard: De maanden tellen op" in webhook.texts()[1]


def test_what_an_attempt_could_not_see_is_not_mended(both: Told, webhook: Webhook) -> None:
    both.refresh("refused", **refused(finding()))
    both.refresh("bad_input", problems=[BAD], error="1 problems in the sources")
    assert 'dorp-2021/cases_started.csv, row 4, column 2: "1.36" is not a number' in webhook.texts()[1]
    both.refresh("failed", error="OSError: No space left on device")
    assert "OSError: No space left on device" in webhook.texts()[2]
    both.refresh("held", summary={"hold": {"instead_of": "y", "since": "2026-11-02"}, "release_id": "x"})
    assert set(both.state()["alerts"]) == {
        "refused", "finding:sum:2021", "bad_input:dorp-2021/cases_started.csv", "failed:OSError",
    }  # fmt: skip
    assert len(webhook.posts) == 3
    # Judged again: the reports could be read and the run came to its end; the finding is still there.
    both.refresh("refused", **refused(finding()))
    assert set(both.state()["alerts"]) == {"refused", "finding:sum:2021"}
    assert "Nog open van eerdere berichten: 2" in webhook.texts()[3]


def test_a_finding_that_comes_back_before_its_recovery_was_told_is_not_told_again(
    both: Told, mailbox: Mailbox, webhook: Webhook
) -> None:
    both.refresh("released", summary=judged(finding(severity="warning")))
    mailbox.refusal = "554 go away"
    both.refresh("released", summary=judged())
    assert len(webhook.posts) == 2
    mailbox.refusal = ""
    both.refresh("released", summary=judged(finding(severity="warning")))
    assert len(mailbox.mails) == 1
    assert len(webhook.posts) == 3


def test_a_burst_is_one_message_that_counts_what_it_does_not_tell(both: Told, webhook: Webhook) -> None:
    many = [finding(f"sum:{number:03}") for number in range(500)]
    rule = {
        "rule_id": "stock_over_time", "severity": "critical", "success": False, "error": None, "next_steps": "Look.",
        "counts": {
            "identities": 5, "holding": 1, "failing": 0, "not_evaluable": 4, "declared": 2, "open_findings": 0,
        },
        "failing_rows": [],
        "minimum_evaluated_share": 0.5,
    }  # fmt: skip
    unjudged = [{"identity_id": "stock_over_time:x", "rule_id": "stock_over_time", "why": "only 2 are printed"}]
    titles = judged()["titles"] | {"stock_over_time": {"nl": "Stand", "en": "Stock"}}
    both.refresh("refused", **refused(*many, rules=[rule], titles=titles, unjudged=unjudged))
    [text] = webhook.texts()
    said = "De regel “Stand” kon te weinig beoordelen: 1 van de 3; minstens 50% moet."
    assert text.startswith(f"[buurtcijfers] Publicatie geweigerd: {said} (+500)")
    assert "The rule “Stock” could judge too little: 1 of 3; it must judge 50%." in text
    assert "Cannot be judged: stock_over_time:x: only 2 are printed" in text
    assert text.count("Bevinding: ") == 4
    assert "496 × Regel sum_over_time (dorp-2021/cases_started)" in text
    assert "496 × Rule sum_over_time (dorp-2021/cases_started)" in text
    assert len(text) < 10_000


def test_one_attempt_is_told_once_whoever_tells_it(both: Told, webhook: Webhook) -> None:
    record = both.tell(both.record("refused", **refused(finding())))
    both.tell(attempt.load(both.home.attempts, record.attempt_id))
    assert both.state()["alerts"]["refused"]["seen"] == 1
    later = both.tell(both.record("released", summary=judged()))
    # The daemon comes late with what is no longer so.
    both.tell(record)
    both.tell(later)
    assert len(webhook.posts) == 2
    assert both.state()["alerts"] == {}


def test_a_long_run_is_told_though_a_look_in_between_found_nothing_to_do(both: Told, webhook: Webhook) -> None:
    both.refresh("released", summary=judged())
    long = both.record("refused", **refused(finding()))
    both.refresh("unchanged", hours=0.01, summary={"release_id": judged()["release_id"]})
    both.moment += dt.timedelta(minutes=1)
    long.finished_at = both.moment.isoformat()
    both.tell(long)
    assert "De maanden tellen op" in webhook.texts()[0]


def test_processes_that_tell_at_the_same_moment_tell_once(both: Told, webhook: Webhook) -> None:
    record = both.record("refused", **refused(finding()))
    attempt.save(both.home.attempts, record)
    webhook.delay = 0.5
    script = (
        "from pathlib import Path; from orchestration.alerts.tell import after_attempt; "
        "from orchestration.home import Home; from orchestration.attempt import load; "
        f"home = Home(Path({str(both.home.path)!r})); after_attempt(home, load(home.attempts, {record.attempt_id!r}))"
    )
    processes = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert len(webhook.posts) == 1
    assert both.state()["alerts"]["refused"]["seen"] == 1


def test_a_check_and_a_run_that_goes_on_tell_nobody(both: Told, webhook: Webhook) -> None:
    both.refresh("checked", summary=judged(finding(severity="warning")))
    both.refresh("running")
    assert not webhook.posts
    assert not both.home.alerts.exists()


def test_a_damaged_state_file_is_said_and_what_is_open_is_told_again(both: Told, webhook: Webhook) -> None:
    both.refresh("refused", **refused(finding()))
    for damage in ("{", "[]", '{"alerts": {"x": {}}, "failing": {}}', "\x00" * 100):
        both.home.alerts.write_text(damage, encoding="utf-8")
        said = both.refresh("refused", **refused(finding()))
        assert said["problems"] == [said["problems"][0]]
        assert said["problems"][0].startswith("alerts.json cannot be read")
    assert len(webhook.posts) == 5
    assert both.refresh("refused", **refused(finding()))["problems"] == []
    assert len(webhook.posts) == 5


@pytest.mark.parametrize(
    ("reason_nl", "said"), [("Een drukfout.", "Reden: Een drukfout."), (None, "Reden (Engels): A misprint.")]
)
def test_a_waiver_that_is_due_says_whose_turn_it_is(
    both: Told, webhook: Webhook, reason_nl: str | None, said: str
) -> None:
    accepted = finding(
        status="waived",
        waiver_owner="data team",
        waiver_review_by="2026-10-31",
        waiver_reason="A misprint.",
        waiver_reason_nl=reason_nl,
    )
    due = finding(
        "waivers_reviewed:sum:2021", "warning", rule_id="waivers_reviewed", scope="sum:2021", left_value=None,
        cells=[], sentence_nl="De aanvaarding is aan herziening toe.", sentence_en="The waiver is due.",
    )  # fmt: skip
    both.refresh("released", summary=judged(accepted, due))
    [text] = webhook.texts()
    assert text.startswith("[buurtcijfers] Aanvaarde bevinding opnieuw bekijken: De aanvaarding is aan herziening toe.")
    assert f"Te herzien door data team, uiterlijk 2026-10-31. {said}" in text
    assert "Reason: A misprint." in text
    both.refresh("released", summary=judged(accepted))
    assert "voorbij: De aanvaarding is aan herziening toe." in webhook.texts()[1]


def test_the_message_says_where_to_look(both: Told, webhook: Webhook, monkeypatch: pytest.MonkeyPatch) -> None:
    both.refresh("failed", error="ValueError: odd")
    assert f"`warehouse releases --home {both.home.path}`" in webhook.texts()[0]
    monkeypatch.setenv("WAREHOUSE_URL", "https://cijfers.example.org")
    both.refresh("failed", error="TypeError: odd")
    assert "Waar kijken: https://cijfers.example.org, of op" in webhook.texts()[1]


def test_what_reports_say_stays_text(both: Told, mailbox: Mailbox) -> None:
    nasty = finding(sentence_nl="<b>Vet</b>\x1b[2J\u202e", severity="warning")
    both.refresh("released", summary=judged(nasty))
    assert "<b>Vet" not in mailbox.html()
    assert "&lt;b&gt;Vet" in mailbox.html()
    assert "\x1b" not in mailbox.texts()[0]
    assert "\u202e" not in mailbox.texts()[0]


def test_without_channels_the_summary_says_that_nobody_knows(told: Told) -> None:
    said = told.refresh("refused", **refused(finding()))
    assert (said["open"], said["untold"], said["channels"]) == (2, 2, [])


def test_telling_that_breaks_down_does_not_break_the_refresh(told: Told) -> None:
    told.home.alerts.with_suffix(".lock").mkdir()
    said = told.refresh("released", summary=judged())
    assert said["problems"][0].startswith("alerts broke down: IsADirectoryError")


def test_a_page_that_could_not_be_made_is_told_and_its_mending_too(both: Told, webhook: Webhook) -> None:
    failed = {"page": "wijk/west.html", "error": "KeyError: '2023' (wijk.py line 150)"}
    summary = judged(pages_failed=[failed])
    assert both.refresh("released", summary=summary)["open"] == 1
    [text] = webhook.texts()
    for part in (
        "KRITIEK: 1 pagina van de uitgave kon niet worden gemaakt; de uitgave en de andere pagina's staan.",
        "CRITICAL: 1 page of the release could not be made; the release and its other pages stand.",
        "wijk/west.html: KeyError: '2023' (wijk.py line 150)",
        "`warehouse pages`",
    ):
        assert part in " ".join(text.split())
    # It is told once, as long as the pages of this release are not made.
    same = {"release_id": summary["release_id"]}
    assert both.refresh("unchanged", summary=same | {"pages_failed": [failed]})["open"] == 1
    assert len(webhook.posts) == 1
    assert both.refresh("unchanged", summary=same)["open"] == 0
    assert "Hersteld" in webhook.texts()[-1]


def test_no_page_at_all_is_said_so(both: Told, webhook: Webhook) -> None:
    failed = [{"page": "all pages", "error": "OSError: no space"}]
    both.refresh("released", summary=judged(pages_failed=failed))
    assert "die van de vorige staan er nog" in webhook.texts()[-1]


def test_bad_input_of_many_files_names_every_report_and_equal_problems_once(both: Told, webhook: Webhook) -> None:
    def bad(report: str, table: str, row: int) -> dict[str, Any]:
        file = f"{report}/{table}.csv"
        return BAD | {
            "file": file, "row": row, "place": f"{file}, row {row}, column 2", "message": '"-" stands here',
            "report_id": report,
        }  # fmt: skip

    problems = [bad("aa-2021", f"t{table}", row) for table in range(8) for row in range(1, 21)]
    problems += [bad("dorp-2021", "t", 3), bad("zand-2021", "t", 3)]
    both.refresh("bad_input", problems=problems, error="162 problems in the sources")
    dutch = webhook.texts()[0].partition("English")[0]
    assert 'aa-2021/t0.csv, row 1, column 2 (and 19 more, to row 20, column 2): "-" stands here' in dutch
    for report in ("dorp-2021", "zand-2021"):
        assert f'{report}/t.csv, row 3, column 2: "-" stands here' in dutch
    assert "4 × aa-2021: niet te lezen" in dutch
