"""What comes out of judging a rule, as plain data: to have it costs none of the imports that making it does."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class RuleVerdict:
    """What Great Expectations says of one rule; `failing_rows` holds the open findings with both sides."""

    rule_id: str
    severity: str
    success: bool
    error: str | None
    failing_rows: list[dict[str, Any]]
    counts: dict[str, int]
    next_steps: str

    @property
    def stops_release(self) -> bool:
        """Whether the release must not be published because of this rule."""
        return self.severity == "critical" and not self.success

    def as_dict(self) -> dict[str, Any]:
        """The verdict as plain data, for the attempt's record and `--json`."""
        return asdict(self)
