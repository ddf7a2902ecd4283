"""Step 7 of a judgement: the smallest further evidence that would give mastery, found by running the method."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from competencies.rules.refusals import RefusedError
from pathways.rules.every_plan import EveryPlan, every_plan
from pathways.rules.reach import MOST, Counts, Reach, reach_of
from pathways.rules.supposing import Case, Step, Traits, dated, suppose, traits_of
from pathways.rules.values import NeededPiece
from pathways.rules.verdict import Verdict

# How many plans are tried at most; far above what any rule a school has written needs.
PATIENCE = 1500
# So many ways of sharing the pieces out are all tried; of more, only where a promising one does.
FEW_WAYS = 60
# So many levels are tried one by one, lowest first; of more, the lowest that does is found by halving.
FEW_LEVELS = 12


@dataclass(slots=True)
class Search:
    """One search: what further work could do, what the gates ask it to bring, and how much patience is left."""

    case: Case
    one: Verdict
    reach: Reach
    every: EveryPlan
    traits: Traits
    patience: int = PATIENCE

    def gives_mastery(self, steps: Sequence[Step]) -> bool:
        """Whether the steps, one a day, lead to mastery."""
        self.patience -= 1
        try:
            return suppose(self.case, dated(self.case, steps, self.traits)).status == "mastered"
        except RefusedError:
            return False

    def plans(self, ways: Iterable[Counts], level: Decimal) -> Iterator[list[Step]]:
        """The plans that follow these ways, all pieces at one level, on the standards in their order."""
        for way in ways:
            if self.patience <= 0:
                return
            yield [
                (standard.id, level) for standard, n in zip(self.reach.standards, way, strict=True) for _ in range(n)
            ]


def smallest_plan(case: Case, one: Verdict) -> tuple[NeededPiece, ...] | None:
    """Fewest pieces, then lowest levels, then standards in order; None where at most twelve cannot give mastery.

    The plan is dated one piece a day from the day judged on. A piece whose removal still leaves mastery (its day was
    no day of its own, say) is then removed, the others keeping their days, so that every piece named is needed.
    """
    reach = reach_of(case)
    search = Search(case, one, reach, every_plan(case, reach), traits_of(case))
    if not search.reach.standards or not search.reach.levels or "teacher" not in case.policy.roles:
        return None
    for count in range(_shortfall(search), MOST + 1):
        steps = _first_of_all(search, count) if search.every.are_few(count) else _best_steps(search, count)
        if steps is not None:
            return _only_what_is_needed(case, dated(case, steps, search.traits))
    return None


def _shortfall(search: Search) -> int:
    """At least as many pieces as the most demanding count lacks, since one piece adds at most one to each."""
    if search.reach.work_ahead or search.case.policy.counts == "all":
        return 1
    counted = (
        gate.need - gate.have
        for gate in search.one.gates
        if isinstance(gate.need, int) and isinstance(gate.have, int) and not gate.met
    )
    return max(search.traits.count, *counted, 1)


def _first_of_all(search: Search, count: int) -> list[Step] | None:
    """The first plan of all with exactly so many pieces that does."""
    if not any(True for _ in search.reach.ways(count)):
        return None
    for steps in search.every.of(count):
        if search.patience <= 0:
            return None
        if search.gives_mastery(steps):
            return steps
    return None


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
