"""What becomes of retired competencies: they and those on which their work is read go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from competencies.rules.continuum import ContinuumMap
from competencies.rules.mapping import routes_of


@dataclass(frozen=True, slots=True)
class Reshaped:
    """Competencies that a version retires with those it has their work read on, in one unit each.

    ``unit`` gives, by competency, the number of its unit; ``sources`` are the retired ones.
    """

    unit: Mapping[int, int] = field(default_factory=dict)
    sources: frozenset[int] = frozenset()


NOTHING_RESHAPED = Reshaped()


def reshaped(before: ContinuumMap | None, after: ContinuumMap | None) -> Reshaped:
    """Return what the newer version retires and reads elsewhere; nothing where there are not two versions."""
    if before is None or after is None or before is after:
        return NOTHING_RESHAPED
    routes = routes_of(after.carried)
    in_use = {one.id for one in after.competencies.values() if not one.retired}
    gone = [one.id for one in before.competencies.values() if not one.retired and one.id not in in_use]
    unit: dict[int, int] = {}
    sources = set()
    for source in sorted(gone):
        if targets := routes.targets(source) & in_use:
            sources.add(source)
            _join(unit, {source, *targets})
    return Reshaped(unit, frozenset(sources))


def _join(unit: dict[int, int], together: set[int]) -> None:
    """Put some competencies into one unit, with all that shares one with any of them."""
    touched = {unit[one] for one in together if one in unit}
    number = min(together | touched)
    for one, own in list(unit.items()):
        if own in touched:
            unit[one] = number
    unit.update(dict.fromkeys(together, number))
