"""What is wrong, as alerts: what an attempt's record says, reports that did not come, channels that do not work."""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.alerts.alert import Alert, Words
from orchestration.alerts.finding_alerts import finding_alerts, severity_of
from orchestration.alerts.overdue import Overdue
from orchestration.alerts.waiting_alerts import waiting_alerts
from orchestration.attempt import Attempt
from orchestration.dutch import number
from orchestration.explain.words import date_in_words, moment_in_words
from orchestration.problem_groups import group_problems
from orchestration.problems import Problem
from orchestration.record import ALL_PAGES, ChannelFailure, PageFailure, Summary
from orchestration.verdict import TOO_LITTLE_JUDGED

SHOWN_PROBLEMS = 3
MOST_FILES = 300
"""How many files that cannot be read are an alert of their own."""
LONGEST_ERROR = 600


def attempt_alerts(record: Attempt) -> list[Alert]:
    """Everything that is wrong according to an attempt; empty where all is well."""
    found: list[Alert] = []
    if record.outcome == "refused":
        found.append(_refused(record))
    if record.outcome == "failed":
        found.append(_failed(record))
    # What somebody waits for is told with who waits.
    if record.outcome == "bad_input" or (record.problems and record.outcome != "released"):
        found += _bad_input(record)
    if record.outcome == "released":
        found += waiting_alerts(record)
    found += page_alerts(record)
    if record.summary.is_judged:
        found += _rules(record.summary)
        found += finding_alerts(record.summary)
    return found


def page_alerts(record: Attempt) -> list[Alert]:
    """The pages of the release that could not be made, as one alert."""
    failed = record.summary.pages_failed
    return [_pages(failed)] if failed else []


def is_settled(alert: Alert, record: Attempt) -> bool:
    """Whether an attempt that does not have the alert proves that it is gone; one that broke off early does not."""
    if alert.kind in ("overdue", "channel"):
        return False
    if alert.kind == "drift":
        # A comparison settles it, and so does a release that is a full build itself.
        scope = record.summary.scope
        return record.outcome == "released" and scope is not None and scope.base is None
    if record.outcome == "released":
        # What was told while nothing was published, and is what somebody waits for since.
        return alert.kind != "bad_input" or not _is_still_wrong(alert, record)
    if alert.kind in ("finding", "waiver", "rule"):
        return record.summary.is_judged
    if alert.kind == "bad_input":
        if record.outcome == "refused":
            return True
        # A mistake in the rules is told before the reports are looked at.
        if not any(problem.report_id for problem in record.problems):
            return False
        return record.problems_in_all is None and not _is_still_wrong(alert, record)
    return alert.kind == "failed" and record.outcome == "refused"


def _is_still_wrong(alert: Alert, record: Attempt) -> bool:
    """Whether a file that an alert is about is among those that an attempt could not read."""
    return any(f"bad_input:{one.file}" == alert.key for one in record.problems)


def overdue_alerts(overdue: Iterable[Overdue]) -> list[Alert]:
    """The reports that should have come by now."""
    return [_overdue(one) for one in overdue]


def channel_alerts(failing: Iterable[tuple[str, ChannelFailure]]) -> list[Alert]:
    """The channels that do not take messages, by id; the others hear of them."""
    return [_channel(channel_id, failure) for channel_id, failure in failing]


def _refused(record: Attempt) -> Alert:
    error = _clipped(record.error)
    return Alert(
        "refused", "refused", "critical",
        Words(
            "De publicatie is geweigerd: de nieuwe cijfers zijn gebouwd, maar mogen niet worden gepubliceerd.",
            [f"Reden (Engels): {error}"],
            next_steps="Verbeter de cel, leg de afwijking vast of vul aan wat ontbreekt, en ververs opnieuw.",
        ),
        Words(
            "The release was refused: the new figures were built and must not be published.",
            [f"Reason: {error}"],
            next_steps="Correct the cell, waive the finding or add what is missing, and refresh again.",
        ),
    )  # fmt: skip


def _failed(record: Attempt) -> Alert:
    error = _clipped(record.error)
    # The same kind of error is the same alert, though its words name other files or moments.
    name = (record.error or "").partition(":")[0][:80]
    return Alert(
        f"failed:{name}", "failed", "critical",
        Words(
            "De verversing is mislukt; dat ligt niet aan de verslagen.",
            [f"Fout (Engels): {error}"],
            next_steps="Lees last-run.log in de statusmap, neem de oorzaak weg en ververs opnieuw.",
        ),
        Words(
            "The refresh failed; that is no fault of the reports.",
            [f"Error: {error}"],
            next_steps="Read last-run.log in the state folder, take the cause away and refresh again.",
        ),
    )  # fmt: skip


def _pages(failed: list[PageFailure]) -> Alert:
    count, more = len(failed), len(failed) - SHOWN_PROBLEMS
    lines = [f"{one.page}: {_clipped(one.error)}" for one in failed[:SHOWN_PROBLEMS]]
    if failed[0].page == ALL_PAGES:
        nl = "De pagina's van de uitgave konden niet worden gemaakt; die van de vorige staan er nog. De uitgave staat."
        en = "The pages of the release could not be made; those of the one before are shown. The release stands."
    else:
        many = "1 pagina van de uitgave kon" if count == 1 else f"{count} pagina's van de uitgave konden"
        nl = f"{many} niet worden gemaakt; de uitgave en de andere pagina's staan."
        en = (
            f"{count} {'page' if count == 1 else 'pages'} of the release could not be made; "
            "the release and its other pages stand."
        )
    return Alert(
        "pages", "pages", "critical",
        Words(
            nl,
            lines + ([f"… en nog {more}"] if more > 0 else []),
            next_steps="Dat ligt niet aan de verslagen: verbeter de code van de pagina's en probeer `warehouse pages`.",
        ),
        Words(
            en,
            lines + ([f"… and {more} more"] if more > 0 else []),
            next_steps="That is no fault of the reports: mend the code of the pages and try `warehouse pages`.",
        ),
    )  # fmt: skip


def _bad_input(record: Attempt) -> list[Alert]:
    by_file: dict[str, list[Problem]] = {}
    for problem in record.problems:
        by_file.setdefault(problem.file, []).append(problem)
    found = [_bad_file(file, problems) for file, problems in by_file.items()]
    return [*found[:MOST_FILES], *([_more_files(found[MOST_FILES:])] if len(found) > MOST_FILES else [])]


def _more_files(others: list[Alert]) -> Alert:
    """What is wrong with more files than are told one by one."""
    count = len(others)
    return Alert(
        "bad_input", "bad_input", "critical",
        Words(
            f"Nog {number(count)} bestanden kunnen niet worden gelezen zoals ze er staan.",
            next_steps="Verbeter eerst wat er wel genoemd is; `warehouse check` noemt daarna de rest.",
            group="Andere bestanden: niet te lezen",
        ),
        Words(
            f"{number(count)} more files cannot be read as they are.",
            next_steps="Correct what is named first; `warehouse check` names the rest after that.",
            group="Other files: cannot be read",
        ),
        count=count,
    )  # fmt: skip


def _bad_file(file: str, problems: list[Problem]) -> Alert:
    # What is wrong with a file is said in English alone, by the code that reads it.
    groups = group_problems(problems)
    lines = [line for group in groups[:SHOWN_PROBLEMS] for line in group.lines(with_file=True)]
    count, more = len(problems), sum(len(group.problems) for group in groups[SHOWN_PROBLEMS:])
    return Alert(
        f"bad_input:{file}", "bad_input", "critical",
        Words(
            f"{file} kan niet worden gelezen zoals het er staat: {count} {'probleem' if count == 1 else 'problemen'}.",
            lines + ([f"… en nog {more}"] if more > 0 else []),
            next_steps="Verbeter wat er bij de genoemde plaats staat en ververs opnieuw.",
            group=f"{groups[0].report}: niet te lezen",
        ),
        Words(
            f"{file} cannot be read as it is: {count} {'problem' if count == 1 else 'problems'}.",
            lines + ([f"… and {more} more"] if more > 0 else []),
            next_steps=groups[0].next_step,
            group=f"{groups[0].report}: cannot be read",
        ),
    )  # fmt: skip


def _rules(summary: Summary) -> list[Alert]:
    """Rules that failed without an open finding: they judged too little, or broke."""
    found = []
    for rule in summary.rules or []:
        severity = severity_of(rule)
        if rule.success or severity is None or rule.counts.open_findings:
            continue
        title, least = summary.title(rule.rule_id), f"{rule.minimum_evaluated_share:.0%}"
        error = [_clipped(rule.error)] if rule.error else []
        judged, judgeable = rule.judged
        mine = [one for one in summary.unjudged or [] if one.rule_id == rule.rule_id][:SHOWN_PROBLEMS]
        cannot = [f"{one.identity_id}: {one.why}" for one in mine]
        dutch = Words(
            f"De regel “{title.nl}” kon te weinig beoordelen: {judged} van de {judgeable}; minstens {least} moet.",
            [*error, *(f"Niet te beoordelen (Engels): {one}" for one in cannot)],
            next_steps="Bekijk met `warehouse check` wat niet te beoordelen was en waarom; ontbreekt een rij, kolom of "
            "tabel, vul die dan aan.",
        )
        english = Words(
            f"The rule “{title.en}” could judge too little: {judged} of {judgeable}; it must judge {least}.",
            [*error, *(f"Cannot be judged: {one}" for one in cannot)],
            next_steps=TOO_LITTLE_JUDGED,
        )
        found.append(Alert(f"rule:{rule.rule_id}", "rule", severity, dutch, english))
    return found


def _overdue(one: Overdue) -> Alert:
    more_nl = f" Er ontbreken er inmiddels {one.missing}." if one.missing > 1 else ""
    more_en = f" By now {one.missing} are missing." if one.missing > 1 else ""
    return Alert(
        f"overdue:{one.organisation}:{one.period}", "overdue", "warning",
        Words(
            f"Het verslag van {one.organisation} over {one.period} is er nog niet; "
            f"het werd verwacht tot en met {date_in_words(one.due, 'nl')}.{more_nl}",
            [f"Toegezegd door: {one.after}/report.yml (cadence)"],
            next_steps="Vraag het verslag op en zet het in sources/. Komt er geen meer, haal dan `cadence` weg uit "
            f"{one.after}/report.yml.",
        ),
        Words(
            f"The report of {one.organisation} on {one.period} has not come; "
            f"it was due by {date_in_words(one.due, 'en')}.{more_en}",
            [f"Promised by: {one.after}/report.yml (cadence)"],
            next_steps="Ask for the report and put it in sources/. If none is to come, remove `cadence` from "
            f"{one.after}/report.yml.",
        ),
    )  # fmt: skip


def _channel(channel_id: str, failure: ChannelFailure) -> Alert:
    return Alert(
        f"channel:{channel_id}", "channel", "warning",
        Words(
            f"Het kanaal {failure.name} neemt geen berichten aan, sinds {moment_in_words(failure.since, 'nl')}.",
            [f"Fout (Engels): {failure.last_error}"],
            next_steps="Controleer de URL en de ontvanger, en probeer het met `warehouse alert --test`.",
        ),
        Words(
            f"The channel {failure.name} takes no messages, since {moment_in_words(failure.since, 'en')}.",
            [f"Error: {failure.last_error}"],
            next_steps="Check the URL and the receiver, and try with `warehouse alert --test`.",
        ),
    )  # fmt: skip


def _clipped(error: str | None) -> str:
    text = " ".join((error or "no reason was recorded").split())
    return text if len(text) <= LONGEST_ERROR else text[: LONGEST_ERROR - 1] + "…"
