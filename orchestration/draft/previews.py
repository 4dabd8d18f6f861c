"""The drafts of a folder of reports, each in short."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from orchestration.draft.judged import judged, read_draft, without_pandas
from orchestration.draft.preview import preview_of
from orchestration.draft.preview_text import print_short, print_unread
from orchestration.explain.paper import Paper
from orchestration.home import Home

SHOWN_DRAFTS = 20


def print_drafts(home: Home, sources: Path, names: Collection[str]) -> None:
    """Print of each of these drafts what is asked, what is wrong, and how much of it holds."""
    paper = Paper()
    for name in sorted(names)[:SHOWN_DRAFTS]:
        paper.line()
        read = read_draft(sources, sources / name)
        if not read.rows["report"]:
            print_unread(paper, name, read.problems)
            continue
        with without_pandas(), judged(home, read) as found:
            print_short(paper, preview_of(found, sources, sources / name))
    if len(names) > SHOWN_DRAFTS:
        paper.line(f"… and {len(names) - SHOWN_DRAFTS} more drafts: see `warehouse preview ID`.")
