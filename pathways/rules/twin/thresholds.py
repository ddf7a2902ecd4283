"""The thresholds of the scales: which of them a score reaches, what level that is, and whether it is proficient."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from competencies.rules.policy import QUALITY_GATES, Policy
from competencies.rules.scale import Scale
from pathways.rules.twin.columns import NONE, Flags, Floats, Ints
from pathways.rules.twin.numbers import Scores, grain_of, reached, rounded

# Far beyond any level, and still exact as a float.
_LARGEST = 1 << 40
# A portfolio's level asks for half a level less than the level, rounded to one place.
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class _Marks:
    """A scale's levels and its proficient mark in rising order.

    A score that reaches m of them has the level ``levels[m]``, and is proficient from ``proficient`` of them on.
    """

    at: Floats
    levels: Ints
    proficient: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The thresholds of every scale; ``scale`` is by competency, and so is ``proficient``, in thousandths.

    ``odd`` competencies have thresholds finer than thousandths. ``grain`` divides all levels and all thresholds.
    """

    marks: tuple[_Marks, ...]
    scale: Ints
    proficient: Ints
    odd: Flags
    grain: int
    places: int | None

    def compared(self, scores: Scores) -> tuple[Scores, Flags]:
        """Return the scores as they are compared: rounded where the policy says so, and where that is not certain."""
        if self.places is None:
            return scores, np.zeros(len(scores.base), np.bool_)
        return rounded(scores, self.places, self.grain)

    def reached(self, scores: Scores, competency: Ints) -> tuple[Ints, Flags]:
        """Return how many thresholds of its competency's scale each score reaches, and where that is not certain."""
        if len(self.marks) == 1:
            return reached(scores, self.marks[0].at, self.grain)
        count, unsure = np.zeros(len(competency), np.int64), np.zeros(len(competency), np.bool_)
        scale = self.scale[competency]
        for place, marks in enumerate(self.marks):
            some = np.flatnonzero(scale == place)
            count[some], unsure[some] = reached(scores.take(some), marks.at, self.grain)
        return count, unsure

    def told(self, count: Ints, competency: Ints) -> tuple[Ints, Flags]:
        """Return the level of a score that reaches so many thresholds, and whether it is proficient."""
        level, proficient = np.full(len(count), NONE), np.zeros(len(count), np.bool_)
        scale = self.scale[competency]
        for place, marks in enumerate(self.marks):
            some = scale == place
            level[some] = marks.levels[count[some]]
            proficient[some] = count[some] >= marks.proficient
        return level, proficient


def thresholds_of(scales: Mapping[int, Scale], competencies: Ints, policy: Policy, levels: Ints) -> Thresholds:
    """Return the thresholds of these competencies' scales under a policy; ``levels`` are those in the evidence."""
    grace, places = (_HALF, 1) if policy.preset else (Decimal(0), policy.round_before_compare)
    each: dict[Scale, int] = {}
    scale = np.array([each.setdefault(scales[one], len(each)) for one in competencies.tolist()], np.int64)
    found = [_marks_of(one, grace) for one in each]
    marks = tuple(one or _NOTHING for one in found)
    odd = np.array([one is None for one in found], np.bool_)
    proficient = np.array([thousandths(one.proficient - grace) or 0 for one in each], np.int64)
    needs = [thousandths(Decimal(gate.need)) or 0 for gate in policy.gates if gate.name in QUALITY_GATES]
    grain = grain_of(levels, [int(mark) for one in marks for mark in one.at] + needs)
    return Thresholds(marks, scale, proficient[scale], odd[scale], grain, places)


def thousandths(value: Decimal) -> int | None:
    """Return a value in thousandths; None where it is finer than that or too large to be a level."""
    exact = value.scaleb(3)
    return int(exact) if exact == exact.to_integral_value() and abs(exact) < _LARGEST else None


def _marks_of(scale: Scale, grace: Decimal) -> _Marks | None:
    """The thresholds of a scale; None where thousandths cannot say them."""
    levels = scale.levels or tuple(map(Decimal, range(math.ceil(scale.min), math.floor(scale.top) + 1)))
    exact = [one for one in map(thousandths, levels) if one is not None]
    proficient = thousandths(scale.proficient - grace)
    if proficient is None or len(exact) < len(levels):
        return None
    marks = sorted({*exact, proficient})
    at_each = [max((level for level in exact if level <= mark), default=NONE) for mark in marks]
    return _Marks(np.array(marks, np.float64), np.array([NONE, *at_each], np.int64), marks.index(proficient) + 1)


_NOTHING = _Marks(np.zeros(1), np.full(2, NONE), 1)
