"""Learners that cannot be recomputed: tried again ever later, then shown to staff; never dropped, never silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from pathways.models import LearnerState

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=10)


def note_failure(*, student_id: int, kind: str, noted: bool = False) -> None:
    """Note that a learner failed, and let it wait; ``kind`` is the error's class, never its message.

    ``noted`` says that the attempt has been counted already (see ``note_attempt``). Two queries.
    """
    attempts = _attempts(student_id) + (0 if noted else 1)
    LearnerState.objects.filter(pk=student_id).update(
        attempts=attempts, not_before=_wait(attempts), last_error=kind[:200]
    )


def note_attempt(*, student_id: int) -> None:
    """Count an attempt before it is made: should it kill the process, the learner waits and the others go on."""
    attempts = _attempts(student_id) + 1
    LearnerState.objects.filter(pk=student_id).update(
        attempts=F("attempts") + 1, not_before=_wait(attempts), last_error="process ended"
    )


def _attempts(student_id: int) -> int:
    return LearnerState.objects.filter(pk=student_id).values_list("attempts", flat=True).first() or 0


def _wait(attempts: int) -> datetime:
    longer: int = 2 ** min(attempts - 1, 10)
    return timezone.now() + min(FIRST_WAIT * longer, LONGEST_WAIT)
