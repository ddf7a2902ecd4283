"""Rebuilding: everybody's conclusions judged anew, in partitions of students, resumable wherever a process died.

Nothing is kept beside the learners' own rows: who has been computed since the rebuild began, and is not stale, is
done. Only the moment it began is noted, and only until it is finished. After a publication not even that is needed:
each learner's own number of expectations says who is behind; there the twin is asked first whose visible results
change, so that what people see is right soonest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from pathways.actions.marking import make_missing_states
from pathways.actions.recomputing import Report, recompute_all
from pathways.models import LearnerState, Lease
from pathways.queries.at_once import Question, standings_under
from pathways.queries.expecting import expected_of
from pathways.queries.staleness import local_day, stale_learners
from pathways.queries.stored import VISIBLE, differing, stored_of
from people.models import District

PARTITION = 1000
# A rebuild that died is gone on with within a day; whoever asks later wants a new one.
REMEMBERED = timedelta(days=1)
# Fewer learners than this are recomputed before it would pay to ask who comes first.
MANY_BEHIND = 500
ASKED_AT_ONCE = 500
_UNFINISHED = "rebuild"


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild did; ``resumed`` tells that learners done by one that died before were left alone: ``done``."""

    learners: int = 0
    done: int = 0
    resumed: bool = False
    report: Report = field(default_factory=Report)


def rebuild(*, progress: Callable[[int, int], None] | None = None) -> Rebuilt:
    """Judge every learner with evidence anew and write what differs, a partition of students at a time.

    Safe beside running workers and beside another rebuild. ``progress`` is told how many of how many are done. Where
    a rebuild was killed, the next one goes on; it is finished when every learner has been judged since it began.
    """
    make_missing_states()
    since, resumed = _began()
    waiting = _not_judged_since(since)
    total = LearnerState.objects.count()
    rebuilt = Rebuilt(learners=total, done=total - waiting.count(), resumed=resumed)
    for ids in _partitions(waiting):
        rebuilt.report.add(recompute_all(student_ids=ids, again=True))
        if progress:
            progress(rebuilt.done + sum(rebuilt.report.outcomes.values()), total)
    # Those that failed or moved are the sweep's from now on: it tries them until they are right.
    Lease.objects.filter(name=_UNFINISHED).delete()
    return rebuilt


def _began() -> tuple[datetime, bool]:
    """When the unfinished rebuild began; now where there is none, which is noted before anything is done."""
    now = timezone.now()
    noted = Lease.objects.filter(name=_UNFINISHED, expires_at__gt=now).first()
    if noted is not None:
        return datetime.fromisoformat(noted.holder), True
    noted_now = {"holder": now.isoformat(), "expires_at": now + REMEMBERED}
    Lease.objects.update_or_create(name=_UNFINISHED, defaults=noted_now)
    return now, False


def _not_judged_since(moment: datetime) -> QuerySet[LearnerState]:
    old = Q(computed_at__isnull=True) | Q(computed_at__lt=moment)
    return LearnerState.objects.filter(old | Q(pk__in=stale_learners().values("pk")))


def _partitions(waiting: QuerySet[LearnerState]) -> Iterator[list[int]]:
    """Student ids in order, without holding a cursor open; whoever is done meanwhile is not asked again."""
    after = 0
    while ids := list(waiting.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PARTITION]):
        yield ids
        after = ids[-1]


# How far each publication has been looked through by this process. Lost with it, which only costs looking again:
# whoever was brought up to date is not behind any more.
_looked_through: dict[tuple[int, int, datetime], int] = {}


def visibly_changed() -> Iterator[list[int]]:
    """Yield, portion by portion, the learners behind a publication whose status or level somewhere changes by it.

    A portion may be empty. Nothing where few are behind. Where it was left off, it goes on.
    """
    for district in District.objects.select_related("expectations").filter(expectations__isnull=False):
        number = district.expectations.version
        behind = LearnerState.objects.filter(
            district=district, expectations__lt=number, version=F("computed_through"), not_before__isnull=True
        )
        if behind.count() < MANY_BEHIND:
            continue
        # The moment is part of the key because ids and numbers come again in a restored database.
        key = (district.pk, number, district.expectations.changed_at)
        while ids := _next(behind, _looked_through.get(key, 0)):
            yield _changed(district, ids)
            _looked_through[key] = ids[-1]


def _next(behind: QuerySet[LearnerState], after: int) -> list[int]:
    return list(behind.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:ASKED_AT_ONCE])


def _changed(district: District, ids: list[int]) -> list[int]:
    question = Question(district.pk, ids, local_day(district))
    [standings] = standings_under(question, [expected_of(district)])
    return sorted(differing(standings, stored_of(ids), VISIBLE))
