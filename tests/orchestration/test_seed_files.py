"""A slip in a seed is told with file, line and value, before dbt loads it."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
import yaml

from orchestration.build import seed_files
from orchestration.build.seed_files import SEED_FILES, SEED_FOLDER, check_seeds, seed_problems
from orchestration.explain.words import FIGURE_KINDS
from orchestration.home import DBT_PROJECT, Home
from orchestration.ingest.report_tables import Kind
from orchestration.problems import BadInputError
from orchestration.run import steps as build

Slip = Callable[[str], str]


def put(old: str, new: str) -> Slip:
    def slip(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return slip


def add(*lines: str) -> Slip:
    return lambda text: text + "".join(f"{line}\n" for line in lines)


FIRST = re.compile(r"(?m)^(cases_started,.*),$")
METRIC = "seed__metric"
SLIPS: list[tuple[str, str, Slip, int | None, str]] = [
    ("a column short", METRIC, lambda text: FIRST.sub(r"\1", text, count=1), 2, "the line has 23 cells where"),
    ("a column more", METRIC, lambda text: FIRST.sub(r"\1,,", text, count=1), 2, "the line has 25 cells where"),
    ("an unknown unit", METRIC, put(",count,flow,", ",stuks,flow,"), 2, 'there is no unit "stuks"; known are count, '),
    (
        "an unknown mart",
        METRIC,
        put(",count,flow,", ",count,flows,"),
        2,
        'there is no mart "flows"; did you mean flow?',
    ),
    ("an unknown way to add up", METRIC, put("flow,sum,", "flow,summ,"), 2, 'no over_time "summ"; did you mean sum?'),
    ("an unknown metric", METRIC, put("cases_started,cases_closed", "cases_started,cases_closd"), 3, "cases_closed?"),
    ("no unit", METRIC, put(",count,flow,", ",,flow,"), 2, "unit is empty"),
    ("null", METRIC, put(",count,flow,", ",null,flow,"), 2, "unit is empty"),
    (
        "a bound that is no number",
        METRIC,
        lambda text: FIRST.sub(r"\1,x", text, count=1),
        2,
        'maximum "x" is no number',
    ),
    (
        "bounds turned",
        METRIC,
        lambda text: FIRST.sub(lambda m: m[1][:-1] + ",5,1", text, count=1),
        2,
        "maximum 1 lies below",
    ),
    ("an id in capitals", METRIC, put("\ncases_started,", "\nCases,"), 2, 'metric_id "Cases" is no id'),
    (
        "half a category",
        METRIC,
        put(",sroi_component,goal,", ",sroi_component,,"),
        208,
        "share_of_category_id is empty",
    ),
    ("a header slip", METRIC, put("label_en", "label_eng"), 1, 'the header says "label_eng"'),
    ("a header short", METRIC, put(",maximum", ""), 1, 'the header says "maximum"'),
    ("an empty line", "seed__area", add("", "nergens,Nergens,team"), 33, "the line is empty"),
    ("semicolons", "seed__area", add("nergens;Nergens;team"), 33, "the line has 1 cells where the header has 9"),
    ("a quotation mark left open", "seed__area", add('nergens,"Nergens,team'), 33, "the quotation marks make no sense"),
    ("a line break", "seed__area", add('nergens,"Ner', 'gens",team,,,,,,'), 33, "holds a character that shows nothing"),
    ("no day", "seed__area", put("Binnenstad,team,,,,", "Binnenstad,team,,,2015,"), 3, 'valid_from "2015" is no date'),
    (
        "no number of people",
        "seed__area",
        put("Binnenstad,team,,,,", "Binnenstad,team,,many,,"),
        3,
        "is no whole number",
    ),
    (
        "a change to nothing",
        "seed__area_change",
        add("west,merged_into,nergens"),
        2,
        'there is no area "nergens"',
    ),
    (
        "half a tile",
        "seed__area",
        put(",,,,,4,4", ",,,,,4,"),
        3,
        'the area "binnenstad" has a tile_row and no tile_column',
    ),
    ("a tile that is no number", "seed__area", put(",4,4", ",4,vier"), 3, 'tile_column "vier" is no whole number'),
    ("a tile off the map", "seed__area", put(",4,4", ",4,0"), 3, "tile_column 0 is outside the map: it has rows and"),
    (
        "a tile of a group",
        "seed__area",
        put("Overvecht,group,,,,,,", "Overvecht,group,,,,,9,9"),
        22,
        "a group has no tile",
    ),
    ("two areas on a tile", "seed__area", put(",4,5", ",4,4"), 13, 'the tile 4, 4 is that of "binnenstad" on line 3'),
    (
        "two areas on a tile for a day",
        "seed__area",
        add("oud,Oud,team,,,,2022-12-31,9,9", "nieuw,Nieuw,team,,,2022-12-31,,9,9"),
        34,
        'the tile 9, 9 is that of "oud"',
    ),
    ("an unknown kind", "seed__area", put("Binnenstad,team", "Binnenstad,teem"), 3, 'there is no kind "teem"'),
    (
        "a duplicate id",
        "seed__area",
        add("west,Westelijk,team,,,,,,"),
        33,
        '"west" stands here a second time, first on line 19',
    ),
    (
        "a member of nothing",
        "seed__area_member",
        put("utrecht,lunetten", "utrecht,lunettten"),
        9,
        "did you mean lunetten?",
    ),
    ("a member of itself", "seed__area_member", add("oost,ondiep-and-oost,"), 48, '"oost" is a part of itself'),
    ("an unknown organisation", "seed__area_member", put("mbo,lokalis", "mbo,lokaliss"), 20, "did you mean lokalis?"),
    (
        "an organisation nowhere",
        "seed__organisation",
        put("Lokalis,utrecht", "Lokalis,utrech"),
        2,
        "did you mean utrecht?",
    ),
    ("a city that is none", "seed__city_area", add("west,oost"), 4, 'city_area_id "west" is no city'),
    ("a category of nothing", "seed__category", put("referrer,", "refferrer,"), 2, 'there is no breakdown "refferrer"'),
    ("neither true nor false", "seed__category", put("true", "yes"), None, 'there is no is_part_of_whole "yes"'),
    ("an alias of nothing", "seed__alias", put("binnenstad,,", "binnenstat,,"), 2, "did you mean binnenstad?"),
    (
        "an alias without breakdown",
        "seed__alias",
        put("category,referrer,", "category,,"),
        38,
        "breakdown_id is empty beside",
    ),
    ("an unknown dimension", "seed__alias", put("area,,De Meern", "aera,,De Meern"), 3, 'there is no dimension "aera"'),
    (
        "a label twice",
        "seed__alias",
        add("qualifier,,CIRCA,over,,"),
        166,
        'the label "CIRCA" stands for another id on line',
    ),
    (
        "an exception of nothing",
        "seed__metric_exception",
        put("unique_clients", "unique_client"),
        2,
        "did you mean unique",
    ),
]


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SEED_FOLDER, tmp_path / "seeds"))


@pytest.mark.parametrize(("seed", "slip", "line", "says"), [one[1:] for one in SLIPS], ids=[one[0] for one in SLIPS])
def test_a_slip_is_told_with_its_line(seeds: Path, seed: str, slip: Slip, line: int | None, says: str) -> None:
    file = seeds / f"{seed}.csv"
    before = file.read_text(encoding="utf-8")
    assert slip(before) != before
    file.write_text(slip(before), encoding="utf-8")
    told = [one for one in seed_problems(seeds) if one.file == f"dbt_project/seeds/{seed}.csv" and says in one.message]
    assert told, [(one.place(), one.message) for one in seed_problems(seeds)]
    assert line is None or line in {one.row for one in told}
    assert f"{seed}.csv, line {told[0].row}" in told[0].place()
    assert all(len(one.next_step) > 10 for one in told)


def test_a_line_too_short_is_told_alone(seeds: Path) -> None:
    """Its id is known all the same, so that those who refer to it are not blamed."""
    file = seeds / "seed__metric.csv"
    file.write_text(FIRST.sub(r"\1", file.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    assert [(one.row, one.text) for one in seed_problems(seeds)] == [(2, one.text) for one in seed_problems(seeds)][:1]


@pytest.mark.parametrize(
    "spoil", [Path.unlink, lambda file: file.write_bytes("café".encode("latin-1"))], ids=["gone", "not UTF-8"]
)
def test_a_seed_that_cannot_be_read_is_told(seeds: Path, spoil: Callable[[Path], None]) -> None:
    spoil(seeds / "seed__area.csv")
    (problem,) = seed_problems(seeds)
    assert problem.file == "dbt_project/seeds/seed__area.csv"
    assert "cannot be read" in problem.message


def test_the_seeds_as_they_stand_are_right() -> None:
    check_seeds()
    assert {path.stem for path in SEED_FOLDER.glob("*.csv")} == SEED_FILES.keys()


def test_nothing_is_read_or_built_on_bad_seeds(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """BadInputError is what ends a run with exit code 2."""
    (seeds / "seed__area.csv").write_text(
        "area_id,name,kind,code,inhabitants,valid_from,valid_until,tile_row,tile_column\nutrecht,Utrecht,dorp,,,,,,\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(seed_files, "SEED_FOLDER", seeds)
    home = Home(tmp_path / "home")
    with pytest.raises(BadInputError, match=r'seed__area.csv, line 2, column 3: there is no kind "dorp"'):
        build.prepare_build(home, tmp_path)
    assert not home.raw_database.exists()


def test_the_values_allowed_are_those_of_the_models() -> None:
    models = yaml.safe_load((DBT_PROJECT / "models" / "core" / "_models.yml").read_text(encoding="utf-8"))["models"]
    allowed: dict[str, list[str]] = {}
    for model in models:
        for test in model.get("data_tests", []):
            if isinstance(test, dict) and "allowed_values" in test:
                allowed |= test["allowed_values"]["arguments"]["values"]
    with (DBT_PROJECT / "seeds" / "seed__unit.csv").open(encoding="utf-8") as file:
        assert {row["unit"] for row in csv.DictReader(file)} == set(allowed["unit"])
    assert set(seed_files.KINDS) == set(allowed["kind"])
    assert set(seed_files.ADDITIVITY) == set(allowed["over_time"])
    assert set(seed_files.QUALIFIERS) == set(allowed["qualifier"])


def test_the_kinds_of_figure_are_the_same_wherever_they_are_named() -> None:
    with (DBT_PROJECT / "seeds" / "seed__kind.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["kind"]: (row["label_nl"], row["label_en"]) for row in rows} == FIGURE_KINDS
    assert {row["kind"] for row in rows} == set(get_args(Kind))
    # Models tell a distance by its name.
    for row in rows:
        side, _, of_kind = row["kind"].partition("_") if row["of_kind"] else ("", "", "")
        assert (of_kind, row["sign"]) == (row["of_kind"], {"over": "1", "under": "-1", "": ""}[side])
        assert bool(row["of_kind"]) == row["kind"].startswith(("over_", "under_"))
