"""Recomputing: a learner's conclusions are brought up to ledger and decisions, one short guarded write each.

Nothing here locks while it reads or judges. The version is read first, then the ledger, then what is stored; the
write happens only where the learner's state is still exactly the one read. A duplicate, late or reordered request
therefore does no harm, and one that lost a race simply starts again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from pathways.actions.failures import note_attempt, note_failure
from pathways.actions.proposing import Effects, Histories, effects_of
from pathways.models import Effect, LearnerState, Mastery
from pathways.queries.expecting import Expected, expected_of
from pathways.queries.gathering import Gathered, Held, gather, states_to_judge
from pathways.queries.judging import SAID, cases, concluded, same, work_of
from pathways.queries.staleness import is_stale
from pathways.rules.judge import ENGINE
from pathways.signals import judged

# A learner whose ledger moves while being judged is tried again at once this often, then left to the next message.
TRIES = 3
# How many learners are read together; each is still judged and written on its own.
TOGETHER = 50
_WRITTEN = (*SAID, "as_of", "through")
log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """What became of one learner."""

    CURRENT = "current"
    WRITTEN = "written"
    MOVED = "moved"
    FAILED = "failed"
    WAITING = "waiting"
    NEWER = "newer"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Report:
    """What a recompute did: how many learners met which outcome, and how many rows were written or removed.

    ``moved`` are the learners whose ledger changed again: ring for them.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    rows: int = 0
    effects: int = 0
    moved: list[int] = field(default_factory=list)

    def add(self, other: Report) -> None:
        """Add what another report counted."""
        self.outcomes.update(other.outcomes)
        self.rows += other.rows
        self.effects += other.effects
        self.moved.extend(other.moved)


@dataclass(frozen=True, slots=True)
class _Conclusions:
    """What is to be written about one learner: only what changed."""

    expected: Expected
    changed: Sequence[Mastery]
    vanished: Sequence[int]
    valid_until: date | None
    effects: Effects


def recompute(*, student_id: int, again: bool = False, dry_run: bool = False) -> Report:
    """Bring one learner's conclusions up to date; see ``recompute_all``."""
    return recompute_all(student_ids=[student_id], again=again, dry_run=dry_run)


def recompute_all(
    *, student_ids: Collection[int], again: bool = False, careful: bool = False, dry_run: bool = False
) -> Report:
    """Bring each learner's conclusions up to date.

    Four queries for fifty learners (a few more after decisions and on new days), then two to four in one short
    transaction for each that changed; none for those that are current, unless ``again`` asks for everything to be
    judged anew. ``careful`` notes the attempt before each learner, so that one whose ledger kills the process is found
    out; those noted often wait. ``dry_run`` writes nothing and counts what it would. A learner that fails is noted and
    does not hold up the others; only a database that cannot be reached raises.
    """
    report = Report()
    waiting = _whole_numbers(student_ids)
    report.outcomes[Outcome.UNKNOWN] += len(set(map(str, student_ids))) - len(waiting)
    step = 1 if careful else TOGETHER
    for _ in range(TRIES):
        moved: list[int] = []
        for start in range(0, len(waiting), step):
            moved += _recompute_some(waiting[start : start + step], report, again, careful, dry_run)
        waiting = moved
    report.outcomes[Outcome.MOVED] += len(waiting)
    report.moved = waiting
    return report


def _whole_numbers(student_ids: Iterable[object]) -> list[int]:
    """The ids that can be a student's at all: a message from old code may hold anything."""
    return sorted({one for one in student_ids if isinstance(one, int) and one is not True and 0 < one < 2**63})


def _recompute_some(ids: list[int], report: Report, again: bool, careful: bool, dry_run: bool) -> list[int]:
    """Recompute learners read together; returns those whose ledger moved meanwhile."""
    known = {state.pk: state for state in states_to_judge(ids)}
    report.outcomes[Outcome.UNKNOWN] += len(ids) - len(known)
    wanted = []
    for state in known.values():
        outcome = _not_needed(state, again=again, careful=careful)
        if outcome:
            report.outcomes[outcome] += 1
        else:
            wanted.append(state)
    if careful:
        # Before anything of the ledger is read: reading it may be what kills the process.
        for state in wanted:
            note_attempt(student_id=state.pk)
    moved, histories = [], Histories([state.pk for state in wanted])
    for one in gather(wanted, again=again):
        outcome = _bring_up_to_date(one, histories, report, noted=careful, dry_run=dry_run)
        if outcome is Outcome.MOVED:
            moved.append(one.state.pk)
        else:
            report.outcomes[outcome] += 1
    return moved


def _not_needed(state: LearnerState, *, again: bool, careful: bool) -> Outcome | None:
    if state.engine > ENGINE:
        return Outcome.NEWER
    if careful and state.not_before is not None and state.not_before > timezone.now():
        return Outcome.WAITING
    return None if again or is_stale(state) else Outcome.CURRENT


def _bring_up_to_date(one: Gathered, histories: Histories, report: Report, *, noted: bool, dry_run: bool) -> Outcome:
    student_id = one.state.pk
    try:
        conclusions = _conclude(one, histories)
        judged.send(sender=LearnerState, student_id=student_id, version=one.state.version)
        if not dry_run and not _write(one.state, conclusions):
            return Outcome.MOVED
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # one learner's fault must not hold up the others
        log.error("recompute_failed", student_id=student_id, kind=type(error).__name__, exc_info=error)
        note_failure(student_id=student_id, kind=type(error).__name__, noted=noted)
        return Outcome.FAILED
    report.rows += len(conclusions.changed) + len(conclusions.vanished)
    report.effects += len(conclusions.effects)
    return Outcome.WRITTEN


def _conclude(one: Gathered, histories: Histories) -> _Conclusions:
    """Judge what was not kept, and keep of that what differs from what is stored."""
    expected, decisions = expected_of(one.state.district), one.decisions
    ledger = one.ledger.under(expected.routes)
    judged_now = [
        concluded(case, ledger, one.state, expected, one.as_of, decisions)
        for case in cases(work_of(ledger, decisions, besides=one.kept), expected, decisions)
    ]
    new: dict[int, Mastery | Held] = {**one.kept, **{row.competency_id: row for row in judged_now}}
    return _Conclusions(
        expected=expected,
        changed=[row for row in judged_now if not _is_said(one.rows.get(row.competency_id), row)],
        vanished=[row.pk for row in one.held.values() if row.competency_id not in new],
        valid_until=min((row.valid_until for row in new.values() if row.valid_until), default=None),
        effects=effects_of(one.state, expected, histories, before=one.held.values(), now=new.values()),
    )


def _is_said(stored: Mastery | None, new: Mastery) -> bool:
    return stored is not None and same(stored, new)


def _write(state: LearnerState, new: _Conclusions) -> bool:
    """Write the conclusions where the state is still the one read; False where it is not, and nothing was written.

    The state's row is taken first, so nothing can move between it and the rows. What an older engine or older
    expectations concluded never replaces what newer ones did.
    """
    with transaction.atomic():
        if not _guarded(state).update(
            computed_through=state.version,
            expectations=new.expected.number,
            engine=ENGINE,
            valid_until=new.valid_until,
            stale_since=None,
            computed_at=_after(state.computed_at),
            attempts=0,
            last_error="",
            not_before=None,
        ):
            return False
        if new.changed:
            Mastery.objects.bulk_create(
                new.changed,
                update_conflicts=True,
                unique_fields=["district", "student", "competency"],
                update_fields=[name.removesuffix("_id") for name in _WRITTEN],
            )
        if new.vanished:
            Mastery.objects.filter(pk__in=new.vanished).delete()
        if new.effects:
            Effect.objects.bulk_create(new.effects, ignore_conflicts=True)
    return True


def _guarded(state: LearnerState) -> QuerySet[LearnerState]:
    same_moment = {"computed_at": state.computed_at} if state.computed_at else {"computed_at__isnull": True}
    return LearnerState.objects.filter(
        pk=state.pk, version=state.version, engine=state.engine, expectations=state.expectations, **same_moment
    )


def _after(before: datetime | None) -> datetime:
    """Now, and never the moment written before even where a clock went back: the guard knows writes by it."""
    now = timezone.now()
    return now if now != before else now.replace(microsecond=(now.microsecond + 1) % 1_000_000)
