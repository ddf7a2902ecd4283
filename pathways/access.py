"""Whose conclusions somebody may read, and which advancements they may decide.

It builds on ``people.access``: levels across subjects are readable by everyone who may read the student at all; an
advancement is decided by a teacher who has the student in a section that works in its domain, or by a leader of the
student's school (and the district's admin).
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from assessments import access as assessments
from competencies.models import SectionDomain
from pathways.models import Advancement, Preview
from people import access
from people.models import District, Enrollment, Section, Student, User
from people.queries import today

Viewer = User | AnonymousUser
WITH_SECTION = ("term", "school", "district__expectations")


def readable_students(user: Viewer) -> QuerySet[Student]:
    """Return the students whose levels and path the user may read, each with ``as_staff``.

    Staff see the ledger as it is this second; students and families see what is outside the undo window, also where
    a parent teaches the child. Comes with the district, its expectations and the learner's state: one query for a
    page's access and its staleness.
    """
    family = Q(user=user.pk) | Q(pk__in=access.children(user).values("pk"))
    readable = access.students(user).select_related("district__expectations", "learner_state")
    return readable.annotate(as_staff=~family)


def students_in_charge(user: Viewer) -> QuerySet[Student]:
    """Return the readable students, each also with ``taught``: whether the user teaches it and so may record work.

    ``administers`` tells whether the user administers the district, and so may change its rule.
    """
    taught = Exists(access.taught_students(user).filter(pk=OuterRef("pk")))
    return readable_students(user).annotate(taught=taught, administers=Exists(access.admin_grants(user)))


def own_student(user: Viewer) -> QuerySet[Student]:
    """Return the user's own student record, as ``readable_students`` would: a tenth of its cost, for one's own path."""
    own = access.own_record(user).select_related("district__expectations", "learner_state")
    return own.annotate(as_staff=Value(value=False))


def reads_as_staff(student: Student) -> bool:
    """Tell whether a student taken from ``readable_students`` is read by staff. No query."""
    return bool(getattr(student, "as_staff", False))


def confided(user: Viewer, student: Student, domain_id: int) -> bool:
    """Tell whether the reader is told of modified expectations: the family, who teaches the domain, who leads.

    The student comes from ``readable_students``. One query for staff, none for the family.
    """
    return not reads_as_staff(student) or assessments.charge(user, student.pk, domain_id).confided


def readable_sections(user: Viewer) -> QuerySet[Section]:
    """Return the sections whose grid the user may read, each with its term, school and the district's expectations."""
    return access.sections(user).select_related(*WITH_SECTION)


def sections_in_charge(user: Viewer) -> QuerySet[Section]:
    """Return the readable sections, each with ``taught``: whether the user teaches it and so may record there."""
    return readable_sections(user).annotate(taught=Exists(access.taught_sections(user).filter(pk=OuterRef("pk"))))


def grid_section(user: Viewer, section_id: int) -> Section | None:
    """Return a readable section with ``taught``, None where there is none. One query for its teachers, two for others.

    A grid asks every few seconds and mostly for a teacher, whose own sections are found by the shorter way.
    """
    own = access.taught_sections(user).filter(pk=section_id)
    taught = own.select_related(*WITH_SECTION).annotate(taught=Value(value=True)).first()
    if taught is not None:
        return taught
    return readable_sections(user).filter(pk=section_id).annotate(taught=Value(value=False)).first()


def advancements(user: Viewer) -> QuerySet[Advancement]:
    """Return the advancements of the students the user may read."""
    return Advancement.objects.filter(student__in=access.students(user).values("pk"))


def decidable_advancements(user: Viewer) -> QuerySet[Advancement]:
    """Return the advancements the user may confirm, decline or reverse."""
    if not user.is_authenticated or user.district is None:
        return Advancement.objects.none()
    day = today(user.district)
    taught = access.taught_sections(user, on=day)
    works_in = SectionDomain.objects.filter(section=OuterRef("section"))
    seats = Enrollment.objects.on(day).filter(student=OuterRef("student"))
    in_domain = seats.filter(section__in=taught).filter(
        Exists(works_in.filter(domain=OuterRef(OuterRef("stage__strand__domain")))) | ~Exists(works_in)
    )
    led = seats.filter(section__school__in=access.led_schools(user, on=day))
    return Advancement.objects.filter(Exists(in_domain) | Exists(led), district=user.district_id)


def administered(user: Viewer) -> District | None:
    """Return the district the user administers today, None for everybody else. One query."""
    return user.district if isinstance(user, User) and access.is_admin(user) else None


def previews(user: Viewer) -> QuerySet[Preview]:
    """Return the previews of the district the user administers today: they name its students, so nobody else's.

    Each comes with what a page about it says. One query.
    """
    district = administered(user)
    if district is None:
        return Preview.objects.none()
    related = ("district", "made_by", "school", "section", "policy_version", "continuum_version__continuum")
    return Preview.objects.filter(district=district).select_related(*related)
