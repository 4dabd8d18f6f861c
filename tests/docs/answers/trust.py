"""The questions on trust in the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import pairwise

import yaml

from orchestration.home import REPOSITORY
from tests.docs.answers.register import Rows, answers
from tests.docs.printed import (
    BTO,
    H1_2018,
    H1_2019,
    H1_2020,
    LOKALIS_2022,
    QUARTERS,
    REPORTS,
    SOURCES,
    WITH_TOTALS,
    KeyFigure,
    breaks,
    by_label,
    city_cases,
    first_and_last_day,
    key,
    key_figures,
    number,
    rounded,
    table,
    value,
    waits,
)


def meaning(figure: KeyFigure) -> tuple[str, ...]:
    """What a key figure is about, whatever report prints it."""
    return (figure.organisation, figure.metric, figure.area, figure.category, figure.period, figure.compared_with)


def editions() -> dict[tuple[str, ...], list[KeyFigure]]:
    """Of every meaning the first legible print of each report, oldest report first."""
    found: dict[tuple[str, ...], list[KeyFigure]] = {}
    for report in sorted(REPORTS, key=lambda name: first_and_last_day(REPORTS[name][1])[1]):
        for figure in key_figures():
            if figure.report == report and (figure.value, figure.low) != (None, None):
                prints = found.setdefault(meaning(figure), [])
                if all(other.report != report for other in prints):
                    prints.append(figure)
    return found


@answers("Which figures did a later report restate?")
def _() -> Rows:
    return [
        (
            f"{earlier.organisation}:{earlier.metric}:{earlier.area}:-:{earlier.period}",
            *(earlier.report, earlier.printed, earlier.line),
            *(later.report, later.printed, later.qualifier, later.line),
        )
        for prints in editions().values()
        for earlier, later in pairwise(prints)
        if (earlier.value, earlier.low, earlier.high, earlier.qualifier)
        != (later.value, later.low, later.high, later.qualifier)
    ]


@answers("What was known at the end of 2019 about the wait of the first half of 2019, and what a year later?")
def _() -> Rows:
    known = {"2019-12-31": key(H1_2019, "wait-days"), "2020-12-31": key(H1_2020, "wait-days-2019-h1")}
    return [(day, f.value, f.qualifier, f.report, f.line) for day, f in known.items()]


@answers("Where do the reports contradict themselves, in ways that we know and accept?")
def _() -> Rows:
    waivers = yaml.safe_load((REPOSITORY / "expectations" / "waivers.yml").read_text(encoding="utf-8"))
    reasons = by_label("cases_started_by_referrer")
    parts = {label: row for label, row in reasons.items() if label != "Totaal"}
    own, *others = [number(row[0]) or Decimal(0) for row in table("own_request_reasons")]
    sroi = {label: row[2] for label, row in by_label("sroi").items()}
    # The goal is 5% of the subsidy.
    amounts = {label: row[0] for label, row in by_label("sroi").items()}
    components = sum(percent for label, percent in sroi.items() if label not in ("Totaal", "Doel"))
    # What ran in 2020 less what closed then is open as 2021 begins; with what started it is what runs in 2021.
    open_then = value(BTO, "cases-running-2020") - value(BTO, "cases-closed-2020")
    sides = {
        "same_in_two_tables": (value(H1_2018, "unique-families-rounded"), value(H1_2018, "unique-families")),
        "stock_over_time": (open_then + city_cases("Gestart")["2021"], city_cases("Lopend")["2021"]),
        "2021-Q4/referrer": (sum(row[3] for row in parts.values()), reasons["Totaal"][3]),
        "2021/referrer": (sum(row[4] for row in parts.values()), reasons["Totaal"][4]),
        "own_request_reason": (sum(others), own),
        "sroi_component@": (components, sroi["Totaal"]),
        "mbo_interns": (
            rounded(100 * amounts["MBO-stagiaires"] / (amounts["Doel"] * 20), 4),
            sroi["MBO-stagiaires"],
        ),
        "household_help": (
            value(BTO, "household-help-requests") - value(BTO, "household-help-requests-2020"),
            value(BTO, "household-help-requests-change"),
        ),
        "referrer=social_network": (
            rounded(100 * value(BTO, "cases-started-social-network") / reasons["Totaal"][4], 4),
            value(BTO, "referrer-share-social-network"),
        ),
        "cases_running_growth": (
            rounded(100 * value(BTO, "cases-running-change") / value(BTO, "cases-running-2020"), 4),
            value(BTO, "cases-running-growth"),
        ),
    }
    rows = []
    for waiver in sorted(waivers, key=lambda waiver: waiver["identity"]):
        (left, right) = next(pair for name, pair in sides.items() if name in waiver["identity"])
        assert left - right == Decimal(str(waiver["expected_difference"]))
        rows.append((waiver["identity"].split(":")[0], left, right, left - right, waiver["reason"]))
    return rows


@answers("Is any finding open in this release?")
def _() -> Rows:
    # A critical finding refuses the release, and the reports of this repository leave no other one open.
    return [(0,)]


def illegible(figures: Iterable[KeyFigure]) -> list[KeyFigure]:
    """Those whose number cannot be read."""
    return [figure for figure in figures if figure.value is None and figure.low is None]


@answers("How many figures come from the prose and pictures of each report, and how many cannot be read?")
def _() -> Rows:
    printed, lost = Counter(f.report for f in key_figures()), Counter(f.report for f in illegible(key_figures()))
    return [(report, printed[report], lost[report]) for report in sorted(REPORTS)]


@answers("How many of the figures in prose are not meant exactly?")
def _() -> Rows:
    lost = set(illegible(key_figures()))
    counts = Counter(f.qualifier for f in key_figures() if f not in lost and f.qualifier != "exact")
    return sorted(counts.items(), key=lambda count: (-count[1], count[0]))


@answers("What can the reports not answer: which figures does no report let one read?")
def _() -> Rows:
    legible = editions()
    lost = {meaning(figure) for figure in illegible(key_figures())} - set(legible)
    by_metric: dict[tuple[str, str], list[str]] = {}
    for organisation, metric, _, _, period, _ in lost:
        by_metric.setdefault((organisation, metric), []).append(period)
    return [(*names, len(periods), ", ".join(sorted(set(periods)))) for names, periods in sorted(by_metric.items())]


@answers("Which figures of Lokalis for the whole city may one compare between 2021 and 2022?")
def _() -> Rows:
    of_year: dict[tuple[str, str], Decimal] = {}
    for figure in key_figures():
        if figure.report == LOKALIS_2022 and figure.area == "utrecht" and figure.category == "=" and figure.value:
            of_year.setdefault((figure.metric, figure.period), figure.value)
    rows = []
    for (metric, period), now in of_year.items():
        before = of_year.get((metric, "2021"))
        if period == "2022" and before is not None:
            crossed = sorted(
                b.id
                for b in breaks()
                if (b.organisation, b.metric) == ("lokalis", metric)
                and date(2021, 1, 1) < b.starts <= date(2022, 12, 31)
            )
            rows.append((metric, before, now, bool(crossed), ", ".join(crossed) or None))
    return sorted(rows, key=lambda row: (row[3], row[0]))


@answers("Which figures have the most stated breaks in their series?")
def _() -> Rows:
    counts = Counter((b.organisation, b.metric) for b in breaks())
    return sorted(((*names, n) for names, n in counts.items() if n >= 4), key=lambda row: (-row[2], row[0], row[1]))


@answers("Where is the longest quarterly wait of a team printed?")
def _() -> Rows:
    team, quarter = max(((t, q) for t in waits() for q in QUARTERS), key=lambda place: waits()[place[0]][place[1]])
    cells = table("wait_by_team")
    (row,) = [number for number, cells_of_row in enumerate(cells, start=1) if cells_of_row[0] == team]
    column = WITH_TOTALS.index(quarter) + 2
    # The table stands on lines 1286 to 1305 of the document, a row on each.
    return [(team, quarter, cells[row - 1][column - 1], BTO, "wait_by_team", row, column, 1285 + row)]


@answers("Which documents was this release made from?")
def _() -> Rows:
    rows = []
    for report in sorted(REPORTS):
        document = yaml.safe_load((SOURCES / report / "report.yml").read_text(encoding="utf-8"))["document"]
        rows.append((report, document["file"], document["sha256"][:12]))
    return rows
