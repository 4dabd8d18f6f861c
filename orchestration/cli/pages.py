"""Commands for who looks: `pages` and `serve`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from orchestration.cli.options import home_option
from orchestration.home import current_home


@click.command()
@click.option("--out", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="An empty or new folder.")
@click.option(
    "--dbt-docs", is_flag=True, help="Add dbt's own documentation, with all of the lineage (some ten seconds)."
)
@home_option
def pages(out: Path | None, dbt_docs: bool) -> None:
    """Make the pages of the served release: plain files that a browser opens, also from disk.

    A refresh makes them too, after the release. They stand in <home>/pages/current, or in --out.
    """
    from orchestration.pages.failures import PagesFailedError
    from orchestration.pages.publish import make_pages, publish_pages
    from orchestration.problems import BadInputError
    from orchestration.release.readable import NothingServedError

    home = current_home()
    try:
        if out is None:
            folder = publish_pages(home, dbt_docs)
        else:
            # The source of the pages has a folder `static` too.
            is_site = (out / "static" / "pages.css").exists() and (out / "index.html").exists()
            if out.exists() and any(out.iterdir()) and not is_site:
                raise click.UsageError(f"{out} holds other files, which would be lost; name an empty or new folder")
            if failures := make_pages(home, out, dbt_docs):
                raise PagesFailedError(failures)
            folder = out
    except PagesFailedError as failed:
        for failure in failed.failures:
            click.echo(f"Failed  {failure.page}: {failure.error}", err=True)
        click.echo("The other pages were made. This is no fault of the sources: mend the code of the pages.", err=True)
        sys.exit(3)
    except BadInputError as bad:
        raise click.UsageError("\n".join(str(problem) for problem in bad.problems)) from None
    except NothingServedError as missing:
        raise click.UsageError(str(missing)) from missing
    click.echo(f"Pages   {folder / 'index.html'}")
    if out is None:
        click.echo("Next    `warehouse serve` shows them in a browser.")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="Port on 127.0.0.1.")
@home_option
def serve(port: int) -> None:
    """Show the pages in a browser on this machine; a new release shows without a restart."""
    from orchestration.pages.publish import current_link, follow_release
    from orchestration.pages.serve import PortInUseError, server
    from orchestration.release.stored import release_id_of, served_release

    home = current_home()
    link = current_link(home)
    is_current = follow_release(home)
    if not link.exists():
        raise click.UsageError(f"there are no pages yet in {home.pages}; run `warehouse pages` first")
    try:
        listening = server(link, port)
    except PortInUseError as error:
        raise click.UsageError(str(error)) from error
    if not is_current:
        served = release_id_of(served_release(home))
        click.echo(
            f"These are the pages of {link.resolve().name}; run `warehouse pages` for those of {served}.", err=True
        )
    click.echo(f"Pages on http://127.0.0.1:{port}/ (stop with Ctrl-C)")
    with listening:
        try:
            listening.serve_forever()
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
