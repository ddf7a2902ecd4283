"""How the keeping true of conclusions is doing: the age of the oldest stale learner, and when a worker was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, F, Max, Min, Q, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from pathways.models import Effect, WorkerHeartbeat
from pathways.queries.staleness import FAILING_AFTER, due_learners, stale_learners

WORKER_LOST_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class StaleLearners:
    """How many learners are behind, how many of those keep failing, and the age of the one that waits longest.

    ``oldest`` leaves out learners that failed and wait to be tried again: they are ``failing`` for staff to see, and
    must not take the whole site out of service.
    """

    count: int
    failing: int
    oldest: timedelta


def oldest_stale(*, now: datetime | None = None) -> timedelta:
    """Return for how long the oldest stale learner that may be tried has waited, zero where there is none.

    Two queries. A learner behind a publication counts from that publication; one behind a new engine or a day that
    ended by itself was never kept waiting by anybody, and does not count.
    """
    moment = now or timezone.now()
    behind_a_publication = Q(expectations__lt=F("district__expectations__version"))
    since = Coalesce("stale_since", Case(When(behind_a_publication, then="district__expectations__changed_at")))
    oldest = due_learners(now=moment).order_by().aggregate(oldest=Min(since))["oldest"]
    return max(moment - oldest, timedelta(0)) if oldest else timedelta(0)


def stale_summary(*, now: datetime | None = None) -> StaleLearners:
    """Return the figures that operators look at. About five queries."""
    moment = now or timezone.now()
    stale = stale_learners(now=moment)
    return StaleLearners(
        count=stale.count(),
        failing=stale.filter(attempts__gte=FAILING_AFTER).count(),
        oldest=oldest_stale(now=moment),
    )


def worker_seen() -> datetime | None:
    """Return the last moment any worker said it was alive, None where none ever did. One query."""
    seen: datetime | None = WorkerHeartbeat.objects.aggregate(latest=Max("seen_at"))["latest"]
    return seen


def messages_refused() -> int:
    """Return how many messages the workers of today could make nothing of. One query."""
    return WorkerHeartbeat.objects.aggregate(total=Sum("refused"))["total"] or 0


def failing_learners(district_id: int | None = None) -> list[tuple[int, int, str]]:
    """Return (student id, attempts, kind of failure) of the learners shown to staff as failing. Two queries."""
    failing = stale_learners().filter(attempts__gte=FAILING_AFTER)
    if district_id is not None:
        failing = failing.filter(district=district_id)
    return list(failing.order_by("pk").values_list("student_id", "attempts", "last_error"))


def effects_waiting() -> int:
    """Return how many effects of conclusions have not been carried out yet. One query."""
    return Effect.objects.filter(done_at__isnull=True).count()
