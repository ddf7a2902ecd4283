"""Reads about people that are no secret: roles held, who teaches what, a district's day and language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.models import (
    District,
    Enrollment,
    Role,
    Section,
    Student,
    TeachingAssignment,
    User,
)


def today(district: District) -> date:
    """Return the day it is now in the district's time zone. Costs no query."""
    return timezone.now().astimezone(ZoneInfo(district.time_zone)).date()


# In the order of Role. By hand: every page asks, and to put it together from the models takes longer than the answer.
_HOLDS = "starts <= %(day)s AND (ends IS NULL OR ends >= %(day)s)"
_ROLES = """
SELECT
    EXISTS (SELECT 1 FROM people_student WHERE user_id = %(user)s AND is_active),
    EXISTS (SELECT 1 FROM people_guardianship WHERE guardian_id = %(user)s AND {holds}),
    EXISTS (SELECT 1 FROM people_teachingassignment WHERE teacher_id = %(user)s AND {holds}),
    EXISTS (SELECT 1 FROM people_rolegrant WHERE user_id = %(user)s AND role = 'leader' AND {holds}),
    EXISTS (SELECT 1 FROM people_rolegrant WHERE user_id = %(user)s AND role = 'admin' AND {holds})
"""


def roles_of(user: User, *, on: date) -> frozenset[Role]:
    """Return the roles an account holds on a day. One query."""
    if not user.is_active or user.district_id is None:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_ROLES.format(holds=_HOLDS), {"user": user.pk, "day": connection.ops.adapt_datefield_value(on)})
        held = cursor.fetchone()
    return frozenset(role for role, holds in zip(Role, held, strict=True) if holds)


def called(account: str) -> Combinable:
    """Return what others call the account at the end of a relation (``User.get_short_name``), as a column."""
    salutation, given = (NullIf(f"{account}__{name}", Value("")) for name in ("salutation", "given_name"))
    return Coalesce(salutation, given, f"{account}__username", Value(""))


def enrolled(section: Section, *, on: date) -> QuerySet[Student]:
    """Return the students enrolled in a section on a day, by name. The caller has checked access to the section."""
    here = Enrollment.objects.on(on).filter(section=section, student=OuterRef("pk"))
    return Student.objects.filter(Exists(here), is_active=True)


def teachers_of(section: Section, *, on: date) -> QuerySet[User]:
    """Return the teachers assigned to a section on a day, by family name."""
    here = TeachingAssignment.objects.on(on).filter(section=section, teacher=OuterRef("pk"))
    return User.objects.filter(Exists(here), is_active=True).order_by("family_name", "given_name", "pk")


@dataclass(frozen=True, slots=True)
class Written:
    """The language some words are written in, for the page's markup and for its reader."""

    code: str
    note: str


def written_in(language: str) -> Written | None:
    """Return the mark for words in a language; None where the page is read in it. No query.

    What teachers write about a piece of work carries no language of its own: it is the district's.
    """
    if language == (get_language() or language).split("-")[0]:
        return None
    names = {"en": _("Written in English."), "es": _("Written in Spanish.")}
    return Written(language, names.get(language, _("Written in another language.")))
