"""What an attempt says is wrong, as alerts: derived from its record alone."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from orchestration.alerts.alert import Alert, Severity, Words
from orchestration.explain.suspects import implied, should_read
from orchestration.explain.words import number
from orchestration.refresh.attempt import Attempt

SHOWN_CELLS = 4
SHOWN_SUSPECTS = 5
SHOWN_PROBLEMS = 3
LONGEST_ERROR = 600

CHECK = "warehouse check"


def causes(record: Attempt) -> list[Alert]:
    """Everything that is wrong according to an attempt; empty where all is well."""
    found: list[Alert] = []
    if record.outcome == "refused":
        found.append(_refused(record))
    if record.outcome == "failed":
        found.append(_failed(record))
    if record.outcome == "bad_input":
        found += _bad_input(record)
    if judged(record):
        found += _rules(record.summary)
        found += _findings(record.summary)
    return found


def judged(record: Attempt) -> bool:
    """Whether the attempt came so far that it knows every finding."""
    return "findings" in record.summary and "rules" in record.summary


def is_settled(alert: Alert, record: Attempt) -> bool:
    """Whether an attempt that does not have the alert proves that it is gone; one that broke off early does not."""
    if record.outcome == "released":
        return True
    if alert.kind in ("finding", "waiver", "rule"):
        return judged(record)
    if alert.kind == "failed":
        return record.outcome == "refused"
    if alert.kind == "bad_input":
        # A mistake in the rules is told before the reports are looked at.
        return record.outcome == "refused" or any(problem.get("report_id") for problem in record.problems)
    return False


def _refused(record: Attempt) -> Alert:
    error = _clipped(record.error)
    return Alert(
        "refused", "refused", "critical",
        Words(
            "De publicatie is geweigerd: de nieuwe cijfers zijn gebouwd, maar mogen niet worden gepubliceerd.",
            [f"Reden (Engels): {error}"],
            next_steps="Bekijk de bevindingen, verbeter de cel of leg de afwijking vast, en ververs opnieuw.",
        ),
        Words(
            "The release was refused: the new figures were built and must not be published.",
            [f"Reason: {error}"],
            next_steps="Look at the findings, correct the cell or waive the finding, and refresh again.",
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


def _bad_input(record: Attempt) -> list[Alert]:
    by_file: dict[str, list[dict[str, Any]]] = {}
    for problem in record.problems:
        by_file.setdefault(str(problem["file"]), []).append(problem)
    return [_bad_file(file, problems) for file, problems in by_file.items()]


def _bad_file(file: str, problems: list[dict[str, Any]]) -> Alert:
    # What is wrong with a file is said in English alone, by the code that reads it.
    lines = [f"{problem['place']}: {problem['message']}" for problem in problems[:SHOWN_PROBLEMS]]
    more = len(problems) - SHOWN_PROBLEMS
    step = str(problems[0]["next_step"])
    return Alert(
        f"bad_input:{file}", "bad_input", "critical",
        Words(
            f"{file} kan niet worden gelezen zoals het er staat: {_count(problems, 'probleem', 'problemen')}.",
            lines + ([f"… en nog {more}"] if more > 0 else []),
            next_steps="Verbeter wat er bij de genoemde plaats staat en ververs opnieuw.",
        ),
        Words(
            f"{file} cannot be read as it is: {_count(problems, 'problem', 'problems')}.",
            lines + ([f"… and {more} more"] if more > 0 else []),
            next_steps=step,
        ),
    )  # fmt: skip


def _rules(summary: dict[str, Any]) -> list[Alert]:
    """Rules that failed without an open finding: they judged too little, or broke."""
    found = []
    for rule in summary["rules"]:
        severity = _severity(rule["severity"])
        if rule["success"] or severity is None or rule["counts"]["open_findings"]:
            continue
        title = summary["titles"].get(rule["rule_id"], {"nl": rule["rule_id"], "en": rule["rule_id"]})
        error = [_clipped(rule["error"])] if rule["error"] else []
        found.append(
            Alert(
                f"rule:{rule['rule_id']}", "rule", severity,
                Words(
                    f"De regel “{title['nl']}” kon te weinig beoordelen.",
                    error,
                    next_steps=f"Bekijk met `{CHECK}` wat niet te beoordelen was, en waarom.",
                ),
                Words(f"The rule “{title['en']}” could judge too little.", error, next_steps=rule["next_steps"]),
            )  # fmt: skip
        )
    return found


def _findings(summary: dict[str, Any]) -> list[Alert]:
    found = []
    for finding in summary["findings"]:
        severity = _severity(finding["severity"])
        if finding["status"] == "open" and severity is not None:
            of_waiver = finding["rule_id"] == "waivers_reviewed"
            alert = _waiver(finding, severity, summary) if of_waiver else _finding(finding, severity, summary)
            found.append(alert)
    return found


def _finding(finding: dict[str, Any], severity: Severity, summary: dict[str, Any]) -> Alert:
    title = summary["titles"][finding["rule_id"]]
    suspects = _suspects(finding, summary)
    cells = finding["cells"][:SHOWN_CELLS] if not suspects else []
    tables = list(dict.fromkeys(_table(cell["file"]) for cell in [*suspects, *finding["cells"]]))[:3]
    identity = finding["identity_id"]
    return Alert(
        f"finding:{identity}", "finding", severity,
        Words(
            finding.get("sentence_nl") or f"{title['nl']}: dat klopt hier niet.",
            [
                *([f"Beide kanten: {_sides(finding, _RELATION_NL, 'verschil')}"] if _has_sides(finding) else []),
                *([f"Verslag en tabel: {', '.join(tables)}"] if tables else []),
                *(f"Cel: {_cell_nl(cell)}: {_printed(cell, 'leeg')}" for cell in cells),
                f"Bevinding: {identity}",
            ],
            _one_of(
                [f"{_cell_nl(s)}: gedrukt {_printed(s, 'leeg')}, moet waarschijnlijk zijn: {_implied_nl(s)}"
                 for s in suspects], "Verdachte cel", "Een van deze cellen (alleen het verslag zegt welke)", "en nog {}",
            ),
            "Vergelijk de cel met het gedrukte verslag. Is zij verkeerd overgenomen, verbeter haar dan in sources/. "
            f"Staat het zo gedrukt, leg de afwijking dan vast met `warehouse waive '{identity}'`.",
        ),
        Words(
            finding.get("sentence_en") or f"{title['en']}: not so here.",
            [
                *([f"Both sides: {_sides(finding, _RELATION_EN, 'difference')}"] if _has_sides(finding) else []),
                *([f"Report and table: {', '.join(tables)}"] if tables else []),
                *(f"Cell: {_cell_en(cell)}: {_printed(cell, 'empty')}" for cell in cells),
                f"Finding: {identity}",
            ],
            _one_of(
                [f"{_cell_en(s)}: {should_read(s)}" for s in suspects],
                "Suspect cell", "One of these cells (only the report can tell which)", "and {} more",
            ),
            str(finding["next_steps"]),
        ),
    )  # fmt: skip


def _waiver(finding: dict[str, Any], severity: Severity, summary: dict[str, Any]) -> Alert:
    waived = next((one for one in summary["findings"] if one["identity_id"] == finding["scope"]), {})
    owner, day, reason = (waived.get(f"waiver_{name}") for name in ("owner", "review_by", "reason"))
    return Alert(
        f"finding:{finding['identity_id']}", "waiver", severity,
        Words(
            finding.get("sentence_nl") or "Een aanvaarde bevinding moet opnieuw worden bekeken.",
            [
                f"Bevinding: {finding['scope']}",
                *([f"Te herzien door {owner}, uiterlijk {day}. Reden (Engels): {reason}"] if owner else []),
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


_RELATION_NL = {"=": "is niet", "<=": "is meer dan"}
_RELATION_EN = {"=": "is not", "<=": "is more than"}


def _has_sides(finding: dict[str, Any]) -> bool:
    return finding["left_value"] is not None and finding["right_value"] is not None


def _sides(finding: dict[str, Any], relations: dict[str, str], word: str) -> str:
    left, right, difference = (number(finding[name]) for name in ("left_value", "right_value", "difference"))
    return f"{left} {relations[finding['relation']]} {right} ({word} {difference})"


def _cell_nl(cell: dict[str, Any]) -> str:
    line = f", regel {cell['document_line']} van het document" if cell["document_line"] else ""
    return f"{cell['file']} rij {cell['row_number']} kolom {cell['column_number']}{line}"


def _cell_en(cell: dict[str, Any]) -> str:
    line = f", line {cell['document_line']} of the document" if cell["document_line"] else ""
    return f"{cell['file']} row {cell['row_number']} column {cell['column_number']}{line}"


def _printed(cell: dict[str, Any], empty: str) -> str:
    return empty if cell["value_printed"] is None else f"“{cell['value_printed']}”"


def _implied_nl(suspect: dict[str, Any]) -> str:
    low, high = suspect["implied_low"], suspect["implied_high"]
    if suspect["implied_value"] is not None:
        return implied(suspect)
    if low is None and high is None:
        return "iets anders"
    if low is None:
        return f"hooguit {number(high)}"
    return f"minstens {number(low)}" if high is None else f"van {number(low)} tot {number(high)}"


def _table(file: str) -> str:
    return str(PurePosixPath(file).with_suffix(""))


def _severity(said: str) -> Severity | None:
    """The severity of what is told; None for `info`, which is counted and not told."""
    if said == "critical":
        return "critical"
    return "warning" if said == "warning" else None


def _count(found: list[Any], one: str, more: str) -> str:
    return f"{len(found)} {one if len(found) == 1 else more}"


def _clipped(error: str | None) -> str:
    text = " ".join((error or "no reason was recorded").split())
    return text if len(text) <= LONGEST_ERROR else text[: LONGEST_ERROR - 1] + "…"
