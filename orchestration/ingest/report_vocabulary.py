"""The part of `report.yml` that adds words to the common vocabulary: `define`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema, model_validator

from orchestration.ingest.report_fields import FirstDay, LastDay, Slug, Strict, Text
from orchestration.report_folders import SLUG
from orchestration.yaml_file import Location, MisfitError


def _not_whole(value: str) -> str:
    if value == "whole":
        raise ValueError('"whole" is kept for the total: `category: whole` says that there is no breakdown')
    return value


class NewOrganisation(Strict):
    """An organisation that the common vocabulary lacks."""

    id: Slug
    """The id, used in figure keys and by everyone who queries."""
    name: Text
    """The name as readers know it."""
    area: Text
    """The area that the organisation works in as a whole: its city."""


HIGHEST_TILE = 100
"""As many rows and columns as a map of tiles can have."""
TILED = ("district", "neighbourhood", "team")
"""The kinds of areas that a map of a city shows; all others are made of these, or lie nowhere."""


def _tile(value: Any) -> tuple[int, int]:
    said = [str(one) for one in value] if isinstance(value, list) else []
    numbers = [int(one) for one in said if re.fullmatch("[0-9]{1,3}", one) and 1 <= int(one) <= HIGHEST_TILE]
    if len(numbers) != 2 or len(said) != 2:
        raise MisfitError([((), f"a tile is written as [row, column], each from 1 to {HIGHEST_TILE}")])
    return numbers[0], numbers[1]


Tile = Annotated[
    tuple[int, int],
    PlainValidator(_tile),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": HIGHEST_TILE},
            "minItems": 2,
            "maxItems": 2,
        }
    ),
]


class Validity(Strict):
    """From when until when an area is there; each may be left out."""

    since: Annotated[FirstDay | None, Field(alias="from")] = None
    """The first year, quarter, month or day: 2015, 2015-Q2, 2015-04 or 2015-04-01."""
    until: LastDay | None = None
    """The last one, which still counts: until 2022 is until 31 December 2022."""


class NewArea(Strict):
    """An area that the common vocabulary lacks."""

    id: Slug
    """The id, used in figure keys and by everyone who queries."""
    name: Text
    """The name as readers know it; tables may use it as a label."""
    kind: Literal["country", "region", "city", "district", "neighbourhood", "group", "team", "team_without_area"]
    """A country, region, city, district or neighbourhood, a team in an area, a group of teams, or a team without an
    area of its own."""
    part_of: list[Text] = []
    """The areas it is part of."""
    code: Annotated[Text | None, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] = None
    """The code that others know it by, such as that of Statistics Netherlands: GM0344. Tables may use it as a label."""
    inhabitants: Annotated[int | None, Field(ge=0, le=2_000_000_000)] = None
    """How many people live in it, about."""
    valid: Validity = Validity()
    """From when until when it is there; left out: always. Sums over areas ask for the areas of their period."""
    tile: Tile | None = None
    """Its place on the map of the city, as [row, column]: rows from north to south, columns from west to east."""
    merged_into: Text | None = None
    """The area that it became a part of when it ended."""
    split_into: list[Text] = []
    """The areas that it was divided into when it ended."""
    renamed_to: Text | None = None
    """The area that it is called since it ended; its series goes on there."""

    def changes(self) -> list[tuple[str, str]]:
        """What became of it when it ended: the word for that, and each area that came of it."""
        one = [(word, name) for word in ("merged_into", "renamed_to") if (name := getattr(self, word)) is not None]
        return [*one, *(("split_into", name) for name in self.split_into)]

    @model_validator(mode="after")
    def _make_sense(self) -> NewArea:
        misfits: list[tuple[Location, str]] = []
        words = list(dict.fromkeys(word for word, _ in self.changes()))
        if len(words) > 1:
            misfits.append(((words[1],), f"one of `{words[0]}` and `{words[1]}` can be said"))
        for word, name in self.changes():
            if name == self.id:
                misfits.append(((word,), f"the area {self.id} cannot become itself"))
        if len(self.split_into) == 1:
            misfits.append((("split_into",), "an area is split into two at least; one that goes on is `renamed_to`"))
        if words and self.valid.until is None:
            misfits.append(((words[0],), f"`{words[0]}` needs the day: say `valid: {{until: 2022}}`"))
        if self.valid.since is not None and self.valid.until is not None and self.valid.since > self.valid.until:
            misfits.append((("valid",), f"it ends on {self.valid.until}, before it begins on {self.valid.since}"))
        if self.tile is not None and self.kind not in TILED:
            misfits.append((("tile",), f"a {self.kind} has no tile: the map shows {', '.join(TILED)}"))
        if misfits:
            raise MisfitError(misfits)
        return self


class NewBreakdown(Strict):
    """What a report's own categories are categories of, as readers know it."""

    id: Slug
    """The id, used in figure keys and by everyone who queries."""
    name: Text
    """The Dutch label."""
    name_en: Text
    """The English label."""


class NewCategory(Strict):
    """A category that the common vocabulary lacks, of a breakdown that it has."""

    breakdown: Text
    """The id of the breakdown it belongs to."""
    id: Annotated[Slug, AfterValidator(_not_whole)]
    """The id, used in figure keys and by everyone who queries."""
    name: Text
    """The Dutch label; tables may use it."""
    name_en: Text
    """The English label."""
    part_of: Text | None = None
    """The category it is a part of, in the same breakdown."""


AddsUp = Literal["sum", "overlap", "distinct", "mean", "none"]
Limit = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
USUALLY: dict[str, dict[str, AddsUp]] = {
    "count": {"time": "distinct", "areas": "overlap", "categories": "sum"},
    "eur": {"time": "sum", "areas": "sum", "categories": "sum"},
}
"""Unit to how its numbers add up where nothing is said. Of a count these hold whether it is of events or of people:
parts together are no less than the whole, and none is more. Of other units nothing is taken for granted."""
_PRODUCT = rf"([1-9][0-9]* [*] )?{SLUG}"
FORMULA = rf"^-?{_PRODUCT}( [+-] {_PRODUCT})*$"
"""A sum or difference of metrics: `revenue - costs`, `a + 2 * b`."""


class NewMetric(Strict):
    """A metric that the common vocabulary lacks: what is counted or measured, and how it adds up.

    A count needs no more than `id`, `name`, `name_en` and `unit`. Every other key is one that core.metric has.
    """

    id: Slug
    """The id, used in figure keys and by everyone who queries."""
    name: Text
    """The Dutch label; tables may use it."""
    name_en: Text
    """The English label; tables may use it."""
    unit: Text
    """What it is counted in, such as `count`, `percent`, `eur`, `days` or `fte`: a unit of seed__unit."""
    definition: Text | None = None
    """What it counts or measures exactly, in English; left out: its English label."""
    definition_nl: Text | None = None
    """The same in Dutch; left out: its Dutch label."""
    mart: Literal["reach", "flow", "satisfaction", "workforce"] | None = None
    """The mart that serves it; left out: it is served from core.figure alone."""
    over_time: AddsUp | None = None
    """How parts of a period make the period: `sum`, `distinct` (who is in two parts counts once), `mean` or
    `none`; left out: `distinct` for a count, `sum` for euros, else `none`."""
    over_areas: AddsUp | None = None
    """How teams make their city: `sum`, `overlap` (one may count in two teams), `distinct`, `mean` or `none`; left out:
    `overlap` for a count, `sum` for euros, else `none`."""
    over_categories: AddsUp | None = None
    """How categories make the whole: `sum`, `overlap` or `distinct` (one may count in two), `none`, …; left out: `sum`
    for a count and for euros, else `none`."""
    inflow: Text | None = None
    """Of a number that runs on from period to period: the metric that comes in; `outflow` goes with it."""
    outflow: Text | None = None
    """The metric that goes out."""
    share_of: Text | None = None
    """Of a percentage: the metric that it is a share of, in the same area, category and period."""
    share_of_breakdown: Text | None = None
    """The breakdown of the category that it is a share of, where that is not its own."""
    share_of_category: Text | None = None
    """That category."""
    part: Text | None = None
    """Of a percentage: the metric that is the part; it goes with `share_of`."""
    part_breakdown: Text | None = None
    """The breakdown of the category that is the part, where that is not its own."""
    part_category: Text | None = None
    """That category."""
    difference_of: Text | None = None
    """Of a change: the metric whose numbers of two periods it is the difference of."""
    growth_of: Text | None = None
    """Of a growth in percent: the metric that grew."""
    mean_of: Text | None = None
    """Of a mean: the metric that counts what it is the mean of, so that means of teams weigh by it."""
    formula: Annotated[Text | None, Field(pattern=FORMULA)] = None
    """The sum or difference of other metrics that it is: `revenue - costs`."""
    minimum: Limit | None = None
    """The least value that it can have, where that is not the unit's."""
    maximum: Limit | None = None
    """The greatest value that it can have, where that is not the unit's."""

    def adds_up(self) -> tuple[AddsUp, AddsUp, AddsUp]:
        """How it adds up over time, areas and categories: as it says, or as is usual for its unit."""
        usual = USUALLY.get(self.unit, {})
        return (
            self.over_time or usual.get("time", "none"),
            self.over_areas or usual.get("areas", "none"),
            self.over_categories or usual.get("categories", "none"),
        )

    @model_validator(mode="after")
    def _make_sense(self) -> NewMetric:
        misfits: list[tuple[Location, str]] = [
            ((one,), f"`{one}` and `{other}` go together")
            for one, other in (
                ("part", "share_of"),
                ("share_of_breakdown", "share_of_category"),
                ("share_of_category", "share_of_breakdown"),
                ("part_breakdown", "part_category"),
                ("part_category", "part_breakdown"),
                ("share_of_category", "share_of"),
                ("part_category", "part"),
                ("inflow", "outflow"),
                ("outflow", "inflow"),
            )
            if getattr(self, one) is not None and getattr(self, other) is None
        ]
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            misfits.append((("minimum",), f"the minimum {self.minimum} is more than the maximum {self.maximum}"))
        if misfits:
            raise MisfitError(misfits)
        return self


class NewAlias(Strict):
    """A label as printed, and the id of what it means."""

    dimension: Literal["organisation", "metric", "area", "category", "unit", "qualifier"]
    """What the label names."""
    label: Text
    """The label as printed; capitals and blanks around it make no difference."""
    means: Text
    """The id it stands for."""
    breakdown: Text | None = None
    """Of a category: the breakdown it holds in."""
    table: Text | None = None
    """The table it holds in; left out: all tables of this report."""

    @model_validator(mode="after")
    def _says_which_breakdown(self) -> NewAlias:
        if self.dimension == "category" and self.breakdown is None:
            raise MisfitError([(("label",), "an alias of a category needs the `breakdown` that it holds in")])
        return self


class Vocabulary(Strict):
    """Words that the common vocabulary lacks and this report needs."""

    organisations: list[NewOrganisation] = []
    """Organisations."""
    areas: list[NewArea] = []
    """Cities, teams and groups of teams, and other areas."""
    breakdowns: list[NewBreakdown] = []
    """Names of breakdowns; one without a name is called by its id."""
    categories: list[NewCategory] = []
    """Categories of breakdowns, in the order in which readers see them."""
    metrics: list[NewMetric] = []
    """What is counted or measured."""
    aliases: list[NewAlias] = []
    """Printed labels, and what they mean."""
