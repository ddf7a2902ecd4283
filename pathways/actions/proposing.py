"""What conclusions set in motion: a proposal when a stage is complete, a question when a confirmed one no longer is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from pathways.models import Advancement, Effect, LearnerState, Mastery, Status
from pathways.queries.expecting import Expected
from pathways.queries.gathering import Held

Effects = Sequence[Effect]
ALIVE = (Advancement.State.PROPOSED, Advancement.State.CONFIRMED)


class Histories:
    """The advancements of some learners: read together, once, when the first of them needs to know."""

    def __init__(self, student_ids: Collection[int]) -> None:
        self.student_ids = student_ids

    def of(self, student_id: int, stage_id: int) -> Sequence[Advancement]:
        """Return all there ever were of a student for a stage. One query for the first, none after."""
        return self._read.get((student_id, stage_id), ())

    @cached_property
    def _read(self) -> dict[tuple[int, int], list[Advancement]]:
        found: dict[tuple[int, int], list[Advancement]] = defaultdict(list)
        for one in Advancement.objects.filter(student__in=self.student_ids):
            found[one.student_id, one.stage_id].append(one)
        return dict(found)


def effects_of(
    state: LearnerState,
    expected: Expected,
    histories: Histories,
    *,
    before: Iterable[Mastery | Held],
    now: Iterable[Mastery | Held],
) -> list[Effect]:
    """Return what follows from a learner's new conclusions; nothing is saved.

    The history is asked only where a stage was completed or left. A declined or reversed stage is proposed again only
    when it is completed anew.
    """
    had, have = passed(before), passed(now)
    stages = {
        stage_id: required
        for stage_id, required in expected.stages.items()
        if not required.isdisjoint(had ^ have) or (state.expectations != expected.number and required <= have)
    }
    found = []
    for stage_id, required in stages.items():
        known = histories.of(state.pk, stage_id)
        alive = next((one for one in known if one.state in ALIVE), None)
        if required <= have and alive is None and (not known or not required <= had):
            found.append(_effect(state, Effect.Kind.ADVANCEMENT, stage_id))
        elif not required <= have and alive is not None and alive.questioned_at is None:
            found.append(_effect(state, Effect.Kind.QUESTION, stage_id))
    return found


def passed(rows: Iterable[Mastery | Held]) -> frozenset[int]:
    """Return the competencies that hold nothing up any more: mastered, or the student is exempt."""
    return frozenset(row.competency_id for row in rows if row.mastered or row.status == Status.EXEMPT)


def _effect(state: LearnerState, kind: Effect.Kind, stage_id: int) -> Effect:
    return Effect(
        district_id=state.district_id,
        student_id=state.pk,
        kind=kind,
        target=f"stage:{stage_id}",
        through=state.version,
    )
