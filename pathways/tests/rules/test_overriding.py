"""Which decision of a person holds: the one made last of those in force, and what it brought back when taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pathways.rules.overriding import (
    Decided,
    adapted,
    in_force,
    last_day,
    overridden,
    reached_since,
    standing,
    turns,
)
from pathways.rules.values import StandardRequirement
from pathways.tests.rules.school import FOUR_POINTS

MONDAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
days = st.integers(0, 20).map(lambda n: MONDAY + timedelta(days=n))


def decided(id_: int, starts: int = 0, ends: int | None = None, *, made: int | None = None, level: int = 3) -> Decided:
    """A decision from one day of the fortnight to another, made at an hour."""
    last = None if ends is None else MONDAY + timedelta(days=ends)
    made_at = MOMENT + timedelta(hours=id_ if made is None else made)
    return Decided(id_, MONDAY + timedelta(days=starts), last, made_at, level=Decimal(level))


def reversal(id_: int, of: Decided) -> Decided:
    return replace(of, id=id_, made=MOMENT + timedelta(hours=id_), reverses=of.id, level=None)


@st.composite
def tables(draw: st.DrawFn) -> list[Decided]:
    """What any table of decisions about one student and competency may hold."""
    rows: list[Decided] = []
    for id_ in range(1, draw(st.integers(0, 8)) + 1):
        taken = {row.reverses for row in rows}
        open_ = [row for row in rows if row.reverses is None and row.id not in taken]
        if open_ and draw(st.booleans()):
            rows.append(reversal(id_, draw(st.sampled_from(open_))))
        else:
            starts = draw(st.integers(0, 15))
            ends = draw(st.none() | st.integers(starts, 18))
            rows.append(decided(id_, starts, ends, made=draw(st.integers(0, 3)), level=draw(st.integers(1, 4))))
    return rows


def test_of_two_overrides_the_one_made_last_holds_while_it_is_in_force() -> None:
    term, week = decided(1, level=2), decided(2, 3, 9, level=4)
    held = [in_force(standing([term, week]), MONDAY + timedelta(days=n)) for n in (0, 3, 9, 10)]
    assert held == [term, week, week, term]


def test_taking_the_last_one_back_brings_the_earlier_one_back() -> None:
    first, second = decided(1, level=2), decided(2, level=4)
    assert in_force(standing([first, second, reversal(3, second)]), MONDAY) == first


def test_what_was_taken_back_stood_for_those_who_did_not_know_yet() -> None:
    first = decided(1)
    rows = [first, reversal(5, first)]
    assert in_force(standing(rows), MONDAY) is None
    assert in_force(standing(rows, first.made + timedelta(hours=1)), MONDAY) == first
    assert standing(rows, MOMENT) == ()


def test_an_override_from_proficient_up_is_mastery_and_one_below_is_not_yet() -> None:
    above, below = decided(1, level=4), decided(2, level=2)
    stand = overridden("not_yet", Decimal(2), False, above, FOUR_POINTS)
    assert (stand.status, stand.level, stand.mastered, stand.override) == ("mastered", 4, True, 1)
    stand = overridden("mastered", Decimal(3), True, below, FOUR_POINTS)
    assert (stand.status, stand.level, stand.mastered) == ("not_yet", 2, False)
    assert overridden("mastered", Decimal(3), True, None, FOUR_POINTS).override is None


def test_the_last_day_is_the_last_of_an_override_or_the_one_before_the_next_begins() -> None:
    rows = (decided(1, 2, 9), decided(2, 5, 7))
    wanted = {0: 1, 1: 1, 2: 4, 4: 4, 5: 7, 8: 9, 10: None}
    found = {n: last_day(rows, MONDAY + timedelta(days=n)) for n in wanted}
    assert found == {n: None if last is None else MONDAY + timedelta(days=last) for n, last in wanted.items()}


def test_an_adapted_expectation_is_for_one_standard_or_for_all() -> None:
    all_of_it, one = decided(1, 0, 3), replace(decided(2, 5), standard=7)
    first, second = adapted((StandardRequirement(7), StandardRequirement(8)), (all_of_it, one))
    assert first.adapted == ((MONDAY, MONDAY + timedelta(days=3)), (MONDAY + timedelta(days=5), None))
    assert second.adapted == ((MONDAY, MONDAY + timedelta(days=3)),)


def test_mastered_since_is_the_first_day_without_a_break_after_it() -> None:
    some = [MONDAY + timedelta(days=n) for n in (0, 2, 4, 6)]
    assert reached_since(some, lambda day: day != some[1]) == some[2]
    assert reached_since(some, lambda day: day != some[3]) is None


@given(rows=tables(), day=days, order=st.randoms(use_true_random=False))
def test_the_order_of_arrival_and_repetition_never_matter(rows: list[Decided], day: date, order: object) -> None:
    shuffled = [*rows, *rows]
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random
    assert in_force(standing(shuffled), day) == in_force(standing(rows), day)


@given(rows=tables(), day=days)
def test_a_reversal_undoes_exactly_its_own_effect(rows: list[Decided], day: date) -> None:
    held = in_force(standing(rows), day)
    if held is not None:
        without = [row for row in rows if row.id != held.id]
        assert in_force(standing([*rows, reversal(99, held)]), day) == in_force(standing(without), day)


@given(rows=tables(), day=days, later=days)
def test_nothing_changes_before_the_last_day_is_over(rows: list[Decided], day: date, later: date) -> None:
    stands = standing(rows)
    last = last_day(stands, day)
    if day <= later and (last is None or later <= last):
        assert in_force(stands, later) == in_force(stands, day)
    if last is not None:
        assert in_force(stands, last + timedelta(days=1)) != in_force(stands, day)


@given(rows=tables(), day=days, hours=st.integers(0, 12))
def test_a_past_moment_sees_what_was_decided_by_then_and_no_more(rows: list[Decided], day: date, hours: int) -> None:
    moment = MOMENT + timedelta(hours=hours)
    known = [row for row in rows if row.made <= moment]
    assert in_force(standing(rows, moment), day) == in_force(standing(known), day)
    assert set(turns(standing(rows, moment))) <= set(turns(known))
