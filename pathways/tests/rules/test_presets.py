"""The named rules a district can choose give the figures that the gradebooks they are named after show."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cbe.testing.real_data import real
from competencies.rules.policy import NEEDS_N, NEEDS_WEIGHT, Policy
from competencies.rules.policy_json import read_policy
from competencies.rules.presets import preset_named, preset_of
from competencies.rules.scale import Scale
from pathways.rules.judge import judge
from pathways.rules.judge_lines import check
from pathways.rules.values import Piece, StandardRequirement

FIRST = date(2026, 3, 2)
FOUR_POINTS = Scale(Decimal(3), Decimal(4), Decimal(0))


def rule(key: str, **numbers: Any) -> Policy:
    preset = preset_named(key)
    assert preset is not None
    return read_policy(preset.adjusted(**numbers))


def score(policy: Policy, work: str) -> str | None:
    """The score of levels given oldest first, one piece a day, to two places."""
    pieces = [
        Piece(i, "A", FIRST + timedelta(i), "summative", level=Decimal(level)) for i, level in enumerate(work.split())
    ]
    judged = judge(pieces, (StandardRequirement("A"),), policy, FOUR_POINTS, FIRST + timedelta(60), explain=False)
    return None if judged.score is None else f"{judged.score:.2f}"


COLUMNS = (
    rule("outcomes-weighted"),
    rule("outcomes-decaying"),
    rule("outcomes-n-times", n=2),
    rule("outcomes-n-times"),
    rule("outcomes-latest"),
    rule("outcomes-highest"),
    rule("outcomes-average"),
)


@pytest.mark.parametrize(
    ("work", "scores"),
    [
        ("1 2 3 4", "3.30 3.48 3.50 - 4.00 4.00 2.50"),
        ("4 3 2 1", "1.70 1.52 3.50 - 1.00 4.00 2.50"),
        ("3 3 1 3", "2.77 2.55 3.00 - 3.00 3.00 2.50"),
        ("3 3 1 3 4 4", "3.58 3.82 3.40 3.40 4.00 4.00 3.00"),
        ("2 2 3 3 4", "3.48 3.61 3.33 - 4.00 4.00 2.80"),
        ("4", "4.00 4.00 - - 4.00 4.00 4.00"),
        ("3 2", "2.35 2.35 - - 2.00 3.00 2.50"),
        ("0 0 4", "2.60 2.60 - - 4.00 4.00 1.33"),
        ("1 4 1 4", "3.30 3.19 4.00 - 4.00 4.00 2.50"),
        ("3 3 3 3 3", "3.00 3.00 3.00 3.00 3.00 3.00 3.00"),
    ],
)
def test_the_outcomes_presets_give_the_worked_figures(work: str, scores: str) -> None:
    assert [score(policy, work) or "-" for policy in COLUMNS] == scores.split()


@pytest.mark.parametrize(
    ("work", "trend", "rolling"),
    [("1 2 3 4", "4.00", "3.67"), ("4 3 2 1", "1.28", None), ("3 3 1 3", "1.90", None), ("2 2 3 3 4", "3.56", None)],
)
def test_the_trend_presets_give_the_worked_figures(work: str, trend: str, rolling: str | None) -> None:
    assert score(rule("trend"), work) == trend
    if rolling:
        assert score(rule("rolling"), work) == rolling


def test_the_trend_and_the_rolling_average_of_six_pieces() -> None:
    assert score(rule("trend"), "3 3 1 3 4 4") == "3.07"
    assert score(rule("rolling"), "3 3 1 3 4 4") == "3.91"


def test_the_same_work_is_mastered_under_one_preset_and_not_under_another() -> None:
    kind = ["outcomes-latest", "outcomes-highest"]
    strict = ["outcomes-weighted", "outcomes-decaying", "outcomes-average", "trend"]
    figures = {key: Decimal(score(rule(key), "3 3 1 3") or 0) for key in kind + strict}
    assert all(figures[key] >= 3 for key in kind)
    assert all(figures[key] < 3 for key in strict)


def test_the_portfolio_of_our_own_does_not_round() -> None:
    lowest = Scale(Decimal("8.5"), Decimal(12))
    work = [8] * 11 + [9] * 9
    pieces = [Piece(i, "A", FIRST + timedelta(i), "summative", level=Decimal(one)) for i, one in enumerate(work)]
    policy = rule("best", n=20)
    judged = judge(pieces, (StandardRequirement("A"),), policy, lowest, FIRST + timedelta(60), explain=False)
    assert (judged.score, judged.mastered) == (Decimal("8.45"), False)


def numbers_of(value: dict[str, Any]) -> dict[str, Any]:
    """Which of a rule's numbers a district would set on its first day."""
    named = {"n": NEEDS_N, "weight": NEEDS_WEIGHT}
    return {name: value[name] for name, methods in named.items() if value["method"] in methods}


def test_the_outcomes_presets_reproduce_the_cases_of_the_other_system() -> None:
    used: Counter[str] = Counter()
    for line in real("parity/canvas.jsonl").decode().splitlines():
        case = json.loads(line, parse_float=Decimal)
        preset = preset_of(read_policy(case["input"]["policy"]))
        assert preset is not None
        assert preset.family == "outcomes"
        case["input"]["policy"] = preset.adjusted(**numbers_of(case["input"]["policy"]))
        assert check(json.dumps(case, default=float)) == []
        used[preset.key] += 1
    assert used.total() > 20
    assert {"outcomes-highest", "outcomes-n-times", "outcomes-weighted"} <= set(used)


def test_the_portfolio_preset_reproduces_the_cases_of_the_other_system() -> None:
    preset = preset_named("portfolio-level")
    assert preset is not None
    for line in real("parity/portfolio.jsonl").decode().splitlines():
        case = json.loads(line, parse_float=Decimal)
        case["input"]["policy"]["preset"] = preset.value["preset"]
        assert check(json.dumps(case, default=float)) == []
