"""Failing identities that share cells make a block; blocks have nothing to do with each other."""

from __future__ import annotations

from collections.abc import Iterable

from expectations.localise.system import Identity

Block = list[Identity]


def blocks(failing: Iterable[Identity]) -> list[Block]:
    """The failing identities, those together that share cells, directly or through others."""
    found: list[tuple[set[str], Block]] = []
    for identity in failing:
        cells, block = set(identity.figure_ids), [identity]
        apart = []
        for other in found:
            if other[0] & cells:
                cells |= other[0]
                block = other[1] + block
            else:
                apart.append(other)
        found = [*apart, (cells, block)]
    return [block for cells, block in found if cells]


def cells_of(block: Block) -> list[str]:
    """The cells that stand in the block's identities, those in most of them first."""
    count: dict[str, int] = {}
    for identity in block:
        for figure_id in identity.figure_ids:
            count[figure_id] = count.get(figure_id, 0) + 1
    return sorted(count, key=lambda figure_id: (-count[figure_id], figure_id))
