"""Who is published and who waits: a mistake in the reports of one organisation holds up that organisation alone.

What all share (seeds, rules, waivers, models) still stops everything, and so does a mistake in words that one
organisation defines and another uses.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

import duckdb

from expectations.validation_results import write_validation_results
from orchestration.attempt import Attempt, note_problems
from orchestration.build.assemble import CopiedBase, DamagedReleaseError, SharedMeaningError, assemble, put_back
from orchestration.build.compiled import ensure_compiled
from orchestration.build.judge import judge
from orchestration.build.parts import OtherTablesError
from orchestration.build.rejected import rejected
from orchestration.build.scope import Scope, start_build, whole
from orchestration.clock import now
from orchestration.database import connect
from orchestration.home import Home
from orchestration.problems import BadInputError, Problem
from orchestration.record import BuildScope, Waiting
from orchestration.release.organisations import rows_from, waiting_of
from orchestration.release.stored import release_id_of
from orchestration.run.blame import blamed, reports_of
from orchestration.run.looking import newest_release
from orchestration.verdict import RuleVerdict, why_refused

log = logging.getLogger("warehouse")


@contextmanager
def base_copied(home: Home, attempt: Attempt) -> Iterator[CopiedBase | None]:
    """Copy the release that a build starts from while it is built; None where everything is made anew."""
    base = _scope(home, attempt).base
    if base is None:
        yield None
        return
    with CopiedBase(home.build_database, base) as copied:
        yield copied


def settle_build(home: Home, sources: Path, attempt: Attempt, is_built: bool, copied: CopiedBase | None) -> bool:
    """See to what dbt has built: returns whether it has to build again, without who waits or for everybody.

    `is_built`: whether dbt built everything; where it did not and nothing is rejected, why is for it to say. `copied`
    is what `base_copied` gave for it.

    Raises BadInputError where the mistakes hold up everybody.
    """
    problems = rejected(home.build_database, sources)
    if problems:
        _wait_for_input(home, attempt, problems)
        return True
    if not is_built:
        return False
    scope = _scope(home, attempt)
    if copied is None:
        return False
    try:
        assemble(home.build_database, copied, scope.organisations, ensure_compiled(home))
    except SharedMeaningError as shared:
        _make_all(home, attempt, f"{', '.join(shared.names)} use what another report has come to define otherwise")
        return True
    except (duckdb.Error, DamagedReleaseError, OtherTablesError, OSError) as error:
        _make_all(
            home, attempt, f"release {release_id_of(scope.base)} cannot be built on ({str(error).splitlines()[0]})"
        )
        return True
    return False


def settle_refused(home: Home, attempt: Attempt, verdicts: list[RuleVerdict]) -> list[RuleVerdict]:
    """Give organisations with open critical findings their last published rows; returns the verdicts on what is left.

    The verdicts as they came where nobody can be named for what stops the release, or all would wait.
    """
    if attempt.summary.all_or_nothing or not why_refused(verdicts):
        return verdicts
    if any(v.stops_release and (v.error or v.judged_too_little) for v in verdicts):
        return verdicts
    build, base = home.build_database, newest_release(home)
    with connect(build, read_only=True) as connection:
        refused = connection.execute(
            # A finding about a waiver has no cells of its own.
            "SELECT f.organisation_id, list(DISTINCT c.report_id ORDER BY c.report_id), count(DISTINCT f.identity_id) "
            "FROM quality.finding AS f JOIN (SELECT identity_id, report_id FROM quality.finding_cell "
            "UNION SELECT 'waivers_current:' || identity_id, report_id FROM raw.waiver) AS c "
            "ON f.identity_id = c.identity_id WHERE f.status = 'open' AND f.severity = 'critical' GROUP BY ALL"
        ).fetchall()
        everybody = {
            name for (name,) in connection.execute("SELECT DISTINCT organisation_id FROM core.figure").fetchall()
        }
        names = _names(connection)
    waiting = {name for name, _, _ in refused}
    if not everybody - waiting:
        return verdicts
    try:
        put_back(build, base, waiting, ensure_compiled(home))
    except (SharedMeaningError, OtherTablesError) as error:
        log.info("Everybody waits: %s", error)
        return verdicts
    _note_waiting(home, attempt, "refused", refused, names)
    judged = judge(build, attempt.summary.scope)
    write_validation_results(build, judged)
    return [one.verdict for one in judged]


def _wait_for_input(home: Home, attempt: Attempt, problems: list[Problem]) -> None:
    """Begin the build again without those whose reports cannot be read, or raise BadInputError."""
    base, scope = newest_release(home), _scope(home, attempt)
    found = blamed(home.raw_database, base, problems)
    told: list[tuple[str | None, list[str], int]] = [
        (name, sorted({one.report_id for one in mine}), len(mine)) for name, mine in found.items() if name
    ]
    nobodys = Counter(one.report_id for one in found.get(None, ()))
    told += [(None, [report_id], count) for report_id, count in nobodys.items()]
    waited = {one.organisation_id or one.name for one in attempt.summary.waiting or []}
    waiting = waited | {name or reports[0] for name, reports, _ in told}
    # Who waits has the rows that were published: what is wrong with those is everybody's.
    is_everybodys = waiting == waited or not set(reports_of(home.raw_database).values()) - waiting
    if attempt.summary.all_or_nothing or is_everybodys:
        attempt.summary.waiting = None
        raise BadInputError(problems)
    note_problems(attempt, attempt.problems + [one for mine in found.values() for one in mine])
    with connect(home.build_database, read_only=True) as connection:
        names = _names(connection)
    _note_waiting(home, attempt, "bad_input", told, names)
    scope = replace(scope, organisations=scope.organisations - waiting)
    note_scope(attempt, scope)
    log.info("Building without %s, which cannot be read", ", ".join(one.name for one in attempt.summary.waiting or ()))
    _start_again(home, attempt, scope)


def _start_again(home: Home, attempt: Attempt, scope: Scope) -> None:
    """Begin the build again without those that wait."""
    waiting = attempt.summary.waiting or []
    known = [one.organisation_id for one in waiting if one.organisation_id]
    unknown = [report for one in waiting if one.organisation_id is None for report in one.reports]
    start_build(home, scope, newest_release(home), known, unknown)


def _make_all(home: Home, attempt: Attempt, why: str) -> None:
    log.info("Building everything anew: %s", why)
    scope = whole(why)
    note_scope(attempt, scope)
    _start_again(home, attempt, scope)


def note_scope(attempt: Attempt, scope: Scope, in_all: int | None = None) -> None:
    """Note in a record what its build makes anew, and, where that is not noted yet, of how many organisations."""
    noted = attempt.summary.scope
    attempt.summary.scope = BuildScope(
        release_id_of(scope.base),
        sorted(scope.organisations),
        scope.why_all,
        noted.organisations_in_all if noted else in_all,
    )


def _scope(home: Home, attempt: Attempt) -> Scope:
    noted = attempt.summary.scope
    if noted is None or noted.base is None:
        return whole(noted.why_all if noted else None)
    return Scope(newest_release(home), frozenset(noted.organisations))


def _note_waiting(
    home: Home,
    attempt: Attempt,
    why: Literal["bad_input", "refused"],
    told: Iterable[tuple[str | None, list[str], int]],
    names: Mapping[str, str],
) -> None:
    """Note who waits: of each its id, the reports that this is about, and how much is wrong with them."""
    base = newest_release(home)
    earlier = waiting_since(base)
    published = published_in(base)
    found = {one.organisation_id or one.name: one for one in attempt.summary.waiting or []}
    for organisation_id, reports, count in told:
        known_as = organisation_id or ", ".join(reports)
        name = names.get(known_as, known_as)
        since = earlier.get(known_as, now())
        found.setdefault(known_as, Waiting(organisation_id, name, why, since, reports, count, published.get(known_as)))
    attempt.summary.waiting = sorted(found.values(), key=lambda one: (one.since, one.name))


def published_in(release: Path | None) -> dict[str, str]:
    """By organisation that a release has rows of: the release that made them."""
    if release is None:
        return {}
    itself = dict.fromkeys(reports_of(release).values(), release_id_of(release) or "")
    with connect(release, read_only=True) as connection:
        return itself | {name: made for name, made in rows_from(connection).items() if name in itself}


def waiting_since(release: Path | None) -> dict[str, str]:
    """Since when organisations wait, as a release has it."""
    if release is None:
        return {}
    with connect(release, read_only=True) as connection:
        return {one.organisation_id or one.name: one.since for one in waiting_of(connection)}


def _names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    found = connection.execute(
        "SELECT organisation_id, min(name) FROM (SELECT organisation_id, name FROM seed.organisation UNION ALL "
        "SELECT organisation_id, name FROM raw.organisation) GROUP BY ALL"
    ).fetchall()
    return dict(found)
