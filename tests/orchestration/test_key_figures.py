"""Key figures come into the raw store line for line, or as problems that a person can mend."""

from __future__ import annotations

import pytest

KEYS = "dorp-2023/key_figures.csv"


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "message"),
    [
        ("key,metric", "key,metriek", 1, 2, 'the header says "metriek" and report.yml promises "metric"'),
        ("rating,client", "fte,client", 3, 1, 'the key "fte" stands in row 2 too'),
        ("rating,client", ",client", 3, 1, "the key is empty"),
        ("rating,client", "Client Rating,client", 3, 1, '"Client Rating" cannot be a key'),
        (",31,", ",31-32,", 2, 14, '"31-32" is not a line number'),
        (
            ",32,onleesbaar",
            ",32,onleesbaar,x",
            3,
            16,
            "the row has 16 cells where report.yml declares 15 columns",
        ),
    ],
)
def test_wrong_places_of_the_key_figures(good, old, new, row, column, message):
    good.edit(KEYS, old, new)
    file, *place, said = good.sole()
    assert (file, place) == (KEYS, [row, column])
    assert said.startswith(message)
    assert not good.cells("key_figures")


def test_a_key_figure_may_lack_a_line(good):
    good.edit(KEYS, ",31,", ",,")
    assert good.problems() == []
