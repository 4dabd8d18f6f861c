"""The pages as an asset: made after the release, which stands whatever becomes of them."""

import os
from collections.abc import Iterator

import dagster as dg

from orchestration import home
from orchestration.definitions.release import published_release
from orchestration.pages.publish import publish_pages
from orchestration.refresh import attempt

NO_PAGES = "WAREHOUSE_NO_PAGES"
"""Environment variable of a run that makes no pages; `warehouse refresh --no-pages` sets it."""


@dg.asset(
    key=["release", "pages"],
    group_name="release",
    deps=[published_release],
    kinds={"html"},
    output_required=False,
    description="The pages that people look at, made from the published release.",
)
def pages(context: dg.AssetExecutionContext) -> Iterator[dg.Output[None]]:
    """Make the pages of the release that has just been published."""
    if os.environ.get(NO_PAGES):
        return
    place = home.current_home()
    record = attempt.load(place.attempts, context.run_id)
    try:
        folder = publish_pages(place)
    except Exception as error:
        record.summary["pages_error"] = f"{type(error).__name__}: {error}"
        attempt.save(place.attempts, record)
        raise
    record.summary["pages"] = str(folder)
    attempt.save(place.attempts, record)
    yield dg.Output(None, metadata={"path": dg.MetadataValue.path(folder)})
