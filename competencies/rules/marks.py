"""How levels are drawn, the same on every page: the figure in a mark, and its shape and colour."""

from __future__ import annotations

from decimal import Decimal

from competencies.rules.continuum import ScaleView


def css_of(scale: ScaleView, rank: int) -> str:
    """Return l1 to l4 for the level of this rank: l3 is the first proficient level, l4 whatever lies above it.

    The levels below share l1 and l2 half and half, so that a scale of 2 or of 12 steps keeps the meaning of the marks.
    """
    below = sum(1 for level in scale.levels if not level.proficient)
    if rank > below:
        return "l3" if rank == below + 1 else "l4"
    return "l1" if rank * 2 <= below or below == 1 else "l2"


def figure(value: Decimal) -> str:
    """Return a level's value without trailing zeros: 3, not 3.000."""
    text = format(value.normalize(), "f")
    return text if text != "-0" else "0"
