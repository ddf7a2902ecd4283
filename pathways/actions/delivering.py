"""Carrying out effects, once each and only while the conclusion they rest on is current and still holds."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from pathways.actions.proposing import ALIVE, passed
from pathways.models import Advancement, Effect, LearnerState, Mastery
from pathways.queries.expecting import Expected, expected_of
from pathways.queries.staleness import is_stale, local_day, stale_learners

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
log = structlog.get_logger(__name__)


class _NotNow(Exception):
    """The learner became stale again: the effect waits for what the new conclusions say."""


def deliver_effects(*, limit: int = 200) -> int:
    """Carry out the effects that are due; returns how many are done with. Safe to run twice at once.

    Two queries where there is nothing to do. An effect of a learner who is stale waits; one whose ground has gone is
    closed without consequence.
    """
    now = timezone.now()
    due = Effect.objects.filter(Q(not_before__isnull=True) | Q(not_before__lte=now), done_at__isnull=True)
    current = due.exclude(student__in=stale_learners(now=now).values("pk"))
    return sum(_deliver(effect) for effect in current.order_by("pk")[:limit])


def _deliver(effect: Effect) -> bool:
    try:
        with transaction.atomic():
            # Taking it first makes one winner; everything else here is undone if it cannot be carried out.
            if not Effect.objects.filter(pk=effect.pk, done_at__isnull=True).update(done_at=timezone.now()):
                return False
            _carry_out(effect)
    except _NotNow:
        return False
    except (OperationalError, InterfaceError):
        raise
    except (DatabaseError, LookupError, ValueError) as error:
        log.error("effect_failed", effect_id=effect.pk, kind=type(error).__name__)
        wait = min(FIRST_WAIT * 2 ** min(effect.attempts, 10), LONGEST_WAIT)
        Effect.objects.filter(pk=effect.pk).update(
            attempts=F("attempts") + 1, not_before=timezone.now() + wait, last_error=type(error).__name__
        )
        return False
    return True


def _carry_out(effect: Effect) -> None:
    """Do what the effect says, with the learner's state held so that no evidence can come in between."""
    state = _held_state(effect.student_id)
    if is_stale(state):
        raise _NotNow
    stage_id = int(effect.target.removeprefix("stage:"))
    expected = expected_of(state.district)
    required = expected.stages.get(stage_id, frozenset())
    rows = Mastery.objects.filter(student=effect.student_id, competency__in=required)
    complete = bool(required) and required <= passed(rows)
    if effect.kind == Effect.Kind.ADVANCEMENT and complete:
        _propose(effect, state, stage_id, expected)
    elif effect.kind == Effect.Kind.QUESTION and not complete:
        Advancement.objects.filter(
            student=effect.student_id, stage=stage_id, state__in=ALIVE, questioned_at__isnull=True
        ).update(questioned_at=timezone.now())


def _held_state(student_id: int) -> LearnerState:
    LearnerState.objects.select_for_update().get(pk=student_id)
    return LearnerState.objects.select_related("district__expectations").get(pk=student_id)


def _propose(effect: Effect, state: LearnerState, stage_id: int, expected: Expected) -> None:
    """Propose the advancement unless one is alive; the constraint keeps two from being proposed at once."""
    assert expected.continuum is not None  # noqa: S101  # a complete stage comes from a published continuum
    proposal = Advancement(
        district_id=effect.district_id,
        student_id=effect.student_id,
        stage_id=stage_id,
        continuum_version_id=expected.continuum.version_id,
        through=state.computed_through,
        proposed_on=local_day(state.district),
    )
    Advancement.objects.bulk_create([proposal], ignore_conflicts=True)
