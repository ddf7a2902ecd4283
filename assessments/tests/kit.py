"""What the tests of this app say often: an entry about Maya's work, a class set."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from assessments.actions.record import record_evidence
from assessments.models import Evidence
from assessments.rules import Entry
from cbe.testing.continuum import TestContinuum
from people.models import Section, Student, User
from people.queries import today


def an_entry(student: Student, continuum: TestContinuum, title: str = "Unit rates", **fields: Any) -> Entry:
    """A summative 3 for work done yesterday, unless said otherwise."""
    place = continuum[title]
    given: dict[str, Any] = {
        "student_id": student.pk,
        "competency_id": place.competency.pk,
        "standard_id": place.standard.pk,
        "on": yesterday(student),
        "kind": "summative",
        "key": f"{student.pk}:{title}",
        "level": Decimal(3),
    }
    if "mark" in fields:
        given["level"] = None
    return Entry(**{**given, **fields})


def yesterday(student: Student) -> date:
    """The day before the district's today."""
    return today(student.district) - timedelta(days=1)


def recorded(by: User, section: Section | None, *entries: Entry, **fields: Any) -> list[Evidence]:
    """Record entries and return the rows, in order."""
    made = record_evidence(by=by, district=by.district, entries=entries, section=section, **fields)
    found = Evidence.objects.in_bulk([row.id for row in made.rows])
    return [found[row.id] for row in made.rows]
