"""The sections somebody teaches, with what each works on and how many are in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.models import Focus
from assessments.queries.targets import TargetGroup, groups_of
from competencies.rules.continuum import ContinuumMap
from people import access
from people.models import Enrollment, Section, Student, User
from people.queries import today


@dataclass(frozen=True, slots=True)
class SectionOverview:
    """A section to log evidence in."""

    id: int
    name: str
    students: int
    focus: tuple[TargetGroup, ...]


def taught_overview(user: User, chart: ContinuumMap) -> tuple[SectionOverview, ...]:
    """Return the sections a person teaches, by name, with their focus. Three queries."""
    if user.district is None:
        return ()
    day = today(user.district)
    sections = list(access.taught_sections(user, on=day).order_by("name", "pk"))
    seats = (
        Enrollment.objects.on(day)
        .filter(section__in=sections)
        .values_list("section")
        .annotate(students=Count("student", filter=Q(student__is_active=True), distinct=True))
    )
    sizes = dict(seats)
    focus: dict[int, list[int]] = defaultdict(list)
    rows = Focus.objects.on(day).filter(section__in=sections).order_by("-starts", "-pk")
    for section_id, competency_id in rows.values_list("section_id", "competency_id"):
        focus[section_id].append(competency_id)
    return tuple(_overview(section, sizes, groups_of(chart, dict.fromkeys(focus[section.pk]))) for section in sections)


def _overview(section: Section, sizes: dict[int, int], focus: tuple[TargetGroup, ...]) -> SectionOverview:
    return SectionOverview(section.pk, section.name, sizes.get(section.pk, 0), focus)


def shared_by(teacher: User, student: Student) -> list[Section]:
    """Return the sections in which a person teaches this student today, by name. One query."""
    if teacher.district is None:
        return []
    day = today(teacher.district)
    seats = Enrollment.objects.on(day).filter(student=student).values("section")
    return list(access.taught_sections(teacher, on=day).filter(pk__in=seats).order_by("name", "pk"))
