"""The finder: a few letters lead to a student, a group, a competency or a page, and never to anybody else's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cbe.testing.school import make_class
from people.models import Section, Student, User

pytestmark = pytest.mark.django_db

FIND = "/find/"


def names(client: Client, asked: str) -> list[str]:
    """Return the names found."""
    return [one.name for kind in client.get(FIND, {"q": asked}).context["kinds"] for one in kind.found]


def test_mr_okafor_finds_maya_by_a_few_letters(client: Client, mr_okafor: User, maya: Student) -> None:
    client.force_login(mr_okafor)
    page = client.get(FIND, {"q": "may tor"})
    assert names(client, "may tor") == ["Maya Torres"]
    assert reverse("pathways:path", args=[maya.pk]) in page.content.decode()


def test_mr_okafor_finds_his_group_a_competency_and_a_page(client: Client, mr_okafor: User, maya: Student) -> None:
    client.force_login(mr_okafor)
    assert "7B Mathematics" in names(client, "7b")
    assert "Unit rates" in names(client, "unit ra")
    assert "Display settings" in names(client, "display")


def test_another_teachers_student_is_not_found(
    client: Client, mr_okafor: User, section: Section, daniel: Student
) -> None:
    client.force_login(mr_okafor)
    assert names(client, "Daniel") == []
    assert names(client, "7D") == []


def test_an_outsider_finds_nobody_here(client: Client, outsider: User, maya: Student) -> None:
    client.force_login(outsider)
    assert names(client, "Maya") == []


def test_one_letter_finds_nothing_and_says_so(client: Client, mr_okafor: User, maya: Student) -> None:
    client.force_login(mr_okafor)
    assert "Type two letters or more." in client.get(FIND, {"q": "m"}).content.decode()


def test_while_one_types_only_the_list_comes_back(client: Client, mr_okafor: User, maya: Student) -> None:
    client.force_login(mr_okafor)
    part = client.get(FIND, {"q": "maya"}, headers={"HX-Request": "true", "HX-Target": "found"}).content.decode()
    assert "Maya Torres" in part
    assert "<html" not in part


def test_a_stranger_is_sent_to_the_door_and_nobody_posts(client: Client, mr_okafor: User) -> None:
    assert client.get(FIND).headers["Location"].startswith("/accounts/login/")
    client.force_login(mr_okafor)
    assert client.post(FIND).status_code == 405


@pytest.mark.parametrize("size", [2, 20])
def test_finding_costs_the_same_in_a_small_and_a_large_class(
    client: Client, mr_okafor: User, section: Section, size: int, django_assert_max_num_queries: object
) -> None:
    make_class(section, size)
    client.force_login(mr_okafor)
    client.get(FIND, {"q": "warm up the continuum"})
    with django_assert_max_num_queries(6):  # type: ignore[operator]  # session, account, roles, three kinds
        client.get(FIND, {"q": "student class"})
