"""One digit changed in a copy of the sources, and a real check of it: what a person would see."""

from __future__ import annotations

import csv
import json
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from expectations.localise.system import Cell, System, as_decimal
from tests.drill.slips import one_digit
from tests.drill.structure import noticing

ATTEMPTS = 1000


@dataclass(frozen=True)
class Refreshed:
    """A digit that was changed in a file of the sources, and what the check said of it."""

    figure_id: str
    printed: str
    misread: str
    is_refused: bool
    is_suspect: bool
    is_alone: bool
    is_implied: bool
    """Whether the value that it should read is the one that was printed."""


def through_the_refresh(system: System, sources: Path, refreshes: int, seed: int) -> list[Refreshed]:
    """Change one digit that an equation pins, check, and look for it among the suspects; `refreshes` times."""
    chance = random.Random(f"{seed} refresh")
    cells = [
        cell
        for cell in system.cells.values()
        if cell.value and cell.value_printed and cell.file.endswith(".csv") and cell.table_id != "key_figures"
    ]
    return [_refreshed(system, sources, *_slip(chance, system, cells)) for _ in range(refreshes)]


def _slip(chance: random.Random, system: System, cells: list[Cell]) -> tuple[Cell, str]:
    for _ in range(ATTEMPTS):
        cell = chance.choice(cells)
        values = one_digit(chance, system, [cell], [])
        if values and noticing(system, values):
            return cell, f"{as_decimal(values[cell.figure_id]):f}".replace(".", ",")
    raise RuntimeError("no equation pins any cell of a table: there is nothing to drill")


def _refreshed(system: System, sources: Path, cell: Cell, misread: str) -> Refreshed:
    with tempfile.TemporaryDirectory() as folder:
        copy, home = Path(folder) / "sources", Path(folder) / "home"
        shutil.copytree(sources, copy)
        _misprint(copy / cell.file, cell, misread)
        command = [str(Path(sys.executable).with_name("warehouse")), "check", "--json"]
        result = subprocess.run(
            [*command, "--sources", str(copy), "--home", str(home)], capture_output=True, text=True, check=False
        )
        record = json.loads(result.stdout)
    sets = [one["cells"] for block in record["summary"].get("suspects", []) for one in block["suspect_sets"]]
    found = {suspect["figure_id"]: suspect["implied_value"] for cells in sets for suspect in cells}
    implied = found.get(cell.figure_id)
    return Refreshed(
        cell.figure_id,
        cell.value_printed or "",
        misread,
        is_refused=record["outcome"] == "refused",
        is_suspect=cell.figure_id in found,
        is_alone=set(found) == {cell.figure_id},
        is_implied=implied is not None and float(implied) == float(as_decimal(cell.value or 0)),
    )


def _misprint(file: Path, cell: Cell, misread: str) -> None:
    text = file.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines(keepends=True)))
    printed = rows[cell.row_number - 1][cell.column_number - 1]
    if printed != cell.value_printed:
        raise RuntimeError(f"{cell.figure_id} prints {cell.value_printed!r}, and {file.name} has {printed!r} there")
    rows[cell.row_number - 1][cell.column_number - 1] = misread
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
