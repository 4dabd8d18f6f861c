"""The page about trust: first whether the figures can be used, then what contradicts itself, the rules and releases."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestration.build.found import severity_rank
from orchestration.explain.bilingual import Both, period_words
from orchestration.explain.finding_words import finding_sides
from orchestration.explain.served import Served, literals
from orchestration.explain.suspects import implied, should_read
from orchestration.pages.figures import QueryRow, query
from orchestration.pages.owners import waits
from orchestration.pages.questions import Question
from orchestration.pages.site import Site
from orchestration.pages.trust import headline, told, trust_in
from orchestration.plain_data import from_plain
from orchestration.record import Finding, SuspectCell
from orchestration.release.history import HistoryEntry

MOST_LISTED = 200
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
STATUSES = {
    "open": Both("! nog niet verklaard", "! not explained yet"),
    "waived": Both("✓ nagekeken: zo staat het gedrukt", "✓ looked at: it is printed so"),
}
"""What is said of a finding; the sign says it without colour too."""

PERIOD = re.compile(r"\b\d{4}(?:-(?:\d\d(?:-\d\d)?|[QHT]\d|W\d\d))?(?:/\d{4}(?:-\d\d(?:-\d\d)?)?)?(?![\d-])")
"""The id of a period in a sentence."""


def write_quality(site: Site, served: Served, history: Sequence[HistoryEntry], questions: list[Question]) -> None:
    """One page, for the reader who asks whether the figures can be trusted."""
    # What nobody has explained first, then what weighs most, then what lies furthest apart.
    findings = served.rows(
        f"""
        SELECT f.*, r.title_nl, r.title_en, h.first_seen_at AS seen_at, h.first_seen_release AS seen_release
        FROM quality.finding AS f
        JOIN quality.rule_result AS r ON f.rule_id = r.rule_id
        LEFT JOIN release.finding_history AS h ON f.identity_id = h.identity_id
        ORDER BY
            f.status, {severity_rank("f.severity")},
            abs(f.difference) / nullif(greatest(abs(f.left_value), abs(f.right_value)), 0) DESC NULLS LAST,
            f.rule_id, f.identity_id
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
    found = served.rows(
        f"""
        SELECT s.*, t.title FROM quality.suspect AS s
        LEFT JOIN core.report_table AS t ON s.report_id = t.report_id AND s.table_id = t.table_id
        ORDER BY s.block_id, s.rank, s.set_number LIMIT {MOST_LISTED}
        """
    )
    trust = trust_in(served)
    site.write(
        "quality.html",
        "quality.html",
        waiting_here=waits(served),
        trust=trust,
        headline=headline(trust),
        told=told(trust),
        rules=served.rows(
            "SELECT * FROM quality.rule_result "
            f"ORDER BY open_findings DESC, failing DESC, {severity_rank('severity')}, identities DESC, rule_id"
        ),
        findings=findings,
        counts=served.rows("SELECT (SELECT count(*) FROM quality.suspect) AS suspects")[0],
        said={finding.identity_id: _said(finding) for finding in (from_plain(Finding, row) for row in findings)},
        cells=cells,
        suspects=[(row, _should_read(row)) for row in found],
        unreadable=query(served, "unreadable"),
        history=history,
        questions=[question for question in questions if question.block is None],
        outcomes=OUTCOMES,
        severities=SEVERITIES,
        statuses=STATUSES,
        sources=served.rows("SELECT * FROM release.source ORDER BY report_id"),
    )


def _said(finding: Finding) -> tuple[Both | None, Both]:
    """A finding in a sentence with both numbers, if its rule has one; and both sides alone."""
    sentence = None
    if finding.sentence_nl and finding.sentence_en:
        sentence = in_words(Both(finding.sentence_nl, finding.sentence_en))
    return sentence, Both(finding_sides(finding, "nl"), finding_sides(finding, "en"))


def in_words(sentence: Both) -> Both:
    """A sentence with the ids of periods as people say them: `1e halfjaar 2018`."""
    return Both(
        PERIOD.sub(lambda found: period_words(found[0]).nl, sentence.nl),
        PERIOD.sub(lambda found: period_words(found[0]).en, sentence.en),
    )


def _should_read(row: QueryRow) -> Both:
    suspect = from_plain(SuspectCell, {name: value for name, value in row.items() if name != "title"})
    printed = "leeg" if suspect.value_printed is None else f"gedrukt “{suspect.value_printed}”"
    return Both(f"{printed}, zou kloppen met {implied(suspect, 'nl')}", should_read(suspect))
