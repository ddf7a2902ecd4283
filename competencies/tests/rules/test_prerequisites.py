"""Prerequisites lifted from standards to competencies."""

from __future__ import annotations

from competencies.rules.prerequisites import leads_to, lift_edges

OWNERS = {1: [10], 2: [20], 3: [30], 4: [10, 20]}


def test_edges_are_lifted_to_the_competencies_that_own_the_standards() -> None:
    assert lift_edges([(1, 2), (2, 3)], OWNERS).edges == ((10, 20), (20, 30))


def test_a_loop_onto_the_same_competency_is_dropped() -> None:
    lifted = lift_edges([(1, 4)], OWNERS)
    assert (lifted.edges, lifted.related) == (((10, 20),), ())


def test_an_edge_that_would_close_a_circle_becomes_related_first_come() -> None:
    assert lift_edges([(1, 2), (2, 3), (3, 1)], OWNERS).related == ((30, 10),)
    assert lift_edges([(3, 1), (1, 2), (2, 3)], OWNERS).related == ((20, 30),)


def test_the_same_edge_twice_counts_once_and_unowned_standards_say_nothing() -> None:
    lifted = lift_edges([(1, 2), (1, 2), (1, 99)], OWNERS)
    assert (lifted.edges, lifted.related) == (((10, 20),), ())


def test_a_chain_of_five_thousand_is_no_problem() -> None:
    owners = {i: [i] for i in range(5001)}
    lifted = lift_edges([*((i, i + 1) for i in range(5000)), (5000, 0)], owners)
    assert len(lifted.edges) == 5000
    assert lifted.related == ((5000, 0),)
    assert leads_to(0, 5000, {i: [i + 1] for i in range(5000)})
