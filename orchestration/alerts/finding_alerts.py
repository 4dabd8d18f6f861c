"""The open findings of a judged warehouse as alerts: both sides, the cells, and what they should probably read."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from orchestration.alerts.alert import Alert, Severity, Words
from orchestration.explain.suspects import implied, should_read
from orchestration.explain.words import Language, number

SHOWN_CELLS = 4
SHOWN_SUSPECTS = 5
SHOWN_TABLES = 3

RELATIONS = {
    "nl": {"=": "is niet", "<=": "is meer dan", "<": "is niet minder dan", "difference": "verschil"},
    "en": {"=": "is not", "<=": "is more than", "<": "is not less than", "difference": "difference"},
}


def finding_alerts(summary: dict[str, Any]) -> list[Alert]:
    """The open findings in the summary of an attempt, waivers that are due among them; those of info are not told."""
    found = []
    for finding in summary["findings"]:
        severity = severity_of(finding)
        if finding["status"] == "open" and severity is not None:
            alert = _waiver if finding["rule_id"] == "waivers_reviewed" else _finding
            found.append(alert(finding, severity, summary))
    return found


def severity_of(finding_or_rule: dict[str, Any]) -> Severity | None:
    """The severity of what is told; None for `info`, which is counted and not told."""
    said = finding_or_rule["severity"]
    return said if said in ("critical", "warning") else None


def _finding(finding: dict[str, Any], severity: Severity, summary: dict[str, Any]) -> Alert:
    title = summary["titles"][finding["rule_id"]]
    suspects = _suspects(finding, summary)
    cells = [] if suspects else finding["cells"][:SHOWN_CELLS]
    files = dict.fromkeys(cell["file"] for cell in [*suspects, *finding["cells"]])
    tables = [str(PurePosixPath(file).with_suffix("")) for file in files][:SHOWN_TABLES]
    identity, group = finding["identity_id"], f" ({tables[0]})" if tables else ""
    return Alert(
        f"finding:{identity}", "finding", severity,
        Words(
            finding.get("sentence_nl") or f"{title['nl']}: dat klopt hier niet.",
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
            title["nl"] + group,
        ),
        Words(
            finding.get("sentence_en") or f"{title['en']}: not so here.",
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
            str(finding["next_steps"]),
            title["en"] + group,
        ),
    )  # fmt: skip


def _next_steps_nl(finding: dict[str, Any]) -> str:
    if finding["rule_id"] == "waivers_current":
        return "Bekijk de cellen van de aanvaarde bevinding, en haal haar daarna weg uit expectations/waivers.yml."
    return (
        "Vergelijk de cel met het gedrukte verslag. Is zij verkeerd overgenomen, verbeter haar dan in sources/. "
        f"Staat het zo gedrukt, leg de afwijking dan vast met `warehouse waive '{finding['identity_id']}'`."
    )


def _waiver(finding: dict[str, Any], severity: Severity, summary: dict[str, Any]) -> Alert:
    waived: dict[str, Any] = next((one for one in summary["findings"] if one["identity_id"] == finding["scope"]), {})
    owner, day, reason = (waived.get(f"waiver_{name}") for name in ("owner", "review_by", "reason"))
    dutch = waived.get("waiver_reason_nl")
    reason_nl = f"Reden: {dutch}" if dutch else f"Reden (Engels): {reason}"
    return Alert(
        f"finding:{finding['identity_id']}", "waiver", severity,
        Words(
            finding.get("sentence_nl") or "Een aanvaarde bevinding moet opnieuw worden bekeken.",
            [
                f"Bevinding: {finding['scope']}",
                *([f"Te herzien door {owner}, uiterlijk {day}. {reason_nl}"] if owner else []),
            ],
            next_steps="Lees het bewijs naast het verslag. Blijft de afwijking aanvaard, geef haar dan in "
            "expectations/waivers.yml een nieuwe datum.",
        ),
        Words(
            finding.get("sentence_en") or "A waived finding is due for review.",
            [
                f"Finding: {finding['scope']}",
                *([f"To be reviewed by {owner}, by {day}. Reason: {reason}"] if owner else []),
            ],
            next_steps=str(finding["next_steps"]),
        ),
    )  # fmt: skip


def _suspects(finding: dict[str, Any], summary: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells that may have caused a finding, the likeliest first."""
    for block in summary.get("suspects", []):
        if finding["identity_id"] in block["identity_ids"]:
            return [cell for one in block["suspect_sets"] for cell in one["cells"]]
    return []


def _one_of(lines: list[str], alone: str, several: str, more: str) -> list[str]:
    if len(lines) <= 1:
        return [f"{alone}: {line}" for line in lines]
    rest = [more.format(len(lines) - SHOWN_SUSPECTS)] if len(lines) > SHOWN_SUSPECTS else []
    return [f"{several}:", *lines[:SHOWN_SUSPECTS], *rest]


def _sides(finding: dict[str, Any], language: Language, heading: str) -> list[str]:
    if finding["left_value"] is None or finding["right_value"] is None:
        return []
    words = RELATIONS[language]
    left, right, difference = (number(finding[name]) for name in ("left_value", "right_value", "difference"))
    return [f"{heading}: {left} {words[finding['relation']]} {right} ({words['difference']} {difference})"]


def _place(cell: dict[str, Any], language: Language) -> str:
    row, column = ("rij", "kolom") if language == "nl" else ("row", "column")
    document = ", regel {} van het document" if language == "nl" else ", line {} of the document"
    line = document.format(cell["document_line"]) if cell["document_line"] else ""
    return f"{cell['file']} {row} {cell['row_number']} {column} {cell['column_number']}{line}"


def _printed(cell: dict[str, Any], empty: str) -> str:
    return empty if cell["value_printed"] is None else f"“{cell['value_printed']}”"
