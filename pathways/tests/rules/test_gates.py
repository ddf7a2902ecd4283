"""Gates: what is had, what is needed, and what an unmet one makes of the verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from competencies.rules.policy import Gate, Policy
from pathways.rules.judge import judge
from pathways.rules.values import Judgement, Piece, StandardRequirement
from pathways.tests.rules.school import COMPUTE, FIRST, FOUR_POINTS, policy, series, work

ONE = (StandardRequirement(COMPUTE),)


def judged(evidence: tuple[Piece, ...], rule: Policy, as_of: date = FIRST + timedelta(days=30)) -> Judgement:
    """Judge one standard on the four-point scale."""
    return judge(evidence, ONE, rule, FOUR_POINTS, as_of)


@pytest.mark.parametrize(
    ("gate", "met", "unmet"),
    [
        (Gate("min_evidence", 2, "standard"), (work(3, day=0), work(3, day=1)), (work(3, day=0),)),
        (Gate("min_source_types", 2), (work(3, day=0), work(3, day=1, type="project")), series(3, 3)),
        (Gate("min_contexts", 1), (work(3, day=0, context="home"),), series(3)),
        (Gate("distinct_days", 2), series(3, 3), (work(3, day=0, id=1), work(3, day=0, id=2))),
        (Gate("require_transfer", True), (work(3, day=0, transfer=True),), series(3)),
        (Gate("min_depth", "strategic"), (work(3, day=0, depth="extended"),), (work(3, day=0, depth="skill"),)),
    ],
)
def test_a_quantity_gate_asks_for_more_evidence(gate: Gate, met: tuple[Piece, ...], unmet: tuple[Piece, ...]) -> None:
    assert judged(met, policy("latest", gate)).status == "mastered"
    assert judged(unmet, policy("latest", gate)).status == "needs_evidence"


def test_require_summative_asks_for_a_summative_piece_among_all() -> None:
    rule = policy("latest", Gate("require_summative", True), counts="all")
    assert judged(series(3, kind="formative"), rule).status == "needs_evidence"
    assert judged((*series(3, kind="formative"), work(3, day=3)), rule).status == "mastered"


def test_quality_gates_look_at_counted_pieces_only() -> None:
    rule = policy("mean", Gate("min_level", Decimal(2)))
    assert judged(series(1, 4, 4, 4), rule).status == "not_yet"
    assert judged(series(2, 4, 4), rule).status == "mastered"
    assert judged(series(1, 4), policy("latest", Gate("min_level", Decimal(2)))).status == "mastered"
    assert judged(series(3, 3), policy("latest", Gate("min_average", Decimal("3.5")))).status == "not_yet"


def test_freshness_keeps_mastery_and_asks_to_confirm_it() -> None:
    rule = policy("latest", Gate("within_months", 1))
    evidence = (replace(work(3, day=0), on=date(2026, 1, 31)),)
    fresh = judged(evidence, rule, as_of=date(2026, 2, 28))
    assert (fresh.status, fresh.valid_until) == ("mastered", date(2026, 2, 28))
    old = judged(evidence, rule, as_of=date(2026, 3, 1))
    assert (old.status, old.mastered, old.valid_until) == ("to_confirm", True, None)
    needed = old.explanation and old.explanation.needed
    assert needed is not None
    assert [piece.on for piece in needed] == [date(2026, 3, 1)]


def test_a_day_is_clamped_to_the_end_of_a_shorter_month() -> None:
    rule = policy("latest", Gate("within_months", 1))
    evidence = (replace(work(3, day=0), on=date(2026, 2, 28)),)
    assert judged(evidence, rule, as_of=date(2026, 3, 1)).valid_until == date(2026, 3, 31)
