"""What comes out of judging a rule, as plain data: to have it costs none of the imports that making it does."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from orchestration.dutch import number

TOO_LITTLE_JUDGED = (
    "See whether a row, column or table of the report is missing, and add it. If the report prints no more, give the "
    "rule a smaller minimum_evaluated_share in expectations/rules.yml."
)
"""What to do where a rule could judge too little."""


@dataclass(frozen=True)
class RuleCounts:
    """How many identities of a rule there are, by what came of them: columns of `quality.rule_result`."""

    none_is_no_key: ClassVar[bool] = True

    identities: int
    holding: int
    failing: int
    not_evaluable: int
    declared: int | None = None
    """Of those without a verdict: what the report itself leaves unknown. An old release does not count them apart."""
    bounded: int | None = None
    """Of those that hold: what holds only because of a bound, so that nothing is said of the figures in it."""
    open_findings: int = 0
    waived_findings: int = 0

    @property
    def asked(self) -> int:
        """How many identities count: not what the report itself leaves unknown, nor what only a bound lets hold."""
        return self.identities - (self.declared or 0) - (self.bounded or 0)

    @property
    def judged(self) -> int:
        """How many of them were judged."""
        return self.holding - (self.bounded or 0) + self.failing

    def least_to_judge(self, minimum_evaluated_share: float) -> int:
        """How many of them a rule must be able to judge."""
        # The share as it is written in rules.yml: 0.7 of 10 is 7, and of floats a little more.
        return math.ceil(Decimal(str(minimum_evaluated_share)) * self.asked)


@dataclass(frozen=True)
class RuleVerdict:
    """What Great Expectations says of one rule; `failing_rows` holds the open findings with both sides."""

    rule_id: str
    severity: str
    success: bool
    error: str | None
    failing_rows: list[dict[str, Any]]
    counts: RuleCounts
    minimum_evaluated_share: float = 0.0
    next_steps: str = ""
    organisations: list[str] = field(default_factory=list)
    """Those that its open findings are about, or some dozens of them."""

    @property
    def stops_release(self) -> bool:
        """Whether the release must not be published because of this rule."""
        return self.severity == "critical" and not self.success

    @property
    def judged(self) -> tuple[int, int]:
        """How many identities it judged, and of how many, as far as they count."""
        return self.counts.judged, self.counts.asked

    @property
    def judged_too_little(self) -> bool:
        """Whether it could judge a smaller share than it must."""
        return self.judged[0] < self.counts.least_to_judge(self.minimum_evaluated_share)


class Judged(NamedTuple):
    """The verdict on a rule, and the whole of its validation result as Great Expectations writes it in JSON."""

    verdict: RuleVerdict
    validation: dict[str, Any]


def total_counts(counts: Iterable[RuleCounts]) -> RuleCounts:
    """The counts of several rules together."""
    return RuleCounts(*(sum(number or 0 for number in column) for column in zip(*map(astuple, counts), strict=True)))


def why_refused(verdicts: Iterable[RuleVerdict]) -> str | None:
    """Why the release must not be published: each rule that stops it, with its reason; None where none does."""
    reasons = [f"{verdict.rule_id} {_reason(verdict)}" for verdict in verdicts if verdict.stops_release]
    return f"critical rules failed: {'; '.join(reasons)}" if reasons else None


def _reason(verdict: RuleVerdict) -> str:
    reasons = []
    if findings := verdict.counts.open_findings:
        reasons.append(f"has {number(findings)} open finding{'' if findings == 1 else 's'}")
    if verdict.judged_too_little:
        judged, found = verdict.judged
        reasons.append(f"could judge {judged} of {found} and must judge {verdict.minimum_evaluated_share:.0%}")
    if verdict.error:
        reasons.append(f"broke: {verdict.error}")
    return " and ".join(reasons) or "was not judged"
