"""Issuing progress reports: an immutable snapshot for each student, from current conclusions only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from assessments.access import UNDO_WINDOW
from pathways.actions.recomputing import recompute
from pathways.models import LearnerState
from pathways.queries.staleness import is_stale
from people.models import Student, Term, User
from people.queries import today
from reporting.actions.noticing import notice_families
from reporting.models import ProgressReport
from reporting.queries.body import Body
from reporting.queries.preview import bodies_of

TRIES = 3


@dataclass(frozen=True, slots=True)
class Issued:
    """What came of issuing: new reports, students whose report had not changed, and those held back and why.

    ``held`` pairs a student with "settling" (evidence saved seconds ago may still be undone) or "stale" (results
    could not be brought up to date).
    """

    reports: tuple[ProgressReport, ...]
    unchanged: tuple[Student, ...]
    held: tuple[tuple[Student, str], ...]


class NotCurrent(Exception):
    """A student's conclusions could not be read in one current state; ``why`` as in ``Issued.held``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def issue_reports(*, by: User, students: Sequence[Student], term: Term, now: datetime) -> Issued:
    """Issue a report of the term to each student's family, superseding an earlier one whose contents have changed.

    One transaction for each student: a report is whole or not there. The caller has checked that ``by`` may report
    on each of them; students come with ``district__expectations``. Issuing twice without a change makes nothing new.
    """
    reports: list[ProgressReport] = []
    unchanged: list[Student] = []
    held: list[tuple[Student, str]] = []
    for student in students:
        try:
            report = _issue(by, student, term, now)
        except NotCurrent as stop:
            held.append((student, stop.why))
            continue
        if report is None:
            unchanged.append(student)
        else:
            reports.append(report)
    return Issued(tuple(reports), tuple(unchanged), tuple(held))


def digest_of(body: Body) -> str:
    """Return the SHA-256 of a report's bodies in all languages, as canonical JSON."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _issue(by: User, student: Student, term: Term, now: datetime) -> ProgressReport | None:
    for _try in range(TRIES):
        through = _current_version(student, now)
        try:
            return _written(by, student, term, now, through)
        except (IntegrityError, _Moved):
            continue
    raise NotCurrent("stale")


class _Moved(Exception):
    """The conclusions moved on while they were read."""


@transaction.atomic
def _written(by: User, student: Student, term: Term, now: datetime, through: int) -> ProgressReport | None:
    last = ProgressReport.objects.filter(student=student, term=term).order_by("-number").first()
    day = today(student.district)
    made = bodies_of(student, term=term, day=day, now=now, languages=[code for code, _name in settings.LANGUAGES])
    if last is not None and digest_of(made(last.number)) == last.digest:
        return None
    number = last.number + 1 if last else 1
    body = made(number)
    if _version_now(student) != through:
        raise _Moved
    report = ProgressReport.objects.create(
        district=student.district,
        student=student,
        term=term,
        number=number,
        day=day,
        issued_at=now,
        issued_by=by,
        supersedes=last,
        through=through,
        expectations=student.district.expectations.version,
        body=body,
        digest=digest_of(body),
    )
    notice_families(report=report)
    return report


def _current_version(student: Student, now: datetime) -> int:
    """Return the version the conclusions rest on, once they are current and no evidence can be undone any more."""
    state = _state(student)
    if state is None:
        return 0
    if state.changed_at is not None and now - state.changed_at < UNDO_WINDOW:
        raise NotCurrent("settling")
    if is_stale(state):
        recompute(student_id=student.pk)
        state = _state(student)
    if state is None or is_stale(state):
        raise NotCurrent("stale")
    return state.computed_through


def _version_now(student: Student) -> int:
    return LearnerState.objects.filter(pk=student.pk).values_list("computed_through", flat=True).first() or 0


def _state(student: Student) -> LearnerState | None:
    return LearnerState.objects.select_related("district__expectations").filter(pk=student.pk).first()
