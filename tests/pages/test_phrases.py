"""The phrases of well-known metrics fit their slots, in both languages."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from orchestration.home import REPOSITORY
from orchestration.pages.phrases import KEY_METRICS, SLOTS, Phrase, phrases, weights

SEED = REPOSITORY / "dbt_project" / "seeds" / "seed__metric.csv"


def _metrics(seed: Path = SEED) -> dict[str, dict[str, str]]:
    with seed.open(encoding="utf-8", newline="") as file:
        return {row["metric_id"]: row for row in csv.DictReader(file)}


def _filled(text: str, single: bool, area: str) -> str:
    made = ""
    for part in SLOTS.split(text if area else text.replace(" {area}", "")):
        if part.startswith("["):
            made += part[1:-1].split("|")[0 if single else 1]
        else:
            made += {"{value}": "12", "{area}": area}.get(part, part)
    return made


def test_well_known_metrics_are_metrics_and_the_key_ones_have_a_phrase() -> None:
    known = _metrics()
    assert phrases().keys() <= known.keys()
    assert len(phrases()) >= 30
    keys = {metric for metrics in KEY_METRICS.values() for metric in metrics}
    assert keys <= phrases().keys()
    assert {metric for metric, weight in weights().items() if weight == 3} == keys


@pytest.mark.parametrize("metric", phrases())
def test_a_phrase_reads_as_a_sentence_with_and_without_a_place(metric: str) -> None:
    phrase = phrases()[metric]
    for text in (phrase.nl, phrase.en):
        for single in (True, False):
            for area in ("", "in West"):
                said = _filled(text, single, area)
                assert "12" in said
                assert area in said
                assert not re.search(r"  | $|^ |[{}\[\]|]| [,.]", said), said
    # One and several are told apart where the metric counts, and nowhere else.
    assert ("[" in phrase.nl) == (_metrics()[metric]["unit"] == "count")


@pytest.mark.parametrize(
    "text",
    ["{value} mensen", "mensen {area}", "{value} {value} mensen {area}", "{area} {value} mensen",
     "{value} [mens] {area}", "{value} mensen {area} {period}"],
)  # fmt: skip
def test_a_phrase_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Phrase(nl=text, en="{value} people {area}")
