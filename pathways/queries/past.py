"""How a page sees a student: as things stand now, or as a past day was known at its end.

A past day shows the work done by then and written down by then, nothing that was corrected, voided or decided later,
judged by the policy and the continuum that were in force at its end. It is worked out anew from the ledger each time:
two queries for what was in force, one for the ledger, one for what people decided. Who may look is decided today.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from assessments.access import UNDO_WINDOW
from competencies.models import ContinuumVersion, PolicyVersion
from competencies.queries import NoContinuum, policy_in_force, published_map
from competencies.rules.continuum import ContinuumMap
from pathways.access import reads_as_staff
from pathways.queries.decisions import NO_DECISIONS, OwnDecisions, read_decisions
from pathways.queries.expecting import Expected, expectation, expected_of
from pathways.queries.judging import Case, cases, modified_work_needs, work_of
from pathways.queries.keeping_up import KeepingUp
from pathways.queries.ledgers import EMPTY, OwnLedger, read_ledgers
from pathways.queries.settled import Standing, known_at, settled_state, standing_of, standings
from people.models import District, Student
from people.queries import today


class NothingThenError(NoContinuum):
    """Nothing had been published by that day; ``first`` is the day of the first publication."""

    def __init__(self, day: date, first: date) -> None:
        super().__init__(f"Nothing was published by {day.isoformat()}")
        self.day, self.first = day, first


@dataclass(frozen=True, slots=True)
class Sight:
    """A student as a page sees them on a day; ``moment`` bounds what was known (None: everything).

    ``past`` tells a day that is over, with its whole ``ledger`` and the ``decisions`` beside it: nothing stored is
    used then.
    """

    student: Student
    day: date
    now: datetime
    moment: datetime | None
    past: bool
    continuum: ContinuumMap
    expected: Expected
    state: KeepingUp
    ledger: OwnLedger = EMPTY
    decisions: OwnDecisions = NO_DECISIONS


def end_of(day: date, district: District) -> datetime:
    """Return the last moment of a day where the district is."""
    return datetime.combine(day, time.max, ZoneInfo(district.time_zone))


def expected_at(district: District, moment: datetime, *, language: str = "") -> Expected:
    """Return what the district expected at a moment: policy and continuum in the versions in force then. Two queries.

    Raises ``NoContinuum`` before the first publication of a continuum; without a policy nothing is judged.
    """
    continuum = published_map(district, language=language, at=moment)
    try:
        return expectation(0, continuum, policy_in_force(district, at=moment))
    except PolicyVersion.DoesNotExist:
        return Expected(number=0, continuum=continuum)


def sight_of(student: Student, *, language: str, now: datetime, on: date | None = None) -> Sight:
    """Return how a student is seen now, or as of a past day (``on``). One query for now, four for a past day.

    The student comes from ``readable_students``: the caller has checked access. Raises ``NoContinuum`` before the
    first publication, ``NothingThenError`` for a day before it.
    """
    day = today(student.district)
    if on is not None and on < day:
        return _past(student, on, language, now)
    return Sight(
        student=student,
        day=day,
        now=now,
        moment=known_at(student, now=now),
        past=False,
        continuum=published_map(student.district, language=language),
        expected=expected_of(student.district),
        state=settled_state(student, now=now),
    )


def _past(student: Student, on: date, language: str, now: datetime) -> Sight:
    district = student.district
    moment = end_of(on, district)
    try:
        expected = expected_at(district, moment, language=language)
    except NoContinuum as error:
        raise NothingThenError(on, _first_publication(district)) from error
    continuum = expected.continuum
    if continuum is None:
        raise NoContinuum(district.slug)
    ledger = read_ledgers([student.pk]).get(student.pk, EMPTY).under(expected.routes)
    return Sight(
        student=student,
        day=on,
        now=now,
        moment=moment,
        past=True,
        continuum=continuum,
        expected=expected,
        state=KeepingUp(frozenset(), moment, token="", through=0, version=0),
        ledger=ledger if reads_as_staff(student) else ledger.settled(UNDO_WINDOW),
        decisions=read_decisions([student.pk]).get(student.pk, NO_DECISIONS),
    )


def standings_in(sight: Sight, competency_ids: Collection[int] | None = None) -> list[Standing]:
    """Return where the student stands as the page sees it, on all competencies or some.

    One query (two within the undo window) for now; none for a past day, which is judged from what was read.
    """
    if not sight.past:
        return standings(sight.student, now=sight.now, competency_ids=competency_ids)
    wanted = None if competency_ids is None else set(competency_ids)
    found = []
    for case in _cases(sight, wanted):
        known = any(piece.aside != "not_known" for piece in case.pieces)
        if known or case.stand(case.judged(sight.day)).override:
            found.append(standing_of(case, sight.day))
    return found


def case_in(sight: Sight, competency_id: int, *, overrides: bool = True) -> Case | None:
    """Return the judge's input on one competency as the page sees it; None where nothing is known of it.

    Two queries for now (without ``overrides`` one, and a second only for modified work), none for a past day. What
    was not known yet is not part of it.
    """
    if sight.past:
        found = next(iter(_cases(sight, {competency_id})), None)
    else:
        found = _case_now(sight, competency_id, overrides)
    return found if found is not None and (found.pieces or found.overrides) else None


def _case_now(sight: Sight, competency_id: int, overrides: bool) -> Case | None:
    expected, pk = sight.expected, sight.student.pk
    ledger = read_ledgers([pk], among=expected.recorded_on(competency_id)).get(pk, EMPTY).under(expected.routes)
    if not reads_as_staff(sight.student):
        ledger = ledger.settled(UNDO_WINDOW)
    if overrides:
        decisions = read_decisions([pk], among=[competency_id]).get(pk, NO_DECISIONS)
    else:
        decisions = modified_work_needs(sight.student, ledger.work(sight.moment, only=[competency_id]))
    # What people decided has no undo window: it is known at once.
    return next(iter(_known(ledger, decisions, expected, sight.moment, {competency_id}, decided_at=None)), None)


def _cases(sight: Sight, wanted: set[int] | None) -> list[Case]:
    return _known(sight.ledger, sight.decisions, sight.expected, sight.moment, wanted, decided_at=sight.moment)


def _known(
    ledger: OwnLedger,
    decisions: OwnDecisions,
    expected: Expected,
    moment: datetime | None,
    wanted: set[int] | None,
    *,
    decided_at: datetime | None,
) -> list[Case]:
    """The cases of what was known at a moment."""
    every = work_of(ledger, decisions, known_at=moment)
    work = {
        one: [piece for piece in pieces if piece.aside != "not_known"]
        for one, pieces in every.items()
        if wanted is None or one in wanted
    }
    return cases(work, expected, decisions, known_at=decided_at)


def _first_publication(district: District) -> date:
    """The day of the first publication. Raises ``NoContinuum`` where there was none yet."""
    first = (
        ContinuumVersion.objects.filter(continuum__district=district, state=ContinuumVersion.State.PUBLISHED)
        .order_by("published_at")
        .values_list("published_at", flat=True)
        .first()
    )
    if first is None:
        raise NoContinuum(district.slug)
    return first.astimezone(ZoneInfo(district.time_zone)).date()
