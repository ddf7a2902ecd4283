"""What further work could do for each standard by itself, and so which ways of sharing it out are worth trying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import combinations_with_replacement
from math import comb

from competencies.rules.refusals import RefusedError
from pathways.rules.exact import ZERO
from pathways.rules.glance import MOST, Glance, Series
from pathways.rules.methods import Levels
from pathways.rules.portfolio_level import required_of
from pathways.rules.supposing import Case
from pathways.rules.threshold import Threshold, threshold_of
from pathways.rules.values import StandardRequirement

# Up to so many ways of sharing out the pieces all are looked at; beyond that only the promising kinds.
MOST_WAYS = 3000

Counts = tuple[int, ...]


@dataclass(slots=True)
class Reach:
    """One case's standards, the levels a further piece may have, and the best score each standard could come to.

    ``telling`` are the few levels that decide whether anything can help: a higher level never helps less, except to a
    mode, which a level seen before can help more. ``work_ahead`` says that the ledger holds work dated within the days
    of a plan; then the plain count says too little, and nothing is ruled out.
    """

    case: Case
    standards: Sequence[StandardRequirement]
    levels: Levels
    telling: Levels
    had: list[list[Series]]
    work_ahead: bool
    threshold: Threshold
    scores: dict[tuple[int, int], list[Decimal | None]] = field(default_factory=dict)
    bars: dict[tuple[int, int], bool] = field(default_factory=dict)
    surpluses: dict[tuple[int, int, int], Decimal] = field(default_factory=dict)

    @property
    def in_between(self) -> bool:
        """Whether a piece of the first day comes before work that is there: then it matters whose it is."""
        return any(series.in_between for had in self.had for series in had)

    def best(self, position: int, count: int) -> Decimal | None:
        """The best score the standard could come to with so many further pieces; None where it has none."""
        return max((score for score in self.bests(position, count) if score is not None), default=None)

    def bests(self, position: int, count: int) -> list[Decimal | None]:
        """The best score in each view of the evidence (summative alone, and everything where that counts)."""
        key = (position, count)
        if key not in self.scores:
            self.scores[key] = [self._best_of(series, count) for series in self.had[position]]
        return self.scores[key]

    def _best_of(self, series: Series, count: int) -> Decimal | None:
        found = []
        for first in range(2 if series.in_between and count else 1):
            places = [series.before[i] if first else len(series.levels) for i in range(count)]
            for levels in self._telling_levels(count):
                score = self._score(series, tuple(zip(places, levels, strict=True)))
                found += [] if score is None else [score]
        return max(found, default=None)

    def _telling_levels(self, count: int) -> Iterator[Sequence[Decimal]]:
        """All pieces at one level; a trend can rise higher where the first of them are at the lowest."""
        for level in self.telling[: None if count else 1]:
            yield [level] * count
        if self.case.policy.method == "power_law":
            for low in range(1, count):
                yield [self.levels[0]] * low + [self.levels[-1]] * (count - low)

    def _score(self, series: Series, further: tuple[tuple[int, Decimal], ...]) -> Decimal | None:
        try:
            return series.standing(further).part.score
        except RefusedError:
            return None

    def proficient(self, position: int, count: int) -> bool:
        """Whether the standard could be proficient with so many further pieces."""
        key = (position, count)
        if key not in self.bars:
            self.bars[key] = self.threshold.reached_by(self.best(position, count))
        return self.bars[key]

    def ways(self, count: int) -> Iterator[Counts]:
        """Ways of sharing out so many pieces among the standards, those on the earliest standards first."""
        base = self._least()
        if base is None or sum(base) > count:
            return
        if self._takes_a_mean and not any(self._could_do(way) for way in self._highest(base, count)):
            return
        extra = count - sum(base)
        if comb(len(base) + extra - 1, extra) > MOST_WAYS:
            yield from self.promising(count)
            return
        for share in combinations_with_replacement(range(len(base)), extra):
            way = _with(base, share)
            if self._could_do(way):
                yield way

    def promising(self, count: int) -> Iterator[Counts]:
        """The few ways worth trying first: a core that does it for the standards, what is left on one or on all."""
        base = self._least()
        if base is None:
            return
        found: dict[Counts, None] = {}
        for core in self._cores(base, count):
            left = count - sum(core)
            if left >= 0:
                found |= dict.fromkeys(_with(core, (i,) * left) for i in range(len(base)))
                found[_with(core, [i % len(base) for i in range(left)])] = None
        yield from (way for way in found if self._could_do(way))

    def _least(self) -> Counts | None:
        """How many further pieces each standard needs whatever happens elsewhere; None where twelve are too few."""
        nothing = (0,) * len(self.standards)
        if self.work_ahead or self.case.policy.combine == "at_least_k":
            return nothing
        found = [self._least_of(i) if standard.required else 0 for i, standard in enumerate(self.standards)]
        least = tuple(count for count in found if count is not None)
        return least if len(least) == len(found) else None

    def _least_of(self, position: int) -> int | None:
        if self.case.policy.preset:
            shown = min(sum(level > ZERO for level in had.levels) for had in self.had[position])
            return max(0, required_of(self.case.policy) - shown)
        gates = (g for g in self.case.policy.gates if g.name == "min_evidence" and g.per == "standard")
        need = max((int(gate.need) for gate in gates), default=0)
        first = max(0, need - max(len(had.levels) for had in self.had[position]))
        if self.case.policy.combine in {"mean", "weighted_mean"}:
            enough = (count for count in range(first, MOST + 1) if self.best(position, count) is not None)
        else:
            enough = (count for count in range(first, MOST + 1) if self.proficient(position, count))
        return next(enough, None)

    def _could_do(self, way: Counts) -> bool:
        """Whether the standards, each at its best, would combine to proficient."""
        policy = self.case.policy
        if self.work_ahead or policy.combine == "all":
            return True
        if policy.combine == "at_least_k":
            return sum(self.proficient(i, count) for i, count in enumerate(way)) >= (policy.k or 0)
        return any(sum(self._surplus(i, n, view) for i, n in enumerate(way)) >= ZERO for view in self._views)

    @property
    def _views(self) -> range:
        return range(len(self.had[0]))

    @property
    def _takes_a_mean(self) -> bool:
        return not self.work_ahead and self.case.policy.combine in {"mean", "weighted_mean"}

    def _surplus(self, position: int, count: int, view: int) -> Decimal:
        """How far above the bar the standard at its best pulls a mean (below it: less than nothing)."""
        key = (position, count, view)
        if key not in self.surpluses:
            score = self.bests(position, count)[view]
            weighted = self.case.policy.combine == "weighted_mean"
            weight = self.standards[position].weight if weighted else Decimal(1)
            self.surpluses[key] = ZERO if score is None else (score - self.threshold.bar) * weight
        return self.surpluses[key]

    def _cores(self, base: Counts, count: int) -> Iterator[Counts]:
        combine = self.case.policy.combine
        if combine == "at_least_k":
            yield self._cheapest(self.case.policy.k or 0)
        elif combine != "all":
            yield from self._highest(base, count)
        yield base

    def _cheapest(self, k: int) -> Counts:
        """The k standards that need the fewest pieces, each with as many as it needs."""
        needs = [
            next((count for count in range(MOST + 1) if self.proficient(i, count)), MOST + 1)
            for i in range(len(self.standards))
        ]
        chosen = sorted(range(len(needs)), key=lambda i: (needs[i], i))[:k]
        return tuple(needs[i] if i in chosen else 0 for i in range(len(needs)))

    def _highest(self, base: Counts, count: int) -> Iterator[Counts]:
        """In each view the way that pulls a mean up most: the best for the standards so far, one more at a time."""
        for view in self._views:
            best: dict[int, tuple[Decimal, Counts]] = {0: (ZERO, ())}
            for i, least in enumerate(base):
                step: dict[int, tuple[Decimal, Counts]] = {}
                for used, (total, way) in best.items():
                    for more in range(least, count - used + 1):
                        sum_ = total + self._surplus(i, more, view)
                        if used + more not in step or sum_ > step[used + more][0]:
                            step[used + more] = (sum_, (*way, more))
                best = step
            if count in best:
                yield best[count][1]


def reach_of(case: Case, glance: Glance) -> Reach:
    """Look at a case: which standards and levels a plan may use, and what each standard has in each view."""
    standards = case.selection.standards
    levels = case.scale.proficient_and_up()
    seen = {piece.level for piece in case.selection.usable}
    upcoming = case.selection.upcoming
    return Reach(
        case=case,
        standards=standards,
        levels=levels,
        telling=tuple(level for i, level in enumerate(levels) if i in {0, len(levels) - 1} or level in seen),
        had=[[view.series[standard.id] for view in glance.own] for standard in standards],
        work_ahead=upcoming is not None and upcoming < case.as_of + timedelta(days=MOST),
        threshold=threshold_of(case.policy, case.scale),
    )


def _with(base: Counts, share: Sequence[int]) -> Counts:
    counts = list(base)
    for position in share:
        counts[position] += 1
    return tuple(counts)
