"""A system with some cells printing something else: what the rules would see of a spoiled report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from expectations.localise.system import Identity, Side, System, Term

Reprint = Callable[[System, Mapping[str, int]], System]
"""Gives a system in which some cells print something else."""


def spoiled(system: System, values: Mapping[str, int]) -> System:
    """The system with other values printed in some cells, with as many decimals as before."""
    cells = dict(system.cells)
    for figure_id, value in values.items():
        cells[figure_id] = replace(cells[figure_id], value=value)
    touched = {identity.identity_id for identity in system.touching(values)}
    identities = [
        _spoiled(identity, values) if identity.identity_id in touched else identity for identity in system.identities
    ]
    return System(identities, cells)


def _spoiled(identity: Identity, values: Mapping[str, int]) -> Identity:
    sides = (
        None if side is None else Side(side.combine, tuple(_printing(term, values) for term in side.terms))
        for side in (identity.left, identity.right, identity.base)
    )
    left, right, base = sides
    return replace(identity, left=left or identity.left, right=right or identity.right, base=base)


def _printing(term: Term, values: Mapping[str, int]) -> Term:
    if term.value is None or term.figure_id is None or term.figure_id not in values:
        return term
    return replace(term, value=values[term.figure_id])
