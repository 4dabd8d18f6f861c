"""`warehouse adopt`: a metric moves from a report to the seeds, or nothing is written."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from orchestration.build.adopt import adopt_metric
from orchestration.build.seed_files import SEED_FOLDER, seed_problems
from orchestration.ingest.report_file import read_report
from orchestration.problems import BadInputError

REPORT = """\
id: zeist-2023
title: Jaarverslag        # as on the cover
organisation: sociaal-zeist
period: 2023
key_figures: key_figures.csv
define:
  organisations: [{id: sociaal-zeist, name: Sociaal team Zeist, area: zeist}]
  # What only we count.
  metrics:
"""
INLINE = "    - {id: walk_ins, name: Inlopers, name_en: Walk-ins, unit: count}\n"
BLOCK = """\
    - id: walk_in_costs
      name: Kosten van de inloop
      name_en: Costs
      unit: eur
      minimum: 0
"""
SHARE = "    - {id: helped, name: Geholpen, name_en: Helped, unit: percent, share_of: walk_ins}\n"
REST = """\
# What breaks.
breaks:
  - {id: b, metrics: [complaints], period: 2023, reason: A new form}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with seeds and an empty report."""
    shutil.copytree(SEED_FOLDER, tmp_path / "seeds")
    (tmp_path / "zeist-2023").mkdir()
    return tmp_path


def _adopt(place: Path, text: str, metric: str) -> str:
    """What is left of a report after a metric of it was adopted."""
    file = place / "zeist-2023" / "report.yml"
    file.write_text(text, encoding="utf-8")
    seed, report = adopt_metric(place, "zeist-2023", metric, place / "seeds")
    assert (seed, report) == (place / "seeds" / "seed__metric.csv", file)
    assert seed_problems(place / "seeds") == []
    read_report(file, place)
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("order", [(INLINE, BLOCK, SHARE), (BLOCK, SHARE, INLINE), (SHARE, INLINE, BLOCK)])
def test_the_rest_of_the_report_stays(place, order):
    left = _adopt(place, REPORT + "".join(order) + REST, "walk_ins")
    assert left == REPORT + "".join(one for one in order if one != INLINE) + REST
    left = _adopt(place, left, "walk_in_costs")
    assert left == REPORT + SHARE + REST
    left = _adopt(place, left, "helped")
    assert left == REPORT.removesuffix("  metrics:\n") + REST


def test_what_the_seeds_say_then(place):
    _adopt(place, REPORT + INLINE + BLOCK, "walk_ins")
    _adopt(place, (place / "zeist-2023" / "report.yml").read_text(encoding="utf-8"), "walk_in_costs")
    with (place / "seeds" / "seed__metric.csv").open(encoding="utf-8", newline="") as file:
        *_, first, second = csv.DictReader(file)
    ways = ("over_time", "over_areas", "over_categories")
    assert [first[key] for key in ("metric_id", "label_nl", "definition", "mart", *ways)] == [
        *("walk_ins", "Inlopers", "Walk-ins", "", "distinct", "overlap", "sum")
    ]
    assert [second[key] for key in ("metric_id", "unit", "minimum", *ways)] == [
        *("walk_in_costs", "eur", "0", "sum", "sum", "sum")
    ]


@pytest.mark.parametrize(
    ("text", "metric", "says"),
    [
        (REPORT + INLINE, "walk_outs", "does not define the metric walk_outs; it defines walk_ins"),
        (REPORT + "    - {id: a, name: A, name_en: A, unit: count}  \n", "b", "it defines a"),
        (REPORT + SHARE, "helped", 'there is no metric "walk_ins"'),
        (REPORT + INLINE.replace("walk_ins", "cases_started"), "cases_started", "cases_started"),
        (
            REPORT.replace("  metrics:\n", "  metrics: [")
            + "{id: a, name: A, name_en: A, unit: count}, {id: b, name: B, name_en: B, unit: count}]\n",
            "b",
            "put each one under `metrics` on lines of its own",
        ),
    ],
)
def test_what_cannot_be_moved_is_left(place, text, metric, says):
    before = (place / "seeds" / "seed__metric.csv").read_bytes()
    with pytest.raises((ValueError, BadInputError)) as refused:
        _adopt(place, text, metric)
    told = refused.value
    messages = [problem.message for problem in told.problems] if isinstance(told, BadInputError) else [str(told)]
    assert says in " ".join(messages)
    assert (place / "seeds" / "seed__metric.csv").read_bytes() == before
    assert (place / "zeist-2023" / "report.yml").read_text(encoding="utf-8") == text
