"""A small report of an invented town, and a home in which the models' SQL is at hand, so that nothing calls dbt."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.build.compiled import keep
from orchestration.draft.judged import judged, read_draft, without_pandas
from orchestration.draft.preview import preview_of
from orchestration.draft.preview_parts import Preview
from orchestration.home import Home
from tests.built import BuiltWarehouse

ID = "zeist-2023"
REPORT = """\
id: zeist-2023
title: Jaarverslag 2023
organisation: sociaal-zeist
period: 2023
document:
  file: jaarverslag.txt
  sha256: 0d20c0ecc1d7a3dee621a3ea2389e8b498fd8859ef32f77e063f73865a750957

means: {area: zeist}

key_figures: key_figures.csv

tables:
  - id: cases_started
    title: Tabel 1. Gestarte casussen per wijk
    file: cases_started.csv
    document_lines: 7-11
    metric: cases_started
    header: [[Wijk, Kw 1, Kw 2, Kw 3, Kw 4, 2023]]
    rows_are: area
    columns_are: period
    columns: [label, 2023-Q1, 2023-Q2, 2023-Q3, 2023-Q4, {period: 2023, total: true}]
    rows:
      - Centrum
      - Vollenhove
      - Wijk-Noord
      - {label: Totaal, area: zeist, total: true}

define:
  organisations: [{id: sociaal-zeist, name: Sociaal team Zeist, area: zeist}]
  areas:
    - {id: zeist, name: Zeist, kind: city}
    - {id: zeist-centrum, name: Zeist Centrum, kind: team, part_of: [zeist]}
    - {id: vollenhove, name: Vollenhove, kind: team, part_of: [zeist]}
    - {id: zeist-noord, name: Zeist Noord, kind: team, part_of: [zeist]}
  aliases:
    - {dimension: area, label: Centrum, means: zeist-centrum}
    - {dimension: area, label: Wijk-Noord, means: zeist-noord}
  metrics:
    - {id: cups_of_coffee, name: Koppen koffie, name_en: Cups of coffee, unit: count}
"""
TABLE = """\
Wijk,Kw 1,Kw 2,Kw 3,Kw 4,2023
Centrum,310,295,301,320,1.226
Vollenhove,120,118,99,131,468
Wijk-Noord,80,77,85,90,332
Totaal,510,490,485,541,2.026
"""
KEY_FIGURES = """\
key,metric,organisation,area,breakdown,category,period,compared_with,number,value_read,low,high,qualifier,line,note
client-rating,client_rating,,,,,,,"7,8",,,,gemiddeld,4,
coffee,cups_of_coffee,,,,,,,12.400,,,,,4,
"""
DOCUMENT = """\
Jaarverslag 2023
Sociaal team Zeist

Bewoners gaven ons in 2023 gemiddeld een 7,8. Er gingen 12.400 koppen koffie doorheen, en 31 koekjes.

Tabel 1. Gestarte casussen per wijk
Wijk         Kw 1   Kw 2   Kw 3   Kw 4    2023
Centrum       310    295    301    320   1.226
Vollenhove    120    118     99    131     468
Wijk-Noord     80     77     85     90     332
Totaal        510    490    485    541   2.026
"""


@dataclass(frozen=True)
class Draft:
    """The folder of the report, to be edited, and what a preview says of it."""

    home: Home
    sources: Path

    @property
    def folder(self) -> Path:
        return self.sources / ID

    def edit(self, old: str, new: str, file: str = "report.yml") -> None:
        """Replace a text that stands once in a file."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def print_instead(self, row: int, column: int, text: str) -> None:
        """Let a cell of the table print another text."""
        path = self.folder / "cases_started.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        rows[row - 1][column - 1] = text
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def preview(self, *, assume: bool = False) -> Preview:
        """What a preview says."""
        read = read_draft(self.sources, self.folder, assume=assume)
        assert read.rows["report"], read.problems
        with without_pandas(), judged(self.home, read) as found:
            return preview_of(found, self.sources, self.folder)


@pytest.fixture(scope="session")
def home(built: BuiltWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that has the models' SQL and nothing else."""
    made = Home(tmp_path_factory.mktemp("drafts") / "home")
    made.create()
    keep(made, built.artefact("manifest")["nodes"])
    return made


@pytest.fixture
def draft(home: Home, tmp_path: Path) -> Draft:
    """The report as it is printed; nothing is asked in it."""
    made = Draft(home, tmp_path / "sources")
    made.folder.mkdir(parents=True)
    files = {
        "report.yml": REPORT, "cases_started.csv": TABLE, "key_figures.csv": KEY_FIGURES, "jaarverslag.txt": DOCUMENT,
    }  # fmt: skip
    for name, text in files.items():
        (made.folder / name).write_text(text, encoding="utf-8")
    return made
