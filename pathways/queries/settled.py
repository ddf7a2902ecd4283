"""What students and families see: the stored conclusions, without what a teacher may still take back.

A save can be undone for thirty seconds as if it had never been. Stored masteries do not know of that: they are
computed as soon as the evidence is there, and staff see them at once. For a learner's own page the competencies with
a row younger than the window are therefore judged again from the ledger as it was known thirty seconds ago. This
costs one query, and only while there is such a row: the learner's state says when its ledger changed last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from assessments.access import UNDO_WINDOW
from pathways.access import reads_as_staff
from pathways.models import Mastery
from pathways.queries.expecting import expected_of
from pathways.queries.judging import Case, cases, modified_work_needs
from pathways.queries.keeping_up import KeepingUp, StateRow, keeping_up, state_of
from pathways.queries.ledgers import EMPTY, read_ledgers
from people.models import Student
from people.queries import called, today


class Standing(NamedTuple):
    """One stored judgement as a page needs it.

    Where an ``override`` is in force (its id, else None), status, level and ``mastered`` are its own, ``decided_by``
    is who made it, and ``own_status`` and ``own_level`` what the evidence alone says. ``exemptions`` says that what
    the evidence says, where that holds, rests on an exemption from one of the standards.
    """

    competency_id: int
    status: str
    mastered: bool
    score: Decimal | None
    level: Decimal | None
    pieces: int
    reached_on: date | None
    latest_on: date | None
    ready: bool
    growth: Decimal | None
    override: int | None = None
    own_status: str = ""
    own_level: Decimal | None = None
    exemptions: bool = False
    decided_by: str = ""


def known_at(student: Student, *, now: datetime) -> datetime | None:
    """Return the moment up to which the reader knows the ledger: None is "everything", for staff."""
    return None if reads_as_staff(student) else now - UNDO_WINDOW


def in_window(student: Student, *, now: datetime) -> bool:
    """Tell whether the reader is a learner (or the family) and something was recorded within the undo window."""
    changed = state_of(student).changed_at
    moment = known_at(student, now=now)
    return moment is not None and changed is not None and changed > moment


def settled_state(student: Student, *, now: datetime) -> KeepingUp:
    """Return how far the learner has kept up as the reader may know it; changes within the window are no delay.

    The token says whether the window is open, so that the page swaps itself when it closes. No query.
    """
    row = state_of(student)
    if not in_window(student, now=now):
        return keeping_up(student.district, [row], now=now)
    only_fresh = row.stale_since is None or row.stale_since > now - UNDO_WINDOW
    state = keeping_up(student.district, [_caught_up(row) if only_fresh else row], now=now)
    return replace(state, token=f"{state.token}.w")


def standings(student: Student, *, now: datetime, competency_ids: Iterable[int] | None = None) -> list[Standing]:
    """Return the learner's judgements as the reader may know them, of all competencies or some. One query, or two."""
    stored = Mastery.objects.filter(district=student.district_id, student=student.pk)
    if competency_ids is not None:
        stored = stored.filter(competency__in=list(competency_ids))
    named = stored.annotate(decided_by=called("override__made_by"))
    rows = {row[0]: Standing._make(row) for row in named.values_list(*Standing._fields)}
    if in_window(student, now=now):
        wanted = None if competency_ids is None else set(competency_ids)
        for competency_id, row in _as_known_before(student, now=now).items():
            if wanted is None or competency_id in wanted:
                before = rows.pop(competency_id, None)
                rows.update({competency_id: _beside(row, before)} if row else {})
    return list(rows.values())


def _as_known_before(student: Student, *, now: datetime) -> dict[int, Standing | None]:
    """The competencies with a row within the window, judged without it; None where nothing was known then."""
    moment = now - UNDO_WINDOW
    expected = expected_of(student.district)
    ledger = read_ledgers([student.pk]).get(student.pk, EMPTY).under(expected.routes)
    fresh = ledger.recorded_after(moment)
    work = ledger.settled(UNDO_WINDOW).work(moment, only=fresh)
    judged: dict[int, Standing | None] = dict.fromkeys(fresh)
    for case in cases(work, expected, modified_work_needs(student, work)):
        judged[case.competency_id] = standing_of(case, today(student.district), moment)
    return judged


def _beside(row: Standing, stored: Standing | None) -> Standing:
    """What people decided has no undo window: an override in force stays so while the work beside it settles."""
    if stored is None or stored.override is None:
        return row
    return row._replace(
        status=stored.status,
        level=stored.level,
        mastered=stored.mastered,
        reached_on=stored.reached_on,
        ready=stored.mastered or row.ready,
        override=stored.override,
        own_status=row.own_status or row.status,
        own_level=row.own_level if row.own_status else row.level,
        decided_by=stored.decided_by,
    )


def standing_of(case: Case, day: date, moment: datetime | None = None) -> Standing:
    """Return where a case leaves the student on a day, as the stored row of that day says it. No query."""
    one = case.judged(day, moment)
    stand, override = case.stand(one), case.override_on(day)
    return Standing(
        competency_id=case.competency_id,
        status=stand.status,
        mastered=stand.mastered,
        score=one.score,
        level=stand.level,
        pieces=one.eligible,
        reached_on=case.reached_on(day) if stand.mastered else None,
        latest_on=one.latest_on,
        ready=case.ready(one),
        growth=one.growth,
        override=override.id if override else None,
        own_status=one.status if override else "",
        own_level=one.level if override else None,
        exemptions=bool(one.exempted) and override is None,
        decided_by=override.by if override else "",
    )


def _caught_up(row: StateRow) -> StateRow:
    return row._replace(computed_through=row.version)
