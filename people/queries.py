"""Reads about people that are no secret: roles held, who teaches what, what day it is in a district."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from people.models import (
    District,
    Enrollment,
    Guardianship,
    Role,
    RoleGrant,
    Section,
    Student,
    TeachingAssignment,
    User,
)


def today(district: District) -> date:
    """Return the day it is now in the district's time zone. Costs no query."""
    return timezone.now().astimezone(ZoneInfo(district.time_zone)).date()


def roles_of(user: User, *, on: date) -> frozenset[Role]:
    """Return the roles an account holds on a day. One query."""
    if not user.is_active or user.district_id is None:
        return frozenset()
    granted = RoleGrant.objects.on(on).filter(user=OuterRef("pk"))
    row = (
        User.objects.filter(pk=user.pk)
        .annotate(
            is_student=Exists(Student.objects.filter(user=OuterRef("pk"), is_active=True)),
            is_guardian=Exists(Guardianship.objects.on(on).filter(guardian=OuterRef("pk"))),
            is_teacher=Exists(TeachingAssignment.objects.on(on).filter(teacher=OuterRef("pk"))),
            is_leader=Exists(granted.filter(role=Role.LEADER)),
            is_admin=Exists(granted.filter(role=Role.ADMIN)),
        )
        .values_list("is_student", "is_guardian", "is_teacher", "is_leader", "is_admin")
        .first()
    )
    return frozenset(role for role, held in zip(Role, row or (), strict=False) if held)


def enrolled(section: Section, *, on: date) -> QuerySet[Student]:
    """Return the students enrolled in a section on a day, by name. The caller has checked access to the section."""
    here = Enrollment.objects.on(on).filter(section=section, student=OuterRef("pk"))
    return Student.objects.filter(Exists(here), is_active=True)


def teachers_of(section: Section, *, on: date) -> QuerySet[User]:
    """Return the teachers assigned to a section on a day, by family name."""
    here = TeachingAssignment.objects.on(on).filter(section=section, teacher=OuterRef("pk"))
    return User.objects.filter(Exists(here), is_active=True).order_by("family_name", "given_name", "pk")
