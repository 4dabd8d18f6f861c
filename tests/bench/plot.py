"""The plot of docs/performance.md: CPU seconds against reports, both in powers of ten, a line per step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from tests.bench.sizes import FIGURES, FIGURES_BY_HAND, IDENTITIES, IDENTITIES_BY_HAND, REAL, WHOLE, Size
from tests.bench.steps import STEPS

WIDTH, HEIGHT = 860, 520
LEFT, RIGHT, TOP, BOTTOM = 70, 250, 50, 60
# Okabe and Ito's colours, which the colour-blind can tell apart; a second round of them is dashed.
COLOURS = ("#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
BY_HAND = "stage and identities, by hand"
MODELS = "stage and identities, models"


def plot(sizes: Sequence[Size], lines: dict[str, list[tuple[int, float]]] | None = None) -> str:
    """The plot as SVG."""
    lines = lines or cpu_lines(sizes)
    points = [point for line in lines.values() for point in line]
    x_range = _decades([reports for reports, _ in points])
    y_range = _decades([seconds for _, seconds in points])

    def place(reports: float, seconds: float) -> tuple[float, float]:
        across = (math.log10(reports) - x_range[0]) / (x_range[1] - x_range[0])
        up = (math.log10(seconds) - y_range[0]) / (y_range[1] - y_range[0])
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="13">',
        "<title>CPU seconds of a refresh and its steps against the number of reports</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="16">CPU seconds against reports; both axes in powers of ten</text>',
    ]
    for power in range(x_range[0], x_range[1] + 1):
        x, bottom = place(10**power, 10 ** y_range[0])
        drawn += [
            f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom:.1f}" stroke="#dddddd"/>',
            f'<text x="{x:.1f}" y="{bottom + 20:.1f}" text-anchor="middle">{10**power:,}</text>',
        ]
    for power in range(y_range[0], y_range[1] + 1):
        left, y = place(10 ** x_range[0], 10**power)
        drawn += [
            f'<line x1="{left:.1f}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>',
            f'<text x="{left - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>',
        ]
    drawn.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 16}" text-anchor="middle">reports</text>')
    for number, (name, line) in enumerate(lines.items()):
        drawn += _line(number, name, [place(*point) for point in line])
    return "\n".join([*drawn, "</svg>"]) + "\n"


def cpu_lines(sizes: Sequence[Size]) -> dict[str, list[tuple[int, float]]]:
    """The lines of the plot, by name: reports and CPU seconds, without the real reports, which are of another make."""
    sums: dict[str, tuple[str, ...]] = {name: (name,) for name in (WHOLE, *STEPS)}
    sums |= {MODELS: (FIGURES, IDENTITIES), BY_HAND: (FIGURES_BY_HAND, IDENTITIES_BY_HAND)}
    lines: dict[str, list[tuple[int, float]]] = {}
    for name, parts in sums.items():
        for size in sizes:
            costs = [size.median(part, "cpu") for part in parts]
            if size.reports != REAL and None not in costs and sum(cost or 0 for cost in costs) > 0:
                lines.setdefault(name, []).append((size.reports, sum(cost or 0 for cost in costs)))
    return lines


def _line(number: int, name: str, places: list[tuple[float, float]]) -> list[str]:
    colour = COLOURS[number % len(COLOURS)]
    dashed = ' stroke-dasharray="6 4"' if number >= len(COLOURS) else ""
    width = 3 if number == 0 else 1.8
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    legend, beside = WIDTH - RIGHT + 20, TOP + 10 + 24 * number
    return [
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places),
        f'<line x1="{legend}" y1="{beside}" x2="{legend + 26}" y2="{beside}" stroke="{colour}" '
        f'stroke-width="{width}"{dashed}/>',
        f'<text x="{legend + 34}" y="{beside + 4}">{escape(name)}</text>',
    ]


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around some values, two different ones at least."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)
