"""Who reaches which students and sections."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cbe.testing import school as school_kit
from people import access
from people.models import Enrollment, Guardianship, Role, RoleGrant, Section, Student, TeachingAssignment, User
from people.queries import roles_of, today


def names(students: object) -> list[str]:
    return sorted(str(one) for one in students)  # type: ignore[attr-defined]  # any queryset of students


def test_a_teacher_reaches_their_own_students_only(maya: Student, daniel: Student, mr_okafor: User) -> None:
    assert names(access.students(mr_okafor)) == ["Maya Torres"]
    assert names(access.taught_students(mr_okafor)) == ["Maya Torres"]


def test_a_guardian_reaches_their_own_child_only(maya: Student, daniel: Student, rosa: User) -> None:
    assert names(access.students(rosa)) == ["Maya Torres"]
    assert not access.taught_students(rosa).exists()
    assert not access.sections(rosa).exists()


def test_a_student_reaches_themselves_only(maya: Student, daniel: Student) -> None:
    assert maya.user is not None
    assert names(access.students(maya.user)) == ["Maya Torres"]


def test_a_leader_reaches_their_school(maya: Student, daniel: Student, principal_adeyemi: User) -> None:
    assert names(access.students(principal_adeyemi)) == ["Daniel Osei", "Maya Torres"]
    assert access.sections(principal_adeyemi).count() == 2


def test_an_admin_reaches_their_district_and_no_other(maya: Student, outsider: User, admin: User) -> None:
    assert names(access.students(admin)) == ["Maya Torres"]
    assert access.is_admin(admin)
    assert not access.is_admin(outsider)


def test_an_outsider_reaches_nobody_here(maya: Student, outsider: User) -> None:
    assert names(access.students(outsider)) == ["Other Child"]


@pytest.mark.parametrize("when", ["ended yesterday", "starts tomorrow"])
def test_a_relation_outside_its_days_opens_nothing(maya: Student, rosa: User, mr_okafor: User, when: str) -> None:
    day = today(maya.district)
    change = {"ends": day - timedelta(days=1)} if when == "ended yesterday" else {"starts": day + timedelta(days=1)}
    Guardianship.objects.update(**change)
    TeachingAssignment.objects.update(**change | ({} if "ends" in change else {"ends": None}))
    assert not access.students(rosa).exists()
    assert not access.students(mr_okafor).exists()


def test_a_student_who_left_the_section_is_out_of_reach(maya: Student, mr_okafor: User) -> None:
    Enrollment.objects.update(ends=today(maya.district) - timedelta(days=1))
    assert not access.students(mr_okafor).exists()


def test_a_closed_term_closes_its_sections(section: Section, maya: Student, mr_okafor: User) -> None:
    section.term.ends = today(section.district) - timedelta(days=1)
    section.term.save()
    TeachingAssignment.objects.update(ends=None)
    assert not access.sections(mr_okafor).exists()
    assert not access.students(mr_okafor).exists()


def test_a_disabled_account_reaches_nothing(maya: Student, admin: User) -> None:
    admin.is_active = False
    admin.save()
    assert not access.students(admin).exists()
    assert not access.is_admin(admin)


def test_roles_are_those_held_on_the_day(maya: Student, rosa: User, mr_okafor: User, principal_adeyemi: User) -> None:
    day = today(maya.district)
    assert maya.user is not None
    assert roles_of(maya.user, on=day) == {Role.STUDENT}
    assert roles_of(rosa, on=day) == {Role.GUARDIAN}
    assert roles_of(mr_okafor, on=day) == {Role.TEACHER}
    assert roles_of(principal_adeyemi, on=day) == {Role.LEADER}
    RoleGrant.objects.update(ends=day - timedelta(days=1))
    assert roles_of(principal_adeyemi, on=day) == frozenset()


def test_somebody_may_hold_two_roles(maya: Student, mr_okafor: User) -> None:
    school_kit.make_guardian(maya, mr_okafor)
    assert roles_of(mr_okafor, on=today(maya.district)) == {Role.TEACHER, Role.GUARDIAN}
