"""The maps of the cities: the areas as tiles, or as a user's map file draws them, coloured by a metric of choice."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from orchestration.dutch import number
from orchestration.explain.bilingual import MARKED, STATUSES, Both, figure_words, is_range, period_words, same
from orchestration.explain.served import Served
from orchestration.ingest.report_vocabulary import TILED
from orchestration.pages.figures import FigureBlock, QueryRow, block_id, query
from orchestration.pages.outline import MapFile, MapFileError, Outline, Picture, read_map_file
from orchestration.pages.site import Site
from orchestration.pages.words import AREA_KINDS, UNIT_NAMES
from orchestration.record import PageFailure

log = logging.getLogger("warehouse")

VARIABLE = "WAREHOUSE_MAP"
"""Names the user's map file."""

NO_NUMBER = Both("geen cijfer", "no figure")
RATES = {"per_1000_inhabitants": Both(" per 1.000 inwoners", " per 1,000 inhabitants")}
"""What a rate adds to the name of its metric."""
TILED_NAMES = {"team": Both("Teams", "Teams")} | {kind: AREA_KINDS[kind] for kind in ("district", "neighbourhood")}


@dataclass(frozen=True)
class Shown:
    """What a map shows of an area: how it is coloured (`c1` to `c5`, `withheld`, `inexact`, `none`), and its number."""

    look: str
    text: Both
    says: Both
    """What stands there, for who cannot see the colour: the status of what is no number; else the same."""


@dataclass(frozen=True)
class Layer:
    """A metric that a map is coloured by, in one period."""

    layer_id: str
    title: Both
    unit: Both | None
    organisation_name: str
    period: Both
    is_count: bool
    is_computed: bool
    legend: list[tuple[int, str]]
    """The classes that a number can fall in, each with its numbers."""
    looks: set[str]
    """How areas are shown that are in no class."""
    shown: dict[str, Shown]
    gone: set[str]
    """Areas that were not there in the period."""
    city: QueryRow | None
    """The figure of the whole city, where an area may be laid beside it."""
    page: str | None
    """Where all its figures stand."""

    def of(self, area_id: str) -> Shown:
        """What is shown of an area."""
        return self.shown.get(area_id, Shown("none", same("–"), NO_NUMBER))


@dataclass(frozen=True)
class Tile:
    """An area on the map."""

    area: QueryRow
    row: int
    column: int


@dataclass(frozen=True)
class CityMap:
    """The areas of one kind in one city, with what they can be coloured by; the first layer is shown at first."""

    map_id: str
    name: str | None
    """The city; None where nothing says which one it is."""
    kind: Both
    layers: list[Layer]
    tiles: list[Tile]
    beside: list[QueryRow]
    """Areas without a place on the map."""
    picture: Picture | None
    """The outlines, where the map file has them; the tiles are then not shown."""
    map_file: MapFile | None

    @property
    def first(self) -> Layer:
        """What is shown before anything is chosen."""
        return self.layers[0]

    @property
    def columns(self) -> int:
        """How many tiles the map is wide."""
        return max((tile.column for tile in self.tiles), default=0)

    @property
    def shapes(self) -> list[tuple[QueryRow, Outline]]:
        """The areas that are drawn, the larger ones first."""
        if self.picture is None:
            return []
        return [(tile.area, self.picture.outlines[tile.area["area_id"]]) for tile in self.tiles]

    @property
    def choices(self) -> list[tuple[Both, list[Layer]]]:
        """The layers as they are chosen from: what may be laid side by side, and plain numbers of things."""
        named = [
            (Both("Gemiddelden, aandelen en verhoudingen", "Means, shares and rates"), False),
            (Both("Aantallen (een grote wijk telt meer)", "Counts (a large area has more)"), True),
        ]
        grouped = [(name, [one for one in self.layers if one.is_count == is_count]) for name, is_count in named]
        return [(name, layers) for name, layers in grouped if layers]

    @property
    def data(self) -> Markup:
        """What the script puts in the tiles when another metric is chosen: JSON that cannot end its script element."""
        said = {
            layer.layer_id: {
                "shown": {
                    area_id: [one.look, one.text.nl, one.text.en, one.says.nl, one.says.en]
                    for area_id, one in layer.shown.items()
                },
                "gone": sorted(layer.gone),
            }
            for layer in self.layers
        }
        none = self.first.of("")
        said[""] = {"shown": {"": [none.look, none.text.nl, none.text.en, none.says.nl, none.says.en]}, "gone": []}
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return Markup(text.replace("<", "\\u003c"))


def city_maps(site: Site, served: Served, blocks: Iterable[FigureBlock]) -> list[CityMap]:
    """A map for each city and kind of area that has numbers to colour it by."""
    areas = [area for area in query(served, "areas") if area["kind"] in TILED]
    layers: dict[tuple[str | None, str], dict[str, list[QueryRow]]] = {}
    cities = {area["area_id"]: area["city_id"] for area in areas}
    city_figures: dict[str, QueryRow] = {}
    for row in query(served, "map"):
        layer_id = "-".join(part for part in (row["metric_id"], row["organisation_id"], row["rate"]) if part)
        if row["area_id"] in cities:
            key = (cities[row["area_id"]], row["drawn_kind"])
            layers.setdefault(key, {}).setdefault(layer_id, []).append(row)
        else:
            city_figures[layer_id] = row
    map_file = _map_file(site, areas)
    pages = {block.block_id: block.page for block in blocks}
    made = []
    for (city_id, kind), rows in sorted(layers.items(), key=lambda one: (one[0][0] or "~", TILED.index(one[0][1]))):
        here = [area for area in areas if area["city_id"] == city_id and area["kind"] == kind]
        drawn = [
            _layer(layer_id, of_layer, here, city_figures.get(layer_id), pages) for layer_id, of_layer in rows.items()
        ]
        picture = map_file.picture(area["area_id"] for area in here) if map_file else None
        tiles, beside = _placed(here, picture)
        map_id = "-".join(["map", city_id or "elsewhere", kind])
        name = here[0]["city_name"] if here else None
        made.append(CityMap(map_id, name, TILED_NAMES[kind], drawn, tiles, beside, picture, map_file))
    return made


def _placed(areas: list[QueryRow], picture: Picture | None) -> tuple[list[Tile], list[QueryRow]]:
    """The areas on the map and those beside it. Of two on one tile at the same time the second stands beside it."""
    tiles: list[Tile] = []
    beside = []
    for area in areas:
        if picture is not None:
            place = (0, 0) if area["area_id"] in picture.outlines else None
        else:
            place = (area["tile_row"], area["tile_column"]) if area["tile_row"] is not None else None
            if place and any((one.row, one.column) == place and _together(one.area, area) for one in tiles):
                place = None
        if place:
            tiles.append(Tile(area, *place))
        else:
            beside.append(area)
    # The empty rows and columns around a map show nothing.
    top, left = (min((getattr(one, side) for one in tiles), default=1) - 1 for side in ("row", "column"))
    tiles = [Tile(one.area, one.row - top, one.column - left) for one in tiles]
    return sorted(tiles, key=lambda one: (one.row, one.column)), beside


def _together(one: QueryRow, other: QueryRow) -> bool:
    """Whether two areas were there at the same time."""
    return not any(
        a["valid_until"] and b["valid_from"] and a["valid_until"] < b["valid_from"]
        for a, b in ((one, other), (other, one))
    )


def _layer(
    layer_id: str, rows: list[QueryRow], areas: list[QueryRow], city: QueryRow | None, pages: Mapping[str, str]
) -> Layer:
    first = rows[0]
    shown = {row["area_id"]: _shown(row) for row in rows}
    gone = {
        area["area_id"]
        for area in areas
        if (area["valid_until"] and area["valid_until"] < first["start_date"])
        or (area["valid_from"] and area["valid_from"] > first["end_date"])
    }
    looks = {one.look for one in shown.values()}
    if any(area["area_id"] not in shown and area["area_id"] not in gone for area in areas):
        looks.add("none")
    may_compare = city is not None and not first["is_count"] and (city["value"] is not None or is_range(city))
    rate = first["rate"] if first["rate"] in RATES else None
    title = Both(first["label_nl"], first["label_en"])
    unit = UNIT_NAMES.get(first["unit"]) if rate is None and first["unit"] != "count" else None
    return Layer(
        layer_id,
        title + RATES[rate] if rate else title,
        unit,
        first["organisation_name"],
        period_words(first["period_id"]),
        first["is_count"],
        first["rate"] is not None,
        _legend(first),
        looks,
        shown,
        gone,
        city if may_compare else None,
        pages.get(block_id(first["metric_id"], first["organisation_id"], None)),
    )


def _shown(row: QueryRow) -> Shown:
    words = figure_words(row, with_unit=False)
    if row["class"] is not None:
        return Shown(f"c{row['class']}", words, words)
    if row["value_status"] in MARKED:
        mark = same(row["value_printed"]) if row["value_printed"] else same("–")
        return Shown("withheld" if row["value_status"] == "suppressed" else "none", mark, STATUSES[row["value_status"]])
    if row["value"] is not None or is_range(row):
        return Shown("inexact", words, words)
    return Shown("none", same("–"), STATUSES.get(row["value_status"], NO_NUMBER))


def _legend(row: QueryRow) -> list[tuple[int, str]]:
    """The classes with their first and last number; a class that no number can fall in is left out."""
    starts, decimals = row["starts"], row["layer_decimals"]
    if starts[0] == row["highest"]:
        return [(3, number(starts[0], decimals))]
    found = []
    for at, start in enumerate(starts):
        is_last = at == len(starts) - 1
        end = row["highest"] if is_last else row["ends"][at]
        if end >= start:
            said = [number(one, decimals) for one in ((start,) if start == end else (start, end))]
            found.append((at + 1, " – ".join(said)))
    return found


def _map_file(site: Site, areas: list[QueryRow]) -> MapFile | None:
    """The user's map file; one that cannot be used is noted, and does without."""
    path = os.environ.get(VARIABLE)
    if not path:
        return None
    try:
        map_file = read_map_file(Path(path), areas)
    except MapFileError as error:
        log.info("Pages: %s: %s", VARIABLE, error)
        site.failures.append(PageFailure(VARIABLE, str(error)))
        return None
    lacking = [area["name"] for area in areas if area["area_id"] not in map_file.shapes]
    for what, names in (("areas without a shape", lacking), ("shapes that no area has", map_file.unused)):
        if names:
            log.info("Pages: %s: %d %s: %s", VARIABLE, len(names), what, ", ".join(names[:10]))
    return map_file
