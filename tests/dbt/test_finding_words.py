"""What is said of a finding, in both languages."""

from __future__ import annotations

import pytest


@pytest.mark.prints(lambda cells: cells)
@pytest.mark.parametrize(
    ("rule", "cells", "sentence_nl", "sentence_en"),
    [
        (
            "sum_over_time",
            {
                **{f"cases_started dorp 2021-Q{quarter}": "1.364" for quarter in (1, 2, 3, 4)},
                "cases_started dorp 2021": "5.457",
            },
            "De kwartalen tellen op tot 5.456; het jaartotaal is 5.457 (Gestarte casussen, Dorp, 2021).",
            "The quarters add up to 5.456; the total of the year is 5.457 (Cases started, Dorp, 2021).",
        ),
        (
            "mean_over_areas",
            {"wait_workdays dorp 2021": "7,7", "wait_workdays heide 2021": "7,8", "wait_workdays polder 2021": "9,0"}
            | {"wait_workdays kerk 2021": "8,1", "wait_workdays haven 2021": "9,0"},
            "Het gemiddelde van Dorp is 7,7, lager dan het laagste van de teams: 7,8 "
            "(Wachttijd tot eerste gesprek, Dorp, 2021).",
            "The mean of Dorp is 7,7, below the lowest of the teams: 7,8 (Wait until first meeting, Dorp, 2021).",
        ),
        (
            "sum_over_categories",
            {"incidents dorp 2021": "3", "incidents dorp incident_kind=natural_death 2021": "1"}
            | {"incidents dorp incident_kind=aggression 2021": "1"},
            "De delen naar aard van het incident tellen op tot 2; het totaal is 3 (Incidenten, Dorp, 2021).",
            "The parts by kind of incident add up to 2; the total is 3 (Incidents, Dorp, 2021).",
        ),
    ],
)
def test_a_finding_in_words(village, rule, cells, sentence_nl, sentence_en):
    assert (sentence_nl, sentence_en) in village.sentences(rule)
