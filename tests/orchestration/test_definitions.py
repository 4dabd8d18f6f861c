"""The Dagster code location: it loads, and its graph is the one that is drawn in `asset_graph.txt`.

Term models and the checks of rules come and go with the rules, so they are not drawn.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from expectations.rules_page import read_rules

REPOSITORY = Path(__file__).resolve().parents[2]
PICTURE = Path(__file__).with_name("asset_graph.txt")

RULE_CHECKS = {
    f"check: quality/rule_result {rule.id}{' (blocking)' if rule.severity == 'critical' else ''}"
    for rule in read_rules()
}

DRAW = """
from orchestration.definitions import defs
defs = defs()
graph = defs.resolve_asset_graph()
drawn = [key for key in graph.get_all_asset_keys() if not key.to_user_string().startswith("quality/term_")]
for key in sorted(drawn, key=lambda k: k.path):
    node = graph.get(key)
    parents = " ".join(sorted(parent.to_user_string() for parent in node.parent_keys if parent in drawn))
    print(f"{node.group_name}: {key.to_user_string()} <- {parents}".rstrip())
for check in sorted(graph.asset_check_keys, key=lambda c: (c.asset_key.path, c.name)):
    spec = graph.get_check_spec(check)
    print(f"check: {check.asset_key.to_user_string()} {check.name}{' (blocking)' if spec.blocking else ''}")
print("jobs:", *sorted(job.name for job in defs.resolve_all_job_defs() if not job.name.startswith("__")))
repository = defs.get_repository_def()
print("schedules:", *sorted(one.name for one in repository.schedule_defs))
print("sensors:", *sorted(one.name for one in repository.sensor_defs))
"""


IMPORT = """
import os, subprocess, sys, threading, dagster
before = dict(os.environ)
def refuse(*arguments, **named):
    raise AssertionError("a process was started")
subprocess.Popen.__init__ = refuse
import orchestration.definitions
assert dict(os.environ) == before
assert "dagster_dbt" not in sys.modules
assert threading.active_count() == 1
"""


def test_importing_it_does_nothing(tmp_path: Path) -> None:
    """Neither in the environment nor on disk, and no process is started: that is for those who load `defs`."""
    home = tmp_path / "home"
    result = subprocess.run(
        [sys.executable, "-c", IMPORT],
        capture_output=True, text=True, check=False, cwd=REPOSITORY, env=os.environ | {"WAREHOUSE_HOME": str(home)},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert not home.exists()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The graph of the code location, drawn by a process of its own: loading it parses the dbt project."""
    home = tmp_path_factory.mktemp("home")
    result = subprocess.run(
        [sys.executable, "-c", DRAW],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env=os.environ | {"WAREHOUSE_HOME": str(home), "WAREHOUSE_SOURCES": str(REPOSITORY / "sources")},
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_graph_is_the_one_drawn(drawn: str) -> None:
    """After a wanted change: `python -m pytest tests/orchestration/test_definitions.py` with REDRAW=1 set."""
    picture = "".join(line for line in drawn.splitlines(keepends=True) if line.rstrip("\n") not in RULE_CHECKS)
    if os.environ.get("REDRAW"):
        PICTURE.write_text(picture, encoding="utf-8")
    assert picture == PICTURE.read_text(encoding="utf-8")


def test_every_rule_is_a_check(drawn: str) -> None:
    assert set(drawn.splitlines()) >= RULE_CHECKS


def test_lineage_runs_from_report_to_mart_and_release(drawn: str) -> None:
    parents = {}
    for line in drawn.splitlines():
        if "<-" in line:
            asset, _, rest = line.partition(": ")[2].partition(" <-")
            parents[asset] = rest.split()
    reached, ahead = set(), ["release/warehouse"]
    while ahead:
        asset = ahead.pop()
        if asset not in reached:
            reached.add(asset)
            ahead += parents.get(asset, [])
    assert {
        "reports/bto-sociaal-2021",
        "raw/cell",
        "core/figure",
        "flow/team_month",
    } <= reached


SPECS = """
import sys
from pathlib import Path
from orchestration.definitions.ingest import DRAWN, report_specs
sources = Path(sys.argv[1])
for number in range(DRAWN + 1):
    keys = [spec.key.to_user_string() for spec in report_specs(sources)]
    assert keys == sorted(f"reports/dorp-{n}" for n in range(number)), keys
    folder = sources / f"dorp-{number}"
    folder.mkdir()
    (folder / "report.yml").write_text("")
[spec] = report_specs(sources)
print(spec.key.to_user_string(), spec.description)
"""


def test_many_reports_are_one_asset(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", SPECS, str(tmp_path)], capture_output=True, text=True, check=False, cwd=REPOSITORY
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("reports/all The 51 report folders")
