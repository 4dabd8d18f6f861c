"""Outlines of areas from a user's GeoJSON: what is drawn, and what is told of a file that cannot be used."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from orchestration.pages import outline
from orchestration.pages.outline import MapFileError, read_map_file

AREAS: list[dict[str, Any]] = [
    {"area_id": "dal-noord", "code": "WK990101", "name": "Noord"},
    {"area_id": "dal-zuid", "code": None, "name": "Zuid aan de Vaart"},
    {"area_id": "dal-oost", "code": None, "name": "Oost"},
    {"area_id": "berg-oost", "code": None, "name": "Oost"},
]


def square(x: float, y: float, side: float = 1.0) -> list[list[float]]:
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def written(path: Path, *features: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "map.geojson"


@pytest.mark.parametrize(
    ("properties", "area_id"),
    [
        ({"area_id": "dal-noord"}, "dal-noord"),
        ({"code": "wk990101"}, "dal-noord"),
        ({"WijkCode": "WK990101", "naam": "Oost"}, "dal-noord"),
        ({"statnaam": "zuid  aan de VAART", "statcode": "WK1"}, "dal-zuid"),
        ({"naam": "Oost"}, None),
        ({"naam": "Elders"}, None),
        ({}, None),
    ],
    ids=["id", "code", "code before name", "name", "a name of two areas", "another name", "nothing"],
)
def test_a_shape_is_known_by_id_code_or_name(file: Path, properties: dict[str, str], area_id: str | None) -> None:
    known = feature(polygon(square(5, 5)), area_id="dal-oost")
    found = read_map_file(written(file, known, feature(polygon(square(0, 0)), **properties)), AREAS)
    assert found.shapes.keys() == {"dal-oost", *([area_id] if area_id else [])}
    assert len(found.unused) == (area_id is None)


def test_the_id_of_a_feature_itself_counts(file: Path) -> None:
    one = feature(polygon(square(0, 0))) | {"id": "dal-zuid"}
    assert read_map_file(written(file, one), AREAS).shapes.keys() == {"dal-zuid"}


def _points(path: str) -> list[list[tuple[int, int]]]:
    rings = re.findall(r"M([^MZ]+)Z", path)
    return [[tuple(int(n) for n in one.split(",")) for one in ring.split()] for ring in rings]  # type: ignore[misc]


def test_north_is_up_and_degrees_of_longitude_are_shorter(file: Path) -> None:
    shapes = [feature(polygon(square(5, 52)), area_id="dal-noord"), feature(polygon(square(5, 51)), area_id="dal-zuid")]
    picture = read_map_file(written(file, *shapes), AREAS).picture(["dal-noord", "dal-zuid"])
    assert picture
    assert picture.height == pytest.approx(1000)
    assert picture.width == pytest.approx(500 * math.cos(math.radians(52)))
    north, south = (_points(picture.outlines[name].path)[0] for name in ("dal-noord", "dal-zuid"))
    assert max(y for _, y in north) == 500 == min(y for _, y in south)


def test_metres_of_the_dutch_grid_stay_as_they_are(file: Path) -> None:
    one = feature(polygon(square(136_000, 455_000, 2000)), area_id="dal-noord")
    picture = read_map_file(written(file, one), AREAS).picture(["dal-noord", "dal-zuid"])
    assert picture
    assert (picture.width, picture.height) == (1000, 1000)
    assert picture.outlines.keys() == {"dal-noord"}
    assert picture.outlines["dal-noord"].label == (500, 500)


def test_holes_and_islands_are_drawn_and_no_number_stands_in_a_hole(file: Path) -> None:
    multi = {
        "type": "MultiPolygon",
        "coordinates": [[square(0, 0, 1000), square(100, 100, 700)], [square(1500, 0, 100)]],
    }
    picture = read_map_file(written(file, feature(multi, area_id="dal-oost")), AREAS).picture(["dal-oost"])
    assert picture
    drawn = picture.outlines["dal-oost"]
    assert [len(ring) for ring in _points(drawn.path)] == [4, 4, 4]
    assert drawn.label
    scale = picture.width / 1600
    assert 800 * scale < drawn.label[0] < 1000 * scale


def test_a_shape_without_room_has_no_number(file: Path) -> None:
    shapes = [
        feature(polygon(square(0, 0, 1000)), area_id="dal-noord"),
        feature(polygon(square(1000, 0, 20)), area_id="dal-zuid"),
    ]
    picture = read_map_file(written(file, *shapes), AREAS).picture(["dal-noord", "dal-zuid"])
    assert picture
    assert picture.outlines["dal-noord"].label
    assert picture.outlines["dal-zuid"].label is None


def test_a_line_of_many_points_is_drawn_with_few_and_stays_where_it_is(file: Path) -> None:
    circle = [[1000 * math.cos(at / 5000 * math.tau), 1000 * math.sin(at / 5000 * math.tau)] for at in range(5000)]
    path = written(file, feature(polygon([*circle, circle[0]]), area_id="dal-noord"))
    picture = read_map_file(path, AREAS).picture(["dal-noord"])
    assert picture
    (ring,) = _points(picture.outlines["dal-noord"].path)
    assert 20 < len(ring) < 100
    assert all(math.dist(point, (500, 500)) == pytest.approx(500, abs=2) for point in ring)


def test_two_shapes_of_one_area_are_drawn_together(file: Path) -> None:
    shapes = [feature(polygon(square(at, 0)), area_id="dal-noord") for at in (0, 3)]
    picture = read_map_file(written(file, *shapes), AREAS).picture(["dal-noord"])
    assert picture
    assert len(_points(picture.outlines["dal-noord"].path)) == 2


BAD: list[tuple[str, Any, str]] = [
    ("no JSON", "{", "is no JSON"),
    ("deep", "[" * 100_000, "is no JSON"),
    ("another kind", '{"type": "Topology", "objects": {}}', 'it says "type": "Topology"'),
    ("a list", "[]", 'it says no "type"'),
    ("no features", '{"type": "FeatureCollection"}', "is no GeoJSON of areas"),
    ("a feature that is none", [7], "feature 1 is no feature"),
    (
        "a line",
        [feature({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, naam="Weg")],
        "feature 1 (Weg) is a Li",
    ),
    ("nowhere", [feature(None, area_id="dal-noord")], "feature 1 (dal-noord) is nowhere, and areas are polygons"),
    ("words", [feature(polygon([["a", "b"]] * 4), area_id="dal-noord")], "coordinates that are no pairs of numbers"),
    ("half a point", [feature(polygon([[1]] * 4), area_id="dal-noord")], "coordinates that are no pairs of numbers"),
    ("no number", [feature(polygon([[1e400, 1]] * 4), area_id="dal-noord")], "coordinates that are no pairs"),
    ("a polygon of nothing", [feature({"type": "Polygon", "coordinates": None}, code="x")], "no pairs of numbers"),
    ("other ids", [feature(polygon(square(0, 0)), code="WK1")], "none of its 1 shapes has the id, code or name of an"),
    ("nothing", [], "none of its 0 shapes"),
]


@pytest.mark.parametrize(("content", "says"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
def test_a_file_that_cannot_be_used_says_why_and_what_is_shown(file: Path, content: Any, says: str) -> None:
    if isinstance(content, str):
        file.write_text(content, encoding="utf-8")
    else:
        written(file, *content)
    with pytest.raises(MapFileError) as told:
        read_map_file(file, AREAS)
    assert says in str(told.value)
    assert str(file) in str(told.value)
    assert "The map of tiles is shown instead" in str(told.value)


def test_a_file_that_is_not_there_or_too_large_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MapFileError, match="cannot be read: No such file"):
        read_map_file(file, AREAS)
    with pytest.raises(MapFileError, match="cannot be read: Is a directory"):
        read_map_file(file.parent, AREAS)
    written(file, feature(polygon(square(0, 0)), area_id="dal-noord"))
    monkeypatch.setattr(outline, "MOST_POINTS", 4)
    with pytest.raises(MapFileError, match="more than 4 points: simplify it"):
        read_map_file(file, AREAS)
    monkeypatch.setattr(outline, "LARGEST_FILE", 100)
    with pytest.raises(MapFileError, match="cut it to the city, or simplify it"):
        read_map_file(file, AREAS)
