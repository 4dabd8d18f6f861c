"""Commands about what was published: `releases`, `diff` and `rollback`."""

from __future__ import annotations

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
    from orchestration.release.history import history

    entries = history(current_home())
    if as_json:
        from orchestration.plain_data import to_json

        click.echo(to_json(entries))
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
    from orchestration.release.stored import release_id_of

    names = {"from": release_id_of(old), "to": release_id_of(new)}
    if as_json:
        from orchestration.plain_data import as_plain, to_json

        click.echo(to_json(names | as_plain(changes)))
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
    from orchestration.inputs import inputs_hash
    from orchestration.lock import hold as hold_home
    from orchestration.release.rollback import RollbackError, roll_back
    from orchestration.release.stored import release_id_of, served_release
    from orchestration.run.recover import recover

    home = current_home()
    home.create()
    hold_home(home, wait=not no_wait)
    recover(home)
    try:
        went_back = roll_back(home, release, inputs_hash(current_sources(), home.looks))
    except RollbackError as error:
        raise click.UsageError(f"{error} See `warehouse releases`.") from error
    for release_id, reason in went_back.left_out.items():
        click.echo(f"Left out is release {release_id}, which cannot be served: {reason}.")
    click.echo(f"Served is release {release_id_of(served_release(home))}: {home.link}")
    _say_who_waits(served_release(home))
    if hold := went_back.hold:
        click.echo(
            f"It stays instead of {hold.instead_of} until the reports, rules or models change, "
            "or until `warehouse refresh --resume`."
        )
    _show_its_pages(home)


def _say_who_waits(served: Path | None) -> None:
    """Say who keeps the rows of a still earlier release in the one that is served."""
    from orchestration.database import connect
    from orchestration.release.organisations import waiting_of

    if served is None:
        return
    with connect(served, read_only=True) as connection:
        names = [one.name for one in waiting_of(connection)]
    if names:
        verb = "waits" if len(names) == 1 else "wait"
        click.echo(f"In it {', '.join(names)} {verb}: it was published without their newest reports.")


def _two_releases(home: Home, release: str | None, other: str | None) -> tuple[Path, Path]:
    """The files of the earlier and the later release. Raises click.UsageError where there is no such release."""
    from orchestration.release.readable import NothingServedError, readable_served, why_unreadable
    from orchestration.release.stored import published_before, release_id_of, stored_releases

    kept = {release_id_of(path) or "": path for path in stored_releases(home)}

    def named(release_id: str) -> Path:
        if release_id not in kept:
            raise click.UsageError(f"there is no release {release_id}; kept are {', '.join(kept) or 'none'}")
        if reason := why_unreadable(kept[release_id]):
            raise click.UsageError(f"release {release_id} cannot be read: {reason}")
        return kept[release_id]

    try:
        later = named(other) if other else readable_served(home)
    except NothingServedError as missing:
        raise click.UsageError(str(missing)) from missing
    if release:
        return named(release), later
    for path in published_before(home, release_id_of(later) or ""):
        if not (reason := why_unreadable(path)):
            return path, later
        click.echo(f"Left out is release {release_id_of(path)}, which cannot be read: {reason}.", err=True)
    raise click.UsageError(
        f"no release is kept from before {release_id_of(later)}; name two of those that `warehouse releases` lists"
    )


def _show_its_pages(home: Home) -> None:
    """Show the pages of the release that is served now. Where there are others but not its own, they are made.

    Exit code 3 where that fails: the release stands, and readers of pages still see the other.
    """
    from orchestration.pages.publish import current_link, follow_release, publish_pages

    if follow_release(home):
        return
    shown = current_link(home).resolve().name
    if not current_link(home).exists():
        click.echo("There are no pages of it; `warehouse pages` makes them.")
        return
    click.echo("Making its pages")
    try:
        publish_pages(home)
    except Exception as error:  # noqa: BLE001 - whatever a release of another version makes fail, it is served
        click.echo(f"Its pages could not be made: {error}. The pages still show release {shown}.", err=True)
        sys.exit(3)
