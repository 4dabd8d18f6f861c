"""The page about trust: releases, rules, findings with both sides, suspects and waivers."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.build.found import severity_rank
from orchestration.explain.bilingual import Both
from orchestration.explain.finding_words import finding_sides
from orchestration.explain.printed_table_html import VERDICTS
from orchestration.explain.served import Served, literals
from orchestration.explain.suspects import should_read
from orchestration.pages.figures import QueryRow
from orchestration.pages.questions import Question
from orchestration.pages.site import Site
from orchestration.plain_data import from_plain
from orchestration.record import Finding, SuspectCell
from orchestration.release.history import HistoryEntry

MOST_LISTED = 500
"""How many findings and how many suspects the page lists; of more it says how many there are, and where."""

OUTCOMES = {
    "served": Both("getoond", "served"),
    "kept": Both("bewaard", "kept"),
    "damaged": Both("beschadigd", "damaged"),
    "refused": Both("geweigerd", "refused"),
    "bad_input": Both("onleesbare invoer", "bad input"),
    "failed": Both("mislukt", "failed"),
}
SEVERITIES = {
    "critical": Both("houdt de uitgave tegen", "stops the release"),
    "warning": Both("waarschuwing", "warning"),
    "info": Both("ter informatie", "info"),
}


def write_quality(site: Site, served: Served, history: Sequence[HistoryEntry], questions: list[Question]) -> None:
    """One page, for the reader who asks whether the figures can be trusted."""
    findings = served.rows(
        f"""
        SELECT f.*, r.title_nl, r.title_en, h.first_seen_at AS seen_at, h.first_seen_release AS seen_release
        FROM quality.finding AS f
        JOIN quality.rule_result AS r ON f.rule_id = r.rule_id
        LEFT JOIN release.finding_history AS h ON f.identity_id = h.identity_id
        ORDER BY f.status, {severity_rank("f.severity")}, f.rule_id, f.identity_id
        LIMIT {MOST_LISTED}
        """
    )
    shown = literals(finding["identity_id"] for finding in findings)
    cells: dict[str, list[QueryRow]] = {}
    for cell in served.rows(
        f"SELECT * FROM quality.finding_cell WHERE identity_id IN {shown} "
        "ORDER BY side, report_id, table_id, row_number"
    ):
        cells.setdefault(cell["identity_id"], []).append(cell)
    found = served.rows(f"SELECT * FROM quality.suspect ORDER BY block_id, rank, set_number LIMIT {MOST_LISTED}")
    suspects = [from_plain(SuspectCell, row) for row in found]
    site.write(
        "quality.html",
        "quality.html",
        rules=served.rows(
            f"SELECT * FROM quality.rule_result ORDER BY {severity_rank('severity')}, identities DESC, rule_id"
        ),
        totals=served.rows(
            """
            SELECT sum(identities) AS identities, sum(holding) AS holding, sum(failing) AS failing,
                sum(not_evaluable) AS not_evaluable FROM quality.rule_result
            """
        )[0],
        findings=findings,
        counts=served.rows(
            """
            SELECT count(*) FILTER (status = 'open') AS open, count(*) FILTER (status = 'waived') AS waived,
                (SELECT count(*) FROM quality.suspect) AS suspects
            FROM quality.finding
            """
        )[0],
        sides={finding.identity_id: _sides(finding) for finding in (from_plain(Finding, row) for row in findings)},
        cells=cells,
        suspects=[(suspect, should_read(suspect)) for suspect in suspects],
        history=history,
        questions=[question for question in questions if question.block is None],
        outcomes=OUTCOMES,
        severities=SEVERITIES,
        verdicts=VERDICTS,
        sources=served.rows("SELECT * FROM release.source ORDER BY report_id"),
    )


def _sides(finding: Finding) -> Both:
    return Both(finding_sides(finding, "nl"), finding_sides(finding, "en"))
