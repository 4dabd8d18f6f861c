"""One cell that repairs a whole block: exact, and every one of them."""

from __future__ import annotations

from expectations.localise.blocks import Block
from expectations.localise.system import Interval, System


def single_repairs(system: System, block: Block) -> dict[str, Interval]:
    """Each cell whose change alone repairs the block and breaks nothing, with the values that do so."""
    shared = frozenset.intersection(*(identity.figure_ids for identity in block))
    allowed = {figure_id: system.allowed(figure_id, {}) for figure_id in sorted(shared)}
    return {figure_id: interval for figure_id, interval in allowed.items() if interval[0] <= interval[1]}
