"""A figure beside the one before it: the difference, and whether one may compare, over known and invented reports."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.explain.served import Served
from orchestration.pages.change import Change, changes
from orchestration.pages.figures import query
from orchestration.pages.grammar import age, when

BEFORE: dict[str, Any] = {
    "period_id": "2021", "value": Decimal(54), "value_low": None, "value_high": None, "unit": "percent",
    "qualifier": "exact", "value_status": "printed", "value_printed": "54", "decimals": 0, "is_provisional": False,
    "report_id": "r", "table_id": "t", "row_number": 1, "column_number": 1,
}  # fmt: skip


def _change(before: dict[str, Any] | None = None, **changed: Any) -> Change:
    said: dict[str, Any] = {
        "figure_key": "k", "unit": "percent", "period_id": "2022", "previous": BEFORE | (before or {}),
        "change": Decimal(-22), "growth": None, "decimals": 0, "direction": "down", "forbidding": (),
        "cautioning": (), "breaks": (), "unsaid_period_id": None, "unsaid_status": None,
    }  # fmt: skip
    return Change(**(said | changed))


@pytest.mark.parametrize(
    ("change", "nl", "en"),
    [
        (_change(), "22 procentpunt lager dan in 2021", "22 percentage points lower than in 2021"),
        (
            _change(change=Decimal(1), direction="up"),
            "1 procentpunt hoger dan in 2021",
            "1 percentage point higher than in 2021",
        ),
        (
            _change({"value": Decimal(300)}, unit="count", change=Decimal(60), growth=20.0, direction="up"),
            "20 % meer dan in 2021",
            "20 % more than in 2021",
        ),
        # A growth of hardly anything says nothing.
        (
            _change({"value": Decimal(2)}, unit="count", change=Decimal(-1), growth=-50.0),
            "1 minder dan in 2021",
            "1 fewer than in 2021",
        ),
        (
            _change({"period_id": "2021-H1"}, unit="workdays", change=Decimal("1.2"), decimals=1, direction="up"),
            "1,2 werkdagen meer dan in het eerste halfjaar van 2021",
            "1,2 working days more than in the first half of 2021",
        ),
        (
            _change(forbidding=("break", "source"), change=None, direction=None),
            "niet te vergelijken: er is een breuk in de reeks en de bron is een andere",
            "not comparable: there is a break in the series and the source is another",
        ),
        (
            _change({"qualifier": "over"}, cautioning=("bound",), change=None, direction=None),
            "hoger of lager is niet te zeggen: het verslag geeft geen precies getal",
            "higher or lower cannot be told: the report gives no exact number",
        ),
        (
            _change(cautioning=("about",)),
            "circa 22 procentpunt lager dan in 2021; het verslag geeft een benadering",
            "about 22 percentage points lower than in 2021; the report gives an approximation",
        ),
        (
            _change({"period_id": "2020"}, unsaid_period_id="2021", unsaid_status="suppressed"),
            "22 procentpunt lager dan in 2020; het cijfer over 2021 is afgeschermd",
            "22 percentage points lower than in 2020; the figure of 2021 is withheld",
        ),
        (
            _change({"period_id": "2021-06-30"}, change=Decimal(0), direction="same"),
            "gelijk aan het cijfer op 30 juni 2021",
            "the same as on 30 June 2021",
        ),
    ],
)
def test_words(change: Change, nl: str, en: str) -> None:
    assert (change.words.nl, change.words.en) == (nl, en)


def test_a_sign_stands_for_every_word() -> None:
    assert [_change(direction=one).sign for one in ("up", "down", "same", None)] == ["▲", "▼", "=", ""]
    broken = _change(forbidding=("break",), direction=None)
    assert (broken.sign, broken.comparability, broken.may_compare) == ("≠", "no", False)
    assert (_change(cautioning=("bound",)).comparability, _change().comparability) == ("care", "yes")


@pytest.mark.parametrize(
    ("period", "nl", "en"),
    [
        ("2021", "in 2021", "in 2021"),
        ("2021-03", "in maart 2021", "in March 2021"),
        ("2019-H1", "in het eerste halfjaar van 2019", "in the first half of 2019"),
        ("2021-Q4", "in het vierde kwartaal van 2021", "in the fourth quarter of 2021"),
        ("2021-W05", "in week 5 van 2021", "in week 5 of 2021"),
        ("2021-12-31", "op 31 december 2021", "on 31 December 2021"),
        ("2018-07/2019-06", "over juli 2018 t/m juni 2019", "over July 2018 to June 2019"),
    ],
)
def test_when(period: str, nl: str, en: str) -> None:
    assert (when(period).nl, when(period).en) == (nl, en)


@pytest.mark.parametrize(
    ("since", "until", "nl", "en"),
    [
        ("2023-04-21", "2026-11-29", "drie jaar en zeven maanden", "three years and seven months"),
        ("2022-12-31", "2026-11-29", "drie jaar en tien maanden", "three years and ten months"),
        ("2025-11-29", "2026-11-29", "een jaar", "one year"),
        ("2026-10-01", "2026-11-29", "een maand", "one month"),
        ("2026-11-01", "2026-11-29", "minder dan een maand", "less than a month"),
        ("2027-01-01", "2026-11-29", "minder dan een maand", "less than a month"),
        ("1996-11-29", "2026-11-29", "30 jaar", "30 years"),
    ],
)
def test_age(since: str, until: str, nl: str, en: str) -> None:
    said = age(dt.date.fromisoformat(since), dt.date.fromisoformat(until))
    assert (said.nl, said.en) == (nl, en)


def test_of_invented_reports(invented: Path) -> None:
    with Served(invented) as served:
        found = changes(served)
        rows = {row["figure_key"]: row for row in query(served, "figures")}
        step = {row["figure_id"]: row for row in served.rows("SELECT * FROM core.series_step")}
    key = "{0}:{1}:{0}:-:{2}".format
    said = {
        key("only-years", "cases_started", "2021"): "2,4 % meer dan in 2020",
        key("only-years", "client_rating", "2021"): None,
        key("only-percentages", "can_continue_share", "2021"): "4 procentpunt hoger dan in 2020",
        key("mean-of-other-periods", "timely_introduction_share", "2022"):
            "niet te vergelijken: er is een breuk in de reeks vanaf 2022",
        key("mean-of-other-periods", "timely_introduction_share", "2021"):
            "niet te vergelijken: de perioden zijn niet even lang",
        # What grows with its period is not laid beside another kind of it.
        key("months-then-a-year", "cases_started", "2022"): None,
        key("bounds", "client_rating", "2021"):
            "hoger of lager is niet te zeggen: het verslag geeft geen precies getal",
        key("bounds", "unique_clients", "2021"): "circa 4 % meer dan in 2020; het verslag geeft een benadering",
        # Below 90 whatever it is between 60 and 70.
        key("bounds", "unique_families", "2022"): "minder dan in 2021; het verslag geeft geen precies getal",
        key("all-unknown", "cases_started", "2021"): None,
        key("older-distribution", "referrer_share", "2021").replace(":-:", ":referrer=self:"):
            "5 procentpunt hoger dan in 2020",
    }  # fmt: skip
    assert {name: found[name].words.nl if name in found else None for name in said} == said
    for name, change in found.items():
        figure = rows[name]
        assert change.previous["period_id"] != figure["period_id"]
        assert not change.forbidding or (change.change, change.growth, change.direction) == (None, None, None)
        # The pairs of core.series_step are these, and a break stands between the same ones.
        row = step.get(figure["figure_id"])
        if row and row["previous_figure_id"] == change.previous["figure_id"]:
            assert bool(change.breaks) == row["crosses_series_break"]
            assert change.change is None or change.change == row["change"]
    paired = {row["figure_key"] for row in step.values() if row["previous_figure_id"]}
    assert paired
    assert paired <= found.keys()
