"""Starts the entry of a waiver in `waivers.yml`, for a person to complete.

What the warehouse knows is filled in (identity, report, difference); why the finding is accepted is not, and until a
person has said it the file is refused, line by line.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

from orchestration import attempt
from orchestration.build.found import findings
from orchestration.home import Home
from orchestration.ingest.fill_in import FILL_IN
from orchestration.record import Finding, Summary
from orchestration.release.latest import latest_judged
from orchestration.release.readable import NothingServedError
from orchestration.release.served import served_results
from orchestration.release.stored import release_id_of, served_release
from orchestration.release.waiting import published_by
from orchestration.yaml_file import YamlFile


class NotWaivableError(ValueError):
    """There is no such finding, or nothing to accept about it; says so for a person."""


def latest_findings(home: Home, finding_id: str | None = None) -> Summary:
    """The summary of the last `check` or `refresh` that judged the rules; of the served release where none is kept.

    With the finding that is asked for, though the record holds only the worst. Raises NotWaivableError where nothing
    has been checked yet.
    """
    for record in attempt.newest_first(home.attempts):
        if record.summary.findings is not None:
            # Who waits in the served release still does, whatever came after it.
            published = published_by(home, release_id_of(served_release(home)))
            waited_for = (published.summary.waiting_findings if published else None) or []
            record.summary.waiting_findings = (record.summary.waiting_findings or []) + waited_for
            return _with(home, record.summary, finding_id)
    try:
        return _with(home, served_results(home).summary, finding_id)
    except NothingServedError as missing:
        raise NotWaivableError(f"{missing.message}; run `warehouse check` first") from missing


def _with(home: Home, summary: Summary, finding_id: str | None) -> Summary:
    if summary.totals is None or finding_id is None or summary.findings is None:
        return summary
    if all(one.identity_id != finding_id for one in summary.findings):
        with suppress(NothingServedError), latest_judged(home) as judged:
            summary.findings += findings(judged.connection, where="f.identity_id = $1", values=[finding_id])
    return summary


def waive(finding_id: str, summary: Summary, waivers_file: Path) -> str:
    """Append the entry for a finding to `waivers_file`; returns its text.

    Raises NotWaivableError, and BadInputError where the file is no YAML.
    """
    # What an organisation waits for is waived as what was found in all the rest.
    found = (*(summary.findings or []), *(summary.waiting_findings or []))
    by_id = {finding.identity_id: finding for finding in found}
    finding = by_id.get(finding_id)
    if finding is None:
        close = [known for known in by_id if finding_id in known]
        hint = f"did you mean {close[0]}?" if len(close) == 1 else "`warehouse check` lists them, with their ids."
        raise NotWaivableError(f"there is no finding {finding_id}; {hint}")
    if finding.rule_id in ("waivers_current", "waivers_reviewed"):
        raise NotWaivableError(f"{finding_id} is about a waiver: {finding.next_steps}")
    file = YamlFile(waivers_file, f"expectations/{waivers_file.name}")
    for number, waiver in enumerate(file.data or []):
        if isinstance(waiver, dict) and waiver.get("identity") == finding_id:
            line = file.line((number,))
            raise NotWaivableError(f"{file.name} has an entry for it already, on line {line}; change that one")
    entry = _entry(finding, _report_of(finding, summary))
    text = waivers_file.read_text(encoding="utf-8").rstrip()
    # A file without waivers is an empty list.
    text = text.removesuffix("[]").rstrip()
    waivers_file.write_text((f"{text}\n\n" if text else "") + entry, encoding="utf-8")
    return entry


def _entry(finding: Finding, report: str) -> str:
    difference = (finding.difference or Decimal(0)).normalize()
    return (
        f"- identity: {finding.identity_id}\n"
        f"  report: {report}\n"
        f"  expected_difference: {difference:f}\n"
        f"  reason: {FILL_IN} what the report prints and why it is no mistake of ours\n"
        f"  evidence: {FILL_IN} the lines and both numbers, so that a reader with the report open agrees\n"
        f"  owner: {FILL_IN} who is asked about it\n"
        f"  review_by: {FILL_IN} the day by which somebody looks at it again (2027-11-30)\n"
    )


def _report_of(finding: Finding, summary: Summary) -> str:
    """The report that prints most of the cells; where it has none, the one that the identity names."""
    reports: Counter[str] = Counter(cell.report_id for cell in finding.cells)
    if reports:
        return max(reports, key=lambda report: (reports[report], report))
    named = [one.report_id for one in summary.reports or [] if one.report_id in finding.identity_id]
    return max(named, key=len, default=f"{FILL_IN} the report that prints it")
