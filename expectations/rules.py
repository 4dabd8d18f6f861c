"""`rules.yml` and `waivers.yml` as pydantic models: what a rule or a waiver must say."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    ValidationInfo,
    field_validator,
    model_validator,
)

RULES_FILE = Path(__file__).with_name("rules.yml")
WAIVERS_FILE = Path(__file__).with_name("waivers.yml")

Severity = Literal["critical", "warning", "info"]

Family = Literal[
    "sum over time",
    "sum over areas",
    "sum over categories",
    "stock and flow",
    "cross-table",
    "cross-report",
    "share",
    "difference",
    "growth",
    "formula",
    "bounds",
    "plausibility",
    "weighted mean",
    "additivity",
    "completeness",
    "disclosure",
    "waivers",
]
"""The questions that rules ask; docs/rules.md has an example of each."""

Sentence = Annotated[str, Field(min_length=10)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Variant = Literal["plain", "from", "to", "end", "outside"]
"""Which identities of a rule a sentence is about: those whose id ends in : and the word, or all others."""

WORDS = frozenset({
    "left", "right", "periods", "period_total", "areas", "area", "breakdown", "category", "sums",
    "place", "printed", "reading", "other_reading", "nearest", "by",
})  # fmt: skip
"""What may stand in braces in the sentence of a finding: both sides, the words for the parts and the whole, of rule
`plausible` a cell with both its readings, and of rule `disclosure` what gives a figure away."""


def _known_words(sentence: str) -> str:
    unknown = sorted(set(re.findall(r"{(.*?)}", sentence)) - WORDS)
    if unknown:
        raise ValueError(f"nothing is known to fill in {{{unknown[0]}}} with; known are {', '.join(sorted(WORDS))}")
    return sentence


FindingSentence = Annotated[Sentence, AfterValidator(_known_words)]


class FindingWords(_Strict):
    """What is said of a finding, without the full stop; `quality.finding` fills in the words in braces."""

    nl: FindingSentence
    en: FindingSentence


class Rule(_Strict):
    """One rule: what it asks, how much it matters, and what a person does when it fails."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    family: Family
    severity: Severity
    title_nl: Sentence
    title_en: Sentence
    description: Sentence
    description_nl: Sentence
    finding: Annotated[dict[Variant, FindingWords], Field(min_length=1)]
    next_steps: Sentence
    next_steps_nl: Sentence
    minimum_evaluated_share: Annotated[float, Field(ge=0, le=1)]
    """Of the identities that the rule finds, the share that it must be able to judge."""
    example: Sentence
    """An identity that the reports of this repository give; docs/rules.md shows it."""


class Waiver(_Strict):
    """A finding that we know and accept, and why a reader with the report open would agree."""

    identity: Annotated[str, Field(min_length=1)]
    report: Annotated[str, Field(min_length=1)]
    """The report that prints it; where it is not loaded the waiver rests."""
    expected_difference: Decimal
    reason: Sentence
    reason_nl: Sentence | None = None
    """The same in Dutch, for the pages and the alerts."""
    evidence: Sentence
    evidence_nl: Sentence | None = None
    owner: Annotated[str, Field(min_length=1)]
    review_by: dt.date

    @field_validator("identity")
    @classmethod
    def _of_a_rule(cls, identity: str, info: ValidationInfo) -> str:
        rule, _, rest = identity.partition(":")
        known = (info.context or {}).get("rules")
        if (known is not None and rule not in known) or not rest:
            raise ValueError(f"there is no rule {rule}; copy the id as `warehouse check` prints it")
        return identity


class Rules(RootModel[list[Rule]]):
    """The whole of `rules.yml`."""

    @model_validator(mode="after")
    def _each_rule_once(self) -> Rules:
        ids = [rule.id for rule in self.root]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"rule {', '.join(twice)} stands here twice")
        return self


class Waivers(RootModel[list[Waiver]]):
    """The whole of `waivers.yml`; read with the ids of the rules in the context, so that a waiver of none is told."""

    @model_validator(mode="after")
    def _each_identity_once(self) -> Waivers:
        identities = [waiver.identity for waiver in self.root]
        twice = sorted({i for i in identities if identities.count(i) > 1})
        if twice:
            raise ValueError(f"identity {', '.join(twice)} is waived twice")
        return self
