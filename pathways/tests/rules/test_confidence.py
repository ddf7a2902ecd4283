"""How sure the evidence makes us: four reasons, one word, and nothing good ever makes it less sure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competencies.rules.scale import Scale
from pathways.rules.confidence import (
    AGES,
    AGREEMENTS,
    AMOUNTS,
    LAST,
    VARIETIES,
    WORDS,
    Confidence,
    confidence,
    eligible_of,
)
from pathways.rules.values import Piece
from pathways.tests.rules.histories import SCALES, History, histories

TODAY = date(2026, 11, 2)
SCALE = Scale(Decimal(3), Decimal(4))


def work(*pieces: tuple[int, int, str]) -> list[Piece]:
    """Pieces as (days ago, level, kind of work), oldest first."""
    return [
        Piece(id=i, standard="S", on=TODAY - timedelta(days=ago), kind="summative", level=Decimal(level), type=type_)
        for i, (ago, level, type_) in enumerate(pieces)
    ]


def sure(*pieces: tuple[int, int, str]) -> Confidence:
    return confidence(work(*pieces), SCALE, TODAY)


def test_nothing_makes_nobody_sure() -> None:
    assert sure() == Confidence("")


def test_one_piece_is_little_whatever_it_is() -> None:
    one = sure((3, 4, "test"))
    assert (one.word, one.amount, one.pieces) == ("low", "one", 1)


def test_one_kind_of_work_is_little_however_often() -> None:
    one = sure((9, 3, "test"), (7, 3, "test"), (5, 3, "test"), (3, 3, "test"))
    assert (one.word, one.amount, one.variety, one.agreement, one.age) == ("low", "many", "one", "close", "recent")


def test_many_varied_recent_pieces_that_agree_are_the_most_there_is() -> None:
    one = sure((9, 3, "test"), (7, 4, "project"), (5, 3, "test"), (3, 3, "conversation"))
    assert (one.word, one.kinds, one.days) == ("high", 3, 4)


@pytest.mark.parametrize(
    ("pieces", "part", "value"),
    [
        (((9, 1, "test"), (7, 4, "project"), (5, 3, "test"), (3, 3, "test")), "agreement", "apart"),
        (((300, 3, "test"), (290, 3, "project"), (280, 3, "test"), (270, 3, "test")), "age", "older"),
        (((7, 4, "project"), (5, 3, "test")), "amount", "few"),
        (((3, 4, "project"), (3, 3, "test"), (3, 3, "test"), (3, 3, "test")), "amount", "few"),
    ],
)
def test_what_keeps_it_in_the_middle_is_named(pieces: tuple[tuple[int, int, str], ...], part: str, value: str) -> None:
    one = sure(*pieces)
    assert (one.word, getattr(one, part)) == ("medium", value)


def test_work_of_long_ago_says_little_about_today() -> None:
    one = sure((500, 3, "test"), (490, 3, "project"), (480, 3, "test"), (470, 3, "test"))
    assert (one.word, one.age, one.newest) == ("low", "old", TODAY - timedelta(days=470))


def strength(one: Confidence) -> list[int]:
    return [
        WORDS.index(one.word),
        AMOUNTS.index(one.amount),
        VARIETIES.index(one.variety),
        AGREEMENTS.index(one.agreement),
        AGES.index(one.age),
    ]


@settings(max_examples=400, deadline=None, database=None)
@given(
    days=st.lists(st.integers(0, 900), min_size=1, max_size=9),
    chance=st.randoms(use_true_random=False),
    scale=st.sampled_from(SCALES),
)
def test_agreeing_recent_work_of_a_new_kind_never_makes_it_less_sure(
    days: list[int], chance: object, scale: Scale
) -> None:
    levels = range(int(scale.min), int(scale.top) + 1)
    before = [
        Piece(
            id=i, standard="S", on=TODAY - timedelta(days=ago), kind="summative",
            level=Decimal(chance.choice(levels)), type=chance.choice(["", "test", "project"]),  # type: ignore[attr-defined]  # hypothesis gives a random.Random
        )
        for i, ago in enumerate(sorted(days, reverse=True))
    ]  # fmt: skip
    last = [piece.level for piece in before[1 - LAST :] if piece.level is not None]
    agreeing = Decimal(chance.choice(range(int(min(last)), int(max(last)) + 1)))  # type: ignore[attr-defined]  # as above
    further = replace(before[-1], id="new", on=TODAY, level=agreeing, type="conversation")
    then, now = confidence(before, scale, TODAY), confidence([*before, further], scale, TODAY)
    assert all(a <= b for a, b in zip(strength(then), strength(now), strict=True)), (then, now)


@settings(max_examples=200, deadline=None, database=None)
@given(history=histories())
def test_the_reasons_are_those_of_the_judgement(history: History) -> None:
    judgement = history.judged()
    eligible = eligible_of(history.evidence, judgement)
    assert len(eligible) == judgement.eligible
    assert confidence(eligible, history.scale, history.as_of).word == judgement.confidence
