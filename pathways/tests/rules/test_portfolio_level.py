"""The preset ``portfolio-level`` as a district's rule: the figures of its old system, from our own ledger."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from competencies.rules.policy import Policy
from competencies.rules.scale import Scale
from pathways.rules.judge import judge
from pathways.rules.portfolio import PortfolioPolicy, judge_portfolio
from pathways.rules.reading import Frame
from pathways.rules.supposing import as_piece
from pathways.rules.values import Judgement, Piece, StandardRequirement
from pathways.tests.rules.school import BOTH, COMPUTE, EXPLAIN, FIRST, series, work

TWELVE = Scale(Decimal(9), Decimal(12))
LAST = FIRST + timedelta(days=30)


def portfolio(required: int) -> Policy:
    """The preset, as it is read from a stored policy."""
    return Policy("best_n", n=required, preset="portfolio-level", evidence_required=required)


def judged(evidence: tuple[Piece, ...], required: int = 2, as_of: date = LAST) -> Judgement:
    """Maya's work at level nine, on the last day."""
    return judge(evidence, BOTH, portfolio(required), TWELVE, as_of)


def on_both(first: tuple[object, ...], second: tuple[object, ...]) -> tuple[Piece, ...]:
    """Work on both standards, one piece a day each."""
    return series(*first) + series(*second, standard=EXPLAIN)


@pytest.mark.parametrize(
    ("first", "second", "score", "status", "growth"),
    [
        ((7, 7, 9, 10), (9, 9), "9.3", "mastered", "1.3"),
        ((10, 9, 7, 7), (9, 9), "9.3", "mastered", "-0.2"),
        ((8, 8), (8, 8), "8", "not_yet", "0"),
        ((8, 9), (8, 9), "8.5", "mastered", "0.5"),
        ((9, "missed"), (9, 9), "9", "needs_evidence", "0"),
        (("missed", 9, 9), (9, 9), "9", "mastered", "0"),
        ((8, 10), (), "9", "needs_evidence", "1"),
    ],
)
def test_a_published_case(
    first: tuple[object, ...], second: tuple[object, ...], score: str, status: str, growth: str
) -> None:
    judgement = judged(on_both(first, second))
    assert (judgement.score, judgement.status, judgement.growth) == (Decimal(score), status, Decimal(growth))


def test_what_is_had_and_needed_is_the_progress_and_the_average() -> None:
    gates = judged(on_both((8, 10), (7,))).gates
    assert [(gate.gate, gate.per, gate.have, gate.need, gate.met) for gate in gates] == [
        ("min_evidence", "standard", 1, 2, False),
        ("min_evidence", "competency", 3, 4, False),
        ("min_average", "", Decimal("8.3"), Decimal("8.5"), False),
    ]
    assert gates[0].short == (EXPLAIN,)


def test_the_average_is_rounded_before_it_is_compared_as_it_was_there() -> None:
    evidence = on_both((8, 8, 8, 8, 8, 8, 8, 8, 8, 8), (8, 9, 9, 9, 9, 9, 9, 9, 9, 9))
    judgement = judged(evidence, required=10)
    assert (judgement.score, judgement.level, judgement.mastered) == (Decimal("8.5"), Decimal(8), True)


def test_every_piece_weighs_the_same_however_the_standards_share_them() -> None:
    judgement = judged(on_both((10, 10, 10), (7,)), required=3)
    assert judgement.score == Decimal("9.3")
    assert judgement.status == "needs_evidence"


def test_missed_chances_and_lower_work_are_set_aside_and_nothing_is_lost() -> None:
    judgement = judged(on_both((7, "missed", 9, 9), (9, 8)))
    assert {one.id: one.why for one in judgement.set_aside} == {"Compute 0": "lower", "Compute 1": "missed"}
    assert len(judgement.counted) == 4


def test_of_equal_pieces_the_older_counts_as_it_did_there() -> None:
    assert judged(on_both((9, 9, 9), (9, 9))).counted == ("Compute 0", "Explain 0", "Compute 1", "Explain 1")


def test_no_growth_before_every_standard_has_started_or_half_the_pieces_are_there() -> None:
    assert judged(on_both((8, 10), ()), required=3).growth is None
    assert judged(on_both((8, 10, 10), ()), required=3).growth == Decimal("1.3")


def test_needed_fills_the_portfolio_and_lifts_the_average() -> None:
    needed = judged(on_both((8, 8), (8,))).explanation
    assert needed is not None
    assert needed.needed is not None
    assert [(piece.standard, piece.level) for piece in needed.needed] == [(EXPLAIN, Decimal(10))]
    nothing = judged(()).explanation
    assert nothing is not None
    assert nothing.needed is not None
    assert [piece.standard for piece in nothing.needed] == [COMPUTE, COMPUTE, EXPLAIN, EXPLAIN]


def test_ready_when_everything_has_started_and_the_average_is_there() -> None:
    ready = judged(on_both((9,), (8,))).explanation
    below = judged(on_both((9,), ())).explanation
    assert ready is not None
    assert below is not None
    assert (ready.ready, below.ready, below.still_below) == (True, False, (EXPLAIN,))


def test_an_exempt_standard_asks_for_nothing() -> None:
    evidence = (*series(9, 9), work("exempt", day=0, standard=EXPLAIN, id="exempt"))
    assert judged(evidence).status == "mastered"


def test_the_figures_are_those_of_the_old_systems_export() -> None:
    chance = random.Random(7)
    standards = tuple(StandardRequirement(f"S{i}") for i in range(4))
    for _ in range(500):
        required = chance.randrange(1, 5)
        evidence = tuple(
            replace(
                work(chance.choice([6, 7, 8, 9, 10, 12, "missed"]), day=chance.randrange(9), id=str(i)),
                standard=f"S{chance.randrange(4)}",
            )
            for i in range(chance.randrange(14))
        )
        ours = judge(evidence, standards, portfolio(required), TWELVE, LAST)
        policy = PortfolioPolicy(Decimal(9), None, {s.id: required for s in standards})
        theirs = judge_portfolio(Frame(evidence, LAST, None), policy)
        assert (ours.score, ours.growth, ours.gates[1].have) == (theirs.average, theirs.growth, theirs.complete)
        assert ours.mastered == theirs.level_complete


def test_the_two_flip_laws_hold_for_the_preset() -> None:
    chance = random.Random(11)
    for _ in range(150):
        required = chance.randrange(1, 4)
        evidence = on_both(
            tuple(chance.choice([6, 7, 8, 9, 12, "missed"]) for _ in range(chance.randrange(5))),
            tuple(chance.choice([6, 7, 8, 9, 12]) for _ in range(chance.randrange(5))),
        )
        change = judged(evidence, required).explanation
        assert change is not None
        assert change.needed is not None
        for left_out in [None, *range(len(change.needed))]:
            some = [piece for i, piece in enumerate(change.needed) if i != left_out]
            if change.needed:
                as_of = some[-1].on if some else LAST
                status = judged((*evidence, *map(as_piece, some)), required, as_of).status
                assert (status == "mastered") == (left_out is None)
