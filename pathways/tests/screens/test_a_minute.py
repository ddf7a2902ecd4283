"""The minute in which somebody who disagrees with a level reads why it is so, and what would change it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from cbe.testing.continuum import TestContinuum
from pathways.tests.screens.kit import rated_before
from people.models import Student, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(maya: Student, mr_okafor: User, continuum: TestContinuum) -> str:
    """Maya began with a diagnostic 1, and has shown 2, 3 and 2 since, tests and a project."""
    rated_before(mr_okafor, maya, continuum, "Unit rates", 1, kind="diagnostic", source_type="test")
    rated_before(mr_okafor, maya, continuum, "Unit rates", 2, 3, source_type="test")
    rated_before(mr_okafor, maya, continuum, "Unit rates", 2, source_type="project", feedback="Say which is better.")
    return reverse("pathways:why", args=[maya.pk, continuum["Unit rates"].competency.pk])


def read(client: Client, user: User | None, address: str) -> str:
    assert user is not None
    client.force_login(user)
    return client.get(address).content.decode()


def test_it_leads_from_the_level_to_what_would_change_it(client: Client, address: str, mr_okafor: User) -> None:
    html = read(client, mr_okafor, address)
    parts = (
        "Not yet mastered.",
        "From Beginning in",
        "The most common is 2.",
        "What would change it",
        "One more Proficient piece of work",
        "What counted, oldest first",
        "How it is worked out",
        "Set aside, and why",
        "Proficient on every required standard",
        "How sure is this?",
    )
    places = [html.index(one) for one in parts]
    assert places == sorted(places)


def test_how_sure_it_is_says_its_four_reasons(client: Client, address: str, mr_okafor: User) -> None:
    html = read(client, mr_okafor, address)
    for reason in (
        "Fairly sure",
        "3 pieces of work on 2 days.",
        "2 different kinds of work.",
        "The last pieces are within one level of each other.",
        "The newest is of",
    ):
        assert reason in html


def test_growth_comes_before_the_status_for_the_student(client: Client, address: str, maya: Student) -> None:
    html = read(client, maya.user, address.replace("why/", ""))
    assert html.index("From Beginning in") < html.index("At Developing now.")


def test_the_teacher_who_rated_finds_every_way_out(client: Client, address: str, mr_okafor: User) -> None:
    html = read(client, mr_okafor, address)
    assert "If you see it differently" in html
    for way in ("/correct/", "/void/", "/decisions/override/"):
        assert f'{way}"' in html
    assert reverse("competencies:policy") not in html, "a teacher cannot change the rule"


def test_the_admin_may_change_the_rule_and_read_its_history(client: Client, address: str, admin: User) -> None:
    html = read(client, admin, address)
    assert "Change the rule for the district" in html
    assert f'href="{reverse("competencies:policy_at", args=[1])}">Rule, version 1' in html


def test_a_family_is_offered_no_way_it_cannot_go(client: Client, address: str, rosa: User) -> None:
    rosa.language = "en"
    rosa.save()
    html = read(client, rosa, address)
    assert "If you see it differently" not in html
    assert "Rule, version 1" in html


def test_a_teachers_words_in_another_language_are_marked(client: Client, address: str, rosa: User) -> None:
    html = read(client, rosa, address.replace("why/", ""))
    assert 'lang="en">“Say which is better.”' in html
    assert "Escrito en inglés." in html


def test_ready_for_a_summative_is_said_to_teacher_and_student(
    client: Client, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rated_before(mr_okafor, maya, continuum, "Unit rates", 3, 3, kind="formative")
    address = reverse("pathways:competency", args=[maya.pk, continuum["Unit rates"].competency.pk])
    assert "You are ready to show it for real" in read(client, maya.user, address)
    assert "Maya is ready for a summative piece" in read(client, mr_okafor, address)
    assert "Only practice is recorded so far." in read(client, mr_okafor, address)


def test_what_is_still_below_is_said_before_a_summative(
    client: Client, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rated_before(mr_okafor, maya, continuum, "Unit rates", 1, kind="formative")
    address = reverse("pathways:competency", args=[maya.pk, continuum["Unit rates"].competency.pk])
    assert "First a little more practice, then you can show it for real." in read(client, maya.user, address)
    assert "For a summative piece it is early" in read(client, mr_okafor, address)
    assert "Started at" not in read(client, maya.user, address), "nothing grew"


FIELD_TERMS = re.compile(r"summative|set aside|ledger|overrid|override", re.IGNORECASE)


@pytest.mark.parametrize("view", ["competency", "why"])
def test_students_and_families_read_plain_words_and_staff_the_fields(
    client: Client, address: str, maya: Student, rosa: User, mr_okafor: User, view: str
) -> None:
    rosa.language = "en"
    rosa.save()
    page = reverse(f"pathways:{view}", args=[maya.pk, address.split("/")[-3]])
    for reader in (maya.user, rosa):
        html = read(client, reader, page)
        main = re.sub(r"<[^>]*>", " ", html[html.index("<main") : html.index("</main")])
        assert FIELD_TERMS.findall(main) == []
    assert "ummative" in read(client, mr_okafor, page)
    assert "What people decided about you and" in read(
        client, maya.user, reverse("assessments:decisions", args=[maya.pk, address.split("/")[-3]])
    )
