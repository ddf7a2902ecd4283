"""A glance at a plan: what its pieces make of each standard, and so which plans need not be judged in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from competencies.rules.policy import FRESHNESS_GATE, QUANTITY_GATES, Gate
from competencies.rules.refusals import RefusedError
from pathways.rules.calendar import months_before
from pathways.rules.combining import Combination, Part
from pathways.rules.exact import ZERO, at_least, compared, mean
from pathways.rules.gates import GATE_RULES, Facts
from pathways.rules.methods import LEFT_OUT, Levels
from pathways.rules.selection import Selection, select
from pathways.rules.supposing import Case, Step, Traits, as_piece, dated
from pathways.rules.threshold import Threshold, threshold_of
from pathways.rules.values import Piece, StandardId, StandardRequirement
from pathways.rules.verdict import combination_of, eligible_in, part_of, reduce, views_of

# The longest plan, one piece a day.
MOST = 12
# Further levels, each with how many of a standard's own levels stand before it.
Placed = tuple[tuple[int, Decimal], ...]


class Standing(NamedTuple):
    """What a standard's levels come to: its part, how many they are, and what the gates ask of those that count."""

    part: Part
    pieces: int
    counted: int
    total: Decimal
    lowest: Decimal | None
    newest: date | None


@dataclass(slots=True)
class Series:
    """One standard's levels in one view, in order, with their days.

    A piece dated only by its day stands before timed work of that day, and work dated ahead before it or after it:
    ``before`` says for each day of a plan how many of the levels a piece of that day comes after.
    """

    case: Case
    standard: StandardRequirement
    levels: Levels
    days: tuple[date, ...]
    before: tuple[int, ...]
    known: dict[Placed, Standing] = field(default_factory=dict)

    @property
    def in_between(self) -> bool:
        """Whether a plan's pieces may come before work that is there."""
        return self.before[0] < len(self.levels)

    @property
    def used(self) -> bool:
        """Whether the rule looks at the standard at all."""
        return self.standard.required or self.case.policy.combine != "all"

    def standing(self, further: Placed = ()) -> Standing:
        """What the levels come to with further ones."""
        if further not in self.known:
            self.known[further] = self._standing(*self._with_further(further))
        return self.known[further]

    def _with_further(self, further: Placed) -> tuple[Levels, list[date]]:
        levels, days = list(self.levels), list(self.days)
        for i, (place, level) in enumerate(further):
            levels.insert(place + i, level)
            days.insert(place + i, self.case.as_of)  # the first day of a plan stands for them all
        return tuple(levels), days

    def _standing(self, levels: Levels, days: Sequence[date]) -> Standing:
        policy, scale = self.case.policy, self.case.scale
        reduced = reduce(levels, policy, scale) if levels and self.used else None
        kept = reduced.kept if reduced else ()
        counted = [levels[i] for i in kept]
        good = [days[i] for i in kept if at_least(levels[i], threshold_of(policy, scale).proficient)]
        part = part_of(self.standard, levels, reduced)
        newest = max(good, default=None)
        return Standing(part, len(levels), len(counted), sum(counted, ZERO), min(counted, default=None), newest)


@dataclass(slots=True)
class View:
    """One view of the evidence (summative alone, or everything), as it is on the last day of a plan."""

    case: Case
    eligible: Sequence[Piece]
    series: dict[StandardId, Series]
    threshold: Threshold
    combine: Combination
    per_standard: int
    gates: tuple[Gate, ...]

    def might(self, steps: Sequence[Step]) -> bool:
        """Whether the plan comes to a proficient score, and to what the gates ask of levels and of each standard."""
        further: dict[StandardId, list[tuple[int, Decimal]]] = {}
        for day, (standard, level) in enumerate(steps):
            if standard in self.series:
                further.setdefault(standard, []).append((self.series[standard].before[day], level))
        standings = [one.standing(tuple(further.get(id_, ()))) for id_, one in self.series.items()]
        score = self.combine([one.part for one in standings], self.case.policy).score
        return (
            self.threshold.reached_by(score)
            and all(one.pieces >= self.per_standard for one in standings if one.part.standard.required)
            and all(self._meets(gate, standings) for gate in self.gates)
        )

    def could(self, count: int) -> bool:
        """Whether so many of the best pieces could make up for what counts already and always will."""
        case = self.case
        always = not case.policy.preset and case.policy.method not in LEFT_OUT
        had = [level for series in self.series.values() if series.used and always for level in series.levels]
        best = [*had, *[case.scale.top] * count]
        have = {"min_level": min(best), "min_average": mean(best)}
        return all(
            at_least(compared(have[gate.name], self.threshold.places), Decimal(gate.need))
            for gate in self.gates
            if gate.name in have
        )

    def has_amount(self, further: Sequence[Piece]) -> bool:
        """Whether the gates on amount and variety are met that do not ask on which standard a piece is."""
        facts = Facts((*self.eligible, *further), (), (), self.threshold.proficient, self.case.as_of, None)
        asked = (gate for gate in self.case.policy.gates if gate.name in QUANTITY_GATES and gate.per != "standard")
        return all(GATE_RULES[gate.name](gate, facts).met for gate in asked)

    def _meets(self, gate: Gate, standings: Sequence[Standing]) -> bool:
        """Whether the pieces that count meet a gate on their levels, or on the newest proficient one's age."""
        if gate.name == FRESHNESS_GATE:
            newest = max((one.newest for one in standings if one.newest is not None), default=None)
            return newest is not None and newest >= months_before(self.case.as_of, int(gate.need))
        if gate.name == "min_level":
            have = min((one.lowest for one in standings if one.lowest is not None), default=None)
        else:
            count = sum(one.counted for one in standings)
            have = sum((one.total for one in standings), ZERO) / count if count else None
        return have is not None and at_least(compared(have, self.threshold.places), Decimal(gate.need))


def views_ahead(case: Case, day: date) -> list[View]:
    """The views of a case as they are on a day from the day judged on, before any further piece."""
    selection = selection_on(case, day)
    return [_view(case, selection, eligible_in(selection, view)) for view in views_of(selection, case.policy)]


def selection_on(case: Case, day: date) -> Selection:
    """What may count on a later day: the same, unless work or an exemption is dated ahead."""
    upcoming = case.selection.upcoming
    if upcoming is None or upcoming > day:
        return case.selection
    return select(case.evidence, case.standards, case.policy, day, case.known_at)


def _view(case: Case, selection: Selection, eligible: Sequence[Piece]) -> View:
    policy = case.policy
    needs = [int(gate.need) for gate in policy.gates if gate.name == "min_evidence" and gate.per == "standard"]
    return View(
        case=case,
        eligible=eligible,
        series={one.id: _series(case, one, eligible) for one in selection.standards},
        threshold=threshold_of(policy, case.scale),
        combine=combination_of(policy),
        per_standard=max(needs, default=0),
        gates=tuple(gate for gate in policy.gates if gate.name not in QUANTITY_GATES),
    )


def _series(case: Case, standard: StandardRequirement, eligible: Sequence[Piece]) -> Series:
    pieces = [piece for piece in eligible if piece.standard == standard.id and piece.level is not None]
    days = [case.as_of + timedelta(days=i) for i in range(MOST)]
    return Series(
        case=case,
        standard=standard,
        levels=tuple([piece.level for piece in pieces if piece.level is not None]),
        days=tuple([piece.on for piece in pieces]),
        before=tuple([sum(one.on < day or (one.on == day and one.at is None) for one in pieces) for day in days]),
    )


@dataclass(slots=True)
class Glance:
    """A case's plans at a glance: what a glance turns down cannot do; what it lets pass is to be judged in full."""

    case: Case
    traits: Traits
    own: list[View]
    later: dict[int, list[View]] = field(default_factory=dict)

    def of(self, count: int) -> list[View]:
        """The views in which so many pieces meet the gates on amount and variety and can do; in no other they do."""
        if count not in self.later:
            views = self._views(count)
            self.later[count] = [view for view in views if self._has_amount(view, count) and view.could(count)]
        return self.later[count]

    def might(self, steps: Sequence[Step]) -> bool:
        """Whether the plan might give mastery in any view."""
        try:
            return any(view.might(steps) for view in self.of(len(steps)))
        except RefusedError:
            return False

    def _views(self, count: int) -> list[View]:
        last = self.case.as_of + timedelta(days=count - 1)
        upcoming = self.case.selection.upcoming
        return self.own if upcoming is None or upcoming > last else views_ahead(self.case, last)

    def _has_amount(self, view: View, count: int) -> bool:
        some = next(iter(view.series), None)
        steps = [(some, self.case.scale.proficient)] * count if some is not None else []
        return view.has_amount([as_piece(one) for one in dated(self.case, steps, self.traits)])


def glance_of(case: Case, traits: Traits) -> Glance:
    """A case at a glance."""
    return Glance(case, traits, views_ahead(case, case.as_of))
