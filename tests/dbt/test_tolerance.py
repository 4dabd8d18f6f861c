"""How far apart two sides may be that were rounded, and which of several prints a rule looks at."""

from __future__ import annotations

import pytest

from tests.dbt.village import over_months

COMPONENTS = ["mbo_interns", "new_staff", "sheltered_workshops", "work_experience", "local_initiatives"]


@pytest.mark.prints(
    lambda whole: (
        {f"sroi_share_of_subsidy dorp sroi_component={part} 2021": "10,00%" for part in COMPONENTS}
        | {"sroi_share_of_subsidy dorp 2021": whole}
    )
)
@pytest.mark.parametrize(("whole", "verdict"), [("50,03%", "holds"), ("50,04%", "fails"), ("49,97%", "holds")])
def test_five_rounded_percentages(village, whole, verdict):
    identity = "sum_over_categories:dorp:sroi_share_of_subsidy:dorp:-:2021/sroi_component@r/t"
    assert village.judged(identity) == (verdict, None)


@pytest.mark.prints(
    {f"sroi_value dorp sroi_component={part} 2021": "€10" for part in COMPONENTS}
    | {f"incidents dorp incident_kind={kind} 2021": "10" for kind in ("natural_death", "aggression")}
    | {"sroi_value dorp 2021": "€53", "incidents dorp 2021": "21"}
)
def test_whole_euros_are_rounded_and_counts_are_not(village):
    assert village.verdicts("sum_over_categories") == {
        "dorp:sroi_value:dorp:-:2021/sroi_component@r/t": ("holds", -3),
        "dorp:incidents:dorp:-:2021/incident_kind@r/t": ("fails", -1),
    }


@pytest.mark.prints(
    {
        "sroi_value dorp sroi_component=goal 2021": "999",
        "sroi_value dorp sroi_component=new_staff 2021": "5",
        "sroi_value dorp sroi_component=mbo_interns 2021": "7",
        "sroi_value dorp 2021": "12",
    }
)
def test_a_target_is_no_part(village):
    assert village.verdicts("sum_over_categories") == {"dorp:sroi_value:dorp:-:2021/sroi_component@r/t": ("holds", 0)}


@pytest.mark.prints(
    over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": "34", "2023/t|cases_started dorp 2021-02": "12"}
)
def test_the_served_print_is_summed(village):
    """A later report corrects a month: the sum is of what is served; nothing is compared across reports here."""
    assert village.verdicts("sum_over_time") == {"dorp:cases_started:dorp:-:2021-Q1/month": ("holds", 0)}
    assert village.verdicts("same_in_two_tables") == {}


@pytest.mark.prints(
    {
        "cases_closed dorp 2021": "10",
        "cases_closed dorp can_continue=yes 2021": "4",
        "cases_closed dorp can_continue=no 2021": "6",
        "2023/t|cases_closed dorp 2021": "12",
        "2023/t|cases_closed dorp can_continue=yes 2021": "5",
        "2023/t|cases_closed dorp can_continue=no 2021": "7",
    }
)
def test_restated_categories_are_held_to_their_own_whole(village):
    """A later report restates the total and its categories: both tables add up, and neither is wrong."""
    assert village.failing("sum_over_categories") == {}


QUALIFIERS = {
    "circa": "about",
    "ongeveer": "about",
    "ruim": "over",
    "iets meer dan": "over",
    "bijna": "nearly",
    "minder dan": "under",
    "minimaal": "at_least",
    "ten hoogste": "at_most",
    "gemiddeld": "average",
    "precies": "exact",
}


@pytest.mark.prints(
    {f"k|cases_started dorp {year}": f"{word} 12" for year, word in enumerate(QUALIFIERS, 2001)}
    | {"k|cases_started dorp 2000": "12"}
)
def test_qualifiers(village):
    read = village.of("core.figure", "period_id", "qualifier", where="is_served")
    assert [qualifier for _, qualifier in read] == ["exact", *QUALIFIERS.values()]
