"""What people decide about a proposed advancement: confirm, decline, take back, and answer the question a fall raised.

The caller has checked that ``by`` may decide it (``pathways.access.decidable_advancements``). ``lock`` is the number
the form was made with: where somebody has decided meanwhile, nothing is changed and ``AlreadyDecided`` is raised.
"""

from __future__ import annotations

from django.db import transaction

from assessments.rules.deciding import REASON_LENGTH
from assessments.rules.problems import Problem
from assessments.rules.text import says_something, text_problem, tidy
from pathways.actions.proposing import passed
from pathways.models import Advancement, LearnerState, Mastery
from pathways.queries.expecting import expected_of
from pathways.queries.staleness import is_stale, local_day
from people.models import User

State = Advancement.State


class AdvancementError(Exception):
    """A decision about an advancement that cannot be made."""


class AlreadyDecided(AdvancementError):
    """Somebody decided since the form was opened; ``advancement`` is as it is now."""

    def __init__(self, advancement: Advancement) -> None:
        super().__init__(f"advancement {advancement.pk} is {advancement.state}")
        self.advancement = advancement


class BeingUpdated(AdvancementError):
    """The student's results are being recomputed: nothing is decided from what may be out of date."""


class NoLongerMastered(AdvancementError):
    """A required competency of the stage is not mastered any more: the proposal has lost its ground."""


class ReasonNeeded(AdvancementError):
    """Declining or taking back needs a reason that the student can be told."""


class ReasonRefused(AdvancementError):
    """The reason cannot be kept: ``problem`` names the field and what to change."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.field}: {problem.message}")
        self.problem = problem


@transaction.atomic
def confirm_advancement(*, advancement: Advancement, by: User, lock: int, reason: str = "") -> Advancement:
    """Confirm a proposal. Raises ``BeingUpdated``, ``NoLongerMastered``, ``ReasonRefused`` or ``AlreadyDecided``."""
    reason = _kept(reason)
    # The learner's state is held first, as everywhere: evidence that arrives now waits for this decision.
    LearnerState.objects.select_for_update().filter(pk=advancement.student_id).first()
    state = LearnerState.objects.select_related("district__expectations").get(pk=advancement.student_id)
    if is_stale(state):
        raise BeingUpdated(advancement.pk)
    required = expected_of(state.district).stages.get(advancement.stage_id, frozenset())
    rows = Mastery.objects.filter(student=advancement.student_id, competency__in=required)
    if not required or not required <= passed(rows):
        raise NoLongerMastered(advancement.pk)
    return _decide(advancement, by, lock, State.CONFIRMED, reason, allowed=(State.PROPOSED,), questioned_at=None)


@transaction.atomic
def decline_advancement(*, advancement: Advancement, by: User, lock: int, reason: str) -> Advancement:
    """Decline a proposal with a reason. Raises ``ReasonNeeded``, ``ReasonRefused`` or ``AlreadyDecided``."""
    return _decide(advancement, by, lock, State.DECLINED, _given(reason), allowed=(State.PROPOSED,))


@transaction.atomic
def reverse_advancement(*, advancement: Advancement, by: User, lock: int, reason: str) -> Advancement:
    """Take back a confirmation with a reason. Raises as ``decline_advancement``."""
    return _decide(advancement, by, lock, State.REVERSED, _given(reason), allowed=(State.CONFIRMED,))


@transaction.atomic
def keep_advancement(*, advancement: Advancement, by: User, lock: int, reason: str) -> Advancement:
    """Answer the question a fall raised: the confirmation stands, for a reason. Raises as ``reverse_advancement``."""
    return _decide(
        advancement, by, lock, State.CONFIRMED, _given(reason), allowed=(State.CONFIRMED,), questioned_at=None
    )


def _given(reason: str) -> str:
    if not says_something(reason):
        raise ReasonNeeded
    return _kept(reason)


def _kept(reason: str) -> str:
    text = tidy(reason)
    if problem := text_problem("reason", text, limit=REASON_LENGTH):
        raise ReasonRefused(problem)
    return text


def _decide(
    advancement: Advancement, by: User, lock: int, state: str, reason: str, *, allowed: tuple[str, ...], **more: None
) -> Advancement:
    """Write the decision where nobody else has decided since ``lock``."""
    decided = Advancement.objects.filter(pk=advancement.pk, lock=lock, state__in=allowed).update(
        state=state,
        reason=reason,
        decided_by=by,
        decided_on=local_day(advancement.district),
        lock=lock + 1,
        **more,
    )
    now = Advancement.objects.get(pk=advancement.pk)
    if not decided:
        raise AlreadyDecided(now)
    return now
