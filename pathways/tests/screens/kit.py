"""Short words for tests of screens: what was recorded before the undo window, and what a page costs."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from assessments.actions.record import record_evidence
from cbe.testing.continuum import TestContinuum
from pathways.models import LearnerState
from pathways.tests.kit import entry, up_to_date
from people.models import Student, User

# The session and the account are looked up before any page; they are not the page's.
BESIDE_THE_PAGE = 2
AN_HOUR = timedelta(hours=1)


def rated_before(
    by: User, student: Student, continuum: TestContinuum, title: str, *levels: int, **more: object
) -> list[int]:
    """Rate pieces of work, one a day, the last one today, all written down an hour ago and judged since."""
    entries = [
        entry(student, continuum, title, level, days_ago=len(levels) - place, **more)
        for place, level in enumerate(levels, start=1)
    ]
    moment = timezone.now() - AN_HOUR
    recorded = record_evidence(by=by, district=student.district, entries=entries, recorded_at=moment)
    up_to_date(student)
    LearnerState.objects.filter(pk=student.pk).update(changed_at=moment)
    return [row.id for row in recorded.rows]
