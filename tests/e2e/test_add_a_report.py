"""docs/add-a-report.md, followed word by word: its files are written, its commands run, and they say what it says.

Only the refresh at its end is really run, since each run takes a minute. What its checks print before is made by the
reader alone, where they refuse the files, and by the models of the release alone, where a rule fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.rules_page import read_rules
from orchestration.home import REPOSITORY, Home
from orchestration.ingest.raw import open_raw
from orchestration.ingest.reports import ingest, read_problems
from tests.built import BuiltWarehouse
from tests.guides import PATH, blocks, with_outcome

PAGE = with_outcome(blocks("add-a-report.md"))


@dataclass
class Follower:
    """Somebody who does what the page says, in a shell of their own."""

    folder: Path
    environment: dict[str, str]

    @property
    def trial(self) -> Path:
        """The folder that the page makes."""
        return Path(self.environment["TRIAL"])

    def write(self, file: str, text: str) -> None:
        """Save a file of the page."""
        path = self.trial / file.removeprefix("$TRIAL/")
        assert path.is_relative_to(self.trial)
        path.write_text(text, encoding="utf-8")

    def run(self, command: str) -> str:
        """Run a block of commands, and keep what it exports; what it prints."""
        kept = self.folder / "environment"
        result = subprocess.run(
            ["bash", "-euc", f"{command}\nenv -0 > '{kept}'"],
            cwd=REPOSITORY,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
        variables = kept.read_text(encoding="utf-8").split("\0")
        self.environment = dict(variable.split("=", 1) for variable in variables if variable)
        return result.stdout


def test_following_the_page_word_by_word(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WAREHOUSE_")}
    follower = Follower(tmp_path, environment | {"PATH": PATH, "TMPDIR": str(tmp_path)})
    refused_by_rule: tuple[Path, str] | None = None
    checks = 0
    for block, printed in PAGE:
        if block.file:
            follower.write(block.file, block.text)
        elif not block.text.startswith("warehouse check"):
            assert block.language == "sh", f"line {block.line}"
            said = follower.run(block.text)
            assert printed is None or said == printed
        else:
            checks += 1
            assert printed is not None
            assert block.text == 'warehouse check --sources "$TRIAL/sources" --home "$TRIAL/home"\n'
            problems = _what_the_reader_says(follower.trial / "sources", tmp_path / "store.duckdb")
            if printed.startswith("OPEN"):
                assert problems == ""
                kept = tmp_path / "spoiled"
                shutil.copytree(follower.trial / "sources", kept)
                refused_by_rule = kept, printed
            else:
                assert problems == printed
    assert checks == 3
    # The refresh made the pages too, though this report has no months: a page that failed would have ended it.
    pages = follower.trial / "home" / "pages" / "current"
    assert "468" in (pages / "wijk" / "vollenhove.html").read_text(encoding="utf-8")
    assert "Sociaal team Zeist" in (pages / "flow.html").read_text(encoding="utf-8")
    assert refused_by_rule is not None
    kept, printed = refused_by_rule
    assert _what_the_rules_say(Home(follower.trial / "home"), kept, tmp_path) == printed


def _what_the_reader_says(sources: Path, store: Path) -> str:
    """The problems of the report folders, as the summary prints them, without what to do."""
    ingest(sources, store)
    with open_raw(store) as connection:
        problems = read_problems(connection)
    lines: list[str] = []
    for problem in problems:
        if problem.file not in lines:
            lines.append(problem.file)
        place = problem.place().removeprefix(problem.file).removeprefix(", ")
        lines.append(f"  {place}: {problem.message}" if place else f"  {problem.message}")
    return "".join(f"{line}\n" for line in lines)


def _what_the_rules_say(home: Home, spoiled: Path, folder: Path) -> str:
    """The finding that the spoiled sources give, as the summary prints it: the release's models judge their cells."""
    store, copy = folder / "spoiled.duckdb", folder / "judged.duckdb"
    ingest(spoiled, store)
    shutil.copyfile(home.link, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute(f"ATTACH '{store}' AS spoiled (READ_ONLY)")
        connection.execute(
            """
            UPDATE core.figure AS f
            SET value = CAST(replace(s.text, '.', '') AS DECIMAL(18, 4)), value_printed = s.text
            FROM spoiled.raw.cell AS s
            WHERE s.report_id = f.report_id AND s.table_id = f.table_id AND s.row_number = f.row_number
                AND s.column_number = f.column_number AND s.text <> f.value_printed
            """
        )
        BuiltWarehouse(home).refill_terms(connection)
        known = "SELECT identity_id FROM quality.finding"
        ((identity, rule_id, left, right),) = connection.execute(
            "SELECT identity_id, rule_id, left_value, right_value FROM quality.identity "
            f"WHERE verdict = 'fails' AND identity_id NOT IN ({known})"
        ).fetchall()
        cells = connection.execute(
            "SELECT t.file, f.row_number, f.column_number, f.document_line, f.value_printed, f.figure_key "
            "FROM quality.identity_term AS i INNER JOIN core.figure AS f USING (figure_id) "
            "INNER JOIN core.report_table AS t ON f.report_id = t.report_id AND f.table_id = t.table_id "
            "WHERE i.identity_id = $1 ORDER BY i.side DESC, t.file, f.row_number, f.column_number",
            [identity],
        ).fetchall()
    (rule,) = [rule for rule in read_rules() if rule.id == rule_id]
    sides = {"left": f"{left:.0f}", "right": f"{right:.0f}"}
    words = {
        "nl": sides | {"periods": "kwartalen", "period_total": "jaartotaal"},
        "en": sides | {"periods": "quarters", "period_total": "total of the year"},
    }
    lines = [
        f"OPEN  {rule.finding['plain'].nl.format(**words['nl'])} (Gestarte casussen, Vollenhove, 2023).",
        f"  {rule.finding['plain'].en.format(**words['en'])} (Cases started, Vollenhove, 2023).",
        f"  {identity}",
        f"  {left:.0f} is not {right:.0f}   (difference {left - right:.0f})",
        "  New.",
        *(f"    {f} row {r} column {c}, line {line}: “{text}”  {key}" for f, r, c, line, text, key in cells),
    ]
    return "".join(f"{line}\n" for line in lines)
