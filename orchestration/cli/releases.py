"""Commands about what was published: `releases`, `diff` and `rollback`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from orchestration.cli.options import home_option, json_option, sources_option, wait_option
from orchestration.home import Home, current_home, current_sources

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@home_option
@json_option
def releases(as_json: bool) -> None:
    """List the releases that are kept, and the attempts that published nothing with their reasons."""
    from dataclasses import asdict

    from orchestration.release.history import history

    entries = history(current_home())
    if as_json:
        json.dump([asdict(entry) for entry in entries], sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return
    from orchestration.release.printing import print_history

    print_history(entries)


@click.command()
@click.argument("release", required=False)
@click.argument("other", required=False)
@home_option
@json_option
def diff(release: str | None, other: str | None, as_json: bool) -> None:
    """Show what changed from RELEASE to OTHER: figures new, changed and gone, and the mart values that moved.

    Without OTHER: to the served release. Without both: from the release before it to the served one. What a refresh
    would change is shown by `warehouse check`.
    """
    from orchestration.release.compare import compare

    home = current_home()
    old, new = _two_releases(home, release, other)
    changes = compare(new, old, limit=None)
    from orchestration.release.publish import release_id_of

    names = {"from": release_id_of(old), "to": release_id_of(new)}
    if as_json:
        json.dump(names | changes, sys.stdout, ensure_ascii=False, indent=1, default=str)
        sys.stdout.write("\n")
        return
    from orchestration.release.printing import print_changes

    print_changes(names, changes)


@click.command()
@click.argument("release", required=False)
@sources_option
@home_option
@wait_option
def rollback(release: str | None, no_wait: bool) -> None:
    """Serve an earlier release again: RELEASE, or the one before the served one.

    It holds until the reports, rules or models change, or until `warehouse refresh --resume`.
    """
    from orchestration.refresh.inputs import inputs_hash
    from orchestration.refresh.lock import hold
    from orchestration.refresh.recover import recover
    from orchestration.release.publish import release_id_of, served_release
    from orchestration.release.rollback import RollbackError, roll_back

    home = current_home()
    home.create()
    hold(home, wait=not no_wait)
    recover(home)
    try:
        held = roll_back(home, release, inputs_hash(current_sources()))
    except RollbackError as error:
        raise click.UsageError(f"{error} See `warehouse releases`.") from error
    click.echo(f"Served is release {release_id_of(served_release(home))}: {home.link}")
    from orchestration.pages.publish import follow_release

    if not follow_release(home):
        click.echo("There are no pages of it; `warehouse pages` makes them.")
    if held:
        click.echo(
            f"It stays instead of {held.instead_of} until the reports, rules or models change, "
            "or until `warehouse refresh --resume`."
        )


def _two_releases(home: Home, release: str | None, other: str | None) -> tuple[Path, Path]:
    """The files of the earlier and the later release. Raises click.UsageError where there is no such release."""
    from orchestration.release.publish import release_id_of, served_release, stored_releases

    kept = {release_id_of(path) or "": path for path in stored_releases(home)}
    served = release_id_of(served_release(home))
    if served is None:
        raise click.UsageError(f"nothing has been published yet at {home.link}; run `warehouse refresh` first")
    before = next((release_id for release_id in kept if release_id < served), None)
    chosen = (release or before, other or served)
    for release_id in chosen:
        if release_id is None:
            raise click.UsageError(
                f"no release is kept from before {served}; name two of those that `warehouse releases` lists"
            )
        if release_id not in kept:
            raise click.UsageError(f"there is no release {release_id}; kept are {', '.join(kept)}")
    return kept[chosen[0] or ""], kept[chosen[1] or ""]
