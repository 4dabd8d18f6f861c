"""The findings of each release as a picture: open and waived ones, the oldest release first."""

from __future__ import annotations

from orchestration.home import Home
from orchestration.release.history import HistoryEntry, history

BAR, GAP, HEIGHT, MARGIN = 44, 20, 160, 24
OPEN, WAIVED, TEXT = "#c0392b", "#e0b040", "#555555"


def findings_per_release(home: Home) -> str:
    """An SVG with a bar per release that is kept; the number of open and waived findings stands in words above it."""
    releases = [one for one in reversed(history(home)) if one.status in ("served", "kept")]
    most = max([(one.open_findings or 0) + (one.waived_findings or 0) for one in releases] or [0]) or 1
    width = 2 * MARGIN + len(releases) * (BAR + GAP) + 170
    bars = "".join(_bar(one, MARGIN + number * (BAR + GAP), most) for number, one in enumerate(releases))
    legend = "".join(
        f'<rect x="{width - 160}" y="{y}" width="12" height="12" fill="{colour}"/>'
        f'<text x="{width - 142}" y="{y + 10}" font-size="12">{words}</text>'
        for y, colour, words in ((30, OPEN, "open findings"), (50, WAIVED, "waived findings"))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT + 3 * MARGIN}" '
        f'font-family="sans-serif" fill="{TEXT}">{bars}{legend}</svg>'
    )


def _bar(release: HistoryEntry, left: int, most: int) -> str:
    is_open, waived = release.open_findings or 0, release.waived_findings or 0
    bottom = MARGIN + HEIGHT
    low, high = (round(HEIGHT * number / most) for number in (waived, waived + is_open))
    middle = left + BAR // 2
    return (
        f'<rect x="{left}" y="{bottom - low}" width="{BAR}" height="{low}" fill="{WAIVED}"/>'
        f'<rect x="{left}" y="{bottom - high}" width="{BAR}" height="{high - low}" fill="{OPEN}"/>'
        f'<text x="{middle}" y="{bottom - high - 6}" font-size="12" text-anchor="middle">{is_open} + {waived}</text>'
        f'<text x="{middle}" y="{bottom + 16}" font-size="11" text-anchor="middle">{release.moment[5:10]}</text>'
        f'<text x="{middle}" y="{bottom + 30}" font-size="11" text-anchor="middle">{release.moment[11:16]}</text>'
    )
