"""Step 7 of a judgement: the smallest further evidence that would give mastery, found by running the method."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from competencies.rules.refusals import RefusedError
from pathways.rules.every_plan import are_few, every_plan
from pathways.rules.glance import MOST, Glance, glance_of
from pathways.rules.reach import Counts, Reach, reach_of
from pathways.rules.supposing import Case, Step, Traits, dated, suppose, traits_of
from pathways.rules.values import NeededPiece

# How many plans of one size are looked at where there are too many for all; far above what any school's rule needs.
PATIENCE = 1500
# So many ways of sharing the pieces out are all tried; of more, only where a promising one does.
FEW_WAYS = 60
# So many levels are tried one by one, lowest first; of more, the lowest that does is found by halving.
FEW_LEVELS = 12


@dataclass(slots=True)
class Search:
    """One search: what further work could do, what the gates ask it to bring, and how much patience is left."""

    case: Case
    reach: Reach
    glance: Glance
    traits: Traits
    patience: int = PATIENCE

    def gives_mastery(self, steps: Sequence[Step]) -> bool:
        """Whether the steps, one a day, lead to mastery."""
        self.patience -= 1
        if not self.glance.might(steps):
            return False
        try:
            return suppose(self.case, dated(self.case, steps, self.traits)).status == "mastered"
        except RefusedError:
            return False

    def plans(self, ways: Iterable[Counts], level: Decimal) -> Iterator[list[Step]]:
        """The plans that follow these ways, all pieces at one level, on the standards in their order."""
        for way in ways:
            if self.patience <= 0:
                return
            order = [standard.id for standard, n in zip(self.reach.standards, way, strict=True) for _ in range(n)]
            for first in dict.fromkeys(order) if self.reach.in_between else order[:1]:
                at = order.index(first)
                yield [(id_, level) for id_ in (first, *order[:at], *order[at + 1 :])]


def smallest_plan(case: Case) -> tuple[NeededPiece, ...] | None:
    """Fewest pieces, then lowest levels, then standards in order; None where at most twelve cannot give mastery.

    The plan is dated one piece a day from the day judged on. A piece whose removal still leaves mastery (its day was
    no day of its own, say) is then removed, the others keeping their days, so that every piece named is needed.
    """
    traits = traits_of(case)
    glance = glance_of(case, traits)
    search = Search(case, reach_of(case, glance), glance, traits)
    if not _has_a_chance(search):
        return None
    for count in range(1, MOST + 1):
        steps = _smallest_of(search, count)
        if steps is not None:
            return _only_what_is_needed(case, dated(case, steps, traits))
    return None


def _has_a_chance(search: Search) -> bool:
    """Whether rule and scale know of work by a teacher that can be mastery at all."""
    policy, standards = search.case.policy, search.reach.standards
    if not search.reach.levels or "teacher" not in policy.roles:
        return False
    if policy.combine == "all":
        return any(standard.required for standard in standards)
    return bool(standards) and (policy.combine != "weighted_mean" or any(one.weight for one in standards))


def _smallest_of(search: Search, count: int) -> list[Step] | None:
    """The smallest plan with exactly so many pieces, where so many can meet the gates on amount and variety."""
    if not search.glance.of(count):
        return None
    if are_few(search.reach, count):
        return next((steps for steps in every_plan(search.reach, count) if search.gives_mastery(steps)), None)
    search.patience = PATIENCE
    return _best_steps(search, count)


def _best_steps(search: Search, count: int) -> list[Step] | None:
    """The best plan with exactly so many pieces: every piece at the lowest level first, then higher levels."""
    reach = search.reach
    if len(list(islice(reach.ways(count), FEW_WAYS + 1))) > FEW_WAYS and not _promises(search, count):
        return None
    lowest, *higher = reach.telling
    for steps in search.plans(reach.ways(count), lowest):
        if search.gives_mastery(steps):
            return steps
    found = [
        _lowered(search, steps)
        for level in reversed(higher)
        for steps in search.plans(reach.ways(count), level)
        if search.gives_mastery(steps)
    ]
    return min(found, key=lambda steps: _rank(search, steps), default=None)


def _promises(search: Search, count: int) -> bool:
    """Whether any of the most promising plans of so many pieces does; where none does, the many others are left."""
    plans = (steps for level in search.reach.telling for steps in search.plans(search.reach.promising(count), level))
    return any(search.gives_mastery(steps) for steps in plans)


def _lowered(search: Search, steps: list[Step]) -> list[Step]:
    """The same plan with each level as low as it can be, the first piece first, lower levels before higher ones."""
    for i in range(len(steps)):
        steps = _lowered_at(search, steps, i)
    rising = sorted(steps, key=lambda step: step[1])
    return rising if rising != steps and search.gives_mastery(rising) else steps


def _lowered_at(search: Search, steps: list[Step], i: int) -> list[Step]:
    """The plan with the lowest level at one place that still does; the present one always does."""
    standard, highest = steps[i]
    levels = [level for level in search.reach.levels if level < highest]

    def does(level: Decimal) -> bool:
        return search.gives_mastery([*steps[:i], (standard, level), *steps[i + 1 :]])

    if len(levels) <= FEW_LEVELS:
        level = next((level for level in levels if does(level)), highest)
    else:
        level = [*levels, highest][bisect_left(levels, True, key=does)]
    return [*steps[:i], (standard, level), *steps[i + 1 :]]


def _rank(search: Search, steps: list[Step]) -> tuple[list[Decimal], list[int]]:
    positions = {standard.id: i for i, standard in enumerate(search.reach.standards)}
    return [level for _, level in steps], [positions[standard] for standard, _ in steps]


def _only_what_is_needed(case: Case, plan: tuple[NeededPiece, ...]) -> tuple[NeededPiece, ...]:
    """The plan without any piece that, removed, still leaves mastery."""
    for i in range(len(plan)):
        rest = plan[:i] + plan[i + 1 :]
        if rest and suppose(case, rest).status == "mastered":
            return _only_what_is_needed(case, rest)
    return plan
