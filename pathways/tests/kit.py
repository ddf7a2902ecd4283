"""Short words for tests of the pipeline: rate some work, look at what is concluded, replay it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from assessments.actions.record import record_evidence
from assessments.rules import Entry
from cbe.testing.continuum import TestContinuum
from competencies.models import Expectations
from pathways.actions.auditing import audit
from pathways.actions.recomputing import Report, recompute
from pathways.models import LearnerState, Mastery
from people.models import Student, User
from people.queries import today

_keys = count()


def entry(
    student: Student, continuum: TestContinuum, title: str, level: int | None, *, days_ago: int = 0, **more: object
) -> Entry:
    """One rating of a student's work on the standard of a competency."""
    place = continuum[title]
    said: dict[str, object] = {
        "student_id": student.pk,
        "competency_id": place.competency.pk,
        "standard_id": place.standard.pk,
        "on": today(student.district) - timedelta(days=days_ago),
        "kind": "summative",
        "key": f"k{next(_keys)}",
        "level": None if level is None else Decimal(level),
    }
    return Entry(**{**said, **more})  # type: ignore[arg-type]  # a test says any of the fields


def rate(by: User, student: Student, continuum: TestContinuum, title: str, *levels: int) -> list[int]:
    """Rate pieces of work, one a day, the last one today; returns the ids of the rows."""
    entries = [
        entry(student, continuum, title, level, days_ago=len(levels) - place)
        for place, level in enumerate(levels, start=1)
    ]
    return [row.id for row in record_evidence(by=by, district=student.district, entries=entries).rows]


def master(by: User, student: Student, continuum: TestContinuum, *titles: str) -> None:
    """Give a student two proficient pieces on two days in each competency."""
    for title in titles:
        rate(by, student, continuum, title, 3, 3)


def state_of(student: Student) -> LearnerState:
    """The learner's state as it is now."""
    return LearnerState.objects.select_related("district__expectations").get(pk=student.pk)


def mastery_of(student: Student, continuum: TestContinuum, title: str) -> Mastery:
    """What is stored about a student and a competency."""
    return Mastery.objects.get(student=student, competency=continuum[title].competency)


def up_to_date(student: Student) -> Report:
    """Recompute one student."""
    return recompute(student_id=student.pk)


def raise_expectations(student: Student) -> None:
    """What a publication does to the district's one number."""
    row = Expectations.objects.get(district=student.district)
    row.version += 1
    row.save()


def assert_true_to_the_ledger(*, learners: int | None = None) -> None:
    """Everything stored is what the ledger gives, and nobody is behind."""
    result = audit()
    assert result.differences == []
    assert result.in_flight == 0
    if learners is not None:
        assert result.learners == learners


def day(text: str) -> date:
    """A day."""
    return date.fromisoformat(text)
