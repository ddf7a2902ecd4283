"""Circles are found at any depth, each named once, and only where there are any. No database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from competencies.rules.circles import find_circles
from competencies.rules.prerequisites import leads_to


def test_each_circle_is_named_once_as_its_way_round() -> None:
    edges = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "b"), ("d", "d"), ("e", "f")]
    assert find_circles(edges) == (("a", "b", "c"), ("b", "c"), ("d",))


def test_a_ladder_of_five_thousand_has_no_circle_and_one_closed_has_one() -> None:
    ladder = [(step, step + 1) for step in range(5000)]
    assert find_circles(ladder) == ()
    (circle,) = find_circles([*ladder, (5000, 0)])
    assert len(circle) == 5001


def test_a_tangle_of_very_many_circles_names_a_hundred_and_ends() -> None:
    everyone = [(one, other) for one in range(60) for other in range(60) if one != other]
    assert len(find_circles(everyone)) == 100


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24))
def test_there_is_a_circle_exactly_where_something_leads_back_to_itself(edges: list[tuple[int, int]]) -> None:
    onward: dict[int, list[int]] = {}
    for source, target in edges:
        onward.setdefault(source, []).append(target)
    circles = find_circles(edges)
    in_circles = {node for circle in circles for node in circle}
    leading_back = {source for source in onward for target in onward[source] if leads_to(target, source, onward)}
    if len(circles) < 100:
        assert in_circles == leading_back
    for circle in circles:
        ways = zip(circle, (*circle[1:], circle[0]), strict=True)
        assert all(way in edges for way in ways)
        assert len(set(circle)) == len(circle)
    assert len(set(circles)) == len(circles)
