"""What happens to a retired competency and to those that take its work over, told as one change of a student."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pathways.queries.at_once import Pair
from pathways.queries.impact import Change
from pathways.rules.moving import Stand, way
from pathways.rules.reshaped import Reshaped

# In the detail of a change: where its work was and is read, and (the others) the competency they are told with.
MOVES, TOLD_WITH = "moves", "told_with"
_NOTHING = "no_evidence"


def paired(changes: Sequence[Change], stays: Mapping[Pair, Stand], shape: Reshaped) -> list[Change]:
    """Return the changes with those of a retired competency and its targets joined, student by student.

    All of a unit go the same way, as one: from where the retired ones stood to where their targets stand. The first
    of them carries the whole in its detail. ``stays`` are those of a unit that stay as they are: a target that says
    the same as before, or a retired one on which a decision rests.
    """
    units: dict[Pair, list[Change]] = defaultdict(list)
    for one in changes:
        if one.competency_id in shape.unit:
            units[one.student_id, shape.unit[one.competency_id]].append(one)
    found = {}
    for (student, unit), some in units.items():
        still = {one: stays[student, one] for one, own in shape.unit.items() if own == unit and (student, one) in stays}
        if shape.sources & {*still, *(one.competency_id for one in some)}:
            found.update({(one.student_id, one.competency_id): one for one in _joined(some, still, shape)})
    return [found.get((one.student_id, one.competency_id), one) for one in changes]


def _joined(some: Sequence[Change], still: Mapping[int, Stand], shape: Reshaped) -> list[Change]:
    before = {one.competency_id: (one.before_status, one.before_level) for one in some} | dict(still)
    after = {one.competency_id: (one.after_status, one.after_level) for one in some} | dict(still)
    was = {one: at for one, at in before.items() if at[0] != _NOTHING}
    now = {one: at for one, at in after.items() if one not in shape.sources and at[0] != _NOTHING}
    direction = way(list(was.values()) or [(_NOTHING, None)], list(now.values()) or [(_NOTHING, None)])
    lead = next((one for one in some if one.competency_id in shape.sources), some[0])
    moves = {MOVES: [_told(was), _told(now)]}
    return [
        replace(
            one,
            direction=direction,
            detail={**one.detail, **(moves if one is lead else {TOLD_WITH: lead.competency_id})},
        )
        for one in some
    ]


def _told(stands: Mapping[int, Stand]) -> list[list[Any]]:
    return [[one, status, None if level is None else str(level)] for one, (status, level) in stands.items()]
