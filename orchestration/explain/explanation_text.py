"""Prints explanations for people."""

from __future__ import annotations

from collections import Counter

from orchestration.explain.explanation import Explanation, Value
from orchestration.explain.figures import Cell, Figure, Identity
from orchestration.explain.paper import Paper

VERDICTS = {"holds": ("holds", "green"), "fails": ("FAILS", "bold red"), "not_evaluable": ("no verdict", "dim")}
LABEL = 16
"""Width of the labels before the lines of a value."""


def print_explanations(explanations: list[Explanation]) -> None:
    """Print each explanation, value by value."""
    paper = Paper()
    for number, explanation in enumerate(explanations):
        if number:
            paper.line()
        paper.line((explanation.about, "bold underline"))
        without = []
        for value in explanation.values:
            if value.figure is None and value.formula is None and len(explanation.values) > 1:
                without.append(value.name)
                continue
            paper.line()
            _print_value(paper, value)
        if without:
            paper.line()
            paper.sentence(f"No report prints {', '.join(without)} here.", style="dim")


def _print_value(paper: Paper, value: Value) -> None:
    paper.line((f"{value.name} = {value.written()}", "bold"), f"   {value.label_nl} ({value.label_en})")
    paper.sentence(value.definition, indent=2, style="dim")
    if value.figure is not None:
        _print_figure(paper, value.figure)
    elif value.formula is not None:
        paper.line(("  Computed".ljust(LABEL), "bold"), f"{value.name} = {' = '.join(value.steps)}")
        for part in value.parts:
            _print_part(paper, part, LABEL)
        _print_counts(paper, list(value.figures()))
    else:
        paper.sentence("No report prints it for this area, period and category.", LABEL, "  Printed")
    if value.base is not None:
        _print_base(paper, value.base)


def _print_figure(paper: Paper, figure: Figure) -> None:
    cell = figure.cell
    paper.line(("  Printed".ljust(LABEL), "bold"), (cell.text(), "bold"), f" in {cell.place()}")
    paper.sentence(f"{cell.report_title} ({cell.report_id}), table “{cell.table_title}” ({cell.table_id})", LABEL)
    if not cell.is_served:
        served = next(other for other in figure.other_cells if other.is_served)
        paper.sentence(f"This print is not served: {served.text()} of {served.figure_id} is.", LABEL, "  Not served")
    paper.line(("  Address".ljust(LABEL), "bold"), cell.figure_id)
    paper.line(("  Key".ljust(LABEL), "bold"), figure.figure_key)
    if cell.value_status != "printed":
        paper.sentence(_STATUS[cell.value_status].format(written=figure.written()), LABEL, "  Status")
    if figure.qualifier != "exact":
        paper.sentence(f"The report does not print the number as exact: {figure.qualifier}.", LABEL, "  Qualifier")
    if cell.note:
        paper.sentence(cell.note, LABEL, "  Note")
    for number, other in enumerate(figure.other_cells):
        _print_other(paper, other, cell, "  Also printed" if number == 0 else "")
    if figure.series_break is not None:
        broken = figure.series_break
        line = f", line {broken.document_line}" if broken.document_line else ""
        said = f"{broken.break_id}: {broken.reason} ({broken.report_id}{line})"
        paper.sentence(said, LABEL, "  Series break", style="yellow")
    _print_identities(paper, figure.identities)


def _print_other(paper: Paper, other: Cell, cell: Cell, label: str) -> None:
    differs = other.value_printed != cell.value_printed
    served = "" if other.is_served else ", not served"
    paper.line(
        (label.ljust(LABEL), "bold"), (other.text(), "bold yellow" if differs else ""), f" in {other.place()}{served}"
    )


def _print_identities(paper: Paper, identities: list[Identity]) -> None:
    if not identities:
        paper.sentence("Nothing: no identity stands on this figure, so no rule would notice a wrong digit.", LABEL, "  Pinned by")
        return
    paper.line(("  Pinned by".ljust(LABEL), "bold"), counted(identities))
    for identity in identities:
        verdict, style = VERDICTS[identity.verdict]
        if identity.status == "waived":
            verdict, style = "waived", "yellow"
        paper.line("  ", (verdict.ljust(LABEL - 2), style), identity.title_nl, (f" ({identity.title_en})", "dim"))
        sides = f"{identity.sides()}   " if identity.sides() else ""
        paper.line(sides, (identity.identity_id, "dim"), indent=LABEL)
        if identity.why:
            paper.sentence(f"{identity.why}.", LABEL)
        if identity.status == "waived":
            paper.sentence(f"Waived: {identity.waiver_reason}", LABEL, style="yellow")
            paper.sentence(f"Evidence: {identity.waiver_evidence}", LABEL, style="dim")
        elif identity.status == "open":
            paper.sentence(f"Open finding. Next: {identity.next_steps}", LABEL, style="red")


def _print_part(paper: Paper, part: Value, indent: int) -> None:
    paper.line(f"{part.name} = {part.written()}", indent=indent)
    if part.figure is not None:
        cell = part.figure.cell
        paper.line((f"  {cell.text()} in {cell.place()}, {counted(part.figure.identities)}", "dim"), indent=indent)
    elif part.formula is not None:
        paper.line((f"  computed: {' = '.join(part.steps)}", "dim"), indent=indent)
        for below in part.parts:
            _print_part(paper, below, indent + 2)
    else:
        paper.line(("  no report prints it", "dim"), indent=indent)


def _print_base(paper: Paper, base: Value) -> None:
    if base.figure is not None:
        cell = base.figure.cell
        paper.sentence(
            f"a share of {base.name} = {base.written()} ({base.label_nl}), {cell.text()} in {cell.place()}", LABEL, "  Base"
        )
    elif base.formula is not None and base.value is not None:
        paper.sentence(
            f"a share of {base.name} = {' = '.join(base.steps)} ({base.label_nl}), computed", LABEL, "  Base"
        )
    else:
        paper.sentence(f"a share of {base.name} ({base.label_nl}), which no report prints", LABEL, "  Base")


def _print_counts(paper: Paper, figures: list[Figure]) -> None:
    """Of a computed value: the findings among the identities of what it was computed from."""
    failing = {i.identity_id: i for figure in figures for i in figure.identities if i.status is not None}
    for identity in failing.values():
        reason = identity.waiver_reason if identity.status == "waived" else "open"
        paper.sentence(f"{identity.identity_id}: {identity.sides()}. {reason}", LABEL, "  Finding", style="yellow")
    for broken in {figure.series_break for figure in figures if figure.series_break}:
        paper.sentence(f"{broken.break_id}: {broken.reason}", LABEL, "  Series break", style="yellow")


def counted(identities: list[Identity]) -> str:
    """How many identities there are by verdict: `5 identities: 4 hold, 1 waived`."""
    if not identities:
        return "pinned by no identity"
    counts = Counter("waived" if i.status == "waived" else i.verdict for i in identities)
    words = {"fails": "fail", "waived": "waived", "holds": "hold", "not_evaluable": "without a verdict"}
    said = ", ".join(f"{counts[key]} {word}" for key, word in words.items() if counts[key])
    return f"{len(identities)} identit{'y' if len(identities) == 1 else 'ies'}: {said}"


_STATUS = {
    "dash": "A dash stands here; report.yml says that it means {written}.",
    "blank": "The cell is empty; report.yml says that it means {written}.",
    "text": "Words stand where a number would.",
    "illegible": "What stands here cannot be read, or is not known.",
}
