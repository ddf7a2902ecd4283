"""The cheap question a page asks again and again: has anything changed since I was made?"""

from __future__ import annotations

from datetime import datetime

from pathways.models import LearnerState
from pathways.queries.keeping_up import KeepingUp, StateRow, keeping_up, state_of
from people.models import Section, Student
from people.queries import enrolled, today


def section_freshness(section: Section, *, now: datetime) -> KeepingUp:
    """Return how far the learners of a section have kept up. One query; the section came with its expectations."""
    seated = enrolled(section, on=today(section.district)).values("pk")
    rows = LearnerState.objects.filter(student__in=seated).values_list("student_id", *StateRow.fields())
    return keeping_up(section.district, (StateRow._make(row) for row in rows), now=now)


def student_freshness(student: Student, *, now: datetime) -> KeepingUp:
    """Return how far one learner has kept up. No query: the student came with it (``readable_students``)."""
    return keeping_up(student.district, [state_of(student)], now=now)
