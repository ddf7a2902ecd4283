"""A person's sections, each with what it works on now and how many students it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from assessments.models import Focus
from competencies.queries import NoContinuum, published_map
from people.models import Section
from people.queries import today


@dataclass(frozen=True, slots=True)
class Group:
    """A section in words; ``works_on`` are the titles of its present focus."""

    id: int
    name: str
    term: str
    school: str
    students: int
    works_on: tuple[str, ...]
    taught: bool


def groups_of(sections: QuerySet[Section], *, language: str) -> list[Group]:
    """Return the given sections with their focus, by name. Three queries whatever their number."""
    found = list(_with_students(sections))
    if not found:
        return []
    focus = _focus_titles(found, language=language)
    return [
        Group(
            id=one.pk,
            name=one.name,
            term=one.term.name,
            school=one.school.name,
            students=getattr(one, "students", 0),
            works_on=tuple(focus[one.pk]),
            taught=bool(getattr(one, "taught", False)),
        )
        for one in found
    ]


def _with_students(sections: QuerySet[Section]) -> Iterable[Section]:
    first = sections.first()
    if first is None:
        return ()
    day = today(first.district)
    seated = Q(enrollments__starts__lte=day) & (Q(enrollments__ends__isnull=True) | Q(enrollments__ends__gte=day))
    present = seated & Q(enrollments__student__is_active=True)
    counted = sections.filter(term__ends__gte=day)
    return counted.annotate(students=Count("enrollments__student", filter=present, distinct=True)).order_by(
        "name", "pk"
    )


def _focus_titles(sections: list[Section], *, language: str) -> dict[int, list[str]]:
    district = sections[0].district
    focus: dict[int, list[int]] = defaultdict(list)
    try:
        continuum = published_map(district, language=language)
    except NoContinuum:
        return defaultdict(list)
    present = Focus.objects.on(today(district)).filter(section__in=[one.pk for one in sections])
    for section, competency in present.order_by("starts", "pk").values_list("section_id", "competency_id"):
        focus[section].append(competency)
    titles = {section: [one.title for one in continuum.in_use_for(ids)] for section, ids in focus.items()}
    return defaultdict(list, titles)
