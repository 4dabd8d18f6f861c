"""The pages as an asset: made after the release, which stands whatever becomes of them."""

import os
from collections.abc import Iterator

import dagster as dg

from orchestration.definitions.release import WAREHOUSE
from orchestration.definitions.step import OWNERS
from orchestration.home import Home
from orchestration.pages.publish import publish_pages_of_run

NO_PAGES = "WAREHOUSE_NO_PAGES"
"""Environment variable of a run that makes no pages; `warehouse refresh --no-pages` sets it."""


def pages(home: Home) -> dg.AssetsDefinition:
    """The pages of the release that has just been published."""

    @dg.asset(
        name="pages",
        key_prefix="release",
        group_name="release",
        deps=[WAREHOUSE],
        kinds={"html"},
        owners=OWNERS,
        output_required=False,
        description="The pages that people look at, made from the published release.",
    )
    def make_pages(context: dg.AssetExecutionContext) -> Iterator[dg.Output[None]]:
        if os.environ.get(NO_PAGES):
            return
        folder = publish_pages_of_run(home, context.run_id)
        yield dg.Output(None, metadata={"path": dg.MetadataValue.path(folder)})

    return make_pages
