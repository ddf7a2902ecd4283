"""Which of many students somebody ever decided about, and what: few of a district, so the others cost nothing."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from assessments.models import AdaptedExpectation, Override
from pathways.queries.columns import Span, Students
from pathways.queries.decisions import OwnDecisions, read_decisions

_AT_ONCE = 1000


def decisions_among(
    district_id: int, students: Students, among: Collection[int] | None = None
) -> dict[int, OwnDecisions]:
    """Return the decisions about each student that has any. Two queries, and one for every thousand found."""
    about = Q(district=district_id, student__in=students)
    if isinstance(students, Span):
        about = Q(district=district_id, student__gte=students.first, student__lte=students.last)
    if among is not None:
        about &= Q(competency__in=among)
    overridden, adapted = (
        table.objects.filter(about).values_list("student_id", flat=True) for table in (Override, AdaptedExpectation)
    )
    found = sorted({*overridden, *adapted})
    decisions: dict[int, OwnDecisions] = {}
    for start in range(0, len(found), _AT_ONCE):
        decisions |= read_decisions(found[start : start + _AT_ONCE], among=among)
    return decisions
