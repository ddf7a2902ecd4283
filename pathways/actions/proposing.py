"""What conclusions set in motion: a proposal when a stage is complete, a question when a confirmed one no longer is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pathways.models import Advancement, Effect, LearnerState, Mastery, Status
from pathways.queries.expecting import Expected

Effects = Sequence[Effect]
ALIVE = (Advancement.State.PROPOSED, Advancement.State.CONFIRMED)


def effects_of(
    state: LearnerState, expected: Expected, *, before: Iterable[Mastery], now: Iterable[Mastery]
) -> list[Effect]:
    """Return what follows from a learner's new conclusions; nothing is saved.

    No query unless a stage was completed or left: then one. A declined or reversed stage is proposed again only
    when it is completed anew.
    """
    had, have = passed(before), passed(now)
    stages = {
        stage_id: required
        for stage_id, required in expected.stages.items()
        if not required.isdisjoint(had ^ have) or (state.expectations != expected.number and required <= have)
    }
    if not stages:
        return []
    history = _history(state.pk, stages)
    found = []
    for stage_id, required in stages.items():
        known = history.get(stage_id, [])
        alive = next((one for one in known if one.state in ALIVE), None)
        if required <= have and alive is None and (not known or not required <= had):
            found.append(_effect(state, Effect.Kind.ADVANCEMENT, stage_id))
        elif not required <= have and alive is not None and alive.questioned_at is None:
            found.append(_effect(state, Effect.Kind.QUESTION, stage_id))
    return found


def passed(rows: Iterable[Mastery]) -> frozenset[int]:
    """Return the competencies that hold nothing up any more: mastered, or the student is exempt."""
    return frozenset(row.competency_id for row in rows if row.mastered or row.status == Status.EXEMPT)


def _history(student_id: int, stages: Iterable[int]) -> dict[int, list[Advancement]]:
    history: dict[int, list[Advancement]] = {}
    for one in Advancement.objects.filter(student=student_id, stage__in=list(stages)):
        history.setdefault(one.stage_id, []).append(one)
    return history


def _effect(state: LearnerState, kind: Effect.Kind, stage_id: int) -> Effect:
    return Effect(
        district_id=state.district_id,
        student_id=state.pk,
        kind=kind,
        target=f"stage:{stage_id}",
        through=state.version,
    )
