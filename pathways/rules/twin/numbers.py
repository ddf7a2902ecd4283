"""Scores in floating point with a proven bound, and when a bound is narrow enough to be sure.

A score is ``base + off`` thousandths, ``base`` a whole number of them, and its true value lies within ``err`` of that.
It is also known to be a multiple of ``grain / lattice``, where every level and every threshold is a multiple of
``grain``. Compared with a threshold T there are then three cases:

- it lies further than ``err`` from T: the comparison is certain;
- it lies within ``err``, but two multiples of ``grain / lattice`` are further apart than four times ``err``: then the
  true score can only be T itself, and "reached" is certain;
- else nothing is certain, and the exact engine decides.

EPS is 2^-52, twice the largest relative error of one rounded operation. Each bound below is at least twice what the
analysis of its arithmetic asks for, which also covers the rounding of the bound itself and of ``score - T``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from pathways.rules.twin.columns import Flags, Floats, Ints

EPS = 2.0**-52
# The exact engine takes a difference of less than 10^-40 of a level for equality: so near nothing is said here.
_HAIR = 1e-30
_GRAINS = (1000, 500, 250, 200, 125, 100, 50, 25, 20, 10, 5, 4, 2)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores with their bounds.

    Two ``sharp`` ones that are equal are so to the last of the exact engine's sixty digits too.
    """

    base: Floats
    off: Floats
    err: Floats
    lattice: Floats
    sharp: Flags

    @property
    def value(self) -> Floats:
        """The scores as plain numbers."""
        return self.base + self.off

    def take(self, places: Ints | Flags) -> Scores:
        """Return some of them."""
        return Scores(*(getattr(self, one.name)[places] for one in fields(self)))


def exactly(value: npt.NDArray[np.int64] | Floats) -> Scores:
    """Return scores that are whole thousandths."""
    none, yes = np.zeros(len(value)), np.ones(len(value), np.bool_)
    return Scores(value.astype(np.float64), none, none, none + 1, yes)


def ratios(above: Ints, below: Ints) -> Scores:
    """Return quotients of whole numbers: one rounded division, so one EPS of them is twice the bound."""
    whole, rest = np.divmod(above, below)
    off = rest / below
    lattice = np.where(rest == 0, 1, below).astype(np.float64)
    return Scores(whole.astype(np.float64), off, EPS * off, lattice, np.ones(len(off), np.bool_))


def grain_of(levels: Ints, marks: list[int]) -> int:
    """Return the largest handy number of thousandths that divides every level and every threshold."""
    for grain in _GRAINS:
        if not any(mark % grain for mark in marks) and not (levels % grain).any():
            return grain
    return 1


def reached(scores: Scores, marks: Floats, grain: float) -> tuple[Ints, Flags]:
    """Return how many of the rising thresholds each score reaches, and where that is not certain."""
    value = scores.value
    slack = scores.err + 4 * EPS * np.abs(value)
    low, high = np.searchsorted(marks, value - slack, side="right"), np.searchsorted(marks, value + slack, side="right")
    unsure = (high - low > 1) | ~np.isfinite(slack)
    near = np.flatnonzero(high - low == 1)
    if len(near):
        some = scores.take(near)
        side, known = _side(some, marks[low[near]], grain)
        high[near] = np.where(side >= 0, high[near], low[near])
        unsure[near] = ~known
    return high, unsure


def _side(scores: Scores, threshold: Floats, grain: float) -> tuple[Ints, Flags]:
    """On which side of a threshold each score lies (0: exactly on it), and whether that is certain."""
    distance = scores.off - (threshold - scores.base)
    far = np.abs(distance) > np.maximum(scores.err, _HAIR)
    on = ~far & ((scores.err == 0) | (4 * scores.err * scores.lattice < grain))
    return np.where(far, np.sign(distance), 0).astype(np.int64), far | on


def rounded(scores: Scores, places: int, grain: float) -> tuple[Scores, Flags]:
    """Return the scores rounded to places, halves away from zero, and where that is not certain.

    In units of the last place a score is ``size``. A half is a threshold like any other: where the score lies within
    its bound of one, it must be certain on which side, or that it lies on the half.
    """
    up, down = 10.0 ** max(places - 3, 0), 10.0 ** max(3 - places, 0)
    sign = np.where(scores.value < 0, -1.0, 1.0)
    size = np.abs(scores.value) * up / down
    slack = 2 * scores.err * up / down + 8 * EPS * size
    whole = np.floor(size + 0.5)
    unsure = ~(slack < 0.25)
    near = np.flatnonzero(np.abs(size - np.floor(size) - 0.5) <= slack)
    if len(near):
        floor = np.floor(size[near])
        half = sign[near] * (floor + 0.5) * down / up
        some = scores.take(near)
        wider = some.err + (4 * EPS * (np.abs(half) + np.abs(some.base)) if up > 1 else 0)
        some = Scores(some.base, some.off, wider, some.lattice, some.sharp)
        side, known = _side(some, half, _grain_of_halves(places, grain))
        whole[near] = floor + (side * sign[near] >= 0)
        unsure[near] |= ~known
    full = np.floor(whole / up)
    even = exactly(sign * full * down)
    off = sign * (whole - full * up) / up
    return Scores(even.base, off, even.err, even.lattice, even.sharp), unsure


def _grain_of_halves(places: int, grain: float) -> float:
    """What divides every half of a last place as well, so that a lattice can tell a score from one."""
    if places > 2:
        return 0.5 / 10.0 ** (places - 3)
    return float(np.gcd(int(grain), 5 * 10 ** (2 - places)))
