"""What an attempt records: its summary, with a type for each thing in it.

Field names are the keys of `attempts/*.json` and of `--json`, which other tools read: rename none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Literal

from orchestration.problems import Problem
from orchestration.verdict import RuleVerdict

ALL_PAGES = "all pages"
"""Stands for the page of a `PageFailure` if not one page could be made: those of the release before stay."""


@dataclass(frozen=True)
class ReportStatus:
    """What became of one report: new, changed, unchanged or withdrawn; `served` if it is read from a release."""

    none_is_no_key: ClassVar[bool] = True

    report_id: str
    status: str
    cells: int = 0
    checksum: str | None = None


@dataclass(frozen=True)
class RuleTitle:
    """What a rule is called."""

    nl: str
    en: str


@dataclass(frozen=True)
class FindingCell:
    """A printed cell that stands in a finding."""

    identity_id: str
    side: str
    coefficient: int
    figure_key: str
    report_id: str
    file: str
    row_number: int
    column_number: int
    document_line: int | None
    value_printed: str | None
    findings_of_cell: int


@dataclass(frozen=True)
class Finding:
    """A row of `quality.finding` with its cells. An old release lacks what has a default."""

    identity_id: str
    rule_id: str
    severity: str
    scope: str
    relation: str
    left_value: Decimal | None
    right_value: Decimal | None
    difference: Decimal | None
    tolerance: Decimal | None
    status: str
    sentence_nl: str | None = None
    sentence_en: str | None = None
    remark: str | None = None
    waiver_reason: str | None = None
    waiver_reason_nl: str | None = None
    waiver_evidence: str | None = None
    waiver_evidence_nl: str | None = None
    waiver_owner: str | None = None
    waiver_review_by: str | None = None
    """Day, ISO 8601."""
    next_steps: str = ""
    next_steps_nl: str | None = None
    first_seen_release: str | None = None
    first_seen_at: str | None = None
    organisation_id: str | None = None
    cells: list[FindingCell] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether nobody has accepted it."""
        return self.status == "open"


@dataclass(frozen=True)
class SuspectCell:
    """A row of `quality.suspect`: a cell of a set that repairs a block, with what it should have read."""

    block_id: int
    set_number: int
    rank: int
    is_tied: bool
    figure_id: str
    figure_key: str
    report_id: str
    table_id: str
    file: str
    row_number: int
    column_number: int
    document_line: int | None
    value_printed: str | None
    implied_value: Decimal | None
    implied_low: Decimal | None
    implied_high: Decimal | None
    slip: str
    why: str
    implied_text: str | None = None
    """The implied value as the cell would print it, and so the two below; none in a record of before they came."""
    implied_low_text: str | None = None
    implied_high_text: str | None = None


@dataclass(frozen=True)
class SuspectSet:
    """Cells that repair a block together."""

    set_number: int
    cells: list[SuspectCell]


@dataclass(frozen=True)
class SuspectBlock:
    """A row of `quality.suspect_block` with its sets: open findings that share cells, and what repairs all of them."""

    block_id: int
    findings: int
    identity_ids: list[str]
    cells: int
    outcome: str
    sets: int
    cells_per_set: int | None
    why: str
    suspect_sets: list[SuspectSet] = field(default_factory=list)


@dataclass(frozen=True)
class ReportFindings:
    """How many findings the cells of a report stand in; `worst` is the gravest severity of those that are open."""

    report_id: str
    open: int
    waived: int
    worst: str | None = None


@dataclass(frozen=True)
class FindingTotals:
    """How much was found where a record holds the worst of it only."""

    open: int
    waived: int
    by_report: list[ReportFindings]
    """Every report with findings, those with most open ones first."""
    suspect_blocks: dict[str, int]
    """How many blocks of findings there are, by outcome."""


@dataclass(frozen=True)
class UnjudgedIdentity:
    """An identity that counts against a rule which judged too little, and why there is no verdict on it."""

    identity_id: str
    rule_id: str
    why: str | None


@dataclass(frozen=True)
class FigureChange:
    """A served figure that is `new`, `changed` or `gone`, with the printed texts."""

    kind: str
    figure_key: str
    was: str | None
    becomes: str | None
    figure_id: str


@dataclass(frozen=True)
class MartChange:
    """How many values of one mart are new, changed and gone."""

    new: int
    changed: int
    gone: int

    @property
    def values(self) -> int:
        """How many moved in all."""
        return self.new + self.changed + self.gone


@dataclass(frozen=True)
class MartMove:
    """A value of a mart that is new, changed or gone."""

    mart: str
    row: str
    value_of: str
    was: str | None
    becomes: str | None


@dataclass(frozen=True)
class Changes:
    """What one warehouse changes against another: counts of served figures, values per mart, and some of both."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    examples: list[FigureChange] = field(default_factory=list)
    marts: dict[str, MartChange] = field(default_factory=dict)
    moves: list[MartMove] = field(default_factory=list)

    @property
    def mart_values(self) -> int:
        """How many values of marts moved."""
        return sum(mart.values for mart in self.marts.values())


@dataclass(frozen=True)
class ChangesToServed(Changes):
    """What a build changes: against which release, and the served one if that cannot be read."""

    compared_with: str | None = None
    instead_of: str | None = None


@dataclass(frozen=True)
class HeldInstead:
    """A person went back to an earlier release: which one it is served instead of, and since when."""

    instead_of: str
    since: str


@dataclass(frozen=True)
class PageFailure:
    """A page of the site that could not be made; `page` is its path from the root of the site."""

    page: str
    error: str


@dataclass
class ChannelFailure:
    """A channel that did not take its last message."""

    name: str
    """As it may be shown: without secrets."""
    failures: int
    """How many times in a row."""
    since: str
    last_error: str
    retry_after: str


@dataclass
class Telling:
    """What came of the alerts of one attempt."""

    open: int = 0
    untold: int = 0
    """Open alerts that no channel has taken yet."""
    channels: list[str] = field(default_factory=list)
    """The channels that took a message now."""
    failing: list[ChannelFailure] = field(default_factory=list)
    """The channels that do not take messages; they are tried again."""
    problems: list[str] = field(default_factory=list)
    """What is wrong with the settings, the state file or the heartbeat."""


@dataclass(frozen=True)
class BuildScope:
    """What a build made anew; see `build.scope`."""

    none_is_no_key: ClassVar[bool] = True

    base: str | None
    """The release that it started from; None: everything was made anew."""
    organisations: list[str]
    """Those that were made anew, or are gone, if there is a base."""
    why_all: str | None = None
    """Why everything was made anew."""
    organisations_in_all: int | None = None

    @property
    def made_anew(self) -> list[str] | None:
        """The organisations whose rows were made anew; None: all of them."""
        return None if self.base is None else self.organisations


@dataclass(frozen=True)
class Waiting:
    """An organisation that keeps its last published rows while all others are published."""

    organisation_id: str | None
    """None: of a folder that cannot be read, so that nobody knows whose report it is."""
    name: str
    why: Literal["bad_input", "refused"]
    """Whether its reports cannot be read, or a critical rule has an open finding about it."""
    since: str
    """The moment (UTC, ISO 8601) of the first attempt that left it out."""
    reports: list[str]
    """The reports that the problems or findings are about."""
    counts: int
    """How many problems or open critical findings there are."""
    rows_from: str | None = None
    """The release that its rows are from; None: it has never been published."""


@dataclass(frozen=True)
class DifferentRows:
    """How many rows of a table the served release has and a full build has not, and the other way round."""

    only_served: int
    only_anew: int


@dataclass(frozen=True)
class Comparison:
    """A build of everything, laid beside the served release row by row."""

    none_is_no_key: ClassVar[bool] = True

    release_id: str
    """The release that is served."""
    tables: dict[str, DifferentRows] | None = None
    """Those that differ; None: the build did not come so far."""


@dataclass
class Summary:
    """What an attempt came to know, step by step; what it did not get to is None, and no key of the record."""

    none_is_no_key: ClassVar[bool] = True

    notices: list[Problem] | None = None
    """What stands in the sources and is not read."""
    reports: list[ReportStatus] | None = None
    cells: int | None = None
    recognised: list[str] | None = None
    """How files were read that are not the usual commas and UTF-8, a line for each."""
    inputs: str | None = None
    """The hash of all that the build is made from; see `inputs`."""
    all_or_nothing: bool | None = None
    """Whether one mistake holds up everybody."""
    scope: BuildScope | None = None
    waiting: list[Waiting] | None = None
    waiting_findings: list[Finding] | None = None
    """The findings that organisations wait for: in rows of theirs that are not published. `findings` is without."""
    waiting_suspects: list[SuspectBlock] | None = None
    """The cells behind them."""
    compared: Comparison | None = None
    models: Literal["built"] | None = None
    figures: int | None = None
    identities: int | None = None
    titles: dict[str, RuleTitle] | None = None
    """By rule."""
    findings: list[Finding] | None = None
    suspects: list[SuspectBlock] | None = None
    totals: FindingTotals | None = None
    """If it is there, `findings` and `suspects` hold the worst of more, and `warehouse findings` shows the rest."""
    unjudged: list[UnjudgedIdentity] | None = None
    rules: list[RuleVerdict] | None = None
    changes: ChangesToServed | None = None
    release_id: str | None = None
    pruned: list[str] | None = None
    """Releases that were deleted."""
    pages: str | None = None
    """The folder of the pages."""
    pages_failed: list[PageFailure] | None = None
    open_findings: int | None = None
    waived_findings: int | None = None
    """Of the release that is served, if there is nothing to do."""
    hold: HeldInstead | None = None
    alerts: Telling | None = None

    @property
    def is_judged(self) -> bool:
        """Whether the attempt came so far that it knows every finding."""
        return self.findings is not None and self.rules is not None

    @property
    def open(self) -> list[Finding]:
        """The findings that nobody has accepted."""
        return [finding for finding in self.findings or [] if finding.is_open]

    @property
    def findings_in_all(self) -> tuple[int, int]:
        """How many findings are open and how many are waived, whether they are kept here or not."""
        if self.totals is not None:
            return self.totals.open, self.totals.waived
        return len(self.open), len(self.findings or []) - len(self.open)

    def title(self, rule_id: str) -> RuleTitle:
        """What a rule is called; its id if nothing says."""
        return (self.titles or {}).get(rule_id, RuleTitle(rule_id, rule_id))
