"""Exact numbers: sixty digits, thresholds met within 1e-40, nothing rounded before it is compared."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from competencies.rules.scale import EQUAL

# Everything in this package computes inside this context (``with localcontext(EXACT)``); ``judge`` enters it.
EXACT = Context(prec=60)
ZERO = Decimal(0)
ONE = Decimal(1)


def at_least(value: Decimal, threshold: Decimal) -> bool:
    """Whether the value reaches the threshold; a difference below 1e-40 is equality."""
    return value - threshold > -EQUAL


def mean(values: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean of at least one value."""
    return sum(values, ZERO) / len(values)


def compared(value: Decimal, places: int | None) -> Decimal:
    """The value as it is compared: itself, or rounded half away from zero where a compatibility policy says so.

    Half-way is a threshold like any other: what lies within 1e-40 of it is on it.
    """
    if places is None:
        return value
    return (value + EQUAL.copy_sign(value)).quantize(ONE.scaleb(-places), rounding=ROUND_HALF_UP)
