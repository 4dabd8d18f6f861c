"""Releases are ordered by their publication, whatever the clock said meanwhile."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from click.testing import CliRunner

from orchestration import attempt
from orchestration.cli import warehouse
from orchestration.home import Home
from orchestration.release.history import history
from orchestration.release.prune import prune
from orchestration.release.publish import point_link
from orchestration.release.readable import published_at
from orchestration.release.rollback import held, roll_back
from orchestration.release.stored import release_file, release_id_of, served_release, stored_releases
from orchestration.run.needed import nothing_to_do
from tests.release.releases import FIGURE, INPUTS, MORNING, as_of_before, publish_small

SOON = MORNING + dt.timedelta(minutes=1)
AHEAD = MORNING + dt.timedelta(days=60)
THIS_CENTURY_ENDS = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)


def _ids(home: Home) -> list[str | None]:
    return [release_id_of(path) for path in stored_releases(home)]


@pytest.mark.parametrize(
    "moments",
    [
        [MORNING, MORNING, MORNING],
        [AHEAD, MORNING, SOON],
        [MORNING, AHEAD, SOON],
        [SOON, MORNING, MORNING - dt.timedelta(days=400)],
    ],
    ids=["within a second", "first ahead", "ahead in between", "set back"],
)
def test_a_later_release_comes_later(home: Home, moments: list[dt.datetime]) -> None:
    published = [
        publish_small(home, f"7.{number}", moment, f"{9 - number}" * 64) for number, moment in enumerate(moments)
    ]
    assert published == sorted(published)
    assert _ids(home) == published[::-1]
    assert release_id_of(served_release(home)) == published[-1]
    assert [entry.entry_id for entry in history(home)] == published[::-1]
    for release_id, moment in zip(published, moments, strict=True):
        assert published_at(release_file(home, release_id)) == moment.isoformat(), (
            "a reader is told what the clock said"
        )


def test_the_last_moment_of_all_stops_nothing(home: Home) -> None:
    publish_small(home, moment=THIS_CENTURY_ENDS)
    release_id = publish_small(home, "7.9", THIS_CENTURY_ENDS, "f" * 64)
    assert release_id_of(served_release(home)) == release_id


@pytest.mark.parametrize("earlier", [False, True], ids=["folders", "files of before"])
def test_after_a_clock_that_ran_ahead(home: Home, earlier: bool) -> None:
    """What came before is found, and going back to it holds."""
    first = publish_small(home, "7.8", AHEAD)
    if earlier:
        as_of_before(home, first)
        # Named by the clock, as a release was then.
        second = f"{SOON:%Y%m%dT%H%M%SZ}-0123abcd"
        stored = as_of_before(home, publish_small(home, "8.7", SOON))
        point_link(home.link, stored.rename(home.releases / f"warehouse-{second}.duckdb"))
        assert second < first
    else:
        second = publish_small(home, "8.7", SOON)
    assert _ids(home) == [second, first]

    result = CliRunner().invoke(warehouse, ["diff", "--json", "--home", str(home.path)])
    assert result.exit_code == 0, result.output
    said = json.loads(result.output)
    assert (said["from"], said["to"], said["changed"]) == (first, second, 1)
    assert said["examples"] == [
        {"kind": "changed", "figure_key": FIGURE, "was": "7.8", "becomes": "8.7", "figure_id": "dorp/r1c1"}
    ]

    for asked in (None, first):
        hold = roll_back(home, asked, INPUTS).hold
        assert hold is not None
        assert (hold.release_id, hold.instead_of) == (first, second)
        rest = nothing_to_do(home, INPUTS, SOON.date())
        assert rest is not None
        assert rest.outcome == "held"
        assert roll_back(home, second, INPUTS).hold is None, "the newest is no going back"
        assert held(home) is None

    third = publish_small(home, "7.9", SOON + dt.timedelta(minutes=1))
    assert _ids(home) == [third, second, first]
    assert third > first


def test_releases_of_before_stay_among_new_ones(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = publish_small(home, "7.1"), publish_small(home, "7.2", SOON)
    as_of_before(home, first)
    as_of_before(home, second)
    third = publish_small(home, "7.3", AHEAD)
    assert _ids(home) == [third, second, first]
    hold = roll_back(home, first, INPUTS).hold
    assert hold is not None
    assert home.link.resolve().name == f"warehouse-{first}.duckdb"
    assert [(entry.entry_id, entry.status) for entry in history(home)] == [
        (third, "kept"), (second, "kept"), (first, "served"),
    ]  # fmt: skip
    fourth = publish_small(home, "7.4", SOON)
    assert _ids(home) == [fourth, third, second, first]
    monkeypatch.setenv("WAREHOUSE_KEEP_RELEASES", "2")
    assert prune(home) == [second, first]
    assert _ids(home) == [fourth, third]


def test_a_hold_of_before_stands(home: Home) -> None:
    first = publish_small(home)
    as_of_before(home, first)
    second = publish_small(home, "8.7", SOON)
    point_link(home.link, home.releases / f"warehouse-{first}.duckdb")
    words = {"release_id": first, "instead_of": second, "inputs_hash": INPUTS, "since": "2026-11-02T05:05:00+00:00"}
    home.hold.write_text(json.dumps(words), encoding="utf-8")
    rest = nothing_to_do(home, INPUTS, SOON.date())
    assert rest is not None
    assert (rest.outcome, rest.summary.release_id) == ("held", first)


def test_refusals_stand_between_the_releases(home: Home) -> None:
    first = publish_small(home, moment=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    attempt.finish(home.attempts, attempt.begin(home.attempts, "a-run"), "refused", "critical rules failed: a")
    second = publish_small(home, "7.9", dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    assert [entry.entry_id for entry in history(home)] == [second, "a-run", first]
