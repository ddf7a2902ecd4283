"""Where a student is on the continuum: what is mastered, open or blocked, the next step, and which stages are done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

State = Literal["mastered", "exempt", "working", "ready", "later"]


@dataclass(frozen=True, slots=True)
class Waymark:
    """A competency's place: its strand, its stage there (``stage_order`` along the strand) and its order within."""

    id: int
    strand: int
    stage: int
    stage_order: int
    order: int
    required: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """What is concluded about one student.

    ``working`` are the competencies with some evidence, each with how close it is to mastery (more is closer; a share
    of the proficient mark will do). Exempt ones hold nothing up and are never called mastered.
    """

    mastered: Set[int]
    working: Mapping[int, Decimal]
    exempt: Set[int] = frozenset()

    def passed(self, competency: int) -> bool:
        """Whether the competency holds nothing up any more."""
        return competency in self.mastered or competency in self.exempt


@dataclass(frozen=True, slots=True)
class Step:
    """One competency on the path; ``needs`` are the prerequisites not yet mastered, also when it is being worked on."""

    id: int
    state: State
    needs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StrandPlace:
    """Where the student works in a strand: a stage, or None when every stage is done.

    ``gaps`` are required competencies of earlier stages that are not mastered: named, and never held against the
    place.
    """

    strand: int
    stage: int | None
    done: tuple[int, ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """A student's path: a step for each competency in the order given, the next one, and a place in each strand."""

    steps: tuple[Step, ...]
    next_step: int | None
    places: tuple[StrandPlace, ...]

    @property
    def stages_done(self) -> tuple[int, ...]:
        """The stages whose required competencies are all mastered: each is worth an advancement."""
        return tuple(stage for place in self.places for stage in place.done)


def path_of(competencies: Sequence[Waymark], standing: Standing, prerequisites: Iterable[tuple[int, int]]) -> Path:
    """Lay out the path; prerequisites are (what comes first, what builds on it) between competencies.

    Deterministic: ties are settled by strand (in the order given), stage, order and id.
    """
    needs = _needs(competencies, standing, prerequisites)
    steps = tuple(Step(one.id, _state(one.id, standing, needs), needs[one.id]) for one in competencies)
    places = tuple(_place(strand, marks, standing) for strand, marks in _by_strand(competencies).items())
    return Path(steps, _next_step(competencies, steps, places, standing), places)


def _needs(
    competencies: Sequence[Waymark], standing: Standing, prerequisites: Iterable[tuple[int, int]]
) -> dict[int, tuple[int, ...]]:
    first: dict[int, set[int]] = defaultdict(set)
    for source, target in prerequisites:
        first[target].add(source)
    position = {one.id: i for i, one in enumerate(competencies)}
    return {
        one.id: tuple(
            sorted(
                (id_ for id_ in first[one.id] if id_ in position and not standing.passed(id_)), key=position.__getitem__
            )
        )
        for one in competencies
    }


def _state(competency: int, standing: Standing, needs: Mapping[int, tuple[int, ...]]) -> State:
    if competency in standing.mastered:
        return "mastered"
    if competency in standing.exempt:
        return "exempt"
    if competency in standing.working:
        return "working"
    return "later" if needs[competency] else "ready"


def _by_strand(competencies: Sequence[Waymark]) -> dict[int, list[Waymark]]:
    strands: dict[int, list[Waymark]] = {}
    for one in competencies:
        strands.setdefault(one.strand, []).append(one)
    return {strand: sorted(marks, key=_along) for strand, marks in strands.items()}


def _along(one: Waymark) -> tuple[int, int, int]:
    return one.stage_order, one.order, one.id


def _place(strand: int, marks: Sequence[Waymark], standing: Standing) -> StrandPlace:
    """The place in one strand.

    Nobody is held at the bottom by work they were never asked to show: the place is the lowest unfinished stage with
    any work after the last finished one, else the next stage after that one, else the first.
    """
    stages = list(dict.fromkeys(one.stage for one in marks if one.required))
    required = {stage: [one.id for one in marks if one.stage == stage and one.required] for stage in stages}
    done = [stage for stage in stages if all(standing.passed(id_) for id_ in required[stage])]
    after = stages[stages.index(done[-1]) + 1 :] if done else stages
    touched = {one.stage for one in marks if one.id in standing.working or one.id in standing.mastered}
    stage = next((one for one in after if one in touched), after[0] if after else None)
    earlier = stages if stage is None else stages[: stages.index(stage)]
    gaps = tuple(id_ for one in earlier for id_ in required[one] if not standing.passed(id_))
    return StrandPlace(strand, stage, tuple(done), gaps)


def _next_step(
    competencies: Sequence[Waymark], steps: Sequence[Step], places: Sequence[StrandPlace], standing: Standing
) -> int | None:
    """Among what is being worked on the closest to mastery (the open ones first); else the first that is ready."""
    rank = {place.strand: i for i, place in enumerate(places)}
    current = {place.stage for place in places}
    working, ready = [], []
    for one, step in zip(competencies, steps, strict=True):
        where = (rank[one.strand], *_along(one))
        if step.state == "working":
            working.append((bool(step.needs), -standing.working[one.id], not one.required, where, one.id))
        elif step.state == "ready":
            ready.append((one.stage not in current, not one.required, where, one.id))
    if working:
        return min(working)[-1]
    return min(ready)[-1] if ready else None
