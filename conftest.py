"""The cast and the school that every test shares."""

from __future__ import annotations

import pytest

from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum, make_continuum
from people.models import District, Role, School, Section, Student, Term, User

pytest_plugins = ["cbe.testing.plugin"]


@pytest.fixture
def district(db: None) -> District:
    """Harbour district."""
    return school_kit.make_district()


@pytest.fixture
def school(district: District) -> School:
    """Harbour Street School."""
    return school_kit.make_school(district)


@pytest.fixture
def term(school: School) -> Term:
    """This term."""
    return school_kit.make_term(school)


@pytest.fixture
def continuum(district: District) -> TestContinuum:
    """The small published continuum; ``continuum["Unit rates"].competency``."""
    return make_continuum(district)


@pytest.fixture
def mr_okafor(district: District) -> User:
    """Maya's mathematics teacher."""
    return school_kit.make_user(district, "okafor", "Emeka", "Okafor", salutation="Mr Okafor")


@pytest.fixture
def ms_lindqvist(district: District) -> User:
    """The teacher of another section."""
    return school_kit.make_user(district, "lindqvist", "Anna", "Lindqvist", salutation="Ms Lindqvist")


@pytest.fixture
def principal_adeyemi(district: District, school: School) -> User:
    """The leader of the school."""
    user = school_kit.make_user(district, "adeyemi", "Funmi", "Adeyemi", salutation="Principal Adeyemi")
    school_kit.grant(user, Role.LEADER, school)
    return user


@pytest.fixture
def admin(district: District) -> User:
    """The district's admin."""
    user = school_kit.make_user(district, "haddad", "Leila", "Haddad", salutation="Ms Haddad")
    school_kit.grant(user, Role.ADMIN)
    return user


@pytest.fixture
def section(term: Term, mr_okafor: User, continuum: TestContinuum) -> Section:
    """7B Mathematics, taught by Mr Okafor."""
    return school_kit.make_section(term, "7B Mathematics", mr_okafor, continuum.domains["Mathematics"])


@pytest.fixture
def other_section(term: Term, ms_lindqvist: User, continuum: TestContinuum) -> Section:
    """7D Mathematics, taught by Ms Lindqvist."""
    return school_kit.make_section(term, "7D Mathematics", ms_lindqvist, continuum.domains["Mathematics"])


@pytest.fixture
def maya(section: Section) -> Student:
    """Maya Torres, a student of 7B with an account."""
    user = school_kit.make_user(section.district, "maya", "Maya", "Torres")
    return school_kit.make_student(section, "Maya", "Torres", user=user, external_id="S-0001")


@pytest.fixture
def daniel(other_section: Section) -> Student:
    """Daniel Osei, a student of Ms Lindqvist's section only."""
    user = school_kit.make_user(other_section.district, "daniel", "Daniel", "Osei")
    return school_kit.make_student(other_section, "Daniel", "Osei", user=user, external_id="S-0002")


@pytest.fixture
def rosa(maya: Student) -> User:
    """Maya's guardian, who reads Spanish."""
    user = school_kit.make_user(maya.district, "rosa", "Rosa", "Torres", email="rosa@example.org", language="es")
    school_kit.make_guardian(maya, user)
    return user


@pytest.fixture
def outsider(db: None) -> User:
    """A teacher, with a section and a student, of another district."""
    district = school_kit.make_district("inland", "Inland district")
    elsewhere = school_kit.make_term(school_kit.make_school(district, "Inland School"))
    user = school_kit.make_user(district, "outsider", "Olga", "Outsider", salutation="Ms Outsider")
    school_kit.make_student(school_kit.make_section(elsewhere, "1A", user), "Other", "Child")
    return user
