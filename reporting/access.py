"""Whose reports somebody may read, and for whom they may write.

It builds on ``people.access``: an issued report is read by the student, their guardians, teachers and leaders of the
day. Drafts are the teachers' own until issued.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from people import access
from people.models import Section, Student, User
from people.queries import enrolled, today
from reporting.models import ProgressReport

Viewer = User | AnonymousUser


def readable_reports(user: Viewer) -> QuerySet[ProgressReport]:
    """Return the issued reports of the students the user may read, newest first, superseded ones included."""
    return (
        ProgressReport.objects.filter(student__in=access.students(user).values("pk"))
        .select_related("student", "term", "issued_by", "superseded_by")
        .order_by("-issued_at", "-pk")
    )


def reported_sections(user: Viewer) -> QuerySet[Section]:
    """Return the sections the user writes reports for: those they teach."""
    return access.taught_sections(user).select_related("term", "school", "district__expectations")


def reported_students(user: Viewer, section: Section) -> QuerySet[Student]:
    """Return the students of a section the user writes reports for, by name."""
    here = enrolled(section, on=today(section.district))
    mine = access.taught_students(user).filter(pk__in=here.values("pk"))
    return mine.select_related("district__expectations", "learner_state")
