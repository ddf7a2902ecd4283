"""The only door to evidence: which rows and notes somebody may read, and whose work they may rate or change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from assessments.models import Action, AdaptedExpectation, Evidence, EvidenceNote, Override
from assessments.rules import Seat
from competencies.models import CompetencyText, SectionDomain
from people import access as people
from people.models import Enrollment, Role, RoleGrant, Section, Student, User
from people.queries import today

Decided = TypeVar("Decided", Override, AdaptedExpectation)

# How long a save can be taken back as if it had never been; students and families see a row when it has passed.
UNDO_WINDOW = timedelta(seconds=30)


def evidence(viewer: people.Viewer, *, now: datetime | None = None) -> QuerySet[Evidence]:
    """Return the rows somebody may read: of every student whose levels they may read.

    A student or family sees a row when the undo window has closed, and never one that was taken back within it. One
    query at once, for whose family the viewer is: for most staff nobody's, and their lists stay quick however long.
    """
    rows = Evidence.objects.filter(student__in=people.students(viewer).order_by().values("pk"))
    family = _family_of(viewer)
    if not family:
        return rows
    moment = now or timezone.now()
    settled = Q(recorded_at__lte=moment - UNDO_WINDOW) & ~taken_back()
    return rows.filter(~Q(student__in=family) | settled)


def _family_of(viewer: people.Viewer) -> list[int]:
    """Return the students the viewer is, or is a guardian of. One query."""
    own, children = people.own_record(viewer).order_by(), people.children(viewer).order_by()
    ours = Student.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=children.values("pk")))
    return list(ours.values_list("pk", flat=True))


def taken_back() -> Q:
    """Return the condition that a row was voided within the undo window, or is the voiding that did it."""
    undoing = Evidence.objects.filter(
        action=Action.VOID, refers_to=OuterRef("pk"), recorded_at__lte=OuterRef("recorded_at") + UNDO_WINDOW
    )
    undone = Q(action=Action.VOID, recorded_at__lte=F("refers_to__recorded_at") + UNDO_WINDOW)
    return Q(Exists(undoing)) | undone


def notes(
    viewer: people.Viewer, *, among: Collection[int] | None = None, now: datetime | None = None
) -> QuerySet[EvidenceNote]:
    """Return the notes somebody may read: families all of their own, teachers those of domains they teach the student.

    Levels cross subjects, feedback does not. Leaders and admins read what they lead; everybody what they wrote.
    ``among`` are ids of rows that the caller has just taken from ``evidence`` for this viewer.
    """
    rows: Collection[int] | QuerySet[Evidence] = evidence(viewer, now=now) if among is None else among
    readable = EvidenceNote.objects.filter(evidence__in=rows)
    if not isinstance(viewer, User) or viewer.district is None:
        return readable.none()
    day = today(viewer.district)
    seat = Enrollment.objects.on(day).filter(student=OuterRef("evidence__student"))
    taught_domains = SectionDomain.objects.filter(section__in=people.taught_sections(viewer, on=day))
    in_taught_domain = CompetencyText.objects.filter(
        competency=OuterRef("evidence__competency"), strand__domain__in=taught_domains.values("domain")
    )
    return readable.filter(
        Q(author=viewer)
        | Q(evidence__student__in=people.own_record(viewer))
        | Q(evidence__student__in=people.children(viewer))
        | Exists(_admin_grant(viewer, day))
        | Exists(seat.filter(section__school__in=people.led_schools(viewer, on=day)))
        | (Q(Exists(seat.filter(section__in=people.taught_sections(viewer, on=day)))) & Q(Exists(in_taught_domain)))
    )


def changeable(user: people.Viewer) -> QuerySet[Evidence]:
    """Return the rows somebody may correct or void: their own while they teach the student, or those they lead."""
    if not isinstance(user, User) or user.district is None:
        return Evidence.objects.none()
    day = today(user.district)
    led = Enrollment.objects.on(day).filter(
        student=OuterRef("student"), section__school__in=people.led_schools(user, on=day)
    )
    return Evidence.objects.filter(district=user.district).filter(
        Q(author=user, student__in=people.taught_students(user, on=day)) | Exists(led) | Exists(_admin_grant(user, day))
    )


def overrides(viewer: people.Viewer) -> QuerySet[Override]:
    """Return the overrides, not their reversals, of the students somebody may read."""
    return _decisions(Override.objects.all(), viewer)


def adapted_expectations(viewer: people.Viewer) -> QuerySet[AdaptedExpectation]:
    """Return the adapted expectations of the students somebody may read; ``Charge.confided`` says whether they may."""
    return _decisions(AdaptedExpectation.objects.all(), viewer)


def _decisions(rows: QuerySet[Decided], viewer: people.Viewer) -> QuerySet[Decided]:
    readable = people.students(viewer).order_by().values("pk")
    whole = rows.select_related("made_by", "student__district", "reversed_by__made_by")
    return whole.filter(student__in=readable, reverses=None)


@dataclass(frozen=True, slots=True)
class Charge:
    """What somebody has to do with a student in one domain, and so what they may decide beside the evidence."""

    viewer_id: int
    teaches: bool = False
    leads: bool = False
    family: bool = False
    may_override: bool = False

    @property
    def may_exempt(self) -> bool:
        """Exempting is for those who lead the student's school, or administer the district."""
        return self.leads

    @property
    def may_adapt(self) -> bool:
        """Adapting what is expected is for those who teach the student in the domain, or lead them."""
        return self.teaches or self.leads

    @property
    def confided(self) -> bool:
        """The reasons of decisions, and adapted expectations at all, are for the family and who works on it."""
        return self.family or self.teaches or self.leads

    def may_take_back(self, made_by: int) -> bool:
        """Its author while they teach the student, or whoever leads them."""
        return self.leads or (self.teaches and made_by == self.viewer_id)


def charge(viewer: people.Viewer, student_id: int, domain_id: int | None) -> Charge:
    """Return what somebody has to do with a student in a domain (None: in any). One query.

    A teacher has charge of a domain where one of their sections with the student works in it, or in none in
    particular. As with evidence, an admin may do what a teacher may; a leader of the school may not override.
    """
    if not isinstance(viewer, User) or viewer.district is None:
        return Charge(0)
    day = today(viewer.district)
    seat = Enrollment.objects.on(day).filter(student=OuterRef("pk"))
    taught = people.taught_sections(viewer, on=day)
    if domain_id is not None:
        works_in = SectionDomain.objects.filter(section=OuterRef("pk"))
        taught = taught.filter(Exists(works_in.filter(domain=domain_id)) | ~Exists(works_in))
    led = Exists(seat.filter(section__school__in=people.led_schools(viewer, on=day)))
    family = Q(pk__in=people.own_record(viewer).values("pk")) | Q(pk__in=people.children(viewer, on=day).values("pk"))
    row = (
        Student.objects.filter(pk=student_id, district=viewer.district, is_active=True)
        .annotate(taught=Exists(seat.filter(section__in=taught)), led=led, admin=Exists(_admin_grant(viewer, day)))
        .annotate(family=Case(When(family, then=Value(value=True)), default=Value(value=False)))
        .values_list("taught", "led", "admin", "family")
        .first()
    )
    if row is None:
        return Charge(viewer.pk)
    teaches, leads, admin, own = map(bool, row)
    return Charge(viewer.pk, teaches, leads or admin, own, may_override=teaches or admin)


def seats(by: User, *, section: Section | None, student_ids: Collection[int]) -> Mapping[int, Seat]:
    """Return whom of these students a person may rate or exempt. One query.

    At a section: those in it today, for its teachers (an admin may rate whoever was ever in it). Without one: every
    student the person teaches; an admin every student of the district; a leader may exempt students of the school.
    """
    if by.district is None or not by.is_active:
        return {}
    if section is not None:
        return _seats_at(by, section, student_ids)
    return _seats_anywhere(by, student_ids)


def _seats_at(by: User, section: Section, student_ids: Collection[int]) -> dict[int, Seat]:
    if by.district is None:
        return {}
    day = today(by.district)
    rows = (
        Enrollment.objects.filter(
            section=section, district=by.district, student__in=student_ids, student__is_active=True
        )
        .annotate(
            taught=Exists(people.taught_sections(by, on=day).filter(pk=section.pk)),
            by_admin=Exists(_admin_grant(by, day)),
        )
        .values_list("student_id", "student__birth_date", "starts", "ends", "taught", "by_admin")
    )
    found: dict[int, Seat] = {}
    here: set[int] = set()
    for student_id, born, starts, ends, taught, by_admin in rows:
        if not (taught or by_admin):  # asked of each row here: as a filter the database would be asked it twice
            continue
        before = found[student_id].days if student_id in found else ()
        found[student_id] = Seat(
            birth_date=born, may_exempt=by_admin, days=(*before, (starts, ends)), enrolled_only=True
        )
        if by_admin or (starts <= day and (ends is None or day <= ends)):
            here.add(student_id)
    return {student_id: seat for student_id, seat in found.items() if student_id in here}


def _seats_anywhere(by: User, student_ids: Collection[int]) -> dict[int, Seat]:
    if by.district is None:
        return {}
    day = today(by.district)
    led = Enrollment.objects.on(day).filter(student=OuterRef("pk"), section__school__in=people.led_schools(by, on=day))
    rows = (
        Student.objects.filter(district=by.district, pk__in=student_ids, is_active=True)
        .annotate(
            taught=Exists(people.taught_students(by, on=day).filter(pk=OuterRef("pk"))),
            led=Exists(led),
            by_admin=Exists(_admin_grant(by, day)),
        )
        .filter(Q(taught=True) | Q(led=True) | Q(by_admin=True))
        .values_list("pk", "birth_date", "taught", "led", "by_admin")
    )
    return {
        pk: Seat(birth_date=born, may_rate=taught or by_admin, may_exempt=led or by_admin)
        for pk, born, taught, led, by_admin in rows
    }


def _admin_grant(user: User, day: date) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.on(day).filter(user=user, district=user.district, role=Role.ADMIN)
