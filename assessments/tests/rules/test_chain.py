"""What stands of a rating after corrections and voids, in every order a school can think of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules import Link, head_of, standing_of

RATING = Link(1, "rating")


def chain(*actions):
    """A rating followed by these, each referring to the one before."""
    return [RATING, *(Link(number, action, number - 1) for number, action in enumerate(actions, start=2))]


@pytest.mark.parametrize(
    ("actions", "stands"),
    [
        ((), 1),
        (("correction",), 2),
        (("correction", "correction"), 3),
        (("void",), None),
        (("correction", "void"), 1),
        (("correction", "void", "void"), None),
        (("correction", "void", "void", "void"), 1),
        (("correction", "void", "correction"), 4),
        (("correction", "void", "correction", "void"), 1),
        (("void", "void"), 1),
        (("void", "correction"), 3),
        (("correction", "correction", "void"), 2),
    ],
)
def test_what_stands(actions, stands):
    assert standing_of(chain(*actions), 1) == stands


def test_the_next_row_refers_to_the_last_of_the_chain():
    assert head_of(chain("correction", "void"), 1) == 3
    assert head_of(chain("correction", "void"), 2) == 3


def test_other_students_rows_do_not_matter():
    assert standing_of([*chain("correction"), Link(9, "rating"), Link(10, "void", 9)], 1) == 2


@given(st.lists(st.sampled_from(["correction", "void"]), max_size=12))
def test_a_void_brings_back_exactly_what_stood_before_the_row_it_undoes(actions):
    links = chain(*actions)
    head = links[-1]
    undone = [*links, Link(head.id + 1, "void", head.id)]
    if head.action != "void":
        assert standing_of(undone, 1) == (standing_of(links[:-1], 1) if len(links) > 1 else None)


@given(st.lists(st.sampled_from(["correction", "void"]), max_size=12))
def test_whatever_happened_a_rating_can_be_taken_back_altogether(actions):
    links = chain(*actions)
    for _step in range(len(links) + 1):
        if standing_of(links, 1) is None:
            break
        links.append(Link(links[-1].id + 1, "void", links[-1].id))
    assert standing_of(links, 1) is None


@given(st.lists(st.sampled_from(["correction", "void"]), max_size=12), st.randoms())
def test_the_order_of_reading_changes_nothing(actions, random):
    links = chain(*actions)
    shuffled = random.sample(links, len(links))
    assert standing_of(shuffled, 1) == standing_of(links, 1)
