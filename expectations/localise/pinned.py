"""Which cells a rule pins, table by table: what the structure of the reports allows any check to notice."""

from __future__ import annotations

from dataclasses import dataclass

from expectations.localise.system import System


@dataclass(frozen=True)
class PinnedCells:
    """Of one table, how many cells hold a number; how many of those stand in an equation, or in bounds only."""

    report_id: str
    table_id: str
    numbers: int
    pinned: int
    bounded: int

    @property
    def share(self) -> float:
        """The share of its numbers that an equation pins."""
        return self.pinned / self.numbers


def is_pinned(system: System, figure_id: str) -> bool:
    """Whether the cell stands in an equation, so that some change of it cannot go unseen."""
    return any(identity.is_exact_sum for identity in system.by_cell.get(figure_id, []))


def pinned_by_table(system: System) -> list[PinnedCells]:
    """The tables of a warehouse with the cells that rules pin."""
    tables: dict[tuple[str, str], list[str]] = {}
    for cell in system.cells.values():
        if cell.value is not None:
            tables.setdefault((cell.report_id, cell.table_id), []).append(cell.figure_id)
    found = []
    for (report_id, table_id), cells in sorted(tables.items()):
        pinned = sum(is_pinned(system, figure_id) for figure_id in cells)
        held = sum(bool(system.by_cell.get(figure_id)) for figure_id in cells)
        found.append(PinnedCells(report_id, table_id, len(cells), pinned, held - pinned))
    return found
