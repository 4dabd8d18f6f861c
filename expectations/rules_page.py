"""The list of rules in `docs/rules.md`, made from `rules.yml` so that it says what the rules say.

Remake it after a change of the rules: `make docs`. The rest of the page is written by hand.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from expectations.rules import RULES_FILE, Rule, RuleId, Rules

PAGE = Path(__file__).resolve().parents[1] / "docs" / "rules.md"
START, END = "<!-- from expectations/rules.yml: make docs -->", "<!-- end -->"

EXAMPLES: dict[RuleId, str] = {
    "sum_over_time": "sum_over_time:bto-sociaal:cases_started:binnenstad:-:2021/month",
    "sum_over_areas": "sum_over_areas:bto-sociaal:complaints_about_teams:utrecht:-:2021/groups",
    "overlap_over_areas": "overlap_over_areas:bto-sociaal:cases_closed:utrecht:-:2021-01/teams:to",
    "sum_over_categories": (
        "sum_over_categories:bto-sociaal:cases_started:utrecht:-:2021-Q1/referrer"
        "@bto-sociaal-2021/cases_started_by_referrer"
    ),
    "stock_over_time": "stock_over_time:bto-sociaal:cases_running:binnenstad:-:2021-02",
    "stock_in_period": "stock_in_period:bto-sociaal:cases_running:binnenstad:-:2021/month",
    "same_in_two_tables": (
        "same_in_two_tables:bto-sociaal:cases_closed:utrecht:-:2021-01@bto-sociaal-2021/cases_closed"
    ),
    "same_in_two_reports": "same_in_two_reports:lokalis:wait_days:utrecht:-:2019-H1@lokalis-2020-h1",
    "share_of_whole": "share_of_whole:bto-sociaal:referrer_share:utrecht:referrer=self:2021-Q1@bto-sociaal-2021",
    "change_between_periods": (
        "change_between_periods:bto-sociaal:cases_running_change:utrecht:-:2021~2020@bto-sociaal-2021"
    ),
    "growth_between_periods": (
        "growth_between_periods:lokalis:referrals_growth:utrecht:-:2018-H1~2017-H1@lokalis-2018-h1"
    ),
    "percentage_rounded": (
        "percentage_rounded:bto-sociaal:referrer_share:utrecht:referrer=self:2021-Q1@bto-sociaal-2021"
    ),
    "bounds_over_time": "bounds_over_time:bto-sociaal:unique_clients:binnenstad:-:2021/quarter:from",
    "mean_over_time": "mean_over_time:bto-sociaal:wait_workdays:binnenstad:-:2021-Q1/month:to",
    "mean_over_areas": "mean_over_areas:bto-sociaal:wait_workdays:utrecht:-:2021-Q1/teams:from",
    "value_in_range": "value_in_range:bto-sociaal:absence_rate:utrecht:-:2021@bto-sociaal-2021/absence-rate:to",
    "plausible": "plausible:bto-sociaal:cases_started:utrecht:referrer=school:2021:from",
    "weighted_mean": "weighted_mean:bto-sociaal:wait_workdays",
    "additivity_holds": "additivity_holds:bto-sociaal:cases_started/sum_over_time",
    "every_area_printed": "every_area_printed:bto-sociaal:cases_closed:2021-01@bto-sociaal-2021/cases_closed",
    "waivers_current": "waivers_current:stock_over_time:bto-sociaal:cases_running:utrecht:-:2021",
    "waivers_reviewed": "waivers_reviewed:stock_over_time:bto-sociaal:cases_running:utrecht:-:2021",
}
"""One identity per rule that the reports of this repository give; a test looks each of them up in a release."""


def read_rules() -> list[Rule]:
    """The rules in the order of `rules.yml`."""
    return Rules.model_validate(yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))).root


def page_text() -> str:
    """The page as it is, with its list of rules made anew.

    Raises ValueError where the page has lost the two comments between which the list stands.
    """
    before, found, rest = PAGE.read_text(encoding="utf-8").partition(START)
    _, found_end, after = rest.partition(END)
    if not (found and found_end):
        raise ValueError(f"{PAGE.name} lacks the comments {START} and {END}")
    return before + START + "\n\n" + "\n".join(map(_entry, read_rules())) + END + after


def _entry(rule: Rule) -> str:
    return (
        f"### {rule.title_nl}\n\n"
        f"*{rule.title_en}.* Rule `{rule.id}`, family {rule.family}, **{rule.severity}**, "
        f"judges at least {rule.minimum_evaluated_share:.0%} of its identities.\n\n"
        f"{rule.description}\n\n"
        f"**Where it fails:** {rule.next_steps}\n\n"
        f"Example: `{EXAMPLES[rule.id]}`\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page_text(), encoding="utf-8")
