"""Writes the people of the demo school: accounts, students, families, sections, enrollments and charges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password

from cbe.demo import people
from cbe.demo.calendar import TermPlan
from cbe.demo.people import Child, Class
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

PASSWORD = "waypoint-demo"  # noqa: S105 - the demo school's open door, printed on its sign-in page
SUBJECTS = {"mathematics": "Mathematics", "english": "English", "science": "Science"}
HABITS = ("planning", "together", "communication")
WORKSHOP = "Maths workshop"
WORKSHOP_SIZE = 8
YOUNGEST = 4
MOVED = "Quinn Taylor"
MOVED_IN_WEEK = 3


@dataclass(frozen=True, slots=True)
class Group:
    """A section with what the seeding must know of it: its class (or none), its domains, teacher and term."""

    section: Section
    plan: TermPlan
    domains: tuple[str, ...]
    teacher: str
    klass: Class | None
    members: tuple[Child, ...]


@dataclass(slots=True)
class Roster:
    """The school as written: rows by the keys of the names."""

    district: District
    school: School
    staff: dict[str, User] = field(default_factory=dict)
    terms: dict[tuple[int, int], Term] = field(default_factory=dict)
    students: dict[int, Student] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


def write_staff(roster: Roster, *, since: date) -> None:
    """Write the accounts of teachers, the principal and the admin, and what they are granted."""
    hashed = make_password(PASSWORD)
    for one in people.words()["staff"]:
        roster.staff[one["key"]] = _account(
            roster.district,
            one["username"],
            one["given"],
            one["family"],
            salutation=one["salutation"],
            demo_order=one.get("demo_order"),
            password=hashed if "demo_order" in one else "",
        )
    User.objects.bulk_create(roster.staff.values())
    shared = {"district": roster.district, "starts": since}
    RoleGrant.objects.create(**shared, user=roster.staff["adeyemi"], role=Role.LEADER, school=roster.school)
    RoleGrant.objects.create(**shared, user=roster.staff["haddad"], role=Role.ADMIN)


def write_students(roster: Roster, *, students: int, today: date, since: date) -> None:
    """Write the students, each with an account and a guardian; Rosa Torres has two children here."""
    roster.children = people.children(students)
    hashed = make_password(PASSWORD)
    accounts = [
        _account(
            roster.district,
            child.username if child.place < people.WHOLE_SCHOOL else f"{child.username}.{child.place}",
            child.given,
            child.family,
            language="es" if child.language == "es" and child.place % 3 == 1 else "en",
            demo_order=1 if child.place == 0 else None,
            password=hashed if child.place == 0 else "",
        )
        for child in roster.children
    ]
    User.objects.bulk_create(accounts)
    rows = Student.objects.bulk_create(
        Student(
            district=roster.district,
            user=account,
            given_name=child.given,
            family_name=child.family,
            grade=f"{child.group.grade:02}",
            birth_date=_birthday(child, today),
            home_language=child.language,
            external_id=f"HS-{child.place + 1:04}",
        )
        for child, account in zip(roster.children, accounts, strict=True)
    )
    roster.students = dict(enumerate(rows))
    _write_guardians(roster, hashed, since)


def write_sections(roster: Roster, *, plans: Iterable[TermPlan], today: date) -> None:
    """Write the terms, and for each that has begun its sections with teachers and students."""
    for plan in plans:
        roster.terms[(plan.year, plan.place)] = Term.objects.create(
            district=roster.district, school=roster.school, name=plan.name, starts=plan.starts, ends=plan.ends
        )
        if plan.starts <= today:
            _write_term(roster, plan, today)


def _write_term(roster: Roster, plan: TermPlan, today: date) -> None:
    here = [child for child in roster.children if child.joined <= (plan.year, plan.place)]
    for klass in people.classes(len(roster.children)):
        members = tuple(child for child in here if child.group.name == klass.name)
        if klass.grade + plan.year < YOUNGEST or not members:
            continue
        for subject, title in SUBJECTS.items():
            name = f"{klass.name_in(plan.year)} {title}"
            _write_group(roster, plan, name, (subject,), klass.teachers[subject], klass, members)
    old_enough = [child for child in here if child.group.grade + plan.year >= YOUNGEST]
    for house, teacher in people.houses().items():
        members = tuple(child for child in old_enough if child.house == house)
        _write_group(roster, plan, f"Advisory, house {house}", HABITS, teacher, None, members)
    if plan.starts <= today <= plan.ends:
        members = tuple(child for child in here if child.group.grade >= 7 and child.place % 9 == 8)[:WORKSHOP_SIZE]
        _write_group(roster, plan, WORKSHOP, ("mathematics",), "okafor", None, members)
        _move_quinn(roster, plan)


def _write_group(
    roster: Roster,
    plan: TermPlan,
    name: str,
    domains: tuple[str, ...],
    teacher: str,
    klass: Class | None,
    members: tuple[Child, ...],
) -> None:
    shared = {"district": roster.district, "starts": plan.starts, "ends": plan.ends}
    section = Section.objects.create(
        district=roster.district,
        school=roster.school,
        term=roster.terms[(plan.year, plan.place)],
        name=name,
        external_id=f"{plan.starts:%Y%m%d} {name}",
    )
    TeachingAssignment.objects.create(**shared, section=section, teacher=roster.staff[teacher])
    Enrollment.objects.bulk_create(
        Enrollment(**shared, section=section, student=roster.students[child.place]) for child in members
    )
    roster.groups.append(Group(section, plan, domains, teacher, klass, members))


def _move_quinn(roster: Roster, plan: TermPlan) -> None:
    """Quinn came to 7B from 7D in the fourth week: both groups know it, each for its own days."""
    day = plan.day(MOVED_IN_WEEK)
    here = [group for group in roster.groups if group.plan == plan and group.klass]
    before = {group.domains: group.section for group in here if group.klass and group.klass.name == "7D"}
    quinn = next((child.place for child in roster.children if child.name == MOVED), None)
    for group in here:
        if group.domains not in before or all(child.place != quinn for child in group.members):
            continue
        shared = {"district": roster.district, "student": roster.students[quinn or 0]}
        Enrollment.objects.filter(**shared, section=group.section).update(starts=day)
        Enrollment.objects.create(
            **shared, section=before[group.domains], starts=plan.starts, ends=day - timedelta(days=1)
        )


def _write_guardians(roster: Roster, hashed: str, since: date) -> None:
    names = people.words()["guardians"]
    accounts: dict[str, User] = {}
    kept: list[tuple[User, Student]] = []
    for child in roster.children:
        bank = names[child.language]
        torres = child.family == "Torres"
        username = "rosa.torres" if torres else f"{child.username}.{child.place}.family"
        if username not in accounts:
            accounts[username] = _account(
                roster.district,
                username,
                "Rosa" if torres else bank[child.place % len(bank)],
                child.family or child.given,
                language=child.language,
                demo_order=2 if torres else None,
                password=hashed if torres else "",
            )
        kept.append((accounts[username], roster.students[child.place]))
    User.objects.bulk_create(accounts.values())
    Guardianship.objects.bulk_create(
        Guardianship(
            district=roster.district,
            guardian=guardian,
            student=student,
            starts=since,
            relationship="Grandmother" if place % 11 == 0 or guardian.username == "rosa.torres" else "Parent",
        )
        for place, (guardian, student) in enumerate(kept)
    )


def _account(district: District, username: str, given: str, family: str, password: str = "", **fields: Any) -> User:
    password = password or f"{UNUSABLE_PASSWORD_PREFIX}demo"
    email = f"{username}@harbour.example" if fields.get("demo_order") else ""
    return User(
        district=district,
        username=username,
        given_name=given,
        family_name=family,
        email=email,
        password=password,
        **fields,
    )


def _birthday(child: Child, today: date) -> date:
    """Students of a grade are its age: grade and five and a half years, give or take half a year."""
    return today - timedelta(days=round((child.group.grade + 5.5) * 365.25) + (child.place * 83) % 360)
