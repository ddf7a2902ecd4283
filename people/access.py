"""The only door to a person's record: which students, sections and schools somebody may reach, on which day.

Every function returns a queryset that holds nothing the user may not reach; views take objects from it, so that what
is foreign and what does not exist are the same 404. Relations are looked up anew for each request: an ended grant is
closed on the next one.
"""

from __future__ import annotations

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


def taught_sections(user: Viewer, *, on: date | None = None) -> QuerySet[Section]:
    """Return the sections the user teaches on a day (default: the district's today), while their term lasts."""
    if not _may_enter(user):
        return Section.objects.none()
    day = on or today(user.district)
    charge = TeachingAssignment.objects.on(day).filter(teacher=user, section=OuterRef("pk"))
    return Section.objects.filter(Exists(charge), district=user.district_id, term__ends__gte=day)


def taught_students(user: Viewer, *, on: date | None = None) -> QuerySet[Student]:
    """Return the students enrolled on a day in a section the user teaches: those whose work they may rate."""
    if not _may_enter(user):
        return Student.objects.none()
    day = on or today(user.district)
    seat = Enrollment.objects.on(day).filter(student=OuterRef("pk"), section__in=taught_sections(user, on=day))
    return Student.objects.filter(Exists(seat), district=user.district_id, is_active=True)


def children(user: Viewer, *, on: date | None = None) -> QuerySet[Student]:
    """Return the students whose guardian the user is on a day."""
    if not _may_enter(user):
        return Student.objects.none()
    day = on or today(user.district)
    link = Guardianship.objects.on(day).filter(guardian=user, student=OuterRef("pk"))
    return Student.objects.filter(Exists(link), district=user.district_id, is_active=True)


def own_record(user: Viewer) -> QuerySet[Student]:
    """Return the user's own student record, or nothing."""
    if not _may_enter(user):
        return Student.objects.none()
    return Student.objects.filter(user=user, district=user.district_id, is_active=True)


def led_schools(user: Viewer, *, on: date | None = None) -> QuerySet[School]:
    """Return the schools the user leads on a day; an admin leads every school of the district."""
    if not _may_enter(user):
        return School.objects.none()
    day = on or today(user.district)
    grants = RoleGrant.objects.on(day).filter(user=user, district=user.district_id)
    leads = Exists(grants.filter(role=Role.LEADER, school=OuterRef("pk")))
    return School.objects.filter(leads | Exists(grants.filter(role=Role.ADMIN)), district=user.district_id)


def sections(user: Viewer, *, on: date | None = None) -> QuerySet[Section]:
    """Return the sections whose roster and grid the user may read: taught ones, or those of a school they lead."""
    if not _may_enter(user):
        return Section.objects.none()
    day = on or today(user.district)
    taught = taught_sections(user, on=day).values("pk")
    return Section.objects.filter(
        Q(pk__in=taught) | Q(school__in=led_schools(user, on=day)), district=user.district_id
    )


def students(user: Viewer, *, on: date | None = None) -> QuerySet[Student]:
    """Return every student whose levels the user may read: own, children, taught, of a school or district led."""
    if not _may_enter(user):
        return Student.objects.none()
    day = on or today(user.district)
    whole_district = RoleGrant.objects.on(day).filter(user=user, district=user.district_id, role=Role.ADMIN)
    school_seat = Enrollment.objects.on(day).filter(
        student=OuterRef("pk"), section__school__in=led_schools(user, on=day)
    )
    return Student.objects.filter(
        Q(pk__in=own_record(user).values("pk"))
        | Q(pk__in=children(user, on=day).values("pk"))
        | Q(pk__in=taught_students(user, on=day).values("pk"))
        | Exists(school_seat)
        | Exists(whole_district),
        district=user.district_id,
        is_active=True,
    )


def is_admin(user: Viewer, *, on: date | None = None) -> bool:
    """Tell whether the user administers their district on a day. One query."""
    if not _may_enter(user):
        return False
    day = on or today(user.district)
    return RoleGrant.objects.on(day).filter(user=user, district=user.district_id, role=Role.ADMIN).exists()


def _may_enter(user: Viewer) -> bool:
    return bool(user.is_authenticated and user.is_active and user.district_id)
