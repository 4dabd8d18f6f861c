"""What a report withholds or prints as a range: when its sums hold, fail or say nothing; no number gets out."""

from __future__ import annotations

import pytest

from tests.dbt.village import Cells, Village

SUM = "sum_over_areas:dorp:complaints:dorp:-:2021/teams"


def parts(kerk: str, haven: str, whole: str) -> Cells:
    """Three teams, of which the first has 3, and the village."""
    return {
        "complaints heide 2021": "3", "complaints kerk 2021": kerk, "complaints haven 2021": haven,
        "complaints dorp 2021": whole,
    }  # fmt: skip


@pytest.mark.prints(lambda printed: parts(*printed))
@pytest.mark.parametrize(
    ("printed", "verdict", "shown", "counts"),
    [
        # Identities, holding, failing, bounded, declared.
        (("<5", "5", "8"), "holds", (None, None, None), (1, 1, 0, 1, 0)),
        (("<5", "5", "12"), "holds", (None, None, None), (1, 1, 0, 1, 0)),
        (("<5", "5", "13"), "fails", (12, 13, -1), (1, 0, 1, 0, 0)),
        (("<5", "5", "7"), "fails", (8, 7, 1), (1, 0, 1, 0, 0)),
        (("10-15", "5", "23"), "holds", (None, None, None), (1, 1, 0, 1, 0)),
        (("10-15", "<5", "29"), "fails", (22, 29, -7), (1, 0, 1, 0, 0)),
        (("4", "5", "<5"), "fails", (12, 4, 8), (1, 0, 1, 0, 0)),
        # What is withheld without bounds may be anything: nothing is said, and no number that would say it.
        (("x", "5", "12"), "not_evaluable", (None, None, None), (1, 0, 0, 0, 1)),
        (("x", "<5", "1"), "not_evaluable", (None, None, None), (1, 0, 0, 0, 1)),
        (("4", "5", "x"), "not_evaluable", (None, None, None), (1, 0, 0, 0, 1)),
        (("-", "<5", "3"), "holds", (None, None, None), (1, 1, 0, 1, 0)),
    ],
)
def test_a_sum_with_a_withheld_part(
    village: Village, printed: tuple[str, ...], verdict: str, shown: tuple[float | None, ...], counts: tuple[int, ...]
) -> None:
    assert village.judged(SUM)[0] == verdict
    assert village.sides(SUM) == shown
    assert village.result("sum_over_areas", "identities", "holding", "failing", "bounded", "declared") == counts
    exact = counts[2] or None
    assert village.result("sum_over_areas", "evaluated_share") == (exact,), "a bound is no evidence"
    assert ("sum_over_areas" in {one.partition(":")[0] for one in village.findings()}) == (verdict == "fails")


@pytest.mark.prints(parts("x", "<5", "12"), lambda village: village.waive(SUM, "-1"))
def test_nothing_is_said_of_what_a_report_withholds(village: Village) -> None:
    """Two unknown parts make no finding and no disclosure, and the waiver of what is no finding is told."""
    assert village.findings().keys() == {f"waivers_current:{SUM}"}


@pytest.mark.prints(parts("<5", "5", "13"), lambda village: village.waive(SUM, "-1"))
def test_a_waived_finding_within_bounds(village: Village) -> None:
    assert village.findings()[SUM][0] == "waived"
    assert village.said_by_gx()["sum_over_areas"].verdict.success


@pytest.mark.prints(parts("<5", "5", "13"), lambda village, expected: village.waive(SUM, expected))
@pytest.mark.parametrize("expected", ["-2", "-5", "3"])
def test_a_waiver_of_another_difference_within_bounds(village: Village, expected: str) -> None:
    assert village.findings()[SUM][0] == "open"
    assert [row["identity_id"] for row in village.said_by_gx()["sum_over_areas"].verdict.failing_rows] == [
        SUM.replace("dorp", f"dorp{village.mark}")
    ]


@pytest.mark.prints(parts("<5", "5", "10"))
def test_what_is_given_away_is_printed_nowhere(village: Village) -> None:
    """The one number that Kerk can have is 2: no column of the identities, findings or terms holds it."""
    assert village.failing("disclosure") == {"dorp:complaints:kerk:-:2021@r/t/r2c1": 1}
    ((dutch, english),) = village.sentences("disclosure")
    assert english == (
        "The withheld number can be computed from the total and the other areas (Complaints, Kerk, 2021)."
    )
    assert dutch == (
        "Het achtergehouden cijfer is te berekenen uit het totaal en de andere gebieden (Klachten, Kerk, 2021)."
    )
    for table in ("quality.judged_identity", "quality.identity_term", "quality.finding"):
        for row in village.numbers(table):
            assert not {2, -2} & set(row), (table, row)


@pytest.mark.prints(parts("<5", "5", "95"))
def test_a_sum_that_cannot_be_is_said_with_its_bounds(village: Village) -> None:
    assert village.sentences("sum_over_areas") == [
        (
            "De teams tellen op tot minstens 8 en hoogstens 12; Dorp heeft 95, wat er ook staat voor wat het rapport "
            "achterhoudt of als bereik afdrukt (Klachten, Dorp, 2021).",
            "The teams add up to at least 8 and at most 12; Dorp has 95, whatever stands for what the report withholds "
            "or prints as a range (Complaints, Dorp, 2021).",
        )
    ]
    assert village.failing("disclosure") == {}


@pytest.mark.prints(
    lambda printed: (
        {"cases_started dorp 2021": "16", "cases_started dorp referrer=self 2021": printed[0]}
        | {"k|referrer_share dorp referrer=self 2021": printed[1]}
    )
)
@pytest.mark.parametrize(
    ("printed", "verdict", "given"),
    [
        (("<5", "12,5%"), "holds", 1),
        (("<5", "13%"), "holds", 1),
        (("<5", "37,5%"), "fails", 0),
        (("x", "50%"), "not_evaluable", 1),
    ],
)
def test_a_percentage_of_what_is_withheld(village: Village, printed: tuple[str, ...], verdict: str, given: int) -> None:
    """A share of 16 in whole percents leaves one number only."""
    assert village.judged("share_of_whole:dorp:referrer_share:dorp:referrer=self:2021@r")[0] == verdict
    assert sum(value == "fails" for value, _ in village.verdicts("disclosure").values()) == given


@pytest.mark.prints(
    {"complaints heide 2021": "12", "u|complaints heide 2021": "x"}
    | {"complaints kerk 2021": "12", "2023/t|complaints kerk 2021": "x"}
    | {"complaints haven 2021": "12", "2023/t|complaints haven 2021": "<5"}
)
def test_a_number_that_stands_elsewhere(village: Village) -> None:
    """Twelve beside a withheld number is no contradiction, and gives it away; beside less than five it is one."""
    assert village.failing("same_in_two_tables") == {}
    assert village.failing("same_in_two_reports") == {"dorp:complaints:haven:-:2021@2023": -8}
    assert village.failing("disclosure") == {
        "dorp:complaints:heide:-:2021@r/u/r2c1": 1,
        "dorp:complaints:kerk:-:2021@2023/t/r4c1": 1,
    }
    assert village.of("core.restatement", "figure_key") == []


@pytest.mark.prints(
    lambda withheld: (
        {f"complaints {area} 2021-0{month}": "3" for area in ("dorp", "heide") for month in (1, 2, 3)}
        | {"data_leaks dorp 2021-01": "1", "data_leaks dorp 2021-02": "1", "data_leaks dorp 2021-03": "1"}
        | withheld
    )
)
@pytest.mark.parametrize(
    ("withheld", "areas"),
    [
        ({}, ["dorp", "heide"]),
        # With the quarter of the city, that of the team could be computed.
        ({"complaints kerk 2021-Q1": "x"}, []),
        ({"complaints kerk 2021-Q2": "x"}, ["dorp", "heide"]),
        ({"complaints heide 2021-H1": "<5"}, ["dorp"]),
        ({"complaints heide 2021-01": "x"}, ["dorp"]),
    ],
)
def test_no_computed_value_gives_a_withheld_one_away(village: Village, withheld: Cells, areas: list[str]) -> None:
    assert village.of("core.computed_value", "area_id", where="metric_id = 'complaints'") == [(area,) for area in areas]
    assert village.of("core.computed_value", "value", where="metric_id = 'data_leaks'") == [(3,)]


@pytest.mark.prints(
    {"absence_rate dorp 2021": "90-95", "absence_rate heide 2021": "101-120", "absence_rate kerk 2021": "99-120"}
)
def test_a_range_within_what_its_unit_can_be(village: Village) -> None:
    assert village.failing("value_in_range").keys() == {"dorp:absence_rate:heide:-:2021@r/t/r2c1:to"}
