"""The part of `report.yml` that adds words to the common vocabulary: `define`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from orchestration.ingest.report_fields import Slug, Strict, Text


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


class NewArea(Strict):
    """An area that the common vocabulary lacks."""

    id: Slug
    """The id, used in figure keys and by everyone who queries."""
    name: Text
    """The name as readers know it; tables may use it as a label."""
    kind: Literal["city", "team", "group", "team_without_area"]
    """A city, a team in an area, a group of teams, or a team without an area of its own."""
    part_of: list[Text] = []
    """The areas it is part of."""


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


class Vocabulary(Strict):
    """Words that the common vocabulary lacks and this report needs."""

    organisations: list[NewOrganisation] = []
    """Organisations."""
    areas: list[NewArea] = []
    """Cities, teams and groups of teams."""
    categories: list[NewCategory] = []
    """Categories of breakdowns."""
    aliases: list[NewAlias] = []
    """Printed labels, and what they mean."""
