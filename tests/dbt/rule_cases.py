"""What every rule passes and what it catches: printed cells of the village, and changes to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.dbt.village import Cells, over_months


@dataclass(frozen=True)
class Case:
    """Cells that a rule passes, and changes to them, each with the identity that must fail and its difference."""

    good: Cells
    bad: list[tuple[Cells, str, float]] = field(default_factory=list)


CASES = {
    "sum_over_time": Case(
        over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": "33"},
        [
            ({"cases_started dorp 2021-02": "12"}, "dorp:cases_started:dorp:-:2021-Q1/month", 1),
            ({"cases_started dorp 2021-Q1": "34"}, "dorp:cases_started:dorp:-:2021-Q1/month", -1),
        ],
    ),
    "sum_over_areas": Case(
        {
            "complaints dorp 2021": "12",
            "complaints heide 2021": "3",
            "complaints kerk 2021": "4",
            "complaints haven 2021": "5",
        },
        [({"complaints haven 2021": "6"}, "dorp:complaints:dorp:-:2021/teams", 1)],
    ),
    "overlap_over_areas": Case(
        {
            "cases_started dorp 2021": "11",
            "cases_started heide 2021": "3",
            "cases_started kerk 2021": "4",
            "cases_started haven 2021": "5",
        },
        [
            ({"cases_started dorp 2021": "13"}, "dorp:cases_started:dorp:-:2021/teams:to", 1),
            ({"cases_started dorp 2021": "4"}, "dorp:cases_started:dorp:-:2021/teams:from", 1),
        ],
    ),
    "sum_over_categories": Case(
        {
            "incidents dorp 2021": "16",
            "incidents dorp incident_kind=aggression 2021": "9",
            "incidents dorp incident_kind=serious_threat 2021": "4",
            "incidents dorp incident_kind=verbal_violence 2021": "5",
            "incidents dorp incident_kind=natural_death 2021": "7",
            "leavers dorp leaving_reason=own_request 2021": "19",
            "u|leavers dorp own_request_reason=other_job 2021": "11",
            "u|leavers dorp own_request_reason=career 2021": "8",
            "cases_closed dorp 2021": "10",
            "k|cases_closed dorp closing_reason=client_moved 2021": "3",
            "k|cases_closed dorp closing_reason=client_deceased 2021": "4",
        },
        [
            (
                {"incidents dorp incident_kind=natural_death 2021": "8"},
                "dorp:incidents:dorp:-:2021/incident_kind@r/t",
                1,
            ),
            (
                {"incidents dorp incident_kind=verbal_violence 2021": "4"},
                "dorp:incidents:dorp:incident_kind=aggression:2021/incident_kind@r/t",
                -1,
            ),
            (
                {"u|leavers dorp own_request_reason=career 2021": "7"},
                "dorp:leavers:dorp:leaving_reason=own_request:2021/own_request_reason@r/u",
                -1,
            ),
            (
                {"k|cases_closed dorp closing_reason=client_moved 2021": "7"},
                "dorp:cases_closed:dorp:-:2021/closing_reason@r/k:to",
                1,
            ),
        ],
    ),
    "overlap_over_categories": Case(
        {
            "unique_clients dorp 2021": "11",
            "unique_clients dorp incident_kind=aggression 2021": "6",
            "unique_clients dorp incident_kind=serious_threat 2021": "4",
            "unique_clients dorp incident_kind=verbal_violence 2021": "5",
            "unique_clients dorp incident_kind=natural_death 2021": "7",
            # Prose need not name every category, so that only the largest says anything.
            "k|unique_families dorp 2021": "10",
            "k|unique_families dorp closing_reason=client_moved 2021": "3",
            "k|unique_families dorp closing_reason=client_deceased 2021": "4",
            # Of an average per category nothing is asked.
            "wait_workdays dorp 2021": "9,0",
            "wait_workdays dorp referrer=self 2021": "2,0",
            "wait_workdays dorp referrer=school 2021": "3,0",
        },
        [
            ({"unique_clients dorp 2021": "14"}, "dorp:unique_clients:dorp:-:2021/incident_kind@r/t:to", 1),
            (
                {"unique_clients dorp incident_kind=natural_death 2021": "12"},
                "dorp:unique_clients:dorp:-:2021/incident_kind@r/t:from",
                1,
            ),
            (
                {"unique_clients dorp incident_kind=serious_threat 2021": "8"},
                "dorp:unique_clients:dorp:incident_kind=aggression:2021/incident_kind@r/t:from",
                2,
            ),
            (
                {"unique_clients dorp incident_kind=aggression 2021": "10"},
                "dorp:unique_clients:dorp:incident_kind=aggression:2021/incident_kind@r/t:to",
                1,
            ),
            (
                {"k|unique_families dorp closing_reason=client_deceased 2021": "12"},
                "dorp:unique_families:dorp:-:2021/closing_reason@r/k:from",
                2,
            ),
        ],
    ),
    "shares_add_up": Case(
        {
            "referrer_share dorp referrer=self 2021": "54",
            "referrer_share dorp referrer=school 2021": "24",
            "referrer_share dorp referrer=social_network 2021": "21",
            # A total printed as 100 is the whole, and that of another table is none of theirs.
            "u|closing_reason_share dorp closing_reason=one_sided 2021": "60,0",
            "u|closing_reason_share dorp closing_reason=ended_by_client 2021": "45,0",
            "u|closing_reason_share dorp closing_reason=client_moved 2021": "40,0",
            "u|closing_reason_share dorp 2021": "100",
        },
        [
            (
                {"referrer_share dorp referrer=school 2021": "34"},
                "dorp:referrer_share:dorp:-:2021/referrer@r/t",
                9,
            ),
            (
                {"u|closing_reason_share dorp closing_reason=client_moved 2021": "39,8"},
                "dorp:closing_reason_share:dorp:-:2021/closing_reason@r/u",
                -0.2,
            ),
        ],
    ),
    "stock_over_time": Case(
        {
            "cases_running heide 2021-01": "100",
            "cases_closed heide 2021-01": "7",
            "cases_started heide 2021-02": "10",
            "cases_running heide 2021-02": "103",
        },
        [
            ({"cases_running heide 2021-02": "104"}, "dorp:cases_running:heide:-:2021-02", -1),
            ({"cases_closed heide 2021-01": "6"}, "dorp:cases_running:heide:-:2021-02", 1),
        ],
    ),
    "stock_in_period": Case(
        {
            "cases_running heide 2021-01": "100",
            "cases_started heide 2021-01": "10",
            "cases_started heide 2021-Q1": "40",
            "cases_running heide 2021-Q1": "130",
        },
        [
            ({"cases_running heide 2021-Q1": "131"}, "dorp:cases_running:heide:-:2021-Q1/month", -1),
            ({"cases_started heide 2021-01": "9"}, "dorp:cases_running:heide:-:2021-Q1/month", 1),
        ],
    ),
    "same_in_two_tables": Case(
        {
            "cases_started dorp 2021": "12",
            "u|cases_started dorp 2021": "12",
            "absence_rate dorp 2021": "7,83%",
            "k|absence_rate dorp 2021": "8%",
        },
        [
            ({"u|cases_started dorp 2021": "13"}, "dorp:cases_started:dorp:-:2021@r/u", 1),
            ({"k|absence_rate dorp 2021": "7%"}, "dorp:absence_rate:dorp:-:2021@r/k/r/k4", -0.83),
        ],
    ),
    "same_in_two_reports": Case(
        {
            "k|wait_days dorp 2021": "gemiddeld 7,44",
            "2023/k|wait_days dorp 2021": "minder dan 7,5",
            "cases_started dorp 2021": "12",
            "2023/t|cases_started dorp 2021": "12",
            "absence_rate dorp 2021": "7,83%",
            "2023/t|absence_rate dorp 2021": "7,8%",
        },
        [
            ({"2023/t|cases_started dorp 2021": "13"}, "dorp:cases_started:dorp:-:2021@2023", 1),
            ({"2023/t|absence_rate dorp 2021": "7,7%"}, "dorp:absence_rate:dorp:-:2021@2023", -0.13),
            ({"k|wait_days dorp 2021": "gemiddeld 7,64"}, "dorp:wait_days:dorp:-:2021@2023", 0.14),
        ],
    ),
    "share_of_whole": Case(
        {
            "cases_started dorp 2021": "5.457",
            "cases_started dorp referrer=self 2021": "2.925",
            "k|referrer_share dorp referrer=self 2021": "54%",
            # Cut off instead of rounded: 7,568.
            "cases_started dorp referrer=social_network 2021": "413",
            "k|referrer_share dorp referrer=social_network 2021": "7,5%",
            # Of those for whom it is known: yes / (yes + no).
            "cases_closed dorp can_continue=yes 2021": "1.793",
            "cases_closed dorp can_continue=no 2021": "736",
            "k|can_continue_share dorp 2021": "71%",
            "sroi_value dorp sroi_component=new_staff 2021": "€153.801,00",
            "sroi_value dorp sroi_component=goal 2021": "€949.282,70",
            "sroi_share_of_goal dorp sroi_component=new_staff 2021": "16,20%",
        },
        [
            (
                {"k|referrer_share dorp referrer=self 2021": "45%"},
                "dorp:referrer_share:dorp:referrer=self:2021@r",
                8.6009,
            ),
            (
                {"k|referrer_share dorp referrer=self 2021": "55%"},
                "dorp:referrer_share:dorp:referrer=self:2021@r",
                -1.3991,
            ),
            ({"cases_closed dorp can_continue=no 2021": "763"}, "dorp:can_continue_share:dorp:-:2021@r", -0.8513),
            (
                {"sroi_share_of_goal dorp sroi_component=new_staff 2021": "16,02%"},
                "dorp:sroi_share_of_goal:dorp:sroi_component=new_staff:2021@r",
                0.1818,
            ),
        ],
    ),
    "change_between_periods": Case(
        {
            "cases_closed dorp 2020": "4.544",
            "cases_closed dorp 2021": "5.462",
            "k|cases_closed_change dorp 2021~2020": "918",
            "absence_rate dorp 2020": "5,95%",
            "absence_rate dorp 2021": "6,2%",
            "k|absence_rate_change dorp 2021~2020": "0,2",
        },
        [
            ({"cases_closed dorp 2020": "4.554"}, "dorp:cases_closed_change:dorp:-:2021~2020@r", -10),
            ({"k|absence_rate_change dorp 2021~2020": "0,4"}, "dorp:absence_rate_change:dorp:-:2021~2020@r", -0.15),
        ],
    ),
    "deviation_from_target": Case(
        {
            "cases_closed dorp 2021": "4.544",
            "cases_closed dorp 2021:budget": "5.462",
            "cases_closed dorp 2021:over_budget": "-918",
            "absence_rate dorp 2021": "6,2%",
            "absence_rate dorp 2021:target": "5,95%",
            "absence_rate dorp 2021:under_target": "-0,2",
        },
        [
            ({"cases_closed dorp 2021": "4.554"}, "dorp:cases_closed:dorp:-:2021:over_budget@r", 10),
            ({"absence_rate dorp 2021:under_target": "0,2"}, "dorp:absence_rate:dorp:-:2021:under_target@r", -0.45),
        ],
    ),
    "growth_between_periods": Case(
        {
            "referrals dorp 2020": "759",
            "referrals dorp 2021": "583",
            "k|referrals_growth dorp 2021~2020": "-23%",
            "cases_running dorp 2020": "10.834",
            "cases_running dorp 2021": "11.654",
            "k|cases_running_growth dorp 2021~2020": "7%",
        },
        [
            ({"k|referrals_growth dorp 2021~2020": "-24%"}, "dorp:referrals_growth:dorp:-:2021~2020@r", 0.8116),
            ({"k|cases_running_growth dorp 2021~2020": "6%"}, "dorp:cases_running_growth:dorp:-:2021~2020@r", 1.5688),
        ],
    ),
    "formula_holds": Case(
        {
            "village_costs dorp 2021": "40,5",
            "village_revenue dorp 2021": "9",
            "village_balance dorp 2021": "-31",
            "village_costs heide referrer=self 2021-Q1": "3",
            "village_revenue heide referrer=self 2021-Q1": "5",
            "village_balance heide referrer=self 2021-Q1": "2",
        },
        [
            ({"village_balance dorp 2021": "-30"}, "dorp:village_balance:dorp:-:2021@r", -1.5),
            (
                {"village_balance heide referrer=self 2021-Q1": "-2"},
                "dorp:village_balance:heide:referrer=self:2021-Q1@r",
                4,
            ),
        ],
    ),
    "percentage_rounded": Case(
        {
            "cases_started dorp 2021": "5.457",
            "cases_started dorp referrer=social_network 2021": "413",
            "k|referrer_share dorp referrer=social_network 2021": "7,6%",
            "referrals dorp 2020": "759",
            "referrals dorp 2021": "582",
            "k|referrals_growth dorp 2021~2020": "-23%",
        },
        [
            (
                {"k|referrer_share dorp referrer=social_network 2021": "7,5%"},
                "dorp:referrer_share:dorp:referrer=social_network:2021@r",
                0.0683,
            ),
            ({"referrals dorp 2021": "578"}, "dorp:referrals_growth:dorp:-:2021~2020@r", -0.8472),
        ],
    ),
    "bounds_over_time": Case(
        over_months("unique_clients heide") | {"unique_clients heide 2021-Q1": "20"},
        [
            ({"unique_clients heide 2021-Q1": "34"}, "dorp:unique_clients:heide:-:2021-Q1/month:to", 1),
            ({"unique_clients heide 2021-Q1": "11"}, "dorp:unique_clients:heide:-:2021-Q1/month:from", 1),
        ],
    ),
    "mean_over_time": Case(
        {
            "wait_workdays heide 2021-01": "7,0",
            "wait_workdays heide 2021-02": "8,0",
            "wait_workdays heide 2021-03": "9,0",
            "wait_workdays heide 2021-Q1": "7,0",
        },
        [
            ({"wait_workdays heide 2021-Q1": "9,1"}, "dorp:wait_workdays:heide:-:2021-Q1/month:to", 0.1),
            ({"wait_workdays heide 2021-Q1": "6,9"}, "dorp:wait_workdays:heide:-:2021-Q1/month:from", 0.1),
        ],
    ),
    "mean_over_areas": Case(
        {
            "wait_workdays dorp 2021": "14,1",
            "wait_workdays heide 2021": "7,8",
            "wait_workdays kerk 2021": "10,0",
            "wait_workdays haven 2021": "14,1",
        },
        [
            ({"wait_workdays dorp 2021": "141,0"}, "dorp:wait_workdays:dorp:-:2021/teams:to", 126.9),
            ({"wait_workdays dorp 2021": "7,7"}, "dorp:wait_workdays:dorp:-:2021/teams:from", 0.1),
        ],
    ),
    "value_in_range": Case(
        {"absence_rate dorp 2021": "100%", "client_rating dorp 2021": "0", "k|work_happiness dorp 2021": "ruim 8"},
        [
            ({"absence_rate dorp 2021": "100,01%"}, "dorp:absence_rate:dorp:-:2021@r/t/r1c1:to", 0.01),
            ({"client_rating dorp 2021": "-0,1"}, "dorp:client_rating:dorp:-:2021@r/t/r2c1:from", 0.1),
            ({"k|work_happiness dorp 2021": "ruim 80"}, "dorp:work_happiness:dorp:-:2021@r/k3:to", 70),
        ],
    ),
    "plausible": Case(
        {
            **{
                f"wait_days heide {year}": text
                for year, text in ((2017, "5"), (2018, "4"), (2019, "5"), (2020, "0"), (2021, "6"))
            },
            **{f"sroi_value dorp {year}": "41.250" for year in (2017, 2018, 2019, 2020)},
            "sroi_value dorp 2021": "€4.124.999",
            "can_continue_share heide 2021": "0,71",
            "can_continue_share kerk 2021": "68,1",
        },
        [
            ({"wait_days heide 2021": "500"}, "dorp:wait_days:heide:-:2021:to", 0),
            ({"wait_days heide 2021": "0,03"}, "dorp:wait_days:heide:-:2021:from", 0.01),
            ({"sroi_value dorp 2021": "€4.125.000"}, "dorp:sroi_value:dorp:-:2021:to", 0),
            ({"can_continue_share kerk 2021": "1,00"}, "r/t/c1", 0),
        ],
    ),
    "weighted_mean": Case(
        {
            "wait_workdays dorp 2021": "9,2",
            "wait_workdays heide 2021": "7,0",
            "wait_workdays kerk 2021": "9,0",
            "wait_workdays haven 2021": "11,0",
            "cases_started heide 2021": "10",
            "cases_started kerk 2021": "70",
            "cases_started haven 2021": "20",
        },
        [
            ({"wait_workdays dorp 2021": "10,2"}, "dorp:wait_workdays", -1),
            ({"wait_workdays kerk 2021": "10,0"}, "dorp:wait_workdays", 0.7),
        ],
    ),
    "disclosure": Case(
        {
            # Two of three are withheld, and each may be the larger.
            "complaints dorp 2021": "12",
            "complaints heide 2021": "x",
            "complaints kerk 2021": "<5",
            "complaints haven 2021": "5",
        },
        [
            ({"complaints heide 2021": "4"}, "dorp:complaints:kerk:-:2021@r/t/r3c1", 1),
            ({"complaints kerk 2021": "4"}, "dorp:complaints:heide:-:2021@r/t/r2c1", 1),
            ({"u|complaints kerk 2021": "3", "complaints heide 2021": None}, "dorp:complaints:kerk:-:2021@r/t/r3c1", 1),
            ({"2023/t|complaints dorp 2021": "x"}, "dorp:complaints:dorp:-:2021@2023/t/r5c1", 1),
        ],
    ),
    "additivity_holds": Case(
        # Three teams in four years: twelve sums.
        {
            f"complaints {area} {period}": text
            for area in ("heide", "kerk", "haven")
            for year in (2018, 2019, 2020, 2021)
            for period, text in ((f"{year}-H1", "3"), (f"{year}-H2", "4"), (str(year), "7"))
        },
        [
            (
                {
                    f"complaints {area} {year}": "5"
                    for area in ("heide", "kerk", "haven")
                    for year in (2018, 2019, 2020, 2021)
                },
                "dorp:complaints/sum_over_time",
                1.2,
            )
        ],
    ),
    "every_area_printed": Case(
        {"complaints polder 2021": "3", "complaints haven 2021": "-", "complaints heide 2022": "4"},
        [({"complaints kerk 2022": "5"}, "dorp:complaints:2022@r/t", -1)],
    ),
}
