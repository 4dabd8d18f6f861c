"""The outlines of areas as a user's map file has them (GeoJSON), drawn to fit a picture: only places are worked out."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

LARGEST_FILE = 50_000_000
"""Bytes; a file of a whole country's neighbourhoods at full detail is larger, and draws nothing better."""
MOST_POINTS = 2_000_000
WIDTH = 1000.0
"""The longest side of a picture."""
DETAIL = 1.2
"""How far a line may be moved to leave out points, in the same measure: less than a pixel on a screen."""
KEYS = ("area_id", "id", "code", "statcode", "gemeentecode", "wijkcode", "buurtcode")
"""Properties that may hold an area's id or code, whatever their case."""
NAMES = ("naam", "name", "statnaam", "wijknaam", "buurtnaam")
"""Properties that hold its name; tried where none of the others is known."""
ROOM = 70.0
"""How wide a shape must be where a number is written in it."""
WHAT_TO_DO = "The map of tiles is shown instead"


class MapFileError(Exception):
    """The map file cannot be used; says why, and what is shown instead."""


@dataclass(frozen=True)
class Shape:
    """A feature of the map file: what it may be called, and its polygons (an outer ring each, and its holes)."""

    keys: tuple[str, ...]
    names: tuple[str, ...]
    polygons: list[list[Ring]]

    @property
    def said(self) -> str:
        """What people know it by."""
        return (self.names or self.keys or ("?",))[0]


@dataclass(frozen=True)
class Outline:
    """An area as it is drawn: a path, and the place for its number (None where there is no room)."""

    path: str
    label: Point | None
    room: float
    """How wide it is there."""


@dataclass(frozen=True)
class Picture:
    """The outlines of some areas, by id, in one picture."""

    outlines: dict[str, Outline]
    width: float
    height: float


@dataclass(frozen=True)
class MapFile:
    """The shapes of a map file that belong to areas, and what belongs to nothing."""

    name: str
    shapes: dict[str, list[Shape]]
    """By area id."""
    unused: list[str] = field(default_factory=list)
    """Shapes that no area has."""

    def picture(self, area_ids: Iterable[str]) -> Picture | None:
        """The areas of one map that have a shape; None where none has."""
        found = {area_id: self.shapes[area_id] for area_id in area_ids if area_id in self.shapes}
        return _drawn(found) if found else None


def read_map_file(path: Path, areas: Sequence[Mapping[str, Any]]) -> MapFile:
    """The shapes of these areas (rows with area_id, code and name). Raises MapFileError, in words for who set it."""
    shapes = list(_shapes(path))
    by_id = {str(area["area_id"]).casefold(): area["area_id"] for area in areas}
    by_code: dict[str, list[str]] = {}
    by_name: dict[str, list[str]] = {}
    for area in areas:
        if area["code"]:
            by_code.setdefault(area["code"].casefold(), []).append(area["area_id"])
        by_name.setdefault(_folded(area["name"]), []).append(area["area_id"])
    found: dict[str, list[Shape]] = {}
    unused = []
    for shape in shapes:
        keys = [key.casefold() for key in shape.keys]
        meant = next(([by_id[key]] for key in keys if key in by_id), None)
        meant = meant or next((by_code[key] for key in keys if key in by_code), None)
        meant = meant or next((by_name[key] for key in map(_folded, shape.names) if key in by_name), [])
        # A name of two areas says nothing.
        if len(meant) == 1:
            found.setdefault(meant[0], []).append(shape)
        else:
            unused.append(shape.said)
    if not found:
        ids = ", ".join(sorted(by_id.values())[:3])
        theirs = ", ".join(unused[:3]) or "none"
        message = f"{path}: none of its {len(shapes)} shapes has the id, code or name of an area. It has {theirs}"
        raise MapFileError(f"{message}; the areas are {ids}. Give each shape an area_id or a code. {WHAT_TO_DO}.")
    return MapFile(path.name, found, unused)


def _folded(name: str) -> str:
    return " ".join(str(name).casefold().split())


def _shapes(path: Path) -> Iterator[Shape]:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            message = f"{path} has {size / 1e6:.0f} MB, and at most {LARGEST_FILE / 1e6:.0f} MB are read"
            raise MapFileError(f"{message}: cut it to the city, or simplify it. {WHAT_TO_DO}.")
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MapFileError(f"{path} cannot be read: {error.strerror}. {WHAT_TO_DO}.") from error
    except (ValueError, RecursionError) as error:
        raise MapFileError(f"{path} is no JSON: {str(error)[:80]}. {WHAT_TO_DO}.") from error
    kind = data.get("type") if isinstance(data, dict) else None
    features = data.get("features") if isinstance(data, dict) else None
    if kind != "FeatureCollection" or not isinstance(features, list):
        says = f'says "type": {json.dumps(kind)[:40]}' if kind else 'says no "type"'
        message = f"{path} is no GeoJSON of areas: it {says}, and a FeatureCollection is read"
        raise MapFileError(f"{message}. Save it as GeoJSON. {WHAT_TO_DO}.")
    points = 0
    for number, feature in enumerate(features, start=1):
        place = f"{path}: feature {number}"
        if not isinstance(feature, dict):
            raise MapFileError(f"{place} is no feature. {WHAT_TO_DO}.")
        shape = _shape(feature, place)
        points += sum(len(ring) for polygon in shape.polygons for ring in polygon)
        if points > MOST_POINTS:
            raise MapFileError(f"{path} has more than {MOST_POINTS} points: simplify it. {WHAT_TO_DO}.")
        yield shape


def _shape(feature: dict[str, Any], place: str) -> Shape:
    properties = feature.get("properties")
    said = {str(name).casefold(): value for name, value in (properties if isinstance(properties, dict) else {}).items()}
    said.setdefault("id", feature.get("id"))
    keys, names = (
        tuple(str(said[name]).strip() for name in wanted if isinstance(said.get(name), (str, int)))
        for wanted in (KEYS, NAMES)
    )
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        known = f" ({(names or keys)[0]})" if names or keys else ""
        message = f"{place}{known} is {'a ' + str(kind)[:40] if kind else 'nowhere'}, and areas are polygons"
        raise MapFileError(f"{message}. Leave it out of the file. {WHAT_TO_DO}.")
    assert isinstance(geometry, dict)
    coordinates = geometry.get("coordinates")
    try:
        polygons: list[Any] = [coordinates] if kind == "Polygon" else list(coordinates or [])
        read = [[[_point(one) for one in ring] for ring in polygon] for polygon in polygons]
    except (TypeError, ValueError, IndexError) as error:
        raise MapFileError(f"{place} has coordinates that are no pairs of numbers. {WHAT_TO_DO}.") from error
    return Shape(keys, names, [polygon for polygon in read if polygon and len(polygon[0]) > 3])


def _point(said: Any) -> Point:
    x, y = float(said[0]), float(said[1])
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError(said)
    return x, y


def _drawn(found: dict[str, list[Shape]]) -> Picture:
    """Shapes on one plane, north up, the longest side of all together as long as the picture's."""
    every = [p for shapes in found.values() for s in shapes for polygon in s.polygons for ring in polygon for p in ring]
    west, east = min(x for x, _ in every), max(x for x, _ in every)
    south, north = min(y for _, y in every), max(y for _, y in every)
    # Degrees of longitude are shorter than those of latitude; metres, such as those of the Dutch grid, are not.
    is_degrees = max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90
    across = math.cos(math.radians((south + north) / 2)) if is_degrees else 1.0
    longest = max((east - west) * across, north - south) or 1.0
    scale = WIDTH / longest

    def place(point: Point) -> Point:
        return (point[0] - west) * across * scale, (north - point[1]) * scale

    outlines = {}
    for area_id, shapes in found.items():
        polygons = [
            [ring for ring in (_simple([place(one) for one in ring]) for ring in polygon) if len(ring) > 2]
            for shape in shapes
            for polygon in shape.polygons
        ]
        polygons = [polygon for polygon in polygons if polygon]
        if polygons:
            largest = max(polygons, key=lambda polygon: abs(_surface(polygon[0])))
            label, room = _label(largest)
            path = "".join(_path(ring) for polygon in polygons for ring in polygon)
            outlines[area_id] = Outline(path, label if room >= ROOM else None, room)
    return Picture(outlines, (east - west) * across * scale, (north - south) * scale)


def _path(ring: Ring) -> str:
    return "M" + " ".join(f"{x:.0f},{y:.0f}" for x, y in ring) + "Z"


def _surface(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _simple(ring: Ring) -> Ring:
    """A ring with the fewest points that keep every left-out one within DETAIL of its line (Douglas and Peucker)."""
    points = [ring[0]]
    for point in ring[1:]:
        # What lies within half a unit is the same place; of a ring of a million points few are left.
        if math.dist(point, points[-1]) >= 0.5:
            points.append(point)
    if len(points) > 1 and math.dist(points[0], points[-1]) < 0.5:
        points.pop()
    if len(points) < 4:
        return points
    far = max(range(len(points)), key=lambda at: math.dist(points[0], points[at]))
    closed = [*points, points[0]]
    kept = {0, far, len(points)}
    spans = [(0, far), (far, len(points))]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        at, off = max(
            ((at, _distance(closed[at], closed[first], closed[last])) for at in range(first + 1, last)),
            key=lambda one: one[1],
        )
        if off > DETAIL:
            kept.add(at)
            spans += [(first, at), (at, last)]
    return [closed[at] for at in sorted(kept)][:-1]


def _distance(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from the line between two others."""
    along = (end[0] - start[0], end[1] - start[1])
    square = along[0] ** 2 + along[1] ** 2
    if not square:
        return math.dist(point, start)
    part = ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]) / square
    part = min(1.0, max(0.0, part))
    return math.dist(point, (start[0] + part * along[0], start[1] + part * along[1]))


def _label(polygon: list[Ring]) -> tuple[Point, float]:
    """The middle of the widest stretch inside a polygon, and how wide it is; holes are outside."""
    low, high = min(y for _, y in polygon[0]), max(y for _, y in polygon[0])
    best: tuple[float, Point] = (0.0, polygon[0][0])
    for part in (0.5, 0.42, 0.58, 0.34, 0.66):
        y = low + (high - low) * part
        crossings = sorted(
            a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
            for ring in polygon
            for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
            if (a[1] <= y) != (b[1] <= y)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            # Nearer the middle is better than a little wider.
            if right - left > best[0] * 1.15:
                best = (right - left, ((left + right) / 2, y))
    return best[1], best[0]
