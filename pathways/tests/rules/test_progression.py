"""Where Maya is on the continuum: states, the next step, places and finished stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pytest

from pathways.rules.progression import Path, Standing, Waymark, path_of

# Two strands (1: ratios, 2: geometry) of three stages with two competencies each: 11, 12 in stage 110 and so on.
MARKS = tuple(
    Waymark(id=strand * 10 + i, strand=strand, stage=strand * 100 + stage * 10, stage_order=stage, order=i)
    for strand in (1, 2)
    for i, stage in zip(range(1, 7), (1, 1, 2, 2, 3, 3), strict=True)
)


def path(
    mastered: Iterable[int] = (),
    working: Mapping[int, float] | None = None,
    needs: Iterable[tuple[int, int]] = (),
    exempt: Iterable[int] = (),
    marks: tuple[Waymark, ...] = MARKS,
) -> Path:
    """Maya's path."""
    close = {id_: Decimal(str(share)) for id_, share in (working or {}).items()}
    return path_of(marks, Standing(frozenset(mastered), close, frozenset(exempt)), needs)


def states(one: Path) -> dict[int, str]:
    """The state of each competency in the first strand."""
    return {step.id: step.state for step in one.steps if step.id < 20}


def test_every_competency_is_mastered_worked_on_ready_or_later() -> None:
    one = path(mastered=[11], working={12: 0.5}, needs=[(11, 13), (12, 14), (13, 15)])
    assert states(one) == {11: "mastered", 12: "working", 13: "ready", 14: "later", 15: "later", 16: "ready"}
    assert {step.id: step.needs for step in one.steps if step.needs} == {14: (12,), 15: (13,)}


def test_needs_are_named_in_the_order_of_the_continuum() -> None:
    assert path(needs=[(14, 16), (12, 16), (13, 16)]).steps[5].needs == (12, 13, 14)


def test_an_exempt_competency_holds_nothing_up() -> None:
    one = path(mastered=[11], exempt=[12], needs=[(12, 13)])
    assert states(one)[12] == "exempt"
    assert states(one)[13] == "ready"
    assert one.stages_done == (110,)


def test_the_next_step_is_the_closest_to_mastery_among_open_work() -> None:
    assert path(working={12: 0.5, 21: 0.9}).next_step == 21
    assert path(working={12: 0.5, 21: 0.9}, needs=[(26, 21)]).next_step == 12
    assert path(working={21: 0.9}, needs=[(26, 21)]).next_step == 21


def test_ties_are_settled_by_the_order_of_the_continuum() -> None:
    assert path(working={22: 0.5, 12: 0.5}).next_step == 12


def test_without_work_in_hand_the_next_step_is_the_first_ready_where_maya_is() -> None:
    assert path().next_step == 11
    assert path(mastered=[11, 12], needs=[(26, 13), (26, 14)]).next_step == 21
    assert path(mastered=[one.id for one in MARKS]).next_step is None


def test_required_competencies_come_before_optional_ones() -> None:
    optional = (Waymark(10, 1, 110, 1, 0, required=False), *MARKS)
    assert path(marks=optional).next_step == 11


def test_a_stage_is_done_when_every_required_competency_is_mastered() -> None:
    optional = (Waymark(10, 1, 110, 1, 0, required=False), *MARKS)
    assert path(mastered=[11], marks=optional).stages_done == ()
    assert path(mastered=[11, 12], marks=optional).stages_done == (110,)
    assert path(marks=(Waymark(10, 1, 110, 1, 0, required=False),)).stages_done == ()


@pytest.mark.parametrize(
    ("mastered", "working", "stage", "gaps"),
    [
        ([], [], 110, ()),
        ([11, 12], [], 120, ()),
        ([], [13], 120, (11, 12)),
        ([13, 14], [], 130, (11, 12)),
        ([13, 14], [11], 130, (11, 12)),
        ([11, 12], [15], 130, (13, 14)),
        ([11, 12, 13, 14, 15, 16], [], None, ()),
        ([13, 14, 15, 16], [], None, (11, 12)),
    ],
)
def test_the_place_in_a_strand_is_where_the_student_works_and_gaps_are_named(
    mastered: list[int], working: list[int], stage: int | None, gaps: tuple[int, ...]
) -> None:
    place = path(mastered=mastered, working=dict.fromkeys(working, 0.5)).places[0]
    assert (place.stage, place.gaps) == (stage, gaps)


def test_a_prerequisite_outside_the_continuum_is_no_obstacle() -> None:
    assert states(path(needs=[(999, 11)]))[11] == "ready"


def test_a_chain_of_five_thousand_competencies_is_no_problem() -> None:
    marks = tuple(Waymark(i, 1, i, i, i) for i in range(5000))
    one = path(mastered=[0], needs=[(i, i + 1) for i in range(4999)], marks=marks)
    assert one.next_step == 1
    assert sum(step.state == "later" for step in one.steps) == 4998
