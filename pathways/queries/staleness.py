"""Which learners' stored conclusions are behind, in one query for everything that asks: pages, sweep and health."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from competencies.models import Expectations
from pathways.models import LearnerState
from pathways.queries.keeping_up import StateRow, is_behind
from pathways.rules.judge import ENGINE
from people.models import District

# From so many failures in a row on, staff are told that a learner's results cannot be brought up to date.
FAILING_AFTER = 5


@dataclass(frozen=True, slots=True)
class Staleness:
    """How far one learner's conclusions have kept up.

    ``through`` is the version they rest on and ``as_of`` the moment they were computed (None before the first time);
    ``stale_since`` the moment of the oldest change they do not know of, where one is known.
    """

    current: bool
    through: int
    version: int
    as_of: datetime | None
    stale_since: datetime | None
    failing: bool


# A student without evidence has no state, and nothing to be behind.
NOTHING_RECORDED = Staleness(current=True, through=0, version=0, as_of=None, stale_since=None, failing=False)


def stale_learners(*, now: datetime | None = None) -> QuerySet[LearnerState]:
    """Return the states behind their ledger, their district's expectations, this engine, or their own last day.

    Costs one small query for the districts' days, then one when it is evaluated.
    """
    return LearnerState.objects.filter(
        ~Q(version=F("computed_through"))
        | Q(expectations__lt=F("district__expectations__version"))
        | Q(engine__lt=ENGINE)
        | _expired(now or timezone.now())
    )


def due_learners(*, now: datetime, newer_engines_too: bool = False) -> QuerySet[LearnerState]:
    """Return the stale states that may be tried now, those waiting longest first.

    Learners that failed wait out their time; those judged by a newer engine are left to the workers that have it.
    """
    due = stale_learners(now=now).filter(Q(not_before__isnull=True) | Q(not_before__lte=now))
    if not newer_engines_too:
        due = due.filter(engine__lte=ENGINE)
    return due.order_by(F("stale_since").asc(nulls_last=True), "pk")


def staleness_of(student_ids: Collection[int]) -> dict[int, Staleness]:
    """Return the staleness of each student asked for. One query."""
    states = LearnerState.objects.filter(student_id__in=student_ids).select_related("district__expectations")
    known = {state.pk: staleness(state) for state in states}
    return {student_id: known.get(student_id, NOTHING_RECORDED) for student_id in student_ids}


def staleness(state: LearnerState, *, now: datetime | None = None) -> Staleness:
    """Return the staleness of a state that came with ``district__expectations``. No query."""
    behind = is_stale(state, now=now)
    return Staleness(
        current=not behind,
        through=state.computed_through,
        version=state.version,
        as_of=state.computed_at,
        stale_since=_since(state) if behind else None,
        failing=behind and state.attempts >= FAILING_AFTER,
    )


def is_stale(state: LearnerState, *, now: datetime | None = None) -> bool:
    """Tell whether a state that came with ``district__expectations`` is behind. No query."""
    row = StateRow(state.pk, *(getattr(state, name) for name in StateRow.fields()))
    return is_behind(row, expected=expected_number(state.district), day=local_day(state.district, now))


def expected_number(district: District) -> int:
    """Return the expectations version of a district that came with it, 0 before the first publication. No query."""
    expectations = expectations_of(district)
    return expectations.version if expectations else 0


def expectations_of(district: District) -> Expectations | None:
    """Return the expectations row of a district that came with it, if there is one. No query."""
    try:
        return district.expectations
    except Expectations.DoesNotExist:
        return None


def local_day(district: District, now: datetime | None = None) -> date:
    """Return the day it is in the district at a moment (default: now)."""
    return (now or timezone.now()).astimezone(ZoneInfo(district.time_zone)).date()


def _since(state: LearnerState) -> datetime | None:
    expectations = expectations_of(state.district)
    if state.stale_since or expectations is None:
        return state.stale_since
    return expectations.changed_at if state.expectations < expectations.version else state.computed_at


def _expired(now: datetime) -> Q:
    """Conclusions whose last day is over where the student lives; at most three different days are "today"."""
    districts = District.objects.values_list("pk", "time_zone")
    by_day = _grouped((now.astimezone(ZoneInfo(zone)).date(), pk) for pk, zone in districts)
    first = min(by_day, default=now.date() - timedelta(days=1))
    expired = Q(valid_until__lt=first)
    for day, pks in by_day.items():
        if day > first:
            expired |= Q(valid_until__lt=day, district__in=pks)
    return expired


def _grouped(days: Iterable[tuple[date, int]]) -> dict[date, list[int]]:
    groups: dict[date, list[int]] = {}
    for day, pk in days:
        groups.setdefault(day, []).append(pk)
    return groups
