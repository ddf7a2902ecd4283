"""The arithmetic as a teacher would write it: it leads from the levels to the score the engine found."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from competencies.rules.policy import Policy
from competencies.rules.scale import Scale
from pathways.rules.judge import judge
from pathways.rules.values import Judgement, Piece, StandardRequirement
from pathways.rules.workings import together, workings_of

SCALE = Scale(Decimal(3), Decimal(4))
DAY = date(2026, 3, 2)


def judged(policy: Policy, *levels: int, standard: str = "Rates", more: tuple[Piece, ...] = ()) -> Judgement:
    work = [
        Piece(
            id=f"{standard}{i}", standard=standard, on=DAY + timedelta(days=i), kind="summative", level=Decimal(level)
        )
        for i, level in enumerate(levels)
    ]
    standards = [StandardRequirement(one) for one in dict.fromkeys(piece.standard for piece in (*work, *more))]
    return judge([*work, *more], standards, policy, SCALE, DAY + timedelta(days=30))


@pytest.mark.parametrize(
    ("policy", "levels", "lines"),
    [
        (Policy("mean"), (2, 3, 4), ("(2 + 3 + 4) ÷ 3 = 3",)),
        (Policy("mean"), (2, 3, 3), ("(2 + 3 + 3) ÷ 3 ≈ 2.67",)),
        (Policy("median"), (4, 1, 3), ("1 ≤ 3 ≤ 4",)),
        (Policy("median"), (4, 2, 3, 1), ("1 ≤ 2 ≤ 3 ≤ 4", "(2 + 3) ÷ 2 = 2.5")),
        (Policy("n_times", n=2), (3, 2, 4), ("(3 + 4) ÷ 2 = 3.5",)),
        (Policy("best_n", n=2), (1, 3, 4), ("(3 + 4) ÷ 2 = 3.5",)),
        (
            Policy("decaying_average", weight=Decimal("0.65")),
            (2, 3, 4),
            ("2 × 0.35 + 3 × 0.65 = 2.65", "2.65 × 0.35 + 4 × 0.65 ≈ 3.53"),
        ),
        (
            Policy("weighted_average", weight=Decimal("0.75")),
            (1, 4, 3),
            ("(1 + 4) ÷ 2 = 2.5", "3 × 0.75 + 2.5 × 0.25 ≈ 2.88"),
        ),
        (Policy("latest"), (2, 3), ()),
        (Policy("mean"), (3,), ()),
    ],
)
def test_the_board_shows_how_the_score_came_about(policy: Policy, levels: tuple[int, ...], lines: object) -> None:
    assert workings_of(judged(policy, *levels).standards[0], policy) == lines


def test_a_long_row_of_steps_shows_how_it_ends() -> None:
    policy = Policy("decaying_average", weight=Decimal("0.5"))
    lines = workings_of(judged(policy, *[2] * 20, 4).standards[0], policy)
    assert len(lines) == 5
    assert lines[-1] == "2 × 0.5 + 4 × 0.5 = 3"


def test_standards_that_are_averaged_are_averaged_in_sight() -> None:
    other = Piece(id="x", standard="Compare", on=DAY, kind="summative", level=Decimal(4))
    policy = Policy("latest", combine="mean")
    assert together(judged(policy, 3, more=(other,)), policy, {}) == ("(3 + 4) ÷ 2 = 3.5",)
    policy = Policy("latest", combine="weighted_mean")
    weights: dict[int | str, Decimal] = {"Rates": Decimal(3), "Compare": Decimal(1)}
    assert together(judged(policy, 3, more=(other,)), policy, weights) == ("(3 × 3 + 4 × 1) ÷ 4 = 3.25",)


def test_where_the_lowest_decides_there_is_nothing_to_work_out() -> None:
    other = Piece(id="x", standard="Compare", on=DAY, kind="summative", level=Decimal(4))
    policy = Policy("latest")
    assert together(judged(policy, 3, more=(other,)), policy, {}) == ()
