"""What becomes of the whole corpus: its folders are read at once, and judged by the models at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.problems import Problem
from tests.bad_sources.case import Case, Escaped, Place, Refused
from tests.judging import judging, read_folders

TEXTS = """
    SELECT report_id, report_id AS text FROM raw.report UNION SELECT report_id, title FROM raw.report
    UNION SELECT report_id, note FROM raw.report_table UNION SELECT report_id, text FROM raw.cell
    UNION SELECT report_id, value FROM raw.axis
    UNION SELECT report_id, substr(file, length(report_id) + 2) FROM raw.report_table
"""


@dataclass
class Read:
    """What was made of the corpus."""

    megabytes: float
    """The most memory that reading the folders took."""
    places: dict[str, Place] = field(default_factory=dict)
    """Case that must be refused to the place that must be named."""
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    """Folder, as it is shown, to what is wrong with it."""
    figures: dict[str, int] = field(default_factory=dict)
    """Report to the number of its figures, of those that nothing was wrong with."""
    texts: dict[str, set[str]] = field(default_factory=dict)
    """Report to the texts that were read of it."""
    findings: dict[str, dict[Place, set[str]]] = field(default_factory=dict)
    """Report to places in its folder with the rules that find something there, and not in the unspoiled report."""


def controls(cases: list[Case]) -> dict[tuple[str, tuple[str, ...]], Case]:
    """The unspoiled folder for every base of the cases, by report and tables."""
    bases = dict.fromkeys((case.report, case.base) for case in cases if case.base)
    return {
        base: Case(f"good-{number}", "good", Escaped(""), lambda folder: None, base[1], base[0])
        for number, base in enumerate(bases)
    }


def read_all(cases: list[Case], folder: Path, built: Path, fill: dict[str, str]) -> Read:
    """Write the cases and their controls into `folder`, read them and judge them.

    `built` is a warehouse without reports, which is filled; `fill` holds the SQL of its tables in their order.
    """
    sources, store = folder / "sources", folder / "home" / "ingested.duckdb"
    good = controls(cases)
    for case in (*cases, *good.values()):
        case.write(sources)
    read = Read(read_folders(sources, store))
    read.places = {case.id: case.place(sources) for case in cases if isinstance(case.outcome, Refused)}
    with judging(built, fill) as warehouse:
        warehouse.load(store)
        _load_twins(warehouse.connection, [*cases, *good.values()])
        read.problems = warehouse.problems(sources)
        warehouse.judge_the_rest(list(read.problems))
        _note_the_rest(warehouse.connection, read)
        _note_findings(warehouse.connection, cases, good, read)
    return read


def _load_twins(connection: duckdb.DuckDBPyConnection, cases: list[Case]) -> None:
    """Let the seeds say of the cases what they say of the organisation whose report each is made from."""
    for seed in ("metric_exception", "area_member"):
        connection.execute(
            f"""
            INSERT INTO seed.{seed}
            SELECT s.* REPLACE (twin.id AS organisation_id)
            FROM seed.{seed} AS s
            INNER JOIN (SELECT unnest($1) AS id, unnest($2) AS report) AS twin
                ON starts_with(twin.report, s.organisation_id || '-')
            """,
            [[case.id for case in cases], [case.report for case in cases]],
        )


def _note_the_rest(connection: duckdb.DuckDBPyConnection, read: Read) -> None:
    read.figures = dict(connection.execute("SELECT report_id, count(*) FROM core.figure GROUP BY ALL").fetchall())
    for report, text in connection.execute(TEXTS).fetchall():
        read.texts.setdefault(report, set()).add(text)


def _note_findings(
    connection: duckdb.DuckDBPyConnection, cases: list[Case], good: dict[tuple[str, tuple[str, ...]], Case], read: Read
) -> None:
    """The cells of the findings that a case has and its control has not, and of those that only the control has.

    The latter are findings that a waiver accepts: the rule `waivers_current` finds a waiver without its finding.
    """
    found: dict[str, dict[tuple[str, str, float], set[Place]]] = {}
    for report, identity, rule, difference, file, row, column in connection.execute(
        """
        SELECT t.report_id, replace(f.identity_id, r.organisation_id || ':', ':'), f.rule_id, f.difference, t.file,
            c.row_number, c.column_number
        FROM quality.finding AS f
        LEFT JOIN quality.finding_cell AS c ON f.identity_id = c.identity_id
        -- A finding about what is not there has no cells, and ends in the table that lacks it.
        INNER JOIN core.report_table AS t
            ON coalesce(c.report_id || '/' || c.table_id, regexp_extract(f.identity_id, '[^@:]+$'))
                = t.report_id || '/' || t.table_id
        INNER JOIN core.report AS r ON t.report_id = r.report_id
        """
    ).fetchall():
        key = (identity.replace(f"{report}/", "/"), rule, difference)
        found.setdefault(report, {}).setdefault(key, set()).add((file.partition("/")[2], row, column))
    for case in cases:
        if isinstance(case.outcome, Refused) or case.hand_made:
            continue
        mine, usual = found.get(case.name, {}), found.get(good[case.report, case.base].name, {})
        for key in mine.keys() ^ usual.keys():
            for place in mine.get(key) or usual[key]:
                rule = key[1] if key in mine else "waivers_current"
                read.findings.setdefault(case.name, {}).setdefault(place, set()).add(rule)
