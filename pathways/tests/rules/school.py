"""Maya's work on *Unit rates*, written the way a teacher would say it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from competencies.rules.policy import Gate, Policy
from competencies.rules.scale import Scale
from pathways.rules.values import Piece, StandardRequirement

FIRST = date(2026, 3, 2)
FOUR_POINTS = Scale(Decimal(3), Decimal(4))
COMPUTE, EXPLAIN = "Compute a unit rate", "Explain a unit rate"
BOTH = (StandardRequirement(COMPUTE), StandardRequirement(EXPLAIN))


def work(level: object, *, day: int, standard: str = COMPUTE, id: object = None, **more: Any) -> Piece:  # noqa: A002  # as Piece
    """Summative work rated by Mr Okafor, so many days after the first; a word for a level is a mark."""
    is_mark = isinstance(level, str) and level.isalpha()
    fields = {"kind": "summative", "type": "test"} | more
    return Piece(
        id=f"{standard[:7]} {day}" if id is None else id,  # type: ignore[arg-type]  # tests give texts and numbers
        standard=standard,
        on=FIRST + timedelta(days=day),
        level=None if is_mark else Decimal(str(level)),
        mark=str(level) if is_mark else "",
        **fields,
    )


def series(*levels: object, standard: str = COMPUTE, **more: Any) -> tuple[Piece, ...]:
    """One piece a day at these levels."""
    return tuple(work(level, day=day, standard=standard, **more) for day, level in enumerate(levels))


def policy(method: str = "latest", *gates: Gate, **more: Any) -> Policy:
    """A policy without gates unless they are given."""
    return Policy(method=method, gates=gates, **more)
