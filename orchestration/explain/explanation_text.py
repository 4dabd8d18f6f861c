"""Prints explanations for people."""

from __future__ import annotations

from collections import Counter

from orchestration.explain.explanation import ExplainedValue, Explanation
from orchestration.explain.figures import Figure, FigureBreak, JudgedIdentity, PrintedCell
from orchestration.explain.paper import Paper
from orchestration.explain.words import QUALIFIERS

VERDICTS = {"holds": ("holds", "green"), "fails": ("FAILS", "bold red"), "not_evaluable": ("no verdict", "dim")}
CONFIRMED = {
    "person": "by a person",
    "rule": "by rules alone: a program read it, and with another number what pins it would not hold",
    "nobody": "by nobody: a program read it, and no rule pins it; compare it with the document",
}
"""Who says that the figure is printed so."""
LABEL = 16
"""Width of the labels before the lines of a value."""


def print_explanations(explanations: list[Explanation]) -> None:
    """Print each explanation, value by value."""
    paper = Paper()
    for number, explanation in enumerate(explanations):
        if number:
            paper.line()
        paper.line((explanation.about, "bold underline"))
        answer = _Answer(paper)
        alone = len(explanation.values) == 1
        printed = [value for value in explanation.values if value.figure or value.formula or alone]
        for value in printed:
            paper.line()
            answer.value(value)
        without = [value.name for value in explanation.values if value not in printed]
        if without:
            paper.line()
            paper.sentence(f"No report prints {', '.join(without)} here.", style="dim")


class _Answer:
    """One explanation on paper; what several of its values share is told in full once."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._told: set[str] = set()

    def value(self, value: ExplainedValue) -> None:
        self._paper.line((f"{value.name} = {value.written()}", "bold"), f"   {value.label_nl} ({value.label_en})")
        self._paper.sentence(value.definition, indent=2, style="dim")
        if value.figure is not None:
            self._figure(value.figure)
        elif value.formula is not None:
            self._computed(value)
        else:
            self._say("Printed", "No report prints it for this area, period and category.")
        if value.base is not None:
            self._base(value.base)

    def _say(self, label: str, text: str, style: str = "") -> None:
        self._paper.sentence(text, LABEL, f"  {label}" if label else "", style)

    def _line(self, label: str, *parts: str | tuple[str, str]) -> None:
        self._paper.line((f"  {label}".ljust(LABEL), "bold"), *parts)

    def _figure(self, figure: Figure) -> None:
        cell = figure.cell
        self._line("Printed", (cell.text(), "bold"), f" in {cell.place()}")
        self._say("", f"{cell.report_title} ({cell.report_id}), table “{cell.table_title}” ({cell.table_id})")
        self._line("Address", cell.figure_id)
        self._line("Key", figure.figure_key)
        if not cell.is_served:
            served = next(other for other in figure.other_cells if other.is_served)
            self._say("Not served", f"Marts serve another print: {served.text()} of {served.figure_id}.", "yellow")
        if cell.value_status != "printed":
            self._say("Status", _STATUS[cell.value_status].format(written=figure.written()))
        if figure.qualifier != "exact":
            dutch = f"{QUALIFIERS[figure.qualifier]} " if figure.qualifier in QUALIFIERS else ""
            self._say("Qualifier", f"{dutch}({figure.qualifier}): not an exact number")
        if cell.is_provisional:
            self._say(
                "Provisional", "The report calls it provisional (voorlopig): a later edition settles it.", "yellow"
            )
        if cell.source:
            self._say("Source", cell.source)
        if cell.note:
            self._say("Note", cell.note)
        for number, other in enumerate(figure.other_cells):
            self._other("Also printed" if number == 0 else "", other, cell)
        if figure.series_break is not None:
            self._series_break(figure.series_break)
        for reason in figure.reasons:
            self._say("Why", f"{reason.reason} ({reason.place()})")
        if figure.suspected:
            self._say("Suspect", figure.suspected, "red")
        self._say("Confirmed", CONFIRMED[figure.confirmed_by], "yellow" if figure.confirmed_by == "nobody" else "")
        self._identities(figure.identities)

    def _other(self, label: str, other: PrintedCell, cell: PrintedCell) -> None:
        differs = " differs," if other.value_printed != cell.value_printed else ""
        served = "" if other.is_served else ", not served"
        self._line(label, (other.text(), "bold yellow" if differs else ""), f"{differs} in {other.place()}{served}")

    def _series_break(self, broken: FigureBreak) -> None:
        if broken.break_id in self._told:
            self._say("Series break", f"{broken.break_id}, as above", "yellow")
            return
        self._told.add(broken.break_id)
        line = f", line {broken.document_line}" if broken.document_line else ""
        self._say("Series break", f"{broken.break_id}: {broken.reason} ({broken.report_id}{line})", "yellow")

    def _identities(self, identities: list[JudgedIdentity]) -> None:
        if not identities:
            self._say("Pinned by", "nothing: no identity stands on this figure, so no rule would notice a wrong digit")
            return
        loose = "" if any(i.pins for i in identities) else "; bounds only, a wrong digit within them goes unnoticed"
        self._line("Pinned by", counted_identities(identities), loose)
        for identity in identities:
            verdict, style = ("waived", "yellow") if identity.status == "waived" else VERDICTS[identity.verdict]
            title = f" ({identity.title_en})"
            self._paper.line("  ", (verdict.ljust(LABEL - 2), style), identity.title_nl, (title, "dim"))
            sides = f"{identity.sides()}{identity.room()}   " if identity.sides() else ""
            self._paper.line(sides, (identity.identity_id, "dim"), indent=LABEL)
            if identity.why:
                self._say("", f"{identity.why}")
            if identity.status == "waived":
                self._waiver(identity)
            elif identity.status == "open":
                self._say("", f"Open finding. Next: {identity.next_steps}", "red")

    def _waiver(self, identity: JudgedIdentity) -> None:
        self._say("", f"Waived: {identity.waiver_reason}", "yellow")
        if identity.identity_id not in self._told:
            self._told.add(identity.identity_id)
            self._say("", f"Evidence: {identity.waiver_evidence}", "dim")

    def _computed(self, value: ExplainedValue) -> None:
        self._line("Computed", f"{value.name} = {' = '.join(value.steps)}")
        for part in value.parts:
            self._part(part, LABEL)
        figures = list(value.figures())
        # By id: two figures may stand in one finding.
        for identity in {i.identity_id: i for f in figures for i in f.identities if i.status is not None}.values():
            said = identity.waiver_reason if identity.status == "waived" else "open"
            self._line("Finding", (f"{identity.sides()}   {identity.identity_id}", "yellow"))
            self._say("", f"{identity.status}: {said}" if identity.status == "waived" else "open", "yellow")
        for broken in dict.fromkeys(figure.series_break for figure in figures if figure.series_break):
            self._series_break(broken)

    def _part(self, part: ExplainedValue, indent: int) -> None:
        paper = self._paper
        if part.formula is not None:
            paper.line(f"{part.name} = {' = '.join(part.steps)}", indent=indent)
            for below in part.parts:
                self._part(below, indent + 2)
            return
        paper.line(f"{part.name} = {part.written()}", indent=indent)
        if part.figure is None:
            paper.line(("no report prints it", "dim"), indent=indent + 2)
        else:
            cell = part.figure.cell
            paper.line(
                (f"{cell.text()} in {cell.place()}, {counted_identities(part.figure.identities)}", "dim"),
                indent=indent + 2,
            )

    def _base(self, base: ExplainedValue) -> None:
        if base.figure is not None:
            source = f"{base.figure.cell.text()} in {base.figure.cell.place()}"
            self._say("Base", f"a share of {base.name} = {base.written()} ({base.label_nl}), {source}")
        elif base.value is not None:
            self._say("Base", f"a share of {base.name} = {' = '.join(base.steps)} ({base.label_nl}), computed")
        else:
            self._say("Base", f"a share of {base.name} ({base.label_nl}), which no report prints here")


def counted_identities(identities: list[JudgedIdentity]) -> str:
    """How many identities there are by verdict: `5 identities: 1 waived, 4 hold`."""
    if not identities:
        return "pinned by no identity"
    counts = Counter("waived" if i.status == "waived" else i.verdict for i in identities)
    words = {"fails": ("fails", "fail"), "waived": ("waived",) * 2, "holds": ("holds", "hold"),
             "not_evaluable": ("without a verdict",) * 2}  # fmt: skip
    said = ", ".join(f"{counts[key]} {words[key][counts[key] > 1]}" for key in words if counts[key])
    return f"{len(identities)} identit{'y' if len(identities) == 1 else 'ies'}: {said}"


_STATUS = {
    "dash": "A dash stands here; report.yml says that it means {written}.",
    "blank": "The cell is empty; report.yml says that it means {written}.",
    "text": "Words stand where a number would.",
    "illegible": "What stands here cannot be read, or is not known.",
    "suppressed": "The report withholds this number (afgeschermd / withheld).",
    "unknown": "The report says that this number is not known (onbekend / unknown).",
    "not_applicable": "The report says that no number applies here (niet van toepassing / not applicable).",
    "not_yet": "The report says that this number is not known yet (nog niet bekend / not known yet).",
}
