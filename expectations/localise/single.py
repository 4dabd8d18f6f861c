"""One cell that repairs a whole block: exact, and every one of them."""

from __future__ import annotations

from collections.abc import Iterable

from expectations.localise.blocks import Block
from expectations.localise.system import Interval, System


def shared_cells(block: Block) -> frozenset[str]:
    """The cells that stand in every identity of a block: no other can repair it alone."""
    return frozenset.intersection(*(identity.figure_ids for identity in block))


def single_repairs(system: System, block: Block) -> dict[str, Interval]:
    """Each cell whose change alone repairs the block and breaks nothing, with the values that do so."""
    return repairs_among(system, sorted(shared_cells(block)))


def repairs_among(system: System, cells: Iterable[str]) -> dict[str, Interval]:
    """Of cells that a whole block shares, those whose change alone repairs it, with the values that do so."""
    allowed = {figure_id: system.allowed(figure_id, {}) for figure_id in cells}
    return {figure_id: interval for figure_id, interval in allowed.items() if interval[0] <= interval[1]}
