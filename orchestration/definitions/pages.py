"""The pages as an asset: made after the release, which stands whatever becomes of them."""

import os
from collections.abc import Iterator

import dagster as dg

from orchestration import home
from orchestration.definitions.owners import OWNERS
from orchestration.definitions.release import published_release
from orchestration.pages.publish import publish_pages_of_run

NO_PAGES = "WAREHOUSE_NO_PAGES"
"""Environment variable of a run that makes no pages; `warehouse refresh --no-pages` sets it."""


@dg.asset(
    key=["release", "pages"],
    group_name="release",
    deps=[published_release],
    kinds={"html"},
    owners=OWNERS,
    output_required=False,
    description="The pages that people look at, made from the published release.",
)
def pages(context: dg.AssetExecutionContext) -> Iterator[dg.Output[None]]:
    """Make the pages of the release that has just been published."""
    if os.environ.get(NO_PAGES):
        return
    folder = publish_pages_of_run(home.current_home(), context.run_id)
    yield dg.Output(None, metadata={"path": dg.MetadataValue.path(folder)})
