"""Where a computed number of a mart comes from: its formula, with the printed figures that go into it."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.dutch import number
from orchestration.explain.formula import Constant, Expression, FigureMeaning, Leaf, Operand, leaves, parse, written
from orchestration.explain.served import Served
from orchestration.pages.figures import QueryRow
from orchestration.pages.words import Both


@dataclass(frozen=True)
class Origin:
    """The formula of a computed number, in words, and the printed figures in it."""

    metric_id: str
    title: Both
    formula: Both
    parts: list[QueryRow]


class Origins:
    """Looks up where computed numbers come from. It computes nothing: the marts have the numbers."""

    def __init__(self, served: Served, figures: list[QueryRow]) -> None:
        self._metrics = {row["metric_id"]: row for row in served.rows("SELECT * FROM core.metric")}
        organisations = served.rows("SELECT organisation_id, area_id FROM core.organisation")
        self._cities = {row["organisation_id"]: row["area_id"] for row in organisations}
        self._figures = {figure["figure_key"]: figure for figure in figures}

    def of(self, metric_id: str, meaning: FigureMeaning) -> Origin:
        """The origin of a metric that has a formula."""
        metric = self._metrics[metric_id]
        parts: list[QueryRow] = []
        expression = parse(metric["formula"])
        self._collect(expression, meaning, parts)
        return Origin(
            metric_id,
            Both(metric["label_nl"], metric["label_en"]),
            Both(written(expression, self._word("nl")), written(expression, self._word("en"))),
            parts,
        )

    def _collect(self, expression: Expression, around: FigureMeaning, parts: list[QueryRow]) -> None:
        for leaf in leaves(expression):
            if not isinstance(leaf, Operand):
                continue
            meaning = leaf.meaning(around, self._cities)
            formula = self._metrics[leaf.metric_id]["formula"]
            figure = self._figures.get(meaning.figure_key(leaf.metric_id))
            if figure is not None:
                parts.append(figure)
            elif formula:
                self._collect(parse(formula), meaning, parts)

    def _word(self, language: str) -> _Word:
        return _Word(self._metrics, language)


SCOPES = {
    "of the whole": Both("van het geheel", "of the whole"),
    "of the city": Both("van de stad", "of the city"),
    "of the previous period": Both("van de periode ervoor", "of the period before"),
    "at the end": Both("aan het eind", "at the end"),
}


@dataclass(frozen=True)
class _Word:
    """Writes a leaf of a formula with the metric's label."""

    metrics: dict[str, QueryRow]
    language: str

    def __call__(self, leaf: Leaf | Constant) -> str:
        if isinstance(leaf, Constant):
            return number(leaf.value)
        label: str = self.metrics[leaf.metric_id][f"label_{self.language}"].lower()
        scope = leaf.scope if isinstance(leaf, Operand) else None
        return f"{label} {getattr(SCOPES[scope], self.language)}" if scope else label
