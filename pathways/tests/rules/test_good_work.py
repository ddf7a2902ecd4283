"""Do not assume that good work helps: what the page says of each method is what trying every short history finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, localcontext
from itertools import product

import pytest

from competencies.rules.policy import METHODS, NEEDS_N, NEEDS_WEIGHT, Policy
from competencies.rules.policy_words import warnings_about
from pathways.rules.exact import EXACT
from pathways.rules.methods import Levels
from pathways.rules.verdict import reduce
from pathways.tests.rules.school import FOUR_POINTS
from pathways.tests.rules.test_mastery_page import PAGE

# What the table of the page says under "Can proficient work lower it?".
SAID = dict(re.findall(r"^\| `(\w+)`(?: n| w)? \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))
PROFICIENT = (Decimal(3), Decimal(4))
HISTORIES = [series for count in range(1, 6) for series in product(map(Decimal, range(1, 5)), repeat=count)]


def rules(method: str) -> Iterator[Policy]:
    """The method with the numbers a school could choose."""
    for n in range(1, 6) if method in NEEDS_N else (None,):
        for weight in ("0.35", "0.65", "0.75") if method in NEEDS_WEIGHT else (None,):
            yield Policy(method, n=n, weight=None if weight is None else Decimal(weight))


def score(levels: Levels, policy: Policy) -> Decimal | None:
    with localcontext(EXACT):
        return reduce(levels, policy, FOUR_POINTS).score


def falls(policy: Policy) -> list[tuple[int, bool]]:
    """Each fall of a score by proficient work: how many pieces there were, and whether mastery went with it."""
    found = []
    for series in HISTORIES:
        before = score(series, policy)
        for level in PROFICIENT if before is not None else ():
            after = score((*series, level), policy)
            if after is None or after < before:
                found.append((len(series), before >= 3 and (after is None or after < 3)))
    return found


@pytest.mark.parametrize("method", METHODS)
def test_the_page_says_whether_proficient_work_can_lower_a_score(method: str) -> None:
    lowered = {policy.n: falls(policy) for policy in rules(method)}
    every = [fall for falls_ in lowered.values() for fall in falls_]
    assert ("never" in SAID[method]) == (not every)
    assert ("cost mastery" in SAID[method]) == any(costs for _, costs in every)


def test_a_mode_can_cost_mastery_from_four_pieces_on() -> None:
    can = [policy.n for policy in rules("mode") if any(costs for _, costs in falls(policy))]
    assert can == [4, 5]
    assert "from n = 4 on" in SAID["mode"]


def test_the_best_pieces_fall_only_while_there_are_fewer_than_asked_for() -> None:
    for policy in rules("best_n"):
        assert all(pieces < (policy.n or 0) for pieces, _ in falls(policy))
    assert "while there are fewer than n" in SAID["best_n"]


@pytest.mark.parametrize("method", METHODS)
def test_the_editor_warns_of_what_can_happen(method: str) -> None:
    for policy in rules(method):
        lowered = falls(policy)
        said = {warning.code.rpartition(".")[2] for warning in warnings_about(policy)}
        costs = any(one for _, one in lowered)
        assert ("good_work_can_cost_mastery" in said) == costs, policy
        assert ("good_work_can_lower" in said) == (bool(lowered) and not costs), policy
