"""The questions on the programmes."""

from __future__ import annotations

from tests.docs.answers.register import Rows, answers
from tests.docs.printed import BTO, H1_2020, LOKALIS_2022, key, marked, rounded, share, value


@answers("Which channel of early debt signalling (vroegsignalering) yields the most requests for help?")
def _() -> Rows:
    visits, wish = value(BTO, "early-signal-home-visits"), value(BTO, "early-signal-wants-help-home-visits")
    calls, open_to = value(BTO, "early-signal-phone-calls"), value(BTO, "early-signal-wants-help-phone")
    return [
        ("Huisbezoek", visits, wish, share(wish, visits)),
        ("Telefonisch", calls, open_to, share(open_to, calls)),
        ("Brief, sms of e-mail", value(BTO, "early-signal-letters"), None, None),
    ]


@answers("How many three-way talks (driegesprekken) on debts were held before and during the lockdown?")
def _() -> Rows:
    figures = [key(H1_2020, f"three-way-talks-{period}") for period in ("2019-11-2020-02", "2020-03-2020-06")]
    return [(f.period, f.value, marked(f)) for f in figures]


@answers("What did the hardship funds (noodpotjes) do?")
def _() -> Rows:
    funds = {"fund=prevent_worse": "Voorkom-Erger-Potje", "fund=benefit_recovery": "Toeslagenherstelpotje"}
    figures = [
        key(report, f"hardship-fund-{what}")
        for report, what in ((BTO, "grants"), (BTO, "spent"), (LOKALIS_2022, "families"), (LOKALIS_2022, "spent"))
    ]
    return [(f.organisation, funds[f.category], f.period, f.metric, f.value, f.qualifier) for f in figures]


@answers("How many visitors did the work shops (werkwinkels) draw?")
def _() -> Rows:
    figures = [key(BTO, "work-shop-visitors-overvecht"), key(BTO, "work-shop-visitors-with-question-overvecht")]
    figures.append(key(LOKALIS_2022, "work-shop-visitors"))
    return [(f.organisation, f.area.title(), f.period, f.metric, f.value, f.qualifier) for f in figures]


@answers("In how many general practices does Lokalis work, and how many would there be in all?")
def _() -> Rows:
    practices, percent = value(LOKALIS_2022, "gp-practices"), value(LOKALIS_2022, "gp-practices-share")
    return [(practices, percent, rounded(100 * practices / percent, 0))]


@answers("Do the family plans with safety concerns also hold goals, and the views of family and worker?")
def _() -> Rows:
    labels = {
        "goals": "Goals",
        "family-view": "View of the family described",
        "worker-view": "View of the family worker described",
        "no-goals": "No goals",
    }
    plans = value(LOKALIS_2022, "safety-plans")
    rows = [(label, value(LOKALIS_2022, f"safety-plans-{name}")) for name, label in labels.items()]
    return [(label, count, plans, share(count, plans)) for label, count in sorted(rows, key=lambda row: -row[1])]
