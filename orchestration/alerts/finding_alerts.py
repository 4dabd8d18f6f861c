"""The open findings of a judged warehouse as alerts: both sides, the cells, and what they should probably read."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath

from orchestration.alerts.alert import Alert, AlertSeverity, Words
from orchestration.dutch import number
from orchestration.explain.finding_words import sides
from orchestration.explain.suspects import implied, should_read
from orchestration.explain.words import Language
from orchestration.record import Finding, FindingCell, Summary, SuspectCell
from orchestration.verdict import RuleVerdict

SHOWN_CELLS = 4
SHOWN_SUSPECTS = 5
SHOWN_TABLES = 3


def finding_alerts(summary: Summary) -> list[Alert]:
    """The open findings in the summary of an attempt, waivers that are due among them; those of info are not told."""
    found = []
    for finding in summary.open:
        severity = severity_of(finding)
        if severity is not None:
            alert = _waiver if finding.rule_id == "waivers_reviewed" else finding_alert
            found.append(alert(finding, severity, summary))
    return found + (_untold(summary) if summary.totals else [])


def _untold(summary: Summary) -> list[Alert]:
    """Of each rule with more open findings than the record holds: the others, as one."""
    told = Counter(finding.rule_id for finding in summary.open)
    found = []
    for rule in summary.rules or []:
        severity, more = severity_of(rule), rule.counts.open_findings - told[rule.rule_id]
        if severity is None or more <= 0:
            continue
        title = summary.title(rule.rule_id)
        many_nl = f"nog {more} bevinding" if more == 1 else f"nog {number(more)} bevindingen"
        many_en = f"{number(more)} more finding{'' if more == 1 else 's'}"
        listed = f"`warehouse findings --rule {rule.rule_id}`"
        found.append(
            Alert(
                f"findings:{rule.rule_id}", "finding", severity,
                Words(f"{title.nl}: {many_nl} van deze regel.",
                      next_steps=f"Lees ze met {listed}.", group=title.nl),
                Words(f"{title.en}: {many_en} of this rule.",
                      next_steps=f"Read them with {listed}.", group=title.en),
                count=more,
            )
        )  # fmt: skip
    return found


def severity_of(told: Finding | RuleVerdict) -> AlertSeverity | None:
    """The severity of what is told; None for `info`, which is counted and not told."""
    match told.severity:
        case "critical":
            return "critical"
        case "warning":
            return "warning"
    return None


def finding_alert(finding: Finding, severity: AlertSeverity, summary: Summary) -> Alert:
    """One open finding."""
    title = summary.title(finding.rule_id)
    suspects = _suspects(finding, summary)
    cells = [] if suspects else finding.cells[:SHOWN_CELLS]
    files = dict.fromkeys([*(cell.file for cell in suspects), *(cell.file for cell in finding.cells)])
    tables = [str(PurePosixPath(file).with_suffix("")) for file in files][:SHOWN_TABLES]
    identity, group = finding.identity_id, f" ({tables[0]})" if tables else ""
    return Alert(
        f"finding:{identity}", "finding", severity,
        Words(
            finding.sentence_nl or f"{title.nl}: dat klopt hier niet.",
            [
                *_sides(finding, "nl", "Beide kanten"),
                *([f"Verslag en tabel: {', '.join(tables)}"] if tables else []),
                *(f"Cel: {_place(cell, 'nl')}: {_printed(cell, 'leeg')}" for cell in cells),
                f"Bevinding: {identity}",
            ],
            _one_of(
                [f"{_place(one, 'nl')}: gedrukt {_printed(one, 'leeg')}, moet waarschijnlijk zijn: {implied(one, 'nl')}"
                 for one in suspects],
                "Verdachte cel", "Een van deze cellen (alleen het verslag zegt welke)", "en nog {}",
            ),
            _next_steps_nl(finding),
            title.nl + group,
        ),
        Words(
            finding.sentence_en or f"{title.en}: not so here.",
            [
                *_sides(finding, "en", "Both sides"),
                *([f"Report and table: {', '.join(tables)}"] if tables else []),
                *(f"Cell: {_place(cell, 'en')}: {_printed(cell, 'empty')}" for cell in cells),
                f"Finding: {identity}",
            ],
            _one_of(
                [f"{_place(one, 'en')}: {should_read(one)}" for one in suspects],
                "Suspect cell", "One of these cells (only the report can tell which)", "and {} more",
            ),
            finding.next_steps,
            title.en + group,
        ),
    )  # fmt: skip


def _next_steps_nl(finding: Finding) -> str:
    if finding.rule_id == "waivers_current":
        return "Bekijk de cellen van de aanvaarde bevinding, en haal haar daarna weg uit expectations/waivers.yml."
    return (
        "Vergelijk de cel met het gedrukte verslag. Is zij verkeerd overgenomen, verbeter haar dan in sources/. "
        f"Staat het zo gedrukt, leg de afwijking dan vast met `warehouse waive '{finding.identity_id}'`."
    )


def _waiver(finding: Finding, severity: AlertSeverity, summary: Summary) -> Alert:
    waived = next((one for one in summary.findings or [] if one.identity_id == finding.scope), None)
    review_nl, review_en = _review(waived) if waived else ([], [])
    return Alert(
        f"finding:{finding.identity_id}", "waiver", severity,
        Words(
            finding.sentence_nl or "Een aanvaarde bevinding moet opnieuw worden bekeken.",
            [
                f"Bevinding: {finding.scope}",
                *review_nl,
            ],
            next_steps="Lees het bewijs naast het verslag. Blijft de afwijking aanvaard, geef haar dan in "
            "expectations/waivers.yml een nieuwe datum.",
        ),
        Words(
            finding.sentence_en or "A waived finding is due for review.",
            [
                f"Finding: {finding.scope}",
                *review_en,
            ],
            next_steps=finding.next_steps,
        ),
    )  # fmt: skip


def _review(waived: Finding) -> tuple[list[str], list[str]]:
    """Who reviews a waived finding, by when, and why it was accepted, in Dutch and in English."""
    owner, day, reason = waived.waiver_owner, waived.waiver_review_by, waived.waiver_reason
    if not owner:
        return [], []
    reason_nl = f"Reden: {waived.waiver_reason_nl}" if waived.waiver_reason_nl else f"Reden (Engels): {reason}"
    return (
        [f"Te herzien door {owner}, uiterlijk {day}. {reason_nl}"],
        [f"To be reviewed by {owner}, by {day}. Reason: {reason}"],
    )


def _suspects(finding: Finding, summary: Summary) -> list[SuspectCell]:
    """The cells that may have caused a finding, the likeliest first."""
    for block in (*(summary.suspects or []), *(summary.waiting_suspects or [])):
        if finding.identity_id in block.identity_ids:
            return [cell for one in block.suspect_sets for cell in one.cells]
    return []


def _one_of(lines: list[str], alone: str, several: str, more: str) -> list[str]:
    if len(lines) <= 1:
        return [f"{alone}: {line}" for line in lines]
    rest = [more.format(len(lines) - SHOWN_SUSPECTS)] if len(lines) > SHOWN_SUSPECTS else []
    return [f"{several}:", *lines[:SHOWN_SUSPECTS], *rest]


def _sides(finding: Finding, language: Language, heading: str) -> list[str]:
    said = sides(finding, language)
    return [f"{heading}: {said}"] if said else []


def _place(cell: FindingCell | SuspectCell, language: Language) -> str:
    row, column = ("rij", "kolom") if language == "nl" else ("row", "column")
    document = ", regel {} van het document" if language == "nl" else ", line {} of the document"
    line = document.format(cell.document_line) if cell.document_line else ""
    return f"{cell.file} {row} {cell.row_number} {column} {cell.column_number}{line}"


def _printed(cell: FindingCell | SuspectCell, empty: str) -> str:
    return empty if cell.value_printed is None else f"“{cell.value_printed}”"
