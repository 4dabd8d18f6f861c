"""What comes out of judging a rule, as plain data: to have it costs none of the imports that making it does."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

TOO_LITTLE_JUDGED = (
    "See whether a row, column or table of the report is missing, and add it. If the report prints no more, give the "
    "rule a smaller minimum_evaluated_share in expectations/rules.yml."
)
"""What to do where a rule could judge too little."""

COUNTS = ("identities", "holding", "failing", "not_evaluable", "declared", "open_findings", "waived_findings")
"""The columns of `quality.rule_result` that count identities and findings."""


def least_to_judge(counts: dict[str, int], minimum_evaluated_share: float) -> int:
    """How many identities a rule must be able to judge: what the report itself leaves unknown does not count."""
    # The share as it is written in rules.yml: 0.7 of 10 is 7, and of floats a little more.
    return math.ceil(Decimal(str(minimum_evaluated_share)) * (counts["identities"] - counts["declared"]))


@dataclass(frozen=True)
class RuleVerdict:
    """What Great Expectations says of one rule; `failing_rows` holds the open findings with both sides."""

    rule_id: str
    severity: str
    success: bool
    error: str | None
    failing_rows: list[dict[str, Any]]
    counts: dict[str, int]
    minimum_evaluated_share: float
    next_steps: str
    validation: dict[str, Any] = field(default_factory=dict)
    """The whole of its validation result, as Great Expectations writes it in JSON; see `quality.validation_result`."""

    @property
    def stops_release(self) -> bool:
        """Whether the release must not be published because of this rule."""
        return self.severity == "critical" and not self.success

    @property
    def judged(self) -> tuple[int, int]:
        """How many identities it judged, and of how many: what the report itself leaves unknown does not count."""
        counts = self.counts
        return counts["holding"] + counts["failing"], counts["identities"] - counts["declared"]

    @property
    def judged_too_little(self) -> bool:
        """Whether it could judge a smaller share than it must."""
        return self.judged[0] < least_to_judge(self.counts, self.minimum_evaluated_share)

    def as_dict(self) -> dict[str, Any]:
        """The verdict as plain data for the attempt's record and `--json`; the build keeps its validation result."""
        return {name: value for name, value in asdict(self).items() if name != "validation"}


def why_refused(verdicts: Iterable[RuleVerdict]) -> str | None:
    """Why the release must not be published: each rule that stops it, with its reason; None where none does."""
    reasons = [f"{verdict.rule_id} {_reason(verdict)}" for verdict in verdicts if verdict.stops_release]
    return f"critical rules failed: {'; '.join(reasons)}" if reasons else None


def _reason(verdict: RuleVerdict) -> str:
    reasons = []
    if findings := verdict.counts["open_findings"]:
        reasons.append(f"has {findings} open finding{'' if findings == 1 else 's'}")
    if verdict.judged_too_little:
        judged, found = verdict.judged
        reasons.append(f"could judge {judged} of {found} and must judge {verdict.minimum_evaluated_share:.0%}")
    if verdict.error:
        reasons.append(f"broke: {verdict.error}")
    return " and ".join(reasons) or "was not judged"
