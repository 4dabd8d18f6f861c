"""Where charts put what they draw: on every axis, for all numbers that reports could print."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.pages.chart_axis import scale, spread, time_axis
from orchestration.pages.chart_bars import ENDS, bars
from orchestration.pages.chart_lines import index_chart, line_chart
from orchestration.pages.chart_multiples import MOST, multiples, shades, spark
from tests.pages.drawn import block, figure, line, period

NUMBERS = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False, allow_infinity=False).map(
    lambda one: round(one, 4)
)
YEARS = [period(str(year)) for year in range(2015, 2023)]
MONTHS = [period(f"2021-{month:02}") for month in range(1, 13)]


@given(st.lists(NUMBERS, max_size=30))
def test_every_number_lies_on_its_axis_with_zero(numbers: list[float]) -> None:
    axis = scale(numbers)
    assert axis.low <= 0 <= axis.high
    assert all(-1e-9 <= axis.at(number) <= 1 + 1e-9 for number in [*numbers, 0])
    assert 1 <= len(axis.ticks) <= 8
    steps = {round((after - before) / (axis.high - axis.low), 6) for before, after in itertools.pairwise(axis.ticks)}
    assert len(steps) <= 1


@pytest.mark.parametrize(
    ("numbers", "ticks"),
    [
        ([0, 0], (0,)), ([7.6, 13.8], (0, 5, 10, 15)), ([32, 54, 80], (0, 20, 40, 60, 80)), ([-3, 2], (-4, -2, 0, 2)),
        ([0.3], (0, 0.1, 0.2, 0.3)), ([1_361, 5_457], (0, 2_000, 4_000, 6_000)),
    ],
)  # fmt: skip
def test_an_axis_names_round_numbers(numbers: list[float], ticks: tuple[float, ...]) -> None:
    assert scale(numbers).ticks == pytest.approx(ticks)


@given(st.lists(st.floats(min_value=0, max_value=1), max_size=40), st.floats(min_value=0.001, max_value=0.5))
def test_names_lie_apart_in_the_order_of_their_lines(places: list[float], gap: float) -> None:
    moved = spread(places, gap)
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in moved)
    by_place = sorted(zip(places, moved, strict=True))
    room = min(gap, 1 / max(len(places) - 1, 1))
    ordered = sorted(moved)
    assert all(after - before >= room - 1e-9 for before, after in itertools.pairwise(ordered))
    assert all(a[1] <= b[1] + 1e-9 for a, b in itertools.pairwise(by_place) if a[0] < b[0])


def test_names_that_do_not_collide_stay() -> None:
    assert spread([0.1, 0.5, 0.9], 0.17) == pytest.approx([0.1, 0.5, 0.9])


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), st.integers(min_value=0, max_value=12_000))
def test_time_runs_evenly_from_edge_to_edge(first: dt.date, days: int) -> None:
    axis = time_axis([(first.toordinal(), first.toordinal() + days)])
    assert 0 < axis.at(axis.first) <= axis.at(axis.last) < 1
    for ticks in (axis.years, axis.months):
        places = [tick.at for tick in ticks]
        assert places == sorted(places)
        assert all(0 < place < 1 for place in places)


def test_half_years_and_years_share_an_axis_and_each_has_its_mark() -> None:
    columns = [period(one) for one in ("2020-H1", "2020-H2", "2021", "2022")]
    chart = line_chart(block([line(columns, [10, 20, 30, 40])], columns))
    assert chart is not None
    (panel,) = chart.panels
    (drawn,) = panel.lines
    assert [point.figure["grain"] for point in drawn.points] == ["half_year", "half_year", "year", "year"]
    # A year lies at its middle, and so does half a year: three quarters of a year lie between these.
    x = [point.x for point in drawn.points]
    assert (x[2] - x[1]) / (x[1] - x[0]) == pytest.approx(1.5, abs=0.05)
    assert chart.kinds == ["half_year", "year"]


def test_counts_of_longer_periods_have_a_panel_of_their_own() -> None:
    columns = [*MONTHS, *YEARS[-2:]]
    lines = [line(columns, [*range(40, 52), 500, 600])]
    chart = line_chart(block(lines, columns, unit="count", over_time="sum"))
    assert chart is not None
    assert [panel.grains for panel in chart.panels] == [["month"], ["year"]]
    assert chart.panels[0].scale.high < 100
    # One number of a kind is said, and not drawn.
    columns = [*MONTHS, YEARS[-1]]
    chart = line_chart(block([line(columns, [*range(40, 52), 600])], columns, unit="count", over_time="sum"))
    assert chart is not None
    assert [panel.grains for panel in chart.panels] == [["month"]]
    assert [figure["value"] for figure in chart.left_out] == [600]


def test_a_break_interrupts_the_line_and_is_marked_between_its_figures() -> None:
    made = block(
        [line(YEARS[:4], [70, 80, {"value": 54, "crosses_break": True, "crossed_break_ids": "b"}, 32])], YEARS[:4]
    )
    made.breaks = [
        {"starts_on": dt.date(2017, 1, 1), "period_id": "2017", "reason": "Counted anew", "reason_nl": "Anders geteld"}
    ]
    chart = line_chart(made)
    assert chart is not None
    (drawn,) = chart.panels[0].lines
    assert drawn.path.count("M") == 2
    (mark,) = chart.breaks
    before, after = drawn.points[1].x, drawn.points[2].x
    assert before < mark.x < after
    assert mark.said.nl == "Breuk, 2017: Anders geteld"
    # Breaks that lie too near for two words share one.
    made.breaks.append(made.breaks[0] | {"starts_on": dt.date(2017, 3, 1), "period_id": "2017-03"})
    chart = line_chart(made)
    assert chart is not None
    assert [mark.is_named for mark in chart.breaks] == [True, False]


def test_a_line_goes_on_dotted_over_what_no_report_prints_and_stops_at_what_cannot_be_read() -> None:
    (drawn,) = _main([10, None, 30, 40])
    assert (drawn.path.count("M"), drawn.gaps.count("M")) == (2, 1)
    (drawn,) = _main([10, {"value": "illegible"}, 30, 40])
    assert (drawn.path.count("M"), drawn.gaps) == (2, "")


def test_bounds_are_hollow_ranges_are_bars_and_what_is_withheld_has_no_height() -> None:
    (drawn,) = _main([
        10, {"value": 20, "qualifier": "over"},
        {"value": None, "value_status": "printed", "value_low": 5, "value_high": 9},
        {"value": "suppressed", "value_low": 0, "value_high": 4}, {"value": 12, "is_provisional": True},
    ])  # fmt: skip
    assert [(point.sign, point.is_hollow) for point in drawn.points] == [(None, False), ("≥", True), (None, True)]
    (bar,) = drawn.bars
    assert bar.top < bar.bottom
    (gone,) = drawn.withheld
    assert gone.said.nl == "Stad, 2018: x (afgeschermd)"


def _main(values: list[object]) -> list:
    columns = YEARS[: len(values)]
    chart = line_chart(block([line(columns, values)], columns))
    assert chart is not None
    return [drawn for panel in chart.panels for drawn in panel.lines]


def test_a_target_is_a_dashed_line_beside_its_result() -> None:
    columns = YEARS[:3]
    lines = [
        line(columns, [7, 8, 9]),
        line(columns, [7, 7, 7], kind="target"),
        line(columns, [0, 1, 2], kind="over_target"),
    ]
    lines[1].area_kind = lines[2].area_kind = "city"
    lines[1].kind, lines[2].kind = "target", "over_target"
    chart = line_chart(block(lines, columns))
    assert chart is not None
    assert [drawn.role for drawn in chart.panels[0].lines] == ["aim", "main"]


@pytest.mark.parametrize("unit", ["count", "percent"])
def test_teams_are_faint_beside_the_city_unless_they_would_lie_flat(unit: str) -> None:
    lines = [line(MONTHS, [1000] * 12), *(line(MONTHS, [at] * 12, f"team-{at}", "team") for at in range(9))]
    chart = line_chart(block(lines, MONTHS, unit=unit))
    assert chart is not None
    roles = [drawn.role for drawn in chart.panels[0].lines]
    assert roles == (["main"] if unit == "count" else ["other"] * 9 + ["main"])


def test_a_drawing_of_two_points_is_small() -> None:
    widths = []
    for count in (2, 8):
        chart = line_chart(block([line(YEARS[:count], list(range(count)))], YEARS[:count]))
        assert chart is not None
        widths.append(chart.width)
    assert widths[0] <= 24 < widths[1]


def test_one_number_or_none_is_not_drawn() -> None:
    for values in ([5, None], [None, None], ["suppressed", "suppressed"], [5, "suppressed"]):
        made = block([line(YEARS[:2], values)], YEARS[:2], unit="count", over_time="sum")
        assert line_chart(made) is None
        assert bars(made) == []
        assert multiples(made) is None
        assert spark([cell for cell in made.lines[0].cells if cell]) is None


@given(st.lists(NUMBERS, min_size=2, max_size=12))
def test_whatever_numbers_there_are_all_lies_within_the_drawing(numbers: list[float]) -> None:
    columns = MONTHS[: len(numbers)]
    made = block(
        [line(columns, numbers), line(columns, numbers[::-1], "a", "team"), line(columns, numbers, "b", "team")],
        columns,
    )
    chart = line_chart(made)
    assert chart is not None
    for drawn in chart.panels[0].lines:
        assert all(0 <= point.x <= 100 and 0 <= point.y <= 100 for point in drawn.points)
        assert 0 <= drawn.name_at <= 100
    for one in bars(made):
        assert all(row.left >= -0.1 and row.left + row.width <= 100.2 for row in one.rows)
    small = multiples(made)
    assert small is not None
    assert len(small.smalls) == 2


def test_bars_are_sorted_by_size_with_the_city_as_a_line() -> None:
    lines = [line(YEARS[:1], [8]), *(line(YEARS[:1], [at], f"team-{at}", "team") for at in (3, 9, 6))]
    (drawn,) = bars(block(lines, YEARS[:1]))
    assert [float(row.figure["value"]) for row in drawn.rows] == [9, 6, 3]
    assert drawn.reference == pytest.approx(100 * 8 / 9)
    # Of counts the city is the whole, which no part stands beside.
    (drawn,) = bars(block(lines, YEARS[:1], unit="count"))
    assert drawn.reference is None
    assert [cell["value"] for _, cell, _ in drawn.wholes] == [8]


def test_groups_do_not_stand_among_their_teams() -> None:
    lines = [
        *(line(YEARS[:1], [at], f"team-{at}", "team") for at in (3, 9)),
        *(line(YEARS[:1], [at], f"group-{at}", "group") for at in (12, 30)),
    ]
    made = bars(block(lines, YEARS[:1], unit="count"))
    assert [{row.line.area_kind for row in one.rows} for one in made] == [{"team"}, {"group"}]
    assert [one.kind.nl for one in made if one.kind] == ["Teams", "Groepen van wijken"]


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        (["Nee", "Ja", "Onbekend"], ["Onbekend", "Ja", "Nee"]),
        (
            ["0 tot 12 jaar", "12 tot 18 jaar", "18 jaar en ouder"],
            ["0 tot 12 jaar", "12 tot 18 jaar", "18 jaar en ouder"],
        ),
    ],
)
def test_categories_stand_by_size_unless_they_count(labels: list[str], order: list[str]) -> None:
    lines = [
        line(
            YEARS[:1], [at], category_id=f"c{at}", category_label_nl=label, category_label_en=label, breakdown_id="kind"
        )
        for at, label in enumerate(labels, start=1)
    ]
    (drawn,) = bars(block(lines, YEARS[:1], "kind"))
    assert [row.line.label.nl for row in drawn.rows] == order


def test_four_hundred_areas_have_a_coloured_table_instead_of_drawings() -> None:
    lines = [line(YEARS[:2], [at, at + 1], f"area-{at}", "neighbourhood") for at in range(400)]
    made = block(lines, YEARS[:2])
    assert multiples(made) is None
    (drawn,) = bars(made)
    assert drawn.left_out == 400 - 2 * ENDS
    dark = shades(made)
    assert len(dark) == 800
    assert {dark["area-0:None:2015:realised"], dark["area-399:None:2015:realised"]} == {1, 5}
    assert shades(block(lines[:MOST], YEARS[:2])) == {}


def test_an_index_begins_at_a_hundred_for_all_and_leaves_out_what_has_none() -> None:
    columns = MONTHS[:3]
    lines = [
        line(columns, [100, 110, 120]),
        line(columns, [5, 10, 0], "west", "team"),
        line(columns, [0, 1, 2], "oost", "team"),
    ]
    index = {
        cell["figure_id"]: {"index_value": 100 * cell["value"] / first["value"]}
        for one in lines
        for first in one.cells[:1]
        for cell in one.cells
        if cell and first and first["value"]
    }
    chart = index_chart(block(lines, columns, unit="count"), index)
    assert chart is not None
    drawn = {one.line.area_id: [point.said.nl for point in one.points] for one in chart.panels[0].lines}
    assert drawn["west"] == [
        "West, januari 2021: 100 (index), 5 werkdagen", "West, februari 2021: 200 (index), 10 werkdagen",
        "West, maart 2021: 0 (index), 0 werkdagen",
    ]  # fmt: skip
    assert drawn.keys() == {"stad", "west"}


def test_a_spark_is_of_joined_numbers_alone() -> None:
    numbers = [figure(column, at) for at, column in enumerate(YEARS[:3])]
    assert spark(numbers) is not None
    assert spark([numbers[0], numbers[1] | {"qualifier": "over"}]) is None
    assert spark([numbers[0], numbers[1] | {"crosses_break": True}]) is None
