"""What stands around a cell: its neighbours in the table, other prints of its figure, and what is usual there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from expectations.localise.slips import Surroundings
from expectations.localise.system import Cell

Place = tuple[str, str, int, int]


class Neighbourhood:
    """Cells by place and by meaning; made only where something has to be ranked."""

    def __init__(self, cells: Mapping[str, Cell]) -> None:
        self._cells = cells

    @cached_property
    def _by_place(self) -> dict[Place, Cell]:
        return {
            (cell.report_id, cell.table_id, cell.row_number, cell.column_number): cell for cell in self._cells.values()
        }

    @cached_property
    def _by_key(self) -> dict[str, list[Cell]]:
        return _grouped(self._cells.values(), lambda cell: cell.figure_key)

    @cached_property
    def _by_series(self) -> dict[str, list[Cell]]:
        return _grouped(self._cells.values(), _series)

    def around(self, figure_id: str) -> Surroundings:
        """What stands around a cell."""
        cell = self._cells[figure_id]
        places = [(1, 0), (-1, 0), (0, 1), (0, -1)]
        beside = [
            self._by_place.get((cell.report_id, cell.table_id, cell.row_number + down, cell.column_number + right))
            for down, right in places
        ]
        others = [one for one in self._by_key[cell.figure_key] if one.figure_id != figure_id]
        usual = [one for one in self._by_series[_series(cell)] if one.figure_key != cell.figure_key]
        # A neighbour's number may have been put in its place as it is printed; one of the same meaning, as it would be.
        return Surroundings(
            tuple(one.printed(one.value) for one in beside if one is not None and one.value is not None),
            _printed_in(cell, others),
            _printed_in(cell, usual),
        )


def _series(cell: Cell) -> str:
    """The figure's meaning but for its period, and the kind of period: months are compared with months."""
    meaning, _, period = cell.figure_key.rpartition(":")
    kind = "".join("0" if sign.isdigit() else sign for sign in period)
    return f"{meaning}:{kind}"


def _grouped(cells: Iterable[Cell], key: Callable[[Cell], str]) -> dict[str, list[Cell]]:
    groups: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[key(cell)].append(cell)
    return groups


def _printed_in(cell: Cell, others: Sequence[Cell]) -> tuple[Decimal, ...]:
    """The values of others as the numbers that one cell would print for them."""
    return tuple(cell.printed(one.value) for one in others if one.value is not None)
