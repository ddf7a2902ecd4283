"""The cast of a small school, the same in every test: Maya, Rosa, Mr Okafor, Ms Lindqvist, Principal Adeyemi."""

from __future__ import annotations

from datetime import date, timedelta

from assessments.models import Focus
from cbe.testing.continuum import TestContinuum
from competencies.models import Domain, SectionDomain
from people.models import (
    District,
    Enrollment,
    Guardianship,
    Role,
    RoleGrant,
    School,
    Section,
    Student,
    TeachingAssignment,
    Term,
    User,
)
from people.queries import today

YEAR = timedelta(days=365)


def make_district(slug: str = "harbour", name: str = "Harbour district", zone: str = "UTC") -> District:
    """Make a district."""
    return District.objects.create(slug=slug, name=name, time_zone=zone)


def make_school(district: District, name: str = "Harbour Street School") -> School:
    """Make a school of a district."""
    return School.objects.create(district=district, name=name)


def make_term(school: School, day: date | None = None) -> Term:
    """Make a term that began sixty days ago and ends in ninety."""
    middle = day or today(school.district)
    return Term.objects.create(
        district=school.district,
        school=school,
        name="Autumn term",
        starts=middle - timedelta(days=60),
        ends=middle + timedelta(days=90),
    )


def make_user(district: District, username: str, given: str, family: str, **fields: object) -> User:
    """Make an account whose password is its user name (fast to check only where tests set a fast hasher)."""
    user = User(
        username=username, district=district, given_name=given, family_name=family, **fields,
    )  # fmt: skip
    user.set_password(username)
    user.save(force_insert=True)  # nobody of the cast is mistyped, and to check it again for each test takes as long
    return user


def make_section(term: Term, name: str, teacher: User, domain: Domain | None = None) -> Section:
    """Make a section of a term with one teacher, working in a domain where one is given."""
    section = Section.objects.create(district=term.district, school=term.school, term=term, name=name)
    TeachingAssignment.objects.create(
        district=term.district, teacher=teacher, section=section, starts=term.starts, ends=term.ends
    )
    if domain is not None:
        SectionDomain.objects.create(district=term.district, section=section, domain=domain)
    return section


def make_student(section: Section, given: str, family: str, *, user: User | None = None, **fields: object) -> Student:
    """Make a student enrolled in a section since its term began."""
    student = Student.objects.create(
        district=section.district, given_name=given, family_name=family, user=user, grade="07", **fields
    )
    enroll(student, section)
    return student


def enroll(student: Student, section: Section) -> Enrollment:
    """Enroll a student in a section from the first day of its term."""
    return Enrollment.objects.create(
        district=section.district, student=student, section=section, starts=section.term.starts
    )


def make_class(section: Section, size: int) -> list[Student]:
    """Fill a section with ``size`` students without accounts, in a few queries."""
    students = Student.objects.bulk_create(
        Student(district=section.district, given_name=f"Student {n:03}", family_name="Class", grade="07")
        for n in range(size)
    )
    Enrollment.objects.bulk_create(
        Enrollment(district=section.district, student=one, section=section, starts=section.term.starts)
        for one in students
    )
    return students


def make_guardian(student: Student, user: User) -> Guardianship:
    """Link a guardian to a child since a year ago."""
    return Guardianship.objects.create(
        district=student.district, guardian=user, student=student, starts=today(student.district) - YEAR
    )


def grant(user: User, role: Role, school: School | None = None) -> RoleGrant:
    """Grant the leadership of a school, or the administration of the district, since a year ago."""
    district = user.district
    assert district is not None, "only somebody of a district can lead in it"
    return RoleGrant.objects.create(
        district=district, user=user, role=role, school=school, starts=today(district) - YEAR
    )


def teach(continuum: TestContinuum, section: Section, *titles: str) -> None:
    """Put competencies in a section's focus since its term began."""
    for title in titles:
        Focus.objects.create(
            district=section.district,
            section=section,
            competency=continuum[title].competency,
            starts=section.term.starts,
        )
