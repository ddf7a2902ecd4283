"""A leader's school: its sections, who has had no evidence lately, and what is being worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet

from assessments.models import Evidence
from pathways.models import Advancement, Mastery
from pathways.queries.staleness import staleness_of
from people.models import Enrollment, School, Section, TeachingAssignment
from reporting.models import ProgressReport

WITHOUT_EVIDENCE_FOR = timedelta(weeks=6)


@dataclass(frozen=True, slots=True)
class Room:
    """A section as a leader sees it; ``quiet`` names the students nobody has recorded evidence of for six weeks."""

    id: int
    name: str
    teachers: str
    students: int
    quiet: tuple[tuple[int, str], ...]
    reported: int


@dataclass(frozen=True, slots=True)
class SchoolView:
    """A school as its leader sees it. Counts are of students and of goals, never a comparison of either."""

    name: str
    rooms: tuple[Room, ...]
    students: int
    shown: int
    working: int
    proposals: int
    updating: int
    failing: int


def school_of(school: School, *, day: date, now: datetime) -> SchoolView:
    """Return one school on a day. Eight queries whatever its size."""
    sections = Section.objects.filter(school=school, term__starts__lte=day, term__ends__gte=day).order_by("name", "pk")
    seats = _seats(sections, day)
    ids = sorted({student for room in seats.values() for student, _name in room})
    lately = _lately(ids, now)
    reported, teachers = _reported(sections), _teachers(sections, day)
    states = [state for state in staleness_of(ids).values() if not state.current]
    shown, working = _goals(ids)
    return SchoolView(
        name=school.name,
        rooms=tuple(
            Room(
                id=section.pk,
                name=section.name,
                teachers=", ".join(teachers[section.pk]),
                students=len(seats[section.pk]),
                quiet=tuple(seat for seat in seats[section.pk] if seat[0] not in lately),
                reported=sum(student in reported[section.term_id] for student, _name in seats[section.pk]),
            )
            for section in sections
        ),
        students=len(ids),
        shown=shown,
        working=working,
        proposals=Advancement.objects.filter(student__in=ids, state=Advancement.State.PROPOSED).count(),
        updating=len(states),
        failing=sum(state.failing for state in states),
    )


def _seats(sections: QuerySet[Section], day: date) -> Mapping[int, list[tuple[int, str]]]:
    seats: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Enrollment.objects.on(day).filter(section__in=sections, student__is_active=True).select_related("student")
    for row in rows.order_by("student__family_name", "student__given_name", "student_id"):
        seats[row.section_id].append((row.student_id, row.student.full_name))
    return seats


def _lately(ids: list[int], now: datetime) -> frozenset[int]:
    rows = Evidence.objects.filter(student__in=ids).values("student_id").annotate(last=Max("recorded_at"))
    return frozenset(row["student_id"] for row in rows if row["last"] >= now - WITHOUT_EVIDENCE_FOR)


def _teachers(sections: QuerySet[Section], day: date) -> Mapping[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    rows = TeachingAssignment.objects.on(day).filter(section__in=sections).select_related("teacher")
    for row in rows.order_by("teacher__family_name", "pk"):
        names[row.section_id].append(row.teacher.get_short_name())
    return names


def _reported(sections: QuerySet[Section]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = ProgressReport.objects.filter(term__in=sections.values("term"))
    for term, student in rows.values_list("term_id", "student_id"):
        found[term].add(student)
    return found


def _goals(ids: list[int]) -> tuple[int, int]:
    """How many goals are shown, and how many are being worked on, by all students together."""
    rows = Mastery.objects.filter(student__in=ids).exclude(status="no_evidence").values_list("mastered", flat=True)
    mastered = list(rows)
    return sum(mastered), len(mastered) - sum(mastered)
