"""Where evidence is read after competencies were split, merged and retired, version after version."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from competencies.rules.mapping import Move, circles, composed, routes_of, sources_of, two_ways

RATIOS, RATES, PERCENT, SCALES = 1, 2, 3, 4
TABLES, GRAPHS, WORDS = 11, 12, 13

places = st.integers(1, 5)
standards = st.one_of(st.none(), st.integers(11, 14))
moves = st.builds(Move, places, standards, st.one_of(st.none(), places), standards).map(
    lambda one: one if one.target is not None else Move(one.source, one.standard)
)
histories = st.lists(moves.filter(lambda one: one.source != one.target), max_size=8)


def ends(rows: Sequence[Move], competency: int, standard: int) -> set[tuple[int, int]]:
    return set(routes_of(composed(rows)).ends(competency, standard))


def followed(
    rows: Sequence[Move], competency: int, standard: int, seen: frozenset[object] = frozenset()
) -> set[object]:
    """By hand: follow one piece of work, row by row, until no row says more."""
    here = (competency, standard)
    named = [one for one in rows if one.source == competency and one.standard == standard]
    rest = [one for one in rows if one.source == competency and one.standard is None]
    following = named or rest
    if not following or here in seen:
        return {here}
    found: set[object] = set()
    for one in following:
        if one.target is None:
            found.add(here)
        else:
            found |= followed(rows, one.target, one.target_standard or standard, seen | {here})
    return found


def test_what_nobody_carries_stays_where_it_was_recorded() -> None:
    assert ends([], RATIOS, TABLES) == {(RATIOS, TABLES)}
    assert composed([]) == {}


def test_a_split_sends_each_standard_its_own_way() -> None:
    split = [Move(RATIOS, TABLES, RATES), Move(RATIOS, GRAPHS, PERCENT)]
    assert ends(split, RATIOS, TABLES) == {(RATES, TABLES)}
    assert ends(split, RATIOS, GRAPHS) == {(PERCENT, GRAPHS)}
    assert ends(split, RATIOS, WORDS) == {(RATIOS, WORDS)}


def test_a_named_standard_goes_before_all_the_rest() -> None:
    rows = [Move(RATIOS, None, RATES), Move(RATIOS, TABLES, PERCENT, WORDS)]
    assert ends(rows, RATIOS, TABLES) == {(PERCENT, WORDS)}
    assert ends(rows, RATIOS, GRAPHS) == {(RATES, GRAPHS)}


def test_a_named_standard_can_rest_while_all_else_is_carried() -> None:
    rows = [Move(RATIOS, None, RATES), Move(RATIOS, TABLES)]
    assert ends(rows, RATIOS, TABLES) == {(RATIOS, TABLES)}
    assert ends(rows, RATIOS, GRAPHS) == {(RATES, GRAPHS)}
    assert composed(rows)[RATIOS] == ((RATIOS, TABLES, None),)


def test_two_competencies_merge_into_one() -> None:
    rows = [Move(RATIOS, None, PERCENT), Move(RATES, None, PERCENT)]
    assert sources_of(composed(rows), PERCENT) == {RATIOS, RATES}
    assert routes_of(composed(rows)).targets(RATIOS) == {PERCENT}


def test_a_later_version_goes_on_from_an_earlier_one() -> None:
    third, fifth = Move(RATIOS, None, RATES), Move(RATES, TABLES, PERCENT, GRAPHS)
    assert ends([third, fifth], RATIOS, TABLES) == {(PERCENT, GRAPHS)}
    assert ends([third, fifth], RATIOS, WORDS) == {(RATES, WORDS)}


def test_a_standard_given_on_the_way_is_followed_under_its_new_name() -> None:
    rows = [Move(RATIOS, None, RATES, TABLES), Move(RATES, TABLES, PERCENT), Move(RATES, None, SCALES)]
    assert ends(rows, RATIOS, WORDS) == {(PERCENT, TABLES)}


def test_two_competencies_may_exchange_a_standard() -> None:
    rows = [Move(RATIOS, TABLES, RATES), Move(RATES, GRAPHS, RATIOS)]
    assert circles(rows) == ()
    assert ends(rows, RATES, GRAPHS) == {(RATIOS, GRAPHS)}


def test_a_circle_is_named_from_its_first_competency_on() -> None:
    assert circles([Move(PERCENT, None, RATIOS), Move(RATIOS, None, RATES), Move(RATES, None, PERCENT)]) == (
        (RATIOS, RATES, PERCENT),
    )


def test_two_ways_to_one_target_about_different_standards_are_named() -> None:
    rows = [
        Move(RATIOS, None, RATES),
        Move(RATIOS, None, PERCENT),
        Move(RATES, None, SCALES, TABLES),
        Move(PERCENT, None, SCALES, GRAPHS),
    ]
    found = two_ways(rows)
    assert [(one.source, one.target, one.about) for one in found if one.standard is None] == [
        (RATIOS, SCALES, (TABLES, GRAPHS))
    ]
    assert two_ways([*rows[:2], Move(RATES, None, SCALES), Move(PERCENT, None, SCALES)]) == ()


@given(histories, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_the_order_of_the_rows_never_matters(rows: list[Move], random: Random) -> None:
    shuffled = [*rows, *rows[:2]]
    random.shuffle(shuffled)
    assert composed(shuffled) == composed(rows)
    assert circles(shuffled) == circles(rows)
    assert two_ways(shuffled) == two_ways(rows)


@given(histories, places, st.integers(11, 15))
@settings(max_examples=500, deadline=None)
def test_the_composed_table_says_what_following_a_piece_by_hand_says(
    rows: list[Move], competency: int, standard: int
) -> None:
    if not circles(rows) and not two_ways(rows):
        assert ends(rows, competency, standard) == followed(rows, competency, standard)


@given(histories, places, st.integers(11, 15))
@settings(max_examples=300, deadline=None)
def test_evidence_is_never_lost_and_reaches_a_target_once(rows: list[Move], competency: int, standard: int) -> None:
    found = routes_of(composed(rows)).ends(competency, standard)
    assert found
    assert len({target for target, _about in found}) == len(found)


@given(histories)
@settings(max_examples=300, deadline=None)
def test_where_work_ends_it_stays(rows: list[Move]) -> None:
    if circles(rows) or two_ways(rows):
        return
    once = routes_of(composed(rows))
    for competency in range(1, 6):
        for standard in range(11, 16):
            for target, about in once.ends(competency, standard):
                assert (target, about) in once.ends(target, about)
