"""Step 7 of a judgement: the smallest further evidence that would give mastery, found by running the method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import combinations_with_replacement

from pathways.rules.exact import at_least, compared
from pathways.rules.methods import METHODS
from pathways.rules.supposing import Case, Step, Traits, dated, suppose, traits_of
from pathways.rules.values import NeededPiece, StandardId, StandardRequirement
from pathways.rules.verdict import Verdict

MOST = 12
# How many plans are tried at most; far above what any rule a school has written needs.
PATIENCE = 1500


@dataclass(slots=True)
class Search:
    """One search: the case, what it may use, and how much patience is left.

    ``work_ahead`` says that the ledger holds work dated within the days of a plan; then nothing is ruled out early.
    """

    case: Case
    one: Verdict
    standards: list[StandardRequirement]
    levels: tuple[Decimal, ...]
    traits: Traits
    work_ahead: bool
    patience: int = PATIENCE
    levels_had: dict[StandardId, list[tuple[Decimal, ...]]] = field(default_factory=dict)

    def gives_mastery(self, steps: Sequence[Step]) -> bool:
        """Whether the steps, one a day, lead to mastery."""
        self.patience -= 1
        return suppose(self.case, dated(self.case, steps, self.traits)).status == "mastered"


def smallest_plan(case: Case, one: Verdict) -> tuple[NeededPiece, ...] | None:
    """Fewest pieces, then lowest levels, then standards in order; None where at most twelve cannot give mastery.

    The plan is dated one piece a day from the day judged on. A piece whose removal still leaves mastery (its day was
    no day of its own, say) is then removed, the others keeping their days, so that every piece named is needed.
    """
    search = _begin(case, one)
    if not search.standards or not search.levels or "teacher" not in case.policy.roles:
        return None
    base = _least_counts(search)
    if base is None:
        return None
    for count in range(max(sum(base), _shortfall(search), 1), MOST + 1):
        steps = _best_steps(search, base, count)
        if steps is not None:
            return _only_what_is_needed(case, dated(case, steps, search.traits))
        if search.patience <= 0:
            break
    return None


def _begin(case: Case, one: Verdict) -> Search:
    standards = [s for s in case.selection.standards if s.required or case.policy.combine != "all"]
    upcoming = case.selection.upcoming
    work_ahead = upcoming is not None and upcoming <= case.as_of + timedelta(days=MOST)
    search = Search(case, one, standards, case.scale.proficient_and_up(), traits_of(case), work_ahead)
    for standard in standards:
        views = [["summative"]] if case.policy.counts == "summative" else [["summative"], []]
        search.levels_had[standard.id] = [
            tuple(
                piece.level
                for piece in case.selection.usable
                if piece.standard == standard.id and piece.level is not None and (not kinds or piece.kind in kinds)
            )
            for kinds in views
        ]
    return search


def _least_counts(search: Search) -> list[int] | None:
    """How many further pieces each standard needs whatever happens elsewhere; None where twelve are not enough."""
    combine = search.case.policy.combine
    if search.work_ahead:
        return [0] * len(search.standards)
    least = [_least_count(search, standard) for standard in search.standards]
    if combine == "at_least_k":
        return [0] * len(least)
    if any(count is None for count in least):
        return None
    return [count or 0 for count in least]


def _least_count(search: Search, standard: StandardRequirement) -> int | None:
    per_standard = [
        int(gate.need)
        for gate in search.case.policy.gates
        if gate.name == "min_evidence" and gate.per == "standard" and standard.required
    ]
    had = max(len(levels) for levels in search.levels_had[standard.id])
    first = max(0, *(need - had for need in per_standard)) if per_standard else 0
    if not standard.required and search.case.policy.combine != "at_least_k":
        return 0
    return next((count for count in range(first, MOST + 1) if _enough(search, standard, count)), None)


def _enough(search: Search, standard: StandardRequirement, count: int) -> bool:
    """Whether so many equal further levels give the standard what the combination asks of it."""
    policy, proficient = search.case.policy, search.case.scale.proficient
    for had in search.levels_had[standard.id]:
        for level in search.levels:
            levels = had + (level,) * count
            score = METHODS[policy.method](levels, policy, proficient).score if levels else None
            if score is None:
                continue
            means = policy.combine in {"mean", "weighted_mean"}
            if means or at_least(compared(score, policy.round_before_compare), proficient):
                return True
    return False


def _shortfall(search: Search) -> int:
    """At least as many pieces as the most demanding count lacks, since one piece adds at most one to each."""
    if search.work_ahead:
        return 1
    if search.case.policy.counts == "all":
        return search.traits.count if search.one.view == "summative" else 1
    counted = (
        gate.need - gate.have
        for gate in search.one.gates
        if isinstance(gate.need, int) and isinstance(gate.have, int) and not gate.met
    )
    return max(search.traits.count, *counted, 1)


def _best_steps(search: Search, base: Sequence[int], count: int) -> list[Step] | None:
    """The best plan with exactly so many pieces: every piece at the lowest level first, then higher levels."""
    for level in search.levels[:1]:
        for standards in _allocations(search, base, count):
            steps = [(standard, level) for standard in standards]
            if search.gives_mastery(steps):
                return steps
    found = []
    for standards in _allocations(search, base, count):
        for level in search.levels[:0:-1]:
            steps = [(standard, level) for standard in standards]
            if search.gives_mastery(steps):
                found.append(_lowered(search, steps))
                break
    return min(found, key=lambda steps: _rank(search, steps), default=None)


def _allocations(search: Search, base: Sequence[int], count: int) -> Iterator[list[StandardId]]:
    """Which standards the pieces are on, in standard order, the earliest standards first."""
    ids = [standard.id for standard in search.standards]
    for extra in combinations_with_replacement(range(len(ids)), count - sum(base)):
        if search.patience <= 0:
            return
        counts = list(base)
        for position in extra:
            counts[position] += 1
        if search.work_ahead or search.case.policy.combine != "at_least_k" or _plausible(search, counts):
            yield [id_ for id_, pieces in zip(ids, counts, strict=True) for _ in range(pieces)]


def _plausible(search: Search, counts: Sequence[int]) -> bool:
    """Whether at least k standards could be proficient with so many further pieces each."""
    able = sum(_enough(search, standard, pieces) for standard, pieces in zip(search.standards, counts, strict=True))
    return able >= (search.case.policy.k or 0)


def _lowered(search: Search, steps: list[Step]) -> list[Step]:
    """The same plan with each level as low as it can be, the first piece first, lower levels before higher ones."""
    for i, (standard, highest) in enumerate(steps):
        for level in search.levels:
            if level >= highest:
                break
            lower = [*steps[:i], (standard, level), *steps[i + 1 :]]
            if search.gives_mastery(lower):
                steps = lower
                break
    rising = sorted(steps, key=lambda step: step[1])
    return rising if rising != steps and search.gives_mastery(rising) else steps


def _rank(search: Search, steps: list[Step]) -> tuple[list[Decimal], list[int]]:
    positions = {standard.id: i for i, standard in enumerate(search.standards)}
    return [level for _, level in steps], [positions[standard] for standard, _ in steps]


def _only_what_is_needed(case: Case, plan: tuple[NeededPiece, ...]) -> tuple[NeededPiece, ...]:
    """The plan without any piece that, removed, still leaves mastery."""
    for i in range(len(plan)):
        rest = plan[:i] + plan[i + 1 :]
        if rest and suppose(case, rest).status == "mastered":
            return _only_what_is_needed(case, rest)
    return plan
