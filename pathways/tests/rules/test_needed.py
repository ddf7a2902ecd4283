"""What is needed is the smallest there is: compared with trying every plan there could be, and with their laws."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings

from competencies.rules.policy import COMBINATIONS, COUNTS, DEPTHS, METHODS, NEEDS_N, NEEDS_WEIGHT, Gate, Policy
from competencies.rules.scale import Scale
from pathways.rules.judge import judge
from pathways.rules.supposing import CONTEXTS, SOURCE_TYPES
from pathways.rules.values import NeededPiece, Piece, StandardRequirement
from pathways.tests.rules.histories import History, histories
from pathways.tests.rules.school import BOTH, COMPUTE, EXPLAIN, FIRST, FOUR_POINTS, policy, series, work

# A plan found by trying has at most so many pieces, and a case at most so many plans of one size.
PIECES, PLANS = 4, 1500
PLACES = (None, 0, 1)
EVERY_GATE = (
    Gate("min_evidence", 2, "standard"),
    Gate("min_evidence", 4, "competency"),
    Gate("min_source_types", 2),
    Gate("min_contexts", 2),
    Gate("require_summative", True),
    Gate("require_transfer", True),
    Gate("min_depth", "strategic"),
    Gate("distinct_days", 3),
    Gate("min_level", Decimal(2)),
    Gate("min_average", Decimal("2.5")),
    Gate("within_months", 2),
)


class Trying:
    """A case in which every plan is tried, in the order in which one would choose: a slow and independent search."""

    def __init__(self, history: History) -> None:
        self.history = history
        judgement = history.judged()
        exempt = set(judgement.exempted)
        self.standards = [
            one.id
            for one in history.standards
            if one.id not in exempt and (one.required or history.policy.combine != "all")
        ]
        self.levels = history.scale.proficient_and_up()
        aside = {one.id: one.why for one in judgement.set_aside}
        choosing = {"", "earlier", "lower", "below_proficient", "optional_standard", "would_lower"}
        self.seen = [p for p in history.evidence if p.kind == "summative" and aside.get(p.id, "") in choosing]

    def smallest(self) -> list[NeededPiece] | None:
        """The first plan that does, without what in it is not needed; None where none of these few pieces does."""
        for count in range(1, PIECES + 1):
            for levels in product(self.levels, repeat=count):
                for standards in product(self.standards, repeat=count):
                    plan = self.dated(list(zip(standards, levels, strict=True)))
                    if self.does(plan):
                        return self.without_what_is_not_needed(plan)
        return None

    def dated(self, steps: list[tuple[int | str, Decimal]]) -> list[NeededPiece]:
        """One piece a day, the first ones bringing the kinds of work, contexts, transfer and depth still asked for."""
        needs = {gate.name: gate.need for gate in self.history.policy.gates}
        types = self.missing([p.type for p in self.seen], needs.get("min_source_types", 0), SOURCE_TYPES)
        contexts = self.missing([p.context for p in self.seen], needs.get("min_contexts", 0), CONTEXTS)
        transfer = "require_transfer" in needs and not any(p.transfer for p in self.seen)
        wanted = str(needs.get("min_depth", ""))
        deep = wanted and not any(p.depth and DEPTHS.index(p.depth) >= DEPTHS.index(wanted) for p in self.seen)
        seq = max((p.seq for p in self.history.evidence if p.seq is not None), default=0) + 1
        return [
            NeededPiece(
                standard,
                level,
                self.history.as_of + timedelta(days=i),
                seq + i,
                type=next(types, ""),
                context=next(contexts, ""),
                transfer=transfer and i == 0,
                depth=wanted if deep and i == 0 else "",
            )
            for i, (standard, level) in enumerate(steps)
        ]

    def missing(self, seen: list[str], need: object, names: tuple[str, ...]) -> Iterator[str]:
        """Names not seen yet, as many as the gate still lacks."""
        lacking = int(str(need)) - len({one for one in seen if one})
        return iter([name for name in names if name not in seen][: max(0, lacking)])

    def does(self, plan: list[NeededPiece]) -> bool:
        """Whether the plan, were it all to happen, gives mastery on its last day."""
        evidence = (*self.history.evidence, *map(happened, plan))
        return self.history.but(evidence=evidence, as_of=plan[-1].on).judged().status == "mastered"

    def without_what_is_not_needed(self, plan: list[NeededPiece]) -> list[NeededPiece]:
        """The first piece that can go goes, until none can."""
        for i in range(len(plan)):
            rest = plan[:i] + plan[i + 1 :]
            if rest and self.does(rest):
                return self.without_what_is_not_needed(rest)
        return plan


def happened(piece: NeededPiece) -> Piece:
    """A needed piece, once it has been done."""
    return Piece(
        id=f"done {piece.seq}",
        standard=piece.standard,
        on=piece.on,
        kind="summative",
        level=piece.level,
        seq=piece.seq,
        type=piece.type,
        context=piece.context,
        transfer=piece.transfer,
        depth=piece.depth,
    )


def agrees_with_trying(history: History) -> None:
    """Where a few pieces can do, the very plan that trying finds; where they cannot, none so small."""
    explanation = history.judged(explain=True).explanation
    assert explanation is not None
    trying = Trying(history)
    kinds = len(trying.standards) * len(trying.levels)
    if explanation.needed == () or "teacher" not in history.policy.roles or kinds**PIECES > PLANS:
        return
    found = trying.smallest()
    if found is not None:
        assert explanation.needed == tuple(found)
    elif explanation.needed is not None:
        # A longer plan of which some pieces were not needed may be as short as these.
        assert explanation.needed[-1].on >= history.as_of + timedelta(days=PIECES)


def flips(history: History) -> None:
    """All the needed pieces give mastery; all but any one of them do not."""
    explanation = history.judged(explain=True).explanation
    assert explanation is not None
    needed = explanation.needed
    if needed is None:
        assert explanation.why_not is not None
    elif not needed:
        assert history.judged().status in {"mastered", "exempt"}
    else:
        assert len(needed) <= 12
        for left_out in (None, *range(len(needed))):
            some = [happened(piece) for i, piece in enumerate(needed) if i != left_out]
            as_of = max((piece.on for piece in some), default=history.as_of)
            after = history.but(evidence=(*history.evidence, *some), as_of=as_of).judged()
            assert (after.status == "mastered") == (left_out is None)


def compare_with_trying(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(histories(most=6))
    def compared(history: History) -> None:
        agrees_with_trying(history)

    compared()


def test_needed_is_what_trying_every_plan_finds() -> None:
    compare_with_trying(60)


@pytest.mark.long
def test_needed_is_what_trying_every_plan_finds_in_five_thousand_cases() -> None:
    compare_with_trying(5000)


def rule(method: str, combine: str, *gates: Gate, counts: str = "summative", places: int | None = None) -> Policy:
    """A rule with the numbers that its method and combination ask for."""
    return Policy(
        method,
        n=2 if method in NEEDS_N else None,
        weight=Decimal("0.65") if method in NEEDS_WEIGHT else None,
        counts=counts,
        combine=combine,
        k=2 if combine == "at_least_k" else None,
        gates=gates,
        round_before_compare=places,
    )


def flips_under_every_gate(method: str, combine: str, ways: list[tuple[str, int | None]]) -> None:
    """Every gate, and three at once, with each way of counting and rounding, each on a history of its own."""
    chance = random.Random(f"{method} {combine}")
    scale = chance.choice([FOUR_POINTS, Scale(Decimal(2), Decimal(3))])
    for gate in (*EVERY_GATE, None):
        for counts, places in ways or [(chance.choice(COUNTS), chance.choice(PLACES))]:
            gates = (gate,) if gate else tuple(chance.sample(EVERY_GATE, 3))
            standards = (StandardRequirement(COMPUTE), StandardRequirement(EXPLAIN, required=chance.random() < 0.7))
            of_them = rule(method, combine, *gates, counts=counts, places=places)
            flips(History(some_work(chance, int(scale.top)), standards, of_them, scale, FIRST + timedelta(days=6)))


def some_work(chance: random.Random, top: int) -> tuple[Piece, ...]:
    """Up to five pieces within a week."""
    return tuple(
        work(
            chance.randrange(1, top + 1),
            day=chance.randrange(6),
            standard=chance.choice([COMPUTE, EXPLAIN]),
            id=i,
            kind=chance.choice(["summative", "summative", "formative"]),
            context=chance.choice(["", "home"]),
            depth=chance.choice(["", "recall", "extended"]),
        )
        for i in range(chance.randrange(6))
    )


@pytest.mark.parametrize("combine", COMBINATIONS)
def test_the_flip_laws_hold_for_every_method_and_gate(combine: str) -> None:
    for method in METHODS:
        flips_under_every_gate(method, combine, [])


@pytest.mark.long
@pytest.mark.parametrize("combine", COMBINATIONS)
def test_the_flip_laws_hold_for_every_method_gate_way_of_counting_and_rounding(combine: str) -> None:
    for method in METHODS:
        flips_under_every_gate(method, combine, list(product(COUNTS, PLACES)))


def test_equally_small_plans_are_told_lowest_levels_first_then_in_the_order_of_the_standards() -> None:
    evidence = series(2) + series(2, standard=EXPLAIN)
    change = judge(evidence, BOTH, policy("latest", combine="mean"), FOUR_POINTS, FIRST).explanation
    assert change is not None
    assert change.needed is not None
    assert [(piece.standard, piece.level) for piece in change.needed] == [(COMPUTE, Decimal(4))]


def test_todays_timed_work_stands_after_what_is_only_dated_today() -> None:
    """A plan begins with a bare day, and a bare day stands first: the new piece of today is not the latest."""
    morning = datetime(2026, 3, 2, 9, tzinfo=UTC)
    history = History((work(2, day=0, at=morning),), BOTH[:1], policy("latest"), FOUR_POINTS, FIRST)
    change = history.judged(explain=True).explanation
    assert change is not None
    assert change.needed is not None
    assert [(piece.level, piece.on) for piece in change.needed] == [(Decimal(3), FIRST + timedelta(days=1))]
    flips(history)


def test_a_plan_that_no_rule_can_compute_is_no_plan() -> None:
    """Weights that add up to nothing are refused where they decide, and not by the question what would help."""
    weightless = tuple(replace(standard, weight=Decimal(0)) for standard in BOTH)
    change = judge((), weightless, policy("latest", combine="weighted_mean"), FOUR_POINTS, FIRST).explanation
    assert change is not None
    assert change.needed is None
    assert change.why_not is not None
