"""What is expected, as tables: every standard of every competency has a slot, and each competency one for all else."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from pathways.rules.twin.columns import Columns, Flags, Floats, Ints, Requirements
from pathways.rules.twin.packing import Whole, places_of

# Weights beyond this many units have no exact place in a float.
_HEAVY = 1 << 50


@dataclass(frozen=True, slots=True)
class Slots:
    """Competencies in order of id, and their standards' slots in order of competency and id.

    The first slot of a competency takes the work on standards it does not list. ``needed`` counts the required
    standards of each competency; ``odd`` names competencies only the exact engine can judge.
    """

    competencies: Ints
    competency: Ints
    standard: Ints
    listed: Flags
    required: Flags
    weight: Floats
    needed: Ints
    odd: Flags

    def of(self, columns: Columns) -> Whole:
        """Return the slot of each row, -1 where nothing is expected of its competency."""
        competency = places_of(self.competencies, columns.competency)
        standards = np.unique(self.standard[self.listed])
        wide = np.int64(len(standards) + 1)
        own = np.where(self.listed, np.searchsorted(standards, self.standard) + 1, 0)
        slot = places_of(self.competency * wide + own, competency * wide + places_of(standards, columns.standard) + 1)
        missing = np.flatnonzero(slot < 0)
        slot[missing] = np.append(np.flatnonzero(~self.listed), -1)[competency[missing]]
        return slot


def slots_of(requirements: Requirements) -> Slots:
    """Return the slots of what is expected."""
    competencies = np.array(sorted(requirements), np.int64)
    rows: list[tuple[int, int, bool, bool, int]] = []
    odd, needed = [], []
    for place, competency in enumerate(competencies.tolist()):
        standards = sorted(requirements[competency], key=lambda one: one[0])
        weights = _whole_weights([one[2] for one in standards])
        odd.append(weights is None or len({one[0] for one in standards}) < len(standards))
        needed.append(sum(bool(one[1]) for one in standards))
        heavy = weights or [0] * len(standards)
        rows.append((place, 0, False, False, 0))
        rows += [(place, one[0], True, one[1], weight) for one, weight in zip(standards, heavy, strict=True)]
    table = list(zip(*rows, strict=True)) or [()] * 5
    return Slots(
        competencies=competencies,
        competency=np.array(table[0], np.int64),
        standard=np.array(table[1], np.int64),
        listed=np.array(table[2], np.bool_),
        required=np.array(table[3], np.bool_),
        weight=np.array(table[4], np.float64),
        needed=np.array(needed, np.int64),
        odd=np.array(odd, np.bool_),
    )


def _whole_weights(weights: list[Decimal]) -> list[int] | None:
    """The weights as whole numbers of one small unit; None where they are negative or too long for that."""
    ratios = [Decimal(weight).as_integer_ratio() for weight in weights]
    unit = int(np.lcm.reduce([below for _, below in ratios], dtype=object)) if ratios else 1
    whole = [above * (unit // below) for above, below in ratios]
    return whole if all(one >= 0 for one in whole) and sum(whole) < _HEAVY else None
