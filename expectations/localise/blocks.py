"""Failing identities that share cells make a block; blocks have nothing to do with each other."""

from __future__ import annotations

from collections.abc import Iterable

from expectations.localise.system import Identity

Block = list[Identity]


def blocks(failing: Iterable[Identity]) -> list[Block]:
    """The failing identities, those together that share cells, directly or through others."""
    leads_to: dict[str, str] = {}

    def root(cell: str) -> str:
        while (above := leads_to.setdefault(cell, cell)) != cell:
            leads_to[cell] = leads_to[above]
            cell = above
        return cell

    with_cells = [identity for identity in failing if identity.figure_ids]
    for identity in with_cells:
        first, *others = identity.figure_ids
        for other in others:
            leads_to[root(other)] = root(first)
    found: dict[str, Block] = {}
    for identity in with_cells:
        found.setdefault(root(next(iter(identity.figure_ids))), []).append(identity)
    return list(found.values())


def cells_of(block: Block) -> list[str]:
    """The cells that stand in the block's identities, those in most of them first."""
    count: dict[str, int] = {}
    for identity in block:
        for figure_id in identity.figure_ids:
            count[figure_id] = count.get(figure_id, 0) + 1
    return sorted(count, key=lambda figure_id: (-count[figure_id], figure_id))
