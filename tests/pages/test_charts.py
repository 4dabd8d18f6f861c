"""Charts, lines and sentences tell what the numbers tell: over all pages, of the real and of invented reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from orchestration.explain.bilingual import figure_words
from orchestration.explain.served import Served
from orchestration.home import Home
from orchestration.pages.build import Material
from orchestration.pages.figures import FigureBlock, Line, QueryRow, mark_of
from orchestration.pages.site import new_site
from orchestration.pages.words import DOMAINS
from orchestration.release.stored import served_release
from tests.conftest import Place

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOOK = Path(__file__).with_name("look_at_charts.js")


@pytest.fixture(scope="module", params=["real", "invented"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[FigureBlock]]:
    """The blocks of a release."""
    release = request.getfixturevalue("invented" if request.param == "invented" else "released")
    path = served_release(Home(release.home)) if isinstance(release, Place) else release
    assert path
    with Served(path) as served:
        yield Material(new_site(tmp_path_factory.mktemp("site"), served), served).blocks


def _block(made: list[FigureBlock], name: str) -> FigureBlock:
    (block,) = [block for block in made if block.block_id == name]
    return block


def _parts(block: FigureBlock) -> Iterator[Line]:
    return (line for line in block.lines if not line.is_total and not line.is_beside)


def test_the_whole_of_a_breakdown_is_what_its_parts_are_parts_of(made: list[FigureBlock]) -> None:
    nested = [block for block in made if block.breakdown_id == "own_request_reason"]
    assert nested
    for block in nested:
        (whole,) = [line for line in block.lines if line.is_total]
        assert [float(cell["value"]) for cell in whole.cells if cell] == [19]
        assert whole.label.nl == "Totaal: Op eigen verzoek"
        assert sum(float(cell["value"]) for line in _parts(block) for cell in line.cells if cell) in (18, 19)
    for block in made:
        wholes = {cell["category_id"] for line in block.lines if line.is_total for cell in line.cells if cell}
        inside = {cell["category_id"] for line in _parts(block) for cell in line.cells if cell}
        assert not wholes & inside - {None}, block.block_id


def test_a_target_is_no_part(made: list[FigureBlock]) -> None:
    targets = [line for block in made if block.breakdown_id == "sroi_component" for line in block.lines]
    assert {line.label.nl for line in targets if line.is_beside} == {"Doel"}


def test_a_sentence_lays_nothing_beside_what_lies_before_a_break(made: list[FigureBlock]) -> None:
    looked_at = 0
    for block in made:
        city = [line for line in block.lines if line.area_kind == "city" and not block.breakdown_id]
        said = " ".join(sentence.nl for sentence in block.sentences)
        for cells in (_series(line, grain) for line in city for grain in ("month", "quarter", "half_year", "year")):
            last = max((at for at, cell in enumerate(cells) if cell["crosses_break"]), default=0)
            for cell in cells[:last]:
                looked_at += 1
                assert f"het laagst in {cell['period_id']} " not in said
                assert f"{figure_words(cell).nl} in {cell['period_id']}" not in said, block.block_id
            if any(mark_of(cell) for cell in cells[last:]) and len(block.sentences) == 1:
                assert "het hoogst" not in said, block.block_id
    assert looked_at


def _series(line: Line, grain: str) -> list[QueryRow]:
    return [cell for cell in line.cells if cell and cell["grain"] == grain and cell["value"] is not None]


def test_sentences_end_in_the_newest_figure(made: list[FigureBlock]) -> None:
    for block in made:
        if not block.sentences:
            continue
        cells = [
            cell
            for line in block.lines
            if line.area_kind == "city" and not block.breakdown_id
            for cell in line.cells
            if cell
        ]
        end = max(cell["end_date"] for cell in cells)
        newest = [figure_words(cell).nl for cell in cells if cell["end_date"] == end]
        said = " ".join(sentence.nl for sentence in block.sentences)
        assert any(words in said for words in newest), (block.block_id, said)


@pytest.mark.parametrize("kind", ["real", "invented"])
def test_every_chart_reaches_the_newest_and_draws_bounds_and_targets_apart(
    kind: str, request: pytest.FixtureRequest, browser: Browser
) -> None:
    folder: Path = (
        request.getfixturevalue("invented_site") if kind == "invented" else request.getfixturevalue("site").folder
    )
    drawn: dict[str, Any] = {}
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for domain in DOMAINS:
        page.goto((folder / f"{domain}.html").as_uri())
        for name, looked in page.evaluate(LOOK.read_text(encoding="utf-8")).items():
            assert looked["wrong"] == [], (name, looked)
            drawn[name] = looked
    page.close()
    assert not wrong
    assert any(looked["line"] for looked in drawn.values())
    if kind == "real":
        assert {54, 32} <= set(drawn["timely_introduction_share-lokalis"]["line"])
        assert "Doel" not in drawn["sroi_value-bto-sociaal-sroi_component"]["bars"]
        assert drawn["unique_clients-lokalis"]["line"] == [15737, 10147]
        return
    assert drawn["timely_introduction_share-mean-of-other-periods"]["line"] == [70, 80, 80, 54, 32]
    # A year does not go on where its months stop, and is not left out either.
    assert drawn["cases_started-months-then-a-year"]["line"] == []
    assert drawn["client_rating-bounds"]["line"] == [8.2, 8.4, 8]
    assert drawn["client_rating-bounds"]["marks"] == ["≥"]
    assert drawn["unique_families-bounds"]["ranges"] == [[60, 70]]
    assert drawn["sroi_value-nested-sroi_component"]["bars"] == ["Nieuwe medewerkers SROI", "Werkervaringsplekken",
                                                                  "Lokale initiatieven"]  # fmt: skip
    assert drawn["incidents-nested-incident_kind"]["within"] == ["serious_threat", "verbal_violence"]
    assert drawn["referrer_share-older-distribution-referrer"]["bars"] == []
