"""What becomes of the whole corpus: all folders read at once, and run through the compiled SQL of the models at once.

A refresh for each case would take hours. Everything wrong is told at once, so the cases that are refused can stand side
by side; those that are read to the end have an organisation each, so that no rule compares one with another.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.ingest.raw import REPORT_TABLES
from orchestration.ingest.report_lines import on_their_lines
from orchestration.problems import Problem
from orchestration.refresh.rule_files import load_rules
from tests.bad_sources.case import Case, Escaped, Place, Refused

HANGS_AFTER = 600
"""Seconds after which a process that reads the corpus is taken to hang; it needs a small part of them."""

READ = """
import json, pathlib, re, sys
from orchestration.ingest.reports import ingest
ingest(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
print(json.dumps(int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) / 1024))
"""
"""Prints the process's peak by /proc: getrusage starts from the memory of the process that started it, pytest's own."""

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
    done = subprocess.run(
        [sys.executable, "-c", READ, str(sources), str(store)],
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS_AFTER,
    )
    assert not done.returncode, f"reading the corpus failed\n{done.stderr}"
    read = Read(json.loads(done.stdout))
    read.places = {case.id: case.place(sources) for case in cases if isinstance(case.outcome, Refused)}
    with duckdb.connect(str(built)) as connection:
        connection.execute("SET threads = 1")
        _load(connection, store, [*cases, *good.values()])
        refill = _refill(connection, fill)
        refill("staging.rejected_cell")
        _note_problems(connection, sources, read)
        for table in REPORT_TABLES:
            connection.execute(f"DELETE FROM raw.{table} WHERE list_contains($1, report_id)", [list(read.problems)])
        for table in fill:
            refill(table)
        _note_the_rest(connection, read)
        _note_findings(connection, cases, good, read)
    return read


def _load(connection: duckdb.DuckDBPyConnection, store: Path, cases: list[Case]) -> None:
    """The raw tables, the rules without waivers, and what the seeds say of an organisation for its twins."""
    connection.execute(f"ATTACH '{store}' AS store (READ_ONLY)")
    for table in REPORT_TABLES:
        connection.execute(f"INSERT INTO raw.{table} SELECT * FROM store.raw.{table}")
    connection.execute("DETACH store")
    no_waivers = store.parent / "waivers.yml"
    no_waivers.write_text("[]\n", encoding="utf-8")
    load_rules(connection, dt.date(2026, 1, 1), waivers_file=no_waivers)
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


def _refill(connection: duckdb.DuckDBPyConnection, fill: dict[str, str]) -> Callable[[str], None]:
    def refill(table: str) -> None:
        connection.execute(f"DELETE FROM {table}")
        connection.execute(f"INSERT INTO {table} BY NAME ({fill[table]})")

    return refill


def _note_problems(connection: duckdb.DuckDBPyConnection, sources: Path, read: Read) -> None:
    rows = connection.execute(
        "SELECT file, row_number, column_number, message, next_step, report_id, coalesce(table_id, ''), text "
        "FROM staging.rejected_cell"
    ).fetchall()
    for problem in on_their_lines([Problem(*row) for row in rows], sources):
        read.problems.setdefault(problem.report_id, []).append(problem)


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
