"""A family's home: each child with the latest report, what was reached last, and whether anything is unread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from assessments.access import UNDO_WINDOW
from competencies.queries import NoContinuum, published_map
from competencies.rules.continuum import ContinuumMap
from pathways.models import Mastery
from pathways.queries.decided_words import short_words
from pathways.queries.staleness import staleness_of
from people.models import Enrollment, Student, Term, User
from people.queries import called, today
from reporting.models import ProgressReport
from reporting.queries.lists import unread

REACHED_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Reached:
    """A goal a child has reached, the day, and in a few words what a person decided about it."""

    title: str
    on: date
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Child:
    """A child in words; ``report_id`` is the latest report, ``new`` says that it is unread."""

    id: int
    name: str
    full_name: str
    grade: str
    sections: tuple[str, ...]
    reached: tuple[Reached, ...]
    reached_count: int
    report_id: int | None
    report_on: date | None
    new: bool
    current: bool


def children_of(user: User, students: QuerySet[Student], *, language: str, now: datetime) -> list[Child]:
    """Return the guardian's children, by name. Seven queries whatever their number and however much they learned."""
    found = list(students.select_related("district"))
    if not found:
        return []
    ids = [student.pk for student in found]
    day = today(found[0].district)
    states, notices = staleness_of(ids), unread(user)
    reports = _latest_reports(ids)
    sections = _sections(ids, day)
    reached = _reached(found, language=language, now=now)
    return [
        Child(
            id=student.pk,
            name=student.called,
            full_name=student.full_name,
            grade=student.grade,
            sections=tuple(sections[student.pk]),
            reached=tuple(reached[student.pk][:REACHED_SHOWN]),
            reached_count=len(reached[student.pk]),
            report_id=reports[student.pk][0] if student.pk in reports else None,
            report_on=reports[student.pk][1] if student.pk in reports else None,
            new=student.pk in notices,
            current=states[student.pk].current,
        )
        for student in found
    ]


def term_of(student: Student, *, day: date) -> Term | None:
    """Return the term the student is in on a day: the one that began last, of the sections they are enrolled in."""
    seats = Enrollment.objects.on(day).filter(student=student, section__term__starts__lte=day)
    seat = seats.select_related("section__term__school").order_by("-section__term__starts", "pk").first()
    return seat.section.term if seat else None


def _latest_reports(ids: list[int]) -> Mapping[int, tuple[int, date]]:
    rows = ProgressReport.objects.filter(student__in=ids).order_by("issued_at", "pk")
    return {student: (pk, day) for student, pk, day in rows.values_list("student_id", "pk", "day")}


def _sections(ids: list[int], day: date) -> Mapping[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    seats = Enrollment.objects.on(day).filter(student__in=ids).order_by("section__name", "pk")
    for student, name in seats.values_list("student_id", "section__name"):
        names[student].append(name)
    return names


def _reached(students: list[Student], *, language: str, now: datetime) -> Mapping[int, list[Reached]]:
    """The goals reached, newest first; nothing of a child whose newest evidence may still be undone."""
    found: dict[int, list[Reached]] = defaultdict(list)
    continuum = _map(students[0], language)
    if continuum is None:
        return found
    settled = Mastery.objects.filter(student__in=students, mastered=True, reached_on__isnull=False).exclude(
        student__learner_state__changed_at__gt=now - UNDO_WINDOW
    )
    named = settled.annotate(decided_by=called("override__made_by")).order_by("-reached_on", "competency_id")
    for student, competency, day, by, exempt in named.values_list(
        "student_id", "competency_id", "reached_on", "decided_by", "exemptions"
    ):
        view = continuum.competencies.get(competency)
        if view is not None and day is not None:
            found[student].append(Reached(view.title, day, tuple(short_words(by=by, exemptions=exempt))))
    return found


def _map(student: Student, language: str) -> ContinuumMap | None:
    try:
        return published_map(student.district, language=language)
    except NoContinuum:
        return None
