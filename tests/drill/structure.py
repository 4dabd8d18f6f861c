"""What any localiser could find at most, computed from the terms alone: the limits that the drill shows."""

from __future__ import annotations

from fractions import Fraction

from expectations.localise.blocks import blocks
from expectations.localise.system import Identity, System
from tests.drill.slips import Values


def noticing(system: System, values: Values) -> list[Identity]:
    """The equations that cannot hold both before and after a change: their tolerance has no room for it."""
    return [
        identity
        for identity in system.touching(values)
        if identity.is_exact_sum and abs(_residual(system, identity, values)) > 2 * identity.tolerance({})
    ]


def named_alone(system: System, figure_id: str, values: Values) -> bool:
    """Whether no other cell stands in the same equations with the same weight, so that only this one repairs them."""
    seen = noticing(system, values)
    if not seen:
        return False
    residual = {identity.identity_id: _residual(system, identity, values) for identity in seen}
    shared = frozenset.intersection(*(identity.figure_ids for identity in seen)) - {figure_id}
    return not any(_explains(system, other, residual) for other in shared)


def pair_is_told(system: System, values: Values) -> bool:
    """Whether no single cell explains in the equations what several changes did to them together."""
    seen = noticing(system, values)
    for block in blocks(seen):
        inside = [figure_id for figure_id in values if any(figure_id in i.figure_ids for i in block)]
        residual = {identity.identity_id: _residual(system, identity, values) for identity in block}
        shared = frozenset.intersection(*(identity.figure_ids for identity in block))
        if len(inside) > 1 and any(_explains(system, other, residual) for other in shared):
            return False
    return all(any(figure_id in identity.figure_ids for identity in seen) for figure_id in values)


def _explains(system: System, other: str, residual: dict[str, int]) -> bool:
    """Whether one change of another cell does the same to the exact equations that noticed, and nothing to the rest."""
    exact = {
        identity.identity_id: identity.net(other)
        for identity in system.by_cell[other]
        if identity.is_exact_sum and not identity.tolerance({})
    }
    if not exact.keys() <= residual.keys():
        return False
    return len({Fraction(residual[identity_id], net) for identity_id, net in exact.items()}) <= 1


def _residual(system: System, identity: Identity, values: Values) -> int:
    """What a change does to left minus right."""
    return sum(
        identity.net(figure_id) * (value - (system.cells[figure_id].value or 0))
        for figure_id, value in values.items()
        if figure_id in identity.figure_ids
    )
