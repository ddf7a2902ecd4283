"""The whole cast with one of each thing and everybody signed in: made once for many tests that only try addresses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client

from cbe.testing import school as kit
from cbe.testing.continuum import make_continuum
from cbe.testing.things import one_of_each
from people.models import District, Role, Student, User


@dataclass(frozen=True)
class World:
    """Who there is by the names of the access table, what there is, and the session in which each is signed in."""

    people: dict[str, User]
    things: dict[str, Any]
    sessions: dict[str, str]

    def sign_in(self, client: Client, name: str) -> None:
        """Go on in the session that one of the cast opened before."""
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name]

    def district_of(self, name: str) -> int:
        """The district somebody belongs to."""
        district_id = self.people[name].district_id
        assert district_id is not None, "the whole cast belongs somewhere"
        return district_id


@contextmanager
def a_world() -> Iterator[World]:
    """Make it, and take it back at the end; each test inside finds it as it was made."""
    with transaction.atomic():
        yield _made()
        transaction.set_rollback(True)


def _made() -> World:
    district = kit.make_district()
    continuum, school = make_continuum(district), kit.make_school(district)
    term, domain = kit.make_term(school), continuum.domains["Mathematics"]
    people = {
        "mr_okafor": kit.make_user(district, "okafor", "Emeka", "Okafor", salutation="Mr Okafor"),
        "ms_lindqvist": kit.make_user(district, "lindqvist", "Anna", "Lindqvist", salutation="Ms Lindqvist"),
        **_leaders(district),
        **_elsewhere(),
    }
    kit.grant(people["principal_adeyemi"], Role.LEADER, school)
    section = kit.make_section(term, "7B Mathematics", people["mr_okafor"], domain)
    other_section = kit.make_section(term, "7D Mathematics", people["ms_lindqvist"], domain)
    people["maya"] = kit.make_user(district, "maya", "Maya", "Torres")
    people["daniel"] = kit.make_user(district, "daniel", "Daniel", "Osei")
    maya = kit.make_student(section, "Maya", "Torres", user=people["maya"], external_id="S-0001")
    daniel = kit.make_student(other_section, "Daniel", "Osei", user=people["daniel"], external_id="S-0002")
    people["rosa"] = _guardian(maya, "rosa", "Rosa", email="rosa@example.org", language="es")
    people["other_guardian"] = _guardian(daniel, "kofi", "Kofi")
    things = one_of_each(maya, section, people["mr_okafor"], continuum)
    return World(people, things, {name: _session(user) for name, user in people.items()})


def _leaders(district: District) -> dict[str, User]:
    people = {
        "principal_adeyemi": kit.make_user(district, "adeyemi", "Funmi", "Adeyemi", salutation="Principal Adeyemi"),
        "other_leader": kit.make_user(district, "brandt", "Ines", "Brandt"),
        "admin": kit.make_user(district, "haddad", "Leila", "Haddad", salutation="Ms Haddad"),
    }
    kit.grant(people["other_leader"], Role.LEADER, kit.make_school(district, "Hill School"))
    kit.grant(people["admin"], Role.ADMIN)
    return people


def _elsewhere() -> dict[str, User]:
    """A teacher with a section and a student, and an admin, of another district with a continuum of its own."""
    district = kit.make_district("inland", "Inland district")
    make_continuum(district)
    people = {
        "outsider": kit.make_user(district, "outsider", "Olga", "Outsider", salutation="Ms Outsider"),
        "other_admin": kit.make_user(district, "elsewhere", "Ada", "Elsewhere"),
    }
    term = kit.make_term(kit.make_school(district, "Inland School"))
    kit.make_student(kit.make_section(term, "1A", people["outsider"]), "Other", "Child")
    kit.grant(people["other_admin"], Role.ADMIN)
    return people


def _guardian(child: Student, username: str, given: str, **fields: object) -> User:
    user = kit.make_user(child.district, username, given, child.family_name, **fields)
    kit.make_guardian(child, user)
    return user


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
