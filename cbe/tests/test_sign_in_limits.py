"""Sign-in stays open for a school that arrives at eight o'clock from one address, and ends when it should."""

from __future__ import annotations

import pytest
from django.test import Client

from people.models import User

pytestmark = pytest.mark.django_db
WORD = "correct horse battery"
ADDRESS = "/accounts/login/"


@pytest.fixture
def teacher(mr_okafor: User) -> User:
    """Mr Okafor, who signs in with a password."""
    mr_okafor.set_password(WORD)
    mr_okafor.save()
    return mr_okafor


def sign_in(client: Client, login: str, password: str) -> int:
    """The answer to one try; 302 is inside."""
    return client.post(ADDRESS, {"login": login, "password": password}).status_code


def test_one_guessed_account_does_not_lock_out_the_rest_of_the_school(teacher: User) -> None:
    for number in range(40):
        sign_in(Client(), f"nobody.{number % 20}", "guess")
    assert sign_in(Client(), teacher.username, WORD) == 302


def test_a_disabled_account_does_not_get_in(teacher: User) -> None:
    teacher.is_active = False
    teacher.save()
    inside = Client()
    inside.post(ADDRESS, {"login": teacher.username, "password": WORD})
    assert "_auth_user_id" not in inside.session


def test_signing_out_needs_a_form_and_ends_the_session(client: Client, mr_okafor: User) -> None:
    client.force_login(mr_okafor)
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_the_next_address_stays_in_the_house(client: Client, teacher: User) -> None:
    form = {"login": teacher.username, "password": WORD, "next": "//evil.example/"}
    assert client.post(ADDRESS, form).headers["Location"] == "/"


def test_the_admin_has_no_second_door_without_limits(client: Client, teacher: User) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")
    client.force_login(teacher)
    assert client.get("/admin/", follow=True).status_code == 403
