"""Where there are few plans of so many pieces, all of them: lowest levels first, then the standards in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from pathways.rules.combining import Part
from pathways.rules.methods import Levels
from pathways.rules.reach import Reach
from pathways.rules.supposing import Case, Step
from pathways.rules.threshold import Threshold, threshold_of
from pathways.rules.verdict import combination_of, part_of, reduce

# So many plans of one size are all looked at, most of them at a glance; without a glance each is judged in full.
MOST_AT_A_GLANCE, MOST_JUDGED = 4096, 729


@dataclass(slots=True)
class EveryPlan:
    """The plans of one case, and a glance that tells which of them cannot do, from each standard's levels alone.

    The glance holds only where every piece of a plan comes after all that is there: not with work dated ahead, nor
    with work of the same day that has an instant, since a bare day stands before it.
    """

    case: Case
    reach: Reach
    threshold: Threshold
    at_a_glance: bool
    parts: dict[tuple[int, int, Levels], Part] = field(default_factory=dict)

    def are_few(self, count: int) -> bool:
        """Whether all plans of so many pieces can be looked at."""
        kinds = len(self.reach.standards) * len(self.reach.levels)
        plans: int = kinds**count
        return plans <= (MOST_AT_A_GLANCE if self.at_a_glance else MOST_JUDGED)

    def of(self, count: int) -> Iterator[list[Step]]:
        """The plans of so many pieces that might do, the smallest first."""
        ids = [standard.id for standard in self.reach.standards]
        for levels in product(self.reach.levels, repeat=count):
            for positions in product(range(len(ids)), repeat=count):
                if not self.at_a_glance or self._might_do(positions, levels):
                    yield [(ids[i], level) for i, level in zip(positions, levels, strict=True)]

    def _might_do(self, positions: tuple[int, ...], levels: Levels) -> bool:
        """Whether the standards, with these pieces after all they have, combine to proficient in any view."""
        further: list[list[Decimal]] = [[] for _ in self.reach.standards]
        for position, level in zip(positions, levels, strict=True):
            further[position].append(level)
        combine = combination_of(self.case.policy)
        for view in range(len(self.reach.had[0])):
            parts = [self._part(i, view, tuple(more)) for i, more in enumerate(further)]
            if self.threshold.reached_by(combine(parts, self.case.policy).score):
                return True
        return False

    def _part(self, position: int, view: int, more: Levels) -> Part:
        key = (position, view, more)
        if key not in self.parts:
            levels = self.reach.had[position][view] + more
            reduced = reduce(levels, self.case.policy, self.case.scale) if levels else None
            self.parts[key] = part_of(self.reach.standards[position], levels, reduced)
        return self.parts[key]


def every_plan(case: Case, reach: Reach) -> EveryPlan:
    """The plans of a case."""
    timed_today = any(piece.on == case.as_of and piece.at is not None for piece in case.selection.usable)
    return EveryPlan(case, reach, threshold_of(case.policy, case.scale), not (reach.work_ahead or timed_today))
