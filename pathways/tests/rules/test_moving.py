"""Which way a change goes: mastery first, then the level, and another status alone goes neither way."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pathways.rules.moving import DOWN, GAINS, LOSES, NEITHER, UP, Stand, asks_more, way


def stands(said: str) -> list[Stand]:
    """Read "mastered 3, not_yet -"."""
    found = (one.split() for one in said.split(", "))
    return [(status, None if level == "-" else Decimal(level)) for status, level in found]


ONE_COMPETENCY = [
    ("not_yet 2", "mastered 3", GAINS),
    ("mastered 3", "needs_evidence 3", LOSES),
    ("mastered 3", "mastered 4", UP),
    ("mastered 4", "to_confirm 3", DOWN),
    ("mastered 3", "to_confirm 3", NEITHER),
    ("not_yet 2", "needs_evidence 2", NEITHER),
    ("no_evidence -", "needs_evidence -", NEITHER),
    ("needs_evidence 3", "not_yet 2", DOWN),
    ("no_evidence -", "not_yet 1", UP),
]
SEVERAL = [
    ("mastered 3", "mastered 3, mastered 3", NEITHER),
    ("mastered 3", "mastered 3, mastered 4", NEITHER),
    ("mastered 3", "mastered 3, not_yet 2", LOSES),
    ("not_yet 2", "mastered 3, not_yet 2", GAINS),
    ("mastered 3, not_yet 2", "mastered 3", GAINS),
    ("mastered 3, not_yet 2", "not_yet 2", LOSES),
    ("not_yet 1, not_yet 2", "not_yet 2", UP),
]


@pytest.mark.parametrize(("before", "after", "expected"), ONE_COMPETENCY + SEVERAL)
def test_which_way_a_change_goes(before: str, after: str, expected: int) -> None:
    assert way(stands(before), stands(after)) == expected


@pytest.mark.parametrize(("before", "after", "expected"), ONE_COMPETENCY)
def test_the_other_way_round_it_goes_the_other_way(before: str, after: str, expected: int) -> None:
    assert way(stands(after), stands(before)) == -expected


def test_what_stands_in_the_way_is_on_the_side_with_the_lower_status() -> None:
    [before], [after] = stands("not_yet 2"), stands("needs_evidence 2")
    assert asks_more(before, after)
    assert not asks_more(after, before)
    assert not asks_more(before, before)
