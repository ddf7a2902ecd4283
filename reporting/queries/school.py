"""A leader's school: its sections, who has had no evidence lately, and what is being worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet

from assessments.models import Evidence, Focus
from competencies.queries import NoContinuum, published_map
from pathways.models import Advancement, Mastery
from pathways.queries.staleness import staleness_of
from people.models import Enrollment, School, Section, TeachingAssignment
from reporting.models import ProgressReport

WITHOUT_EVIDENCE_FOR = timedelta(weeks=6)
NEWEST = 2


@dataclass(frozen=True, slots=True)
class Working:
    """What a section works on now, and how many of its students have shown it, are on the way, or had no chance yet."""

    title: str
    shown: int
    on_the_way: int
    unseen: int

    @property
    def bar(self) -> tuple[tuple[str, float, float], ...]:
        """The three counts as stretches of a bar 120 wide: class, beginning, width."""
        total = self.shown + self.on_the_way + self.unseen or 1
        stretches, start = [], 0.0
        for css, count in (("d3", self.shown), ("d2", self.on_the_way), ("d0", self.unseen)):
            width = 120 * count / total
            stretches.append((css, round(start, 2), round(width, 2)))
            start += width
        return tuple(stretches)


@dataclass(frozen=True, slots=True)
class Room:
    """A section as a leader sees it; ``quiet`` names the students nobody has recorded evidence of for six weeks."""

    id: int
    name: str
    teachers: str
    students: int
    quiet: tuple[tuple[int, str], ...]
    reported: int
    working: tuple[Working, ...]


@dataclass(frozen=True, slots=True)
class SchoolView:
    """A school as its leader sees it. Counts are of students who need something, never a comparison of anybody."""

    name: str
    rooms: tuple[Room, ...]
    students: int
    quiet: int
    reported: int
    proposals: int
    updating: int
    failing: int


def school_of(school: School, *, day: date, now: datetime, language: str) -> SchoolView:
    """Return one school on a day. Ten queries whatever its size."""
    sections = Section.objects.filter(school=school, term__starts__lte=day, term__ends__gte=day).order_by("name", "pk")
    seats = _seats(sections, day)
    ids = sorted({student for room in seats.values() for student, _name in room})
    lately = _lately(ids, now)
    reported, teachers = _reported(sections), _teachers(sections, day)
    states = [state for state in staleness_of(ids).values() if not state.current]
    working = _working(school, sections, seats, day=day, language=language)
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
                working=tuple(working[section.pk]),
            )
            for section in sections
        ),
        students=len(ids),
        quiet=len(set(ids) - lately),
        reported=len(set(ids) & {student for term in reported.values() for student in term}),
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


def _working(
    school: School,
    sections: QuerySet[Section],
    seats: Mapping[int, list[tuple[int, str]]],
    *,
    day: date,
    language: str,
) -> Mapping[int, list[Working]]:
    """What each section works on now, the newest two, counted over its students. Three queries."""
    found: dict[int, list[Working]] = defaultdict(list)
    try:
        continuum = published_map(school.district, language=language)
    except NoContinuum:
        return found
    known = continuum.competencies
    focus: dict[int, list[int]] = defaultdict(list)
    begun = Focus.objects.on(day).filter(section__in=sections).order_by("-starts", "-pk")
    for section_id, competency_id in begun.values_list("section_id", "competency_id"):
        fresh = (one.id for one in continuum.standing_for(competency_id) if one.id not in focus[section_id])
        focus[section_id] = [*focus[section_id], *fresh][:NEWEST]
    wanted = {one for competencies in focus.values() for one in competencies}
    rows = Mastery.objects.filter(district=school.district_id, competency__in=wanted)
    columns = rows.values_list("student_id", "competency_id", "mastered")
    mastered = {(student, one): shown for student, one, shown in columns}
    for section_id, competencies in focus.items():
        for one in competencies:
            states = [mastered.get((student, one)) for student, _name in seats.get(section_id, ())]
            shown, unseen = states.count(True), states.count(None)
            found[section_id].append(Working(known[one].title, shown, len(states) - shown - unseen, unseen))
    return found
