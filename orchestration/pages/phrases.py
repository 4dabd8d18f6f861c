"""Which metrics pages know well: those shown at a glance, and how a sentence says a figure of each."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel, field_validator

from orchestration.yaml_file import read_yaml_model

FILE = Path(__file__).with_name("phrases.yml")

KEY_METRICS = {
    "reach": ("unique_clients", "families_reached_share", "youth_reached_share", "unique_families"),
    "flow": (
        "cases_running", "cases_started", "cases_closed", "wait_workdays", "timely_introduction_share", "referrals",
    ),
    "satisfaction": ("can_continue_share", "client_rating", "helped_well_share", "complaints", "incidents"),
    "workforce": ("headcount", "fte", "absence_rate", "leavers", "joiners"),
}  # fmt: skip
"""What is shown of each domain where a report prints it for the whole city; the rest is on the domain's page."""

SLOTS = re.compile(r"(\{[^}]*\}|\[[^\]]*\])")
"""What a phrase leaves open: a number or place, and words that depend on how many it is."""


class Phrase(BaseModel):
    """How a sentence says a figure, in Dutch and in English."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    nl: str
    en: str

    @field_validator("nl", "en")
    @classmethod
    def _fits(cls, text: str) -> str:
        slots = SLOTS.findall(text)
        if slots.count("{value}") != 1 or slots.count("{area}") != 1 or " {area}" not in text:
            raise ValueError("a phrase has {value} once, and {area} once after a space")
        for slot in slots:
            if slot not in ("{value}", "{area}") and not re.fullmatch(r"\[[^|\[\]{}]+\|[^|\[\]{}]+\]", slot):
                raise ValueError(f"{slot} is no slot: {{value}}, {{area}} and [one|several] are")
        return text


class Phrases(RootModel[dict[str, Phrase]]):
    """The phrases by metric."""


@cache
def phrases() -> dict[str, Phrase]:
    """The phrases by metric."""
    return read_yaml_model(FILE, Phrases, "orchestration/pages/phrases.yml").root


def weights() -> dict[str, int]:
    """The well-known metrics, with how much more a sentence about one is worth."""
    known = dict.fromkeys(phrases(), 2)
    return known | dict.fromkeys((metric for metrics in KEY_METRICS.values() for metric in metrics), 3)
