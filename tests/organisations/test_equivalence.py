"""A build of what has changed says what a build of everything says, row by row in every table."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from orchestration.release.same_rows import different_rows
from orchestration.release.stored import served_release
from tests.organisations.country import Country, Organisation, Report

Edit = Callable[[Country, Report, Organisation], str]


def _number(country: Country, report: Report, organisation: Organisation) -> str:
    country.change_number(report)
    return f"another number in {report.id}"


def _text(country: Country, report: Report, organisation: Organisation) -> str:
    report.printed[(next(iter(report.started)), 0)] = "veel"
    return f"no number in {report.id}"


def _total(country: Country, report: Report, organisation: Organisation) -> str:
    report.total = report.sum() + 7
    return f"a wrong total in {report.id}"


def _mend(country: Country, report: Report, organisation: Organisation) -> str:
    for one in country.reports.values():
        one.printed.clear()
        one.total = None
    return "all mended"


def _new_report(country: Country, report: Report, organisation: Organisation) -> str:
    year = max(one.year for one in country.reports.values() if one.organisation == organisation.id) + 1
    return f"new: {country.add_report(organisation.id, year).id}"


def _withdraw(country: Country, report: Report, organisation: Organisation) -> str:
    if sum(one.organisation == organisation.id for one in country.reports.values()) > 1:
        del country.reports[report.id]
    return f"without {report.id}"


def _restate(country: Country, report: Report, organisation: Organisation) -> str:
    if report.before is not None:
        report.before += 5
    return f"restated in {report.id}"


def _team(country: Country, report: Report, organisation: Organisation) -> str:
    team = sorted(organisation.teams)[0]
    organisation.teams[team] += " en om"
    return f"another name of {team}"


def _shared(country: Country, report: Report, organisation: Organisation) -> str:
    word = country.chance.choice(sorted(country.shared))
    country.shared[word] += " nieuw"
    return f"another name of the {word} of all"


def _park(country: Country, report: Report, organisation: Organisation) -> str:
    country.park_is_in = organisation.id.removeprefix("team-")
    return f"the park lies in {country.park_is_in}"


def _name(country: Country, report: Report, organisation: Organisation) -> str:
    organisation.name += " Plus"
    return f"another name of {organisation.id}"


def _new_organisation(country: Country, report: Report, organisation: Organisation) -> str:
    return f"new: {country.add_report(country.add_organisation(), 2021).id}"


def _new_that_errs(country: Country, report: Report, organisation: Organisation) -> str:
    added = country.add_report(country.add_organisation(), 2021)
    return _text(country, added, organisation)


def _alias(country: Country, report: Report, organisation: Organisation) -> str:
    organisation.aliases.append(f"Bijnaam {len(organisation.aliases)}")
    return f"a word that no table of {organisation.id} prints"


def _gone(country: Country, report: Report, organisation: Organisation) -> str:
    if organisation is country.first:
        return _number(country, report, organisation)
    for name in [name for name, one in country.reports.items() if one.organisation == organisation.id]:
        del country.reports[name]
    return f"without {organisation.id}"


EDITS: tuple[Edit, ...] = (
    _number, _text, _total, _mend, _new_report, _withdraw, _restate, _team, _shared, _name, _new_organisation,
    _new_that_errs, _alias, _gone, _park,
)  # fmt: skip

ROUNDS: tuple[tuple[Edit, ...], ...] = (
    (_number, _alias, _new_report, _total),
    (_shared, _text, _new_organisation, _new_that_errs),
    (_mend, _restate, _name, _gone, _team),
)
"""What happens between one refresh and the next, each to a report and its organisation that chance picks."""


def test_what_changed_and_everything_are_the_same(make_town):
    seen = _compare(make_town(1), ROUNDS)
    assert {"was built on a release", "was built anew", "somebody waits", "nobody waits"} <= seen


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(2, 12))
def test_what_changed_and_everything_are_the_same_whatever_happens(make_town, seed):
    chance = random.Random(seed)
    _compare(make_town(seed), [[chance.choice(EDITS) for _ in range(chance.randint(1, 3))] for _ in range(12)])


def _compare(town, rounds) -> set[str]:
    """Refresh after each round, what changed and everything; returns what was seen on the way."""
    assert town.refresh().outcome == "released"
    seen: set[str] = set()
    said: list[list[str]] = []
    for edits in rounds:
        said.append([])
        for edit in edits:
            report = town.country.chance.choice(list(town.country.reports.values()))
            said[-1].append(edit(town.country, report, town.country.organisations[report.organisation]))
        town.country.write(town.sources)
        home, everything = town.full()
        some = town.refresh()
        assert everything.outcome == {"released": "checked"}.get(some.outcome, some.outcome), said
        waiting = [_who(attempt) for attempt in (some, everything)]
        assert waiting[0] == waiting[1], said
        if some.outcome == "released":
            release = served_release(town.home)
            assert release is not None
            assert different_rows(release, home.build_database) == {}, said
            built_on = some.summary.scope.base
            seen |= {
                "was built on a release" if built_on else "was built anew",
                "somebody waits" if waiting[0] else "nobody waits",
            }
    return seen


def _who(attempt) -> list[tuple[str | None, str, str | None]]:
    return [(one.organisation_id, one.why, one.rows_from) for one in attempt.summary.waiting or []]
