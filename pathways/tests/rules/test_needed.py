"""What is needed is the smallest there is: compared with trying every plan there could be, and with their laws."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from competencies.rules.policy import COMBINATIONS, COUNTS, METHODS, NEEDS_N, NEEDS_WEIGHT, Gate, Policy
from competencies.rules.scale import Scale
from pathways.rules import glance
from pathways.rules.judge import judge
from pathways.rules.methods import Levels, Reduced
from pathways.rules.supposing import CONTEXTS, SOURCE_TYPES
from pathways.rules.values import Piece, StandardRequirement
from pathways.rules.verdict import reduce
from pathways.tests.rules.histories import History, histories
from pathways.tests.rules.school import BOTH, COMPUTE, EXPLAIN, FIRST, FOUR_POINTS, policy, series, work
from pathways.tests.rules.trying import PIECES, Trying, happened

# A case in which every plan is tried has at most so many of one size.
PLANS = 1500
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
            standards = (StandardRequirement(COMPUTE, required=chance.random() < 0.7), StandardRequirement(EXPLAIN))
            of_them = rule(method, combine, *gates, counts=counts, places=places)
            as_of = FIRST + timedelta(days=chance.choice([2, 5, 6]))
            flips(History(some_work(chance, int(scale.top)), standards, of_them, scale, as_of))


def some_work(chance: random.Random, top: int) -> tuple[Piece, ...]:
    """Up to five pieces within a week, some at an hour of their day, some after the day judged."""
    found = []
    for i in range(chance.randrange(6)):
        day = chance.randrange(6)
        hour = datetime(FIRST.year, FIRST.month, FIRST.day, chance.randrange(8, 16), tzinfo=UTC) + timedelta(days=day)
        found.append(
            work(
                chance.randrange(1, top + 1),
                day=day,
                at=chance.choice([None, hour]),
                standard=chance.choice([COMPUTE, EXPLAIN]),
                id=i,
                kind=chance.choice(["summative", "summative", "formative"]),
                type=chance.choice(["", "test", "project", SOURCE_TYPES[0]]),
                context=chance.choice(["", "home"]),
                depth=chance.choice(["", "recall", "extended"]),
            )
        )
    return tuple(found)


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


def plan_of(history: History) -> list[tuple[object, Decimal, int]]:
    """What is needed, as standards, levels and days from the day judged; it flips."""
    flips(history)
    change = history.judged(explain=True).explanation
    assert change is not None
    assert change.needed is not None
    return [(piece.standard, piece.level, (piece.on - history.as_of).days) for piece in change.needed]


def test_new_kinds_of_work_are_new_to_practice_too() -> None:
    """Three kinds are asked for; practice was a project: two more kinds are enough where all work counts."""
    evidence = (work(4, day=0, id=0, type=""), work(1, day=29, id=1, kind="formative", type="project"))
    of_them = policy("mean", Gate("min_source_types", 3), combine="mean", counts="all")
    history = History(evidence, BOTH[:1], of_them, FOUR_POINTS, FIRST + timedelta(days=29))
    assert plan_of(history) == [(COMPUTE, Decimal(3), 0), (COMPUTE, Decimal(4), 1)]


@pytest.mark.parametrize("name", ["min_source_types", "min_contexts"])
def test_a_name_that_only_practice_has_is_not_asked_for_again(name: str) -> None:
    what, names = ("type", SOURCE_TYPES) if name == "min_source_types" else ("context", CONTEXTS)
    practice = work(3, day=0, kind="formative", **{"type": "", what: names[0]})
    of_them = policy("latest", Gate(name, 3), counts="all")
    history = History((practice,), BOTH[:1], of_them, FOUR_POINTS, FIRST)
    assert plan_of(history) == [(COMPUTE, Decimal(3), 0), (COMPUTE, Decimal(3), 1)]


def test_a_kind_of_work_that_is_dated_ahead_is_not_asked_for() -> None:
    """Tomorrow's project is the third kind once today's and tomorrow's pieces are two others."""
    tomorrow = work(3, day=1, type=SOURCE_TYPES[0])
    history = History((tomorrow,), BOTH[:1], policy("latest", Gate("min_source_types", 3)), FOUR_POINTS, FIRST)
    assert [day for _, _, day in plan_of(history)] == [0, 1]


def test_what_an_exemption_dated_ahead_takes_away_is_not_had() -> None:
    """Tomorrow the project leaves with its standard: a fourth day comes after that, and two more kinds are needed."""
    evidence = (
        work(3, day=0),
        work(3, day=1, standard=EXPLAIN, type="project"),
        work("exempt", day=3, standard=EXPLAIN),
    )
    of_them = policy("latest", Gate("distinct_days", 4), Gate("min_source_types", 3))
    history = History(evidence, BOTH, of_them, FOUR_POINTS, FIRST + timedelta(days=2))
    assert plan_of(history) == [(COMPUTE, Decimal(3), day) for day in range(3)]


def test_a_piece_before_todays_timed_work_can_be_the_one_that_counts() -> None:
    """Where the first piece weighs all, the one of today does, since it stands before the work of this morning."""
    morning = datetime(2026, 3, 2, 9, tzinfo=UTC)
    only_the_first = policy("decaying_average", weight=Decimal(0))
    history = History((work(2, day=0, at=morning),), BOTH[:1], only_the_first, FOUR_POINTS, FIRST)
    assert plan_of(history) == [(COMPUTE, Decimal(3), 0)]


def test_it_matters_on_which_standard_the_piece_before_timed_work_is() -> None:
    morning = datetime(2026, 3, 2, 9, tzinfo=UTC)
    only_the_first = policy("decaying_average", weight=Decimal(0))
    evidence = (work(2, day=0, at=morning, standard=EXPLAIN),)
    history = History(evidence, BOTH, only_the_first, FOUR_POINTS, FIRST)
    assert plan_of(history) == [(EXPLAIN, Decimal(3), 0), (COMPUTE, Decimal(3), 1)]


def test_work_on_an_optional_standard_can_be_what_a_gate_lacks() -> None:
    """Under `all` it enters no score, but it is work on the competency: a second day, in the standards' order."""
    optional_first = (StandardRequirement(COMPUTE, required=False), StandardRequirement(EXPLAIN))
    history = History(series(3, standard=EXPLAIN), optional_first, policy("latest", Gate("distinct_days", 2)),
                      FOUR_POINTS, FIRST + timedelta(days=1))  # fmt: skip
    assert plan_of(history) == [(COMPUTE, Decimal(3), 0)]


@pytest.mark.parametrize("seed", range(6))
def test_a_hard_question_is_answered_with_few_sums(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten standards, twelve levels, sixty pieces and a trend: each series of levels is reduced once, and not many."""
    chance, sums = random.Random(seed), list[Levels]()

    def counted(*given: Any) -> Reduced:
        sums.append(given[0])
        return reduce(*given)

    monkeypatch.setattr(glance, "reduce", counted)
    ids = [f"Standard {i}" for i in range(10)]
    evidence = tuple(
        work(chance.choice([1, 1, 2, 3]), day=chance.randrange(120), standard=chance.choice(ids), id=i,
             kind=chance.choice(["summative", "formative"]))
        for i in range(60)
    )  # fmt: skip
    of_them = policy(chance.choice(["power_law", "mean", "mode"]), Gate("min_average", Decimal("3.5")), n=3,
                     combine=chance.choice(["weighted_mean", "mean"]), counts="all")  # fmt: skip
    standards = tuple(StandardRequirement(id_, weight=Decimal(1 + i % 2)) for i, id_ in enumerate(ids))
    history = History(evidence, standards, of_them, Scale(Decimal(3), Decimal(12)), FIRST + timedelta(days=120))
    flips(history)
    assert 0 < len(sums) < 3000


def test_a_plan_that_no_rule_can_compute_is_no_plan() -> None:
    """Weights that add up to nothing are refused where they decide, and not by the question what would help."""
    weightless = tuple(replace(standard, weight=Decimal(0)) for standard in BOTH)
    change = judge((), weightless, policy("latest", combine="weighted_mean"), FOUR_POINTS, FIRST).explanation
    assert change is not None
    assert change.needed is None
    assert change.why_not is not None
