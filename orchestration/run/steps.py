"""What the steps of a refresh do, as plain functions on the private build file; `definitions` says which follows which.

`prepare_build` reads the reports and starts it, dbt fills it, `settle_build` sees to what people typed wrong and brings
the build together with what stays of the newest release, `localise_build` looks for the cells behind the findings,
`judge_build` asks the rules, and `publish_build` makes it the release.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from expectations.localise.suspects import write_suspects
from expectations.validation_results import write_validation_results
from orchestration.attempt import Attempt, RefusedError
from orchestration.build.compiled import keep_compiled
from orchestration.build.engine import cluster, refuse_missing_cluster
from orchestration.build.found import KEPT_FINDINGS, note_found, organisations_by_rule, unjudged
from orchestration.build.judge import judge
from orchestration.build.rule_files import load_rules, refuse_rules_left_out
from orchestration.build.scope import Scope, scope_of, start_build, whole
from orchestration.build.seed_files import check_seeds
from orchestration.database import connect, count_rows
from orchestration.home import Home
from orchestration.ingest.raw import REPORT_TABLES, RUN_TABLES, open_raw
from orchestration.ingest.reports import ReportChange, ingest, recognised
from orchestration.inputs import code_hash, inputs_hash_of
from orchestration.looks import hash_of
from orchestration.problems import BadInputError, Problem
from orchestration.record import BuildScope, ReportStatus, Summary
from orchestration.release import publish
from orchestration.release.compare import changes_against_served
from orchestration.release.findings import load_known_findings
from orchestration.release.prune import prune
from orchestration.release.rollback import held, resume
from orchestration.release.stored import stored_releases
from orchestration.run.looking import inputs_of, newest_release, published
from orchestration.run.settle import settle_refused
from orchestration.verdict import RuleVerdict, why_refused

log = logging.getLogger("warehouse")


READS = 3
"""How often the reports are read before it is said that somebody keeps writing in them."""


@dataclass(frozen=True)
class Prepared:
    """What the build starts with: the reports with their status and cells, the rows of each raw table, the inputs."""

    reports: list[ReportStatus]
    rows: dict[str, int]
    inputs: str
    """The hash of all that the build is made from; see `inputs`."""
    recognised: list[str]
    """What was recognised of the files and is not the usual, a line for each."""
    scope: Scope
    """What the build makes anew."""
    organisations: int
    """How many organisations have reports."""


def prepare_build(home: Home, sources: Path, reread: Collection[str] = (), *, full: bool = False) -> Prepared:
    """Bring the raw store in line with `sources` and start a new build from it; `reread` as in `ingest`.

    `full`: make everything anew, whatever stays the same.

    Raises EngineError where a cluster is to build the models and cannot be reached.
    Raises BadInputError where a seed is wrong, there is no report at all, the reports change while they are read, or
    the rules or waivers cannot be read; what is wrong inside a report is kept in `raw.problem`, so that it is told
    together with what SQL finds.
    """
    refuse_missing_cluster(home)
    check_seeds()
    log.info("Reading the reports")
    changes, inputs = _read_unchanging(home, sources, reread)
    with open_raw(home.raw_database) as connection:
        load_rules(connection, dt.datetime.now(dt.UTC).date())
        load_known_findings(connection, stored_releases(home))
        read_as = recognised(connection)
        counts = {table: count_rows(connection, f"raw.{table}") for table in (*REPORT_TABLES, *RUN_TABLES)}
        whose = connection.execute("SELECT count(DISTINCT organisation) FROM raw.report").fetchone()
        checksums = dict(connection.execute("SELECT report_id, checksum FROM raw.report").fetchall())
        connection.execute("CHECKPOINT")
    if full or cluster():
        scope = whole("it was asked for" if full else "the models are built on Spark")
    else:
        scope = scope_of(home.raw_database, newest_release(home))
    start_build(home, scope)
    reports = [
        ReportStatus(change.report_id, change.status, change.cells, checksums.get(change.report_id, ""))
        for change in changes
    ]
    return Prepared(reports, counts, inputs, read_as, scope, whose[0] if whose else 0)


def _read_unchanging(home: Home, sources: Path, reread: Collection[str]) -> tuple[list[ReportChange], str]:
    """Read the reports until nothing has changed while they were read: half of an edit is no report."""
    first: dict[str, ReportChange] = {}
    for _ in range(READS):
        code = code_hash()
        changes = ingest(sources, home.raw_database, () if first else reread, home.looks, published(home))
        for change in changes:
            # What a second reading leaves alone is still new to this refresh.
            if change.status != "unchanged" or change.report_id not in first:
                first[change.report_id] = change
        as_read = {change.report_id: change.checksum for change in changes if change.status != "withdrawn"}
        inputs = inputs_of(home, sources)
        if inputs == inputs_hash_of(code, hash_of(as_read)):
            return sorted(first.values()), inputs
        log.info("The reports changed while they were read; reading again")
    message = f"the files changed while they were read, {READS} times in a row"
    raise BadInputError([Problem(sources.name, None, None, message, "Refresh again when the copying is done.")])


def localise_build(home: Home, scope: BuildScope | None = None) -> tuple[int, int]:
    """Fill `quality.suspect` and `quality.suspect_block` of the build; returns how many rows each has.

    `scope`: what of it was made anew; the rest has the suspects of the release that it started from.
    """
    anew = scope.made_anew if scope else None
    return write_suspects(home.build_database, organisations=anew)


def judge_build(home: Home, attempt: Attempt) -> list[RuleVerdict]:
    """Judge the rules on the build; verdicts, findings and what it changes are noted in the attempt's record.

    Who has an open critical finding waits, unless it is all or nothing, and the rules are judged again on the rest: the
    record has those verdicts and findings, and beside them what is waited for; returned are the first verdicts.
    Raises BadInputError where rules.yml leaves out a rule.
    """
    log.info("Checking the rules")
    build = home.build_database
    keep_compiled(home)
    with connect(build, read_only=True) as connection:
        refuse_rules_left_out(connection)
    judged = judge(build, attempt.summary.scope)
    write_validation_results(build, judged)
    with connect(build, read_only=True) as connection:
        verdicts = _shown(connection, [one.verdict for one in judged])
        note_found(attempt.summary, connection)
        attempt.summary.unjudged = unjudged(connection, verdicts)
    attempt.summary.rules = settle_refused(home, attempt, verdicts)
    if any(one.why == "refused" for one in attempt.summary.waiting or []):
        _note_waited_for(attempt.summary, verdicts, build)
    log.info("Comparing with the served release")
    attempt.summary.changes = changes_against_served(home, build, attempt.summary.scope)
    return verdicts


def _note_waited_for(summary: Summary, found: list[RuleVerdict], build: Path) -> None:
    """Set the findings apart that organisations wait for, and note those of what is published in their place."""
    waiting = {one.organisation_id for one in summary.waiting or [] if one.why == "refused"}
    stops = {one.rule_id for one in found if one.stops_release}
    apart = [one for one in summary.open if one.organisation_id in waiting and one.rule_id in stops]
    names = {one.identity_id for one in apart}
    summary.waiting_findings = apart
    summary.waiting_suspects = [one for one in summary.suspects or [] if not names.isdisjoint(one.identity_ids)]
    with connect(build, read_only=True) as connection:
        summary.rules = _shown(connection, summary.rules or [])
        note_found(summary, connection)
        summary.unjudged = unjudged(connection, summary.rules)


def _shown(connection: duckdb.DuckDBPyConnection, verdicts: list[RuleVerdict]) -> list[RuleVerdict]:
    """Verdicts as the record and Dagster's page show them; what fails stands in quality.finding, whole."""
    speaks_of = organisations_by_rule(connection)
    return [
        replace(one, failing_rows=one.failing_rows[:KEPT_FINDINGS], organisations=speaks_of.get(one.rule_id, []))
        for one in verdicts
    ]


def publish_build(home: Home, sources: Path, attempt: Attempt) -> str:
    """Publish the build; returns the release id.

    Raises RefusedError where a critical rule failed, a person went back to an earlier release, or what the build
    is made from has changed meanwhile.
    """
    verdicts, inputs, changes = attempt.summary.rules, attempt.summary.inputs, attempt.summary.changes
    if verdicts is None or inputs is None or changes is None:
        raise RefusedError("nothing was judged in this run; launch the job `refresh`")
    if reason := why_refused(verdicts):
        raise RefusedError(reason)
    hold = held(home)
    if hold and hold.inputs_hash == inputs:
        raise RefusedError(
            f"a person went back to release {hold.release_id}, and nothing has changed since; "
            "`warehouse refresh --resume` publishes again"
        )
    if inputs_of(home, sources) != inputs:
        raise RefusedError("the reports or the project's own files changed while they were built; refresh again")
    log.info("Publishing")
    release_id = publish.publish(
        home, verdicts, inputs, changes, scope=attempt.summary.scope, waiting=attempt.summary.waiting or ()
    )
    resume(home)
    attempt.summary.release_id = release_id
    attempt.summary.pruned = prune(home)
    return release_id
