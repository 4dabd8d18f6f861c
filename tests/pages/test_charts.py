"""Charts, lines and sentences tell what the numbers tell: over all pages, of the real and of invented reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from orchestration.explain.bilingual import figure_words, is_range
from orchestration.explain.served import Served
from orchestration.explain.words import RESULT
from orchestration.home import Home
from orchestration.pages.chart_bars import bars
from orchestration.pages.chart_lines import line_chart
from orchestration.pages.figures import FigureBlock, Line, QueryRow, mark_of
from orchestration.pages.material import Material
from orchestration.pages.site import new_site
from orchestration.release.stored import served_release
from tests.conftest import Place


@pytest.fixture(scope="module", params=["real", "invented"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[FigureBlock]]:
    """The blocks of a release."""
    release = request.getfixturevalue("invented" if request.param == "invented" else "released")
    path = served_release(Home(release.home)) if isinstance(release, Place) else release
    assert path
    with Served(path) as served:
        yield Material(new_site(tmp_path_factory.mktemp("site"), served), served).blocks


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


def _chart(block: FigureBlock) -> list[QueryRow]:
    """The figures that a block's lines draw for all to see, in the order of time."""
    chart = line_chart(block)
    drawn = [one for panel in (chart.panels if chart else []) for one in panel.lines if one.role == "main"]
    figures = [point.figure for one in drawn for point in one.points] + [
        bar.figure for one in drawn for bar in one.bars
    ]
    found = {figure["figure_id"]: figure for figure in figures}
    return sorted(found.values(), key=lambda figure: (figure["start_date"], figure["end_date"]))


def _numbers(figures: list[QueryRow]) -> list[float]:
    return [float(figure["value"]) for figure in figures if figure["value"] is not None]


def test_a_line_chart_says_the_newest_figure_and_joins_nothing_over_a_break(made: list[FigureBlock]) -> None:
    looked_at = 0
    for block in made:
        chart = line_chart(block)
        if chart is None:
            continue
        told = [cell for line in block.lines for cell in line.cells if cell and cell["area_kind"] == "city"]
        told = [cell for cell in told if cell["kind"] == RESULT and (cell["value"] is not None or is_range(cell))]
        shown = [*_chart(block), *chart.left_out]
        if told:
            assert max(cell["end_date"] for cell in shown) == max(cell["end_date"] for cell in told), block.block_id
        for panel in chart.panels:
            # Figures of longer and shorter periods that cannot be compared have an axis each.
            assert block.metric["over_time"] == "mean" or len(panel.grains) == 1
            for drawn in panel.lines:
                for point in drawn.points:
                    looked_at += 1
                    is_marked = figure_words(point.figure).nl.startswith(tuple(SAID))
                    assert is_marked == (point.sign is not None), point.said
                    if point.figure["crosses_break"]:
                        x, y = round(point.x * 10), round(point.y * 10)
                        starts = re.findall(r"M(\d+) (-?\d+)", drawn.path)
                        assert any(abs(int(a) - x) <= 1 and abs(int(b) - y) <= 1 for a, b in starts), point.said
    assert looked_at > 20


SAID = ("ruim ", "minstens ", "minder dan ", "hooguit ", "bijna ", "circa ")


def test_bars_are_of_the_newest_period_and_show_no_whole_among_its_parts(made: list[FigureBlock]) -> None:
    found = 0
    for block in made:
        for one in bars(block):
            found += 1
            kinds = [row.line.area_kind for row in one.rows]
            assert not any(row.line.is_total for row in one.rows), block.block_id
            assert block.breakdown_id is not None or "city" not in kinds
            sizes = [row.figure["value"] for row in one.rows if not row.line.within and not row.line.is_beside]
            known = [size for size in sizes if size is not None]
            assert known == sorted(known, reverse=True) or re.search(r"\d", one.rows[0].line.label.nl), block.block_id
    assert found > 3


def test_charts_draw_what_the_reports_print(made: list[FigureBlock]) -> None:
    blocks = {block.block_id: block for block in made}
    if "timely_introduction_share-lokalis" in blocks:
        assert _numbers(_chart(blocks["timely_introduction_share-lokalis"]))[-2:] == [54, 32]
        assert _numbers(_chart(blocks["unique_clients-lokalis"]))[-2:] == [15737, 10147]
        (drawn,) = bars(blocks["sroi_value-bto-sociaal-sroi_component"])
        assert [row.line.label.nl for row in drawn.rows if row.line.is_beside] == ["Doel"]
        assert drawn.rows[-1].line.is_beside
        return
    assert _numbers(_chart(blocks["timely_introduction_share-mean-of-other-periods"])) == [70, 80, 80, 54, 32]
    # A year does not go on where its months stop, and is not left out either.
    chart = line_chart(blocks["cases_started-months-then-a-year"])
    assert chart
    assert [panel.grains for panel in chart.panels] == [["month"]]
    assert _numbers(chart.left_out) == [600]
    assert _numbers(_chart(blocks["client_rating-bounds"])) == [8.2, 8.4, 8]
    (range_,) = [figure for figure in _chart(blocks["unique_families-bounds"]) if figure["value"] is None]
    assert (range_["value_low"], range_["value_high"]) == (60, 70)
    (drawn,) = bars(blocks["sroi_value-nested-sroi_component"])
    assert [row.line.label.nl for row in drawn.rows if not row.line.is_beside] == [
        "Lokale initiatieven", "Nieuwe medewerkers SROI", "Werkervaringsplekken",
    ]  # fmt: skip
    (drawn,) = bars(blocks["incidents-nested-incident_kind"])
    within = [row.line.category_id for row in drawn.rows if row.line.within]
    assert within == ["verbal_violence", "serious_threat"]
    assert bars(blocks["referrer_share-older-distribution-referrer"]) == []
