"""The only door to a person's record: which students, sections and schools somebody may reach, on which day.

Every function returns a queryset that holds nothing the user may not reach; views take objects from it, so that what
is foreign and what does not exist are the same 404. Relations are looked up anew for each request: an ended grant is
closed on the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from people.models import (
    Enrollment,
    Guardianship,
    Role,
    RoleGrant,
    School,
    Section,
    Student,
    TeachingAssignment,
    User,
)
from people.queries import today

Viewer = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class _Visit:
    """A signed-in person, their district, and the day their relations are looked up for."""

    user: User
    district: int
    day: date


def _visit(user: Viewer, on: date | None) -> _Visit | None:
    """Return the visit, or None for anybody who may not enter at all."""
    if not isinstance(user, User) or not user.is_active or user.district is None:
        return None
    return _Visit(user, user.district.pk, on or today(user.district))


def taught_sections(user: Viewer, *, on: date | None = None) -> QuerySet[Section]:
    """Return the sections the user teaches on a day (default: the district's today), while their term lasts."""
    visit = _visit(user, on)
    if visit is None:
        return Section.objects.none()
    charge = TeachingAssignment.objects.on(visit.day).filter(teacher=visit.user, section=OuterRef("pk"))
    return Section.objects.filter(Exists(charge), district=visit.district, term__ends__gte=visit.day)


def taught_students(user: Viewer, *, on: date | None = None) -> QuerySet[Student]:
    """Return the students enrolled on a day in a section the user teaches: those whose work they may rate."""
    visit = _visit(user, on)
    if visit is None:
        return Student.objects.none()
    seat = Enrollment.objects.on(visit.day).filter(
        student=OuterRef("pk"), section__in=taught_sections(visit.user, on=visit.day)
    )
    return Student.objects.filter(Exists(seat), district=visit.district, is_active=True)


def children(user: Viewer, *, on: date | None = None) -> QuerySet[Student]:
    """Return the students whose guardian the user is on a day."""
    visit = _visit(user, on)
    if visit is None:
        return Student.objects.none()
    link = Guardianship.objects.on(visit.day).filter(guardian=visit.user, student=OuterRef("pk"))
    return Student.objects.filter(Exists(link), district=visit.district, is_active=True)


def own_record(user: Viewer) -> QuerySet[Student]:
    """Return the user's own student record, or nothing."""
    visit = _visit(user, None)
    if visit is None:
        return Student.objects.none()
    return Student.objects.filter(user=visit.user, district=visit.district, is_active=True)


def led_schools(user: Viewer, *, on: date | None = None) -> QuerySet[School]:
    """Return the schools the user leads on a day; an admin leads every school of the district."""
    visit = _visit(user, on)
    if visit is None:
        return School.objects.none()
    grants = RoleGrant.objects.on(visit.day).filter(user=visit.user, district=visit.district)
    leads = Exists(grants.filter(role=Role.LEADER, school=OuterRef("pk")))
    return School.objects.filter(leads | Exists(grants.filter(role=Role.ADMIN)), district=visit.district)


def sections(user: Viewer, *, on: date | None = None) -> QuerySet[Section]:
    """Return the sections whose roster and grid the user may read: taught ones, or those of a school they lead."""
    visit = _visit(user, on)
    if visit is None:
        return Section.objects.none()
    taught = taught_sections(visit.user, on=visit.day).values("pk")
    return Section.objects.filter(
        Q(pk__in=taught) | Q(school__in=led_schools(visit.user, on=visit.day)), district=visit.district
    )


def students(user: Viewer, *, on: date | None = None) -> QuerySet[Student]:
    """Return every student whose levels the user may read: own, children, taught, of a school or district led."""
    visit = _visit(user, on)
    if visit is None:
        return Student.objects.none()
    whole_district = RoleGrant.objects.on(visit.day).filter(user=visit.user, district=visit.district, role=Role.ADMIN)
    school_seat = Enrollment.objects.on(visit.day).filter(
        student=OuterRef("pk"), section__school__in=led_schools(visit.user, on=visit.day)
    )
    return Student.objects.filter(
        Q(pk__in=own_record(visit.user).values("pk"))
        | Q(pk__in=children(visit.user, on=visit.day).values("pk"))
        | Q(pk__in=taught_students(visit.user, on=visit.day).values("pk"))
        | Exists(school_seat)
        | Exists(whole_district),
        district=visit.district,
        is_active=True,
    )


def is_admin(user: Viewer, *, on: date | None = None) -> bool:
    """Tell whether the user administers their district on a day. One query."""
    return admin_grants(user, on=on).exists()


def admin_grants(user: Viewer, *, on: date | None = None) -> QuerySet[RoleGrant]:
    """Return the grants by which the user administers their district on a day."""
    visit = _visit(user, on)
    if visit is None:
        return RoleGrant.objects.none()
    return RoleGrant.objects.on(visit.day).filter(user=visit.user, district=visit.district, role=Role.ADMIN)


def teaches(user: Viewer, *, on: date | None = None) -> bool:
    """Tell whether the user has charge of any section on a day, its term over or not. One query."""
    visit = _visit(user, on)
    return visit is not None and TeachingAssignment.objects.on(visit.day).filter(teacher=visit.user).exists()


def works_here(user: Viewer, *, on: date | None = None) -> bool:
    """Tell whether the user teaches, leads or administers on a day. Two queries at most."""
    return teaches(user, on=on) or led_schools(user, on=on).exists()


def member(user: Viewer) -> User:
    """Return the account behind a request that has been let in. Raises TypeError for somebody anonymous."""
    if isinstance(user, User):
        return user
    raise TypeError("nobody is signed in")
