"""The organisations that keep their last published rows while all others are published, as alerts: one each."""

from __future__ import annotations

from orchestration.alerts.alert import Alert, Words
from orchestration.alerts.finding_alerts import finding_alert
from orchestration.attempt import Attempt
from orchestration.dutch import number
from orchestration.explain.words import Language, moment_in_words
from orchestration.problem_groups import group_problems
from orchestration.record import Waiting

SHOWN = 3
"""How many problems or findings an alert names."""


def waiting_alerts(record: Attempt) -> list[Alert]:
    """Who waits in what an attempt published, with the first problems or findings behind it."""
    return [_waiting(one, record) for one in record.summary.waiting or []]


def waiting_key(one: Waiting) -> str:
    """What makes it the same alert at the next attempt: who waits, and for what kind of thing."""
    return f"waiting:{one.organisation_id or one.name}:{one.why}"


def _waiting(one: Waiting, record: Attempt) -> Alert:
    details = _problems if one.why == "bad_input" else _findings
    return Alert(
        waiting_key(one), "waiting", "critical", details(one, record, "nl"), details(one, record, "en"), count=1
    )


def _problems(one: Waiting, record: Attempt, language: Language) -> Words:
    # What is wrong with a file is said in English alone, by the code that reads it.
    groups = group_problems([problem for problem in record.problems if problem.report_id in one.reports])
    lines = [line for group in groups[:SHOWN] for line in group.lines(with_file=True)]
    more = one.counts - sum(len(group.problems) for group in groups[:SHOWN])
    if language == "nl":
        many = "1 plaats" if one.counts == 1 else f"{number(one.counts)} plaatsen"
        why = f"in {_reports(one)} op {many} niet te lezen is wat er staat"
        step = "Verbeter wat er bij de genoemde plaats staat en ververs opnieuw."
    else:
        many = "1 problem" if one.counts == 1 else f"{number(one.counts)} problems"
        why = f"{_reports(one)} cannot be read as it is ({many})"
        step = groups[0].next_step if groups else "Correct what stands at the places named and refresh again."
    return Words(_sentence(one, why, language), [*lines, *_more(more, language)], next_steps=step)


def _findings(one: Waiting, record: Attempt, language: Language) -> Words:
    mine = [f for f in record.summary.waiting_findings or [] if f.organisation_id == one.organisation_id]
    told = [finding_alert(finding, "critical", record.summary) for finding in mine[:SHOWN]]
    words = [alert.nl if language == "nl" else alert.en for alert in told]
    lines = [line for said in words for line in (said.sentence, *said.details[-1:])]
    suspects = list(dict.fromkeys(line for said in words for line in said.suspects))
    more = one.counts - len(told)
    if language == "nl":
        many = "1 bevinding openstaat" if one.counts == 1 else f"{number(one.counts)} bevindingen openstaan"
        why = f"over {_reports(one)} {many} die publicatie tegenhoud{'t' if one.counts == 1 else 'en'}"
        step = "Verbeter het verslag, of leg de afwijking vast met `warehouse waive`, en ververs opnieuw."
    else:
        many = "1 critical finding is" if one.counts == 1 else f"{number(one.counts)} critical findings are"
        why = f"{many} open about {_reports(one)}"
        step = "Correct the report, or accept the finding with `warehouse waive`, and refresh again."
    return Words(
        _sentence(one, why, language),
        [*lines, *_more(more, language)],
        suspects,
        words[0].next_steps if words else step,
    )


def _sentence(one: Waiting, why: str, language: Language) -> str:
    since = moment_in_words(one.since, language)
    if language == "nl":
        kept = (
            f"De cijfers van release {one.rows_from} blijven staan"
            if one.rows_from
            else "Er is nog niets van gepubliceerd"
        )
        return f"{one.name} wacht sinds {since}, omdat {why}. {kept}; niemand anders hoeft te wachten."
    kept = f"Its figures of release {one.rows_from} are served" if one.rows_from else "Nothing of it has been published"
    return f"{one.name} has waited since {since}: {why}. {kept}; nobody else has to wait."


def _reports(one: Waiting) -> str:
    shown, more = ", ".join(one.reports[:SHOWN]), len(one.reports) - SHOWN
    return f"{shown}, +{more}" if more > 0 else shown


def _more(count: int, language: Language) -> list[str]:
    if count <= 0:
        return []
    return [f"… en nog {number(count)}" if language == "nl" else f"… and {number(count)} more"]
