"""The cast and the things that the tests of access share."""

from __future__ import annotations

from typing import Any

import pytest

from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum, make_continuum
from cbe.testing.things import one_of_each
from people.models import District, Role, Section, Student, User


@pytest.fixture
def other_guardian(daniel: Student) -> User:
    """The guardian of a student Maya shares the school with."""
    user = school_kit.make_user(daniel.district, "kofi", "Kofi", "Osei")
    school_kit.make_guardian(daniel, user)
    return user


@pytest.fixture
def other_leader(district: District) -> User:
    """The leader of another school of the same district."""
    user = school_kit.make_user(district, "brandt", "Ines", "Brandt")
    school_kit.grant(user, Role.LEADER, school_kit.make_school(district, "Hill School"))
    return user


@pytest.fixture
def other_admin(outsider: User) -> User:
    """The admin of another district."""
    make_continuum(outsider.district)
    user = school_kit.make_user(outsider.district, "elsewhere", "Ada", "Elsewhere")
    school_kit.grant(user, Role.ADMIN)
    return user


@pytest.fixture
def things(maya: Student, section: Section, mr_okafor: User, continuum: TestContinuum) -> dict[str, Any]:
    """One of each thing the addresses speak of, all of them Maya's or 7B's."""
    return one_of_each(maya, section, mr_okafor, continuum)
