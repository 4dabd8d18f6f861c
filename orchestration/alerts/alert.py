"""An alert: one thing that is wrong, in words, and who has been told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

AlertKind = Literal[
    "refused", "failed", "drift", "waiting", "bad_input", "pages", "overdue", "rule", "finding", "waiver", "channel"
]
"""In the order in which they are told. `drift`: a release that differs from one that is built anew of the same inputs;
`waiting`: an organisation that keeps its last published rows; `pages`: pages of
the release that could not be made; `rule`: a rule that could judge too little, or broke; `waiver`: an accepted finding
that is due for review; `channel`: a channel that does not take messages."""

AlertSeverity = Literal["critical", "warning"]
"""What is only for information is told to nobody."""


@dataclass
class Words:
    """What is said of an alert in one language: a sentence, details, suspect cells, and what to do."""

    sentence: str
    details: list[str] = field(default_factory=list)
    suspects: list[str] = field(default_factory=list)
    next_steps: str = ""
    group: str = ""
    """Of a finding its rule and table, of bad input its report: by it many are counted."""


@dataclass
class Alert:
    """One thing that is wrong. `key` is what makes it the same one at the next attempt."""

    key: str
    kind: AlertKind
    severity: AlertSeverity
    nl: Words
    en: Words
    first_seen: str = ""
    """Moment (UTC) of the first attempt that had it."""
    last_seen: str = ""
    seen: int = 0
    """How many attempts had it."""
    told_to: list[str] = field(default_factory=list)
    """Ids of the channels that know of it: they took the alert, and not yet its recovery."""
    gone_at: str | None = None
    """Moment (UTC) of the attempt that no longer had it; None while it is open."""
    waived: bool = False
    """Whether it is gone because a person accepted it."""
    count: int = 1
    """How many things it stands for: what is too much to tell one by one is told as one."""

    @property
    def is_open(self) -> bool:
        """Whether it is still wrong, as far as is known."""
        return self.gone_at is None
