"""Where a served number comes from: its printed cell, or its formula unfolded down to printed cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from orchestration.dutch import number
from orchestration.explain.figures import Figure, figures_by_key
from orchestration.explain.formula import (
    NO_PERIOD,
    Constant,
    Expression,
    FigureMeaning,
    FormulaError,
    Leaf,
    Rank,
    evaluate,
    leaves,
    parse,
    written,
)
from orchestration.explain.marts import (
    AIMS,
    DISTANCES,
    INHABITANTS,
    LONG_VALUES,
    RATE,
    Mart,
    chosen_rows,
    mart_named,
    value_columns,
)
from orchestration.explain.served import QuestionError, Served, literal, literals
from orchestration.explain.words import close_to, period_label, with_unit

MOST_COMPARED = 2000
"""With how many known ids an unknown one is compared."""


@dataclass(frozen=True)
class ExplainedValue:
    """One value with its source: `figure` where it is printed, `formula` and `parts` where it is computed.

    `name` is how the mart's column or the formula calls it. `steps` are the formula with its operands' names, with
    their numbers, and the result; `base` is what a printed share is a share of.
    """

    name: str
    metric_id: str
    label_nl: str
    label_en: str
    definition: str
    unit: str
    value: Decimal | None
    figure: Figure | None = None
    formula: str | None = None
    steps: list[str] = field(default_factory=list)
    parts: list[ExplainedValue] = field(default_factory=list)
    base: ExplainedValue | None = None

    def written(self) -> str:
        """The value with qualifier and unit, in Dutch notation."""
        if self.figure is not None:
            return self.figure.written()
        return "no value" if self.value is None else with_unit(number(self.value, most=2), self.unit)

    def figures(self) -> Iterator[Figure]:
        """The printed figures that the value comes from, each once."""
        seen = set()
        for part in (self, *self.parts):
            for figure in [part.figure] if part is self else part.figures():
                if figure is not None and figure.figure_key not in seen:
                    seen.add(figure.figure_key)
                    yield figure


@dataclass(frozen=True)
class Explanation:
    """The answer about one row of a mart (`mart` and `row`), or about one figure."""

    about: str
    values: list[ExplainedValue]
    mart: str | None = None
    row: dict[str, Any] = field(default_factory=dict)


def explain(served: Served, what: str, filters: dict[str, str], column: str | None) -> list[Explanation]:
    """Explain a figure (by id or key) or the rows of a mart that the filters choose.

    `filters` maps dimensions (see `marts.DIMENSIONS`) to ids or Dutch names. Raises QuestionError where nothing, or
    too much, answers to it.
    """
    keys = served.column(
        f"SELECT DISTINCT figure_key FROM core.figure WHERE {literal(what)} IN (figure_id, figure_key)"
    )
    if keys:
        if filters or column:
            message = "a figure is one number; --column and the filters choose among the rows of a mart"
            raise QuestionError(message, advice=f"Ask `warehouse explain {what}` alone.")
        return [_about_figure(served, keys[0], what)]
    if "/" in what or ":" in what:
        raise _no_figure(served, what)
    mart = mart_named(served, what)
    columns = value_columns(mart, column, filters.get("metric"))
    if not mart.is_long and column is None:
        # Then the metric chose the column.
        filters = {dimension: text for dimension, text in filters.items() if dimension != "metric"}
    return _about_rows(served, mart, chosen_rows(served, mart, filters, column), columns)


def _about_figure(served: Served, key: str, what: str) -> Explanation:
    unfolding = Unfolding(served)
    metric, meaning = _metric_and_meaning(key)
    unfolding.load([(metric, meaning)], asked=what)
    value = unfolding.value(metric, metric, meaning, as_printed=True)
    assert value.figure is not None
    return Explanation(value.figure.about(), [value])


def _metric_and_meaning(key: str) -> tuple[str, FigureMeaning]:
    """What a figure key says."""
    organisation, metric, area, category, period, *kind = key.split(":")
    breakdown, _, category_id = category.partition("=")
    period, _, compared_with = period.partition("~")
    part = (breakdown, category_id) if category_id else (None, None)
    return metric, FigureMeaning(organisation, area, period, part[0], part[1], compared_with or None, *kind)


def _about_rows(served: Served, mart: Mart, rows: list[dict[str, Any]], columns: list[str]) -> list[Explanation]:
    unfolding = Unfolding(served)
    asked: list[list[tuple[str, str, FigureMeaning]]] = []
    for row in rows:
        meaning = mart.meaning(row)
        if not mart.is_long:
            asked.append([(column, column, meaning) for column in columns])
        elif columns[0] in (RATE, INHABITANTS):
            asked.append([(INHABITANTS, *_inhabitants(served, row)), (row["metric_id"], row["metric_id"], meaning)])
        elif columns[0] in LONG_VALUES:
            asked.append([(columns[0], row["metric_id"], meaning)])
        elif columns[0] in AIMS | DISTANCES:
            aim = DISTANCES.get(columns[0], columns[0])
            about = [] if columns[0] in AIMS else [("value", row["metric_id"], meaning)]
            asked.append([*about, (aim, row["metric_id"], replace(meaning, kind=AIMS[aim]))])
        else:
            asked.append([(columns[0], *_base(row, unfolding, meaning))])
    unfolding.load([(metric, meaning) for values in asked for _, metric, meaning in values])
    return [
        Explanation(
            _heading(mart, row, unfolding),
            [_rate(row, *(unfolding.value(*value) for value in values))]
            if columns[0] == RATE
            else [unfolding.value(*value) for value in (values[:1] if columns[0] == INHABITANTS else values)],
            mart.name,
            {name: row[name] for name in mart.columns},
        )
        for row, values in zip(rows, asked, strict=True)
    ]


def _inhabitants(served: Served, row: dict[str, Any]) -> tuple[str, FigureMeaning]:
    """Metric and meaning of the inhabitants that a row divides by."""
    (key,) = served.column(
        f"SELECT figure_key FROM core.figure WHERE figure_id = {literal(row['inhabitants_figure_id'])}"
    )
    return _metric_and_meaning(key)


def _rate(row: dict[str, Any], inhabitants: ExplainedValue, value: ExplainedValue) -> ExplainedValue:
    """What the value of a row comes to per 1,000 inhabitants."""
    assert value.value is not None
    assert inhabitants.value is not None
    rate = replace(
        value,
        name=RATE,
        label_nl=f"{value.label_nl} per 1.000 inwoners",
        label_en=f"{value.label_en} per 1,000 inhabitants",
        value=1000 * value.value / inhabitants.value,
        figure=None,
        formula=f"1000 * {row['metric_id']} / {INHABITANTS}",
        parts=[value, inhabitants],
        base=None,
    )
    numbers = f"{number(Decimal(1000))} * {number(value.value)} / {number(inhabitants.value)}"
    return replace(rate, steps=[str(rate.formula), numbers, rate.written()])


def _base(row: dict[str, Any], unfolding: Unfolding, meaning: FigureMeaning) -> tuple[str, FigureMeaning]:
    """Metric and meaning of what the share in a long mart's row is a share of."""
    base = unfolding.base_of(row["metric_id"], meaning)
    if base is None:
        raise QuestionError(f"{row['metric_id']} is no share of anything, so it has no base_value")
    if row["base_value"] is None:
        message = f"base_value is empty in this row: no report prints {base[0]} for it"
        raise QuestionError(message, advice=f"Ask `warehouse explain {row['figure_id']}`.")
    return base


def _heading(mart: Mart, row: dict[str, Any], unfolding: Unfolding) -> str:
    parts = [row["organisation_id"], row["area_name"], row.get("category_label_nl"), period_label(row["period_id"])]
    return " · ".join([mart.name, *(part for part in parts if part)])


class Unfolding:
    """Values by metric and meaning: loads the printed figures behind them in one go, then computes."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._metrics, self._cities = served.metrics, served.cities
        teams = served.rows("SELECT area_id, name FROM core.area WHERE kind IN ('team', 'team_without_area')")
        self._teams = {row["area_id"]: row["name"] for row in teams}
        self._parsed: dict[str, Expression] = {}
        self._figures: dict[str, Figure] = {}
        self._computed: dict[str, str] = {}
        """Figure key to formula, of what no report prints and shorter periods make up."""

    def load(self, values: Iterable[tuple[str, FigureMeaning]], asked: str | None = None) -> None:
        """Fetch every printed figure that these values, and the bases of shares among them, come from."""
        wanted = {meaning.figure_key(metric): meaning for pair in values for metric, meaning in self._leaves(*pair, ())}
        while wanted:
            self._figures |= figures_by_key(self._served, sorted(wanted), asked)
            formulas = self._formulas(wanted.keys() - self._figures.keys())
            self._computed |= formulas
            parts = {
                about.figure_key(metric): about
                for key, formula in formulas.items()
                for leaf in leaves(self._parse(formula))
                for metric, about in self._about(leaf, wanted[key])
            }
            wanted = {key: about for key, about in parts.items() if key not in self._figures | self._computed}

    def _formulas(self, keys: Iterable[str]) -> dict[str, str]:
        """Of those keys that are computed the formula. A release from before the table has none."""
        if not self._served.rows(
            "SELECT 1 FROM duckdb_tables() WHERE (schema_name, table_name) = ('core', 'computed_value')"
        ):
            return {}
        rows = self._served.rows(
            f"SELECT figure_key, formula FROM core.computed_value WHERE figure_key IN {literals(sorted(keys))}"
        )
        return {row["figure_key"]: row["formula"] for row in rows}

    def base_of(self, metric_id: str, meaning: FigureMeaning) -> tuple[str, FigureMeaning] | None:
        """Metric and meaning of what a printed share is a share of; None where it is none."""
        metric = self._metrics[metric_id]
        if metric["share_of_metric_id"] is None or metric["formula"] is not None:
            return None
        of = replace(meaning, breakdown_id=metric["share_of_breakdown_id"], category_id=metric["share_of_category_id"])
        return metric["share_of_metric_id"], of

    def value(
        self, name: str, metric_id: str, meaning: FigureMeaning, with_base: bool = True, as_printed: bool = False
    ) -> ExplainedValue:
        """The value of a metric, printed or computed, under the name that asked for it.

        What has a formula is computed, unless it is asked `as_printed`, or a report withholds just that.
        """
        metric = self._metrics[metric_id]
        plain = ExplainedValue(
            name, metric_id, metric["label_nl"], metric["label_en"], metric["definition"], metric["unit"], None
        )
        key, formula = meaning.figure_key(metric_id), metric["formula"]
        figure = self._figures.get(key)
        if figure is not None and (formula is None or as_printed or figure.cell.value_status == "suppressed"):
            base = self.base_of(metric_id, meaning) if with_base else None
            share_of = self.value(base[0], *base, with_base=False) if base else None
            return replace(plain, unit=figure.unit, value=figure.value, figure=figure, base=share_of)
        if formula is None:
            formula = self._computed.get(key)
        if formula is None:
            return plain
        expression = self._parse(formula)
        parts = {leaf: self._part(leaf, meaning) for leaf in leaves(expression)}
        result = evaluate(expression, lambda leaf: parts[leaf].value)
        value = replace(plain, value=result, formula=formula, parts=list(parts.values()))
        steps = [written(expression, _name), written(expression, lambda item: _amount(item, parts)), value.written()]
        # A formula that is one operand has no sum to show.
        return replace(value, steps=list(dict.fromkeys(steps)))

    def _part(self, leaf: Leaf, meaning: FigureMeaning) -> ExplainedValue:
        if isinstance(leaf, Rank):
            return self._rank(leaf, meaning)
        about = leaf.meaning(meaning, self._cities)
        value = self.value(str(leaf), leaf.metric_id, about, with_base=False)
        if about.period_id != NO_PERIOD:
            return value
        return replace(value, steps=[f"there is no such period: {meaning.period_id} is a day or an interval"])

    def _rank(self, rank: Rank, meaning: FigureMeaning) -> ExplainedValue:
        """The place of the area among the teams, with the number of each team as a part, the greatest first."""
        teams = {area: self.value(f"{rank.metric_id} of {name}", rank.metric_id, about, with_base=False)
                 for area, name, about in self._every_team(meaning)}  # fmt: skip
        ranked = {area: value.value for area, value in teams.items() if value.value is not None}
        own = ranked.get(meaning.area_id)
        greater = 0 if own is None else sum(value > own for value in ranked.values())
        metric = self._metrics[rank.metric_id]
        value = ExplainedValue(
            str(rank), rank.metric_id, metric["label_nl"], metric["label_en"], metric["definition"], "count",
            None if own is None else Decimal(greater + 1),
            formula=str(rank),
            parts=[teams[area] for area in sorted(ranked, key=lambda area: -ranked[area])],
        )  # fmt: skip
        said = "no number" if own is None else f"{greater} of {len(ranked)} teams have more than {number(own)}"
        return replace(value, steps=[said, value.written()])

    def _every_team(self, meaning: FigureMeaning) -> list[tuple[str, str, FigureMeaning]]:
        """Id and name of each team, and the meaning that is about it."""
        return [(area, name, replace(meaning, area_id=area)) for area, name in self._teams.items()]

    def _parse(self, formula: str) -> Expression:
        if formula not in self._parsed:
            self._parsed[formula] = parse(formula)
        return self._parsed[formula]

    def _about(self, leaf: Leaf, meaning: FigureMeaning) -> list[tuple[str, FigureMeaning]]:
        """The metric of a leaf, with each meaning that its number needs."""
        if isinstance(leaf, Rank):
            return [(leaf.metric_id, about) for _, _, about in self._every_team(meaning)]
        return [(leaf.metric_id, leaf.meaning(meaning, self._cities))]

    def _leaves(
        self, metric_id: str, meaning: FigureMeaning, above: tuple[str, ...]
    ) -> Iterator[tuple[str, FigureMeaning]]:
        """The printed metrics, with their meanings, that a value comes from."""
        if metric_id in above:
            raise FormulaError(f"the formula of {metric_id} leads back to itself: {' -> '.join([*above, metric_id])}")
        formula = self._metrics[metric_id]["formula"]
        # What has a formula may be printed too.
        yield metric_id, meaning
        if formula is None:
            base = self.base_of(metric_id, meaning)
            if base is not None and not above:
                yield from self._leaves(*base, (metric_id,))
            return
        for leaf in leaves(self._parse(formula)):
            for metric, about in self._about(leaf, meaning):
                yield from self._leaves(metric, about, (*above, metric_id))


def _name(item: Leaf | Constant) -> str:
    return number(item.value) if isinstance(item, Constant) else str(item)


def _amount(item: Leaf | Constant, parts: dict[Leaf, ExplainedValue]) -> str:
    """A number of the formula, or that of a leaf; "?" where the leaf has none."""
    if isinstance(item, Constant):
        return number(item.value)
    value = parts[item].value
    return "?" if value is None else number(value)


def _no_figure(served: Served, what: str) -> QuestionError:
    """What to say of an address or key that no report prints."""
    parts = what.split("/")
    tables = served.column("SELECT report_id || '/' || table_id FROM core.report_table")
    if what in tables or what in served.column("SELECT report_id FROM core.report"):
        return QuestionError(f"{what} is a table, not a figure", advice=f"Run `warehouse show {what}`.")
    column = "figure_key" if ":" in what else "figure_id"
    # Look for its like near it: in the same table, or with the same organisation and metric.
    near = ":".join(what.split(":")[:2]) if ":" in what else "/".join(parts[:-1])
    known = served.column(
        f"SELECT DISTINCT {column} FROM core.figure WHERE starts_with({column}, {literal(near)}) "
        f"ORDER BY 1 LIMIT {MOST_COMPARED}"
    )
    known = known or served.column(f"SELECT DISTINCT {column} FROM core.figure ORDER BY 1 LIMIT {MOST_COMPARED}")
    kind = "key" if ":" in what else "id"
    advice = "`warehouse find WORD` looks for figures; `warehouse show REPORT/TABLE` shows their addresses."
    return QuestionError(f"no report prints a figure with the {kind} “{what}”", close_to(what, known), advice=advice)


def as_data(explanation: Explanation) -> dict[str, Any]:
    """An explanation as plain data, for `--json`."""
    data: dict[str, Any] = {"about": explanation.about}
    if explanation.mart:
        data |= {"mart": explanation.mart, "row": explanation.row}
    return data | {"values": [_value_data(value) for value in explanation.values]}


def _value_data(value: ExplainedValue) -> dict[str, Any]:
    data: dict[str, Any] = {
        name: getattr(value, name) for name in ("name", "metric_id", "label_nl", "label_en", "definition", "unit")
    }
    data |= {"value": value.value, "written": value.written(), "figure": None, "base": None}
    if value.figure is not None:
        data["figure"] = asdict(value.figure)
    if value.formula is not None:
        data |= {"formula": value.formula, "steps": value.steps, "parts": [_value_data(part) for part in value.parts]}
    if value.base is not None:
        data["base"] = _value_data(value.base)
    return data
