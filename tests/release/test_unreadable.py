"""A release that cannot be read is told in words and left out; it stops nobody, neither publishing nor going back."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from orchestration.alerts.message import sample
from orchestration.attempt import Attempt
from orchestration.cli import warehouse
from orchestration.cli.summary import print_summary
from orchestration.explain.served import QuestionError, open_served
from orchestration.home import Home
from orchestration.release.compare import changes_against_served
from orchestration.release.findings import load_known_findings
from orchestration.release.history import history
from orchestration.release.prune import prune
from orchestration.release.readable import WHAT_TO_DO, in_words, unreadable_releases, why_unreadable
from orchestration.release.rollback import RollbackError, roll_back
from orchestration.release.stored import release_file, release_id_of, served_release, stored_releases
from orchestration.run.needed import nothing_to_do
from orchestration.run.recover import recover
from orchestration.service.watch import why_rest
from tests.release.releases import INPUTS, MORNING, SPOILED, as_of_before, build_small, publish_small

Three = tuple[Home, list[str]]
EVERY_WAY = pytest.mark.parametrize("way", SPOILED)
SOME_WAYS = pytest.mark.parametrize("way", ["cut off", "gone with its folder"])


def _said(home: Home, outcome: str = "refused", as_json: bool = False) -> str:
    """What the end of an attempt prints, on one line."""
    printed = io.StringIO()
    record = Attempt("a", "2026-11-02T05:00:00+00:00", outcome, error="critical rules failed: a")  # type: ignore[arg-type]
    with redirect_stdout(printed):
        print_summary(record, home, as_json)
    return printed.getvalue() if as_json else " ".join(printed.getvalue().split())


def _run(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(warehouse, [*arguments, "--home", str(home.path)])


@pytest.mark.parametrize(
    ("way", "earlier"), [*((way, False) for way in SPOILED), ("cut off", True), ("gone", True), ("a folder", True)]
)
def test_an_older_release(three: Three, way: str, earlier: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    home, (first, bad, served) = three
    spoil, words = SPOILED[way]
    spoil(as_of_before(home, bad) if earlier else release_file(home, bad))
    found = {entry.entry_id: entry for entry in history(home)}
    if bad in found:
        assert (found[bad].status, words in (found[bad].reason or "")) == ("damaged", True), found[bad]
        assert list(found) == [served, bad, first]
        said = _said(home)
        assert f"Still served: release {served}." in said
        assert f"Left out release {bad}, which is kept and cannot be read: {words}" in said
    assert list(unreadable_releases(home)) == ([bad] if bad in found else [])

    result = _run(home, "diff", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["from"] == first
    assert (words in result.stderr) == (bad in found)
    result = _run(home, "diff", bad)
    assert result.exit_code == 2
    assert (words if bad in found else f"no release {bad}") in result.output

    with pytest.raises(RollbackError, match=words[:20] if bad in found else "There is no release"):
        roll_back(home, bad, INPUTS)
    assert release_id_of(served_release(home)) == served
    went_back = roll_back(home, None, INPUTS)
    assert release_id_of(served_release(home)) == first
    assert list(went_back.left_out) == ([bad] if bad in found else [])

    newest = publish_small(home, "8.1", inputs="e" * 64)
    assert release_id_of(served_release(home)) == newest
    monkeypatch.setenv("WAREHOUSE_KEEP_RELEASES", "2")
    assert prune(home) == ([bad, first] if bad in found else [first])
    assert not unreadable_releases(home)


@EVERY_WAY
def test_the_served_release(three: Three, way: str) -> None:
    home, (first, second, bad) = three
    spoil, words = SPOILED[way]
    spoil(release_file(home, bad))
    assert release_id_of(served_release(home)) == bad
    entry = history(home)[0]
    assert (entry.entry_id, entry.status) == (bad, "damaged")
    assert f"is served and cannot be read: {words}" in (entry.reason or "")

    said = _said(home)
    assert f"Release {bad} is served and cannot be read: {words}" in said
    assert "Still served" not in said
    record = json.loads(_said(home, as_json=True))
    assert (record["serving"], record["warehouse"]) == (None, None)
    assert words in record["unreadable"][bad]

    for command in (["pages"], ["diff"], ["check", "--served"], ["explain", "dorp"], ["drill", "--pinned"]):
        result = _run(home, *command)
        assert result.exit_code == 2, (command, result.output)
        flat = " ".join(result.output.split())
        assert f"release {bad} is served and cannot be read: {words}" in flat, command
        assert WHAT_TO_DO.lower() in flat.lower(), command
    with pytest.raises(QuestionError, match="is served and cannot be read"):
        open_served(home)
    text = sample(home).body()
    assert f"Release {bad} wordt geserveerd en is niet te lezen ({words}" in text
    assert f"Release {bad} is served and cannot be read ({words}" in text

    # A new one is needed and comes about, compared with the last that can be read.
    assert nothing_to_do(home, "2" * 64, MORNING.date()) is None
    recover(home)
    changes = changes_against_served(home, build_small(home, "7.1"))
    assert (changes.changed, changes.compared_with, changes.instead_of) == (0, second, bad)
    newest = publish_small(home, "8.1", inputs="e" * 64)
    assert newest > bad
    with duckdb.connect(str(home.link), read_only=True) as connection:
        assert connection.execute("SELECT value_printed FROM core.figure").fetchall() == [("8.1",)]
        assert connection.execute("SELECT previous_release_id FROM release.release").fetchall() == [(bad,)]
        seen = "SELECT first_seen_release, last_seen_release FROM release.finding_history"
        assert connection.execute(seen).fetchall() == [(first, newest)], "what older releases knew is carried on"


@SOME_WAYS
def test_going_back_from_a_served_release_that_cannot_be_read(three: Three, way: str) -> None:
    home, (_, second, bad) = three
    SPOILED[way][0](release_file(home, bad))
    hold = roll_back(home, None, "2" * 64).hold
    assert release_id_of(served_release(home)) == second
    # With its folder gone nothing is kept that is newer.
    assert (hold is None) == (way == "gone with its folder")
    assert hold is None or hold.instead_of == bad


@SOME_WAYS
def test_the_newest_release_while_another_is_served(three: Three, way: str) -> None:
    """As after going back: the next one is published, and the history of before it is carried on."""
    home, ids = three
    roll_back(home, ids[1], INPUTS)
    spoil, _ = SPOILED[way]
    spoil(release_file(home, ids[2]))
    assert f"Still served: release {ids[1]}." in _said(home)
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA raw")
        columns = "identity_id VARCHAR, first_seen_release VARCHAR, first_seen_at TIMESTAMP"
        connection.execute(f"CREATE TABLE raw.known_finding ({columns})")
        load_known_findings(connection, stored_releases(home))
        known = connection.execute("SELECT identity_id, first_seen_release FROM raw.known_finding").fetchall()
    assert known == [("rule:a", ids[0])]
    newest = publish_small(home, "8.1", inputs="e" * 64)
    assert newest > ids[1]
    assert release_id_of(served_release(home)) == newest
    with duckdb.connect(str(home.link), read_only=True) as connection:
        history_of = connection.execute("SELECT DISTINCT first_seen_release FROM release.finding_history")
        assert history_of.fetchall() == [(ids[0],)]


@SOME_WAYS
def test_none_can_be_read(home: Home, way: str) -> None:
    only = publish_small(home)
    SPOILED[way][0](release_file(home, only))
    with pytest.raises(RollbackError, match="no release before the served one"):
        roll_back(home, None, INPUTS)
    changes = changes_against_served(home, build_small(home))
    assert (changes.new, changes.compared_with, changes.instead_of) == (1, None, only)
    assert publish_small(home, "7.9", inputs="e" * 64) == release_id_of(served_release(home))


@SOME_WAYS
def test_a_release_that_a_person_went_back_to(three: Three, way: str) -> None:
    """Nobody has a number and the withdrawn one must not come back by itself: a person is asked, and told how."""
    home, (_, first, second) = three
    roll_back(home, first, "2" * 64)
    SPOILED[way][0](release_file(home, first))
    rest = nothing_to_do(home, "2" * 64, MORNING.date())
    assert rest is not None
    assert (rest.outcome, rest.exit_code) == ("failed", 3)
    assert rest.error is not None
    assert rest.error.startswith(f"a person went back to release {first}, which cannot be read: {SPOILED[way][1]}")
    assert why_rest(rest) == f"{rest.error}; {WHAT_TO_DO}"
    assert nothing_to_do(home, "3" * 64, MORNING.date()) is None, "other inputs are published"
    assert roll_back(home, second, "2" * 64).hold is None


def test_a_release_damaged_in_the_middle(three: Three) -> None:
    """It opens, and what it holds cannot be read: it is not gone back to, and not compared with."""
    home, (whole, bad, _) = three
    file = release_file(home, bad)
    content = bytearray(file.read_bytes())
    with duckdb.connect(str(file), read_only=True) as connection:
        blocks = {
            block
            for (block,) in connection.execute(
                "SELECT DISTINCT block_id FROM pragma_storage_info('core.figure') WHERE block_id >= 0"
            ).fetchall()
        }
    for block in blocks:
        start = 3 * 4096 + block * 262144
        content[start + 8 : start + 5000] = b"\x5a" * 4992
    file.chmod(0o644)
    file.write_bytes(content)
    went_back = roll_back(home, None, INPUTS)
    assert release_id_of(served_release(home)) == whole
    assert went_back.left_out == {bad: "its file is damaged"}


def test_a_file_that_this_user_may_not_read(three: Three, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so that the system's answers are given here."""
    path = stored_releases(three[0])[0]
    error = duckdb.IOException(f'IO Error: Cannot open file "{path}": Permission denied')
    monkeypatch.setattr("os.access", lambda *_: False)
    assert in_words(path, error) == "this user may not read its file"

    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    assert in_words(path, error) == "its file cannot be reached (Permission denied)"


def test_what_is_no_release_is_left_alone(home: Home) -> None:
    """A disk's own folders, copies and notes among the releases."""
    release_id = publish_small(home)
    for name in ("lost+found", "@eaDir", "copy of mine", f"{release_id} (1)"):
        (home.releases / name).mkdir()
    (home.releases / "warehouse-copy.duckdb").touch()
    (home.releases / "Thumbs.db").touch()
    recover(home)
    assert [release_id_of(path) for path in stored_releases(home)] == [release_id]
    assert not unreadable_releases(home)
    assert why_unreadable(release_file(home, release_id)) is None
    assert len(list(home.releases.iterdir())) == 7


def test_an_old_release_that_cannot_be_deleted(three: Three, monkeypatch: pytest.MonkeyPatch) -> None:
    home, ids = three
    ids.append(publish_small(home, "7.3", inputs="3" * 64))
    monkeypatch.setenv("WAREHOUSE_KEEP_RELEASES", "2")
    remove = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == ids[1]:
            raise PermissionError(13, "Permission denied")
        return remove(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    assert prune(home) == [ids[0]]
    assert [release_id_of(path) for path in stored_releases(home)] == [ids[3], ids[2], ids[1]]
