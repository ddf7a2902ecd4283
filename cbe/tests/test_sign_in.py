"""The door: by user name or email, throttled, and with a way to look around in the demo only."""

from __future__ import annotations

import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from people.models import District, User

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
DEMO = "/demo/sign-in/"


@pytest.fixture
def demo_okafor(district: District, mr_okafor: User) -> User:
    """Mr Okafor with a place on the panel of a demo district."""
    District.objects.filter(pk=district.pk).update(is_demo=True)
    User.objects.filter(pk=mr_okafor.pk).update(demo_order=1)
    return mr_okafor


@pytest.mark.parametrize("name", ["rosa", "ROSA", "rosa@example.org", "Rosa@Example.org"])
def test_rosa_signs_in_by_user_name_or_email_whatever_the_case(client: Client, rosa: User, name: str) -> None:
    answer = client.post(LOGIN, {"login": name, "password": "rosa"})
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/")


def test_a_wrong_password_says_what_to_do_and_names_no_account(client: Client, rosa: User) -> None:
    wrong = client.post(LOGIN, {"login": "rosa", "password": "not it"}).content.decode()
    unknown = client.post(LOGIN, {"login": "nobody", "password": "not it"}).content.decode()
    said = 'role="alert"'
    assert said in wrong
    assert wrong.split(said)[1].split("</div>")[0] == unknown.split(said)[1].split("</div>")[0]


def test_a_guesser_is_slowed_down_after_five_tries_even_with_the_right_password(client: Client, rosa: User) -> None:
    for _ in range(5):
        client.post(LOGIN, {"login": "rosa", "password": "a guess"})
    answer = client.post(LOGIN, {"login": "rosa", "password": "rosa"})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    assert "Too many failed login attempts" in answer.content.decode()


def test_nobody_signs_up_alone(client: Client, db: None) -> None:
    page = client.get(reverse("account_signup"))
    assert page.status_code == 200
    assert "<form class" not in page.content.decode().split('<main id="main"')[1].split("door-foot")[0]


def test_the_panel_shows_only_where_there_is_a_demo_school(client: Client, mr_okafor: User) -> None:
    assert "Look around first" not in client.get(LOGIN).content.decode()
    District.objects.update(is_demo=True)
    assert "Look around first" not in client.get(LOGIN).content.decode()
    User.objects.filter(pk=mr_okafor.pk).update(demo_order=1)
    page = client.get(LOGIN).content.decode()
    assert "Look around first" in page
    assert "Mr Okafor" in page


def test_a_visitor_steps_in_as_mr_okafor(client: Client, demo_okafor: User, section: object) -> None:
    answer = client.post(DEMO, {"as": demo_okafor.pk})
    assert answer.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(demo_okafor.pk)


def test_an_account_without_a_place_on_the_panel_stays_closed(client: Client, demo_okafor: User, admin: User) -> None:
    assert client.post(DEMO, {"as": admin.pk}).status_code == 404


def test_an_account_of_a_real_district_stays_closed(client: Client, demo_okafor: User, outsider: User) -> None:
    User.objects.filter(pk=outsider.pk).update(demo_order=2)
    assert client.post(DEMO, {"as": outsider.pk}).status_code == 404


def test_an_operator_is_never_on_the_panel(client: Client, demo_okafor: User) -> None:
    User.objects.filter(pk=demo_okafor.pk).update(is_staff=True)
    assert client.post(DEMO, {"as": demo_okafor.pk}).status_code == 404


@pytest.mark.parametrize("chosen", ["", "0", "-1", "abc", "9" * 40, "1 OR 1=1"])
def test_nonsense_is_as_unknown_as_nobody(client: Client, demo_okafor: User, chosen: str) -> None:
    assert client.post(DEMO, {"as": chosen}).status_code == 404


def test_the_panel_is_pressed_not_followed(client: Client, demo_okafor: User) -> None:
    assert client.get(DEMO).status_code == 405


def test_the_sign_in_page_asks_once_however_many_people_the_panel_has(
    client: Client, demo_okafor: User, district: District, django_assert_num_queries: object
) -> None:
    for n in range(6):
        User.objects.create_user(f"more{n}", "word", district=district, demo_order=n + 2)
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's own fixture
        client.get(LOGIN)


def test_rosa_chooses_a_new_password_by_a_letter(client: Client, rosa: User, mailoutbox: list[EmailMessage]) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "rosa@example.org"})
    assert answer.headers["Location"] == reverse("account_reset_password_done")
    (letter,) = mailoutbox
    link = re.search(r"http://\S+?(/accounts/password/reset/key/\S+)", str(letter.body))
    assert link, letter.body
    page = client.get(link[1], follow=True)
    assert "Choose a new password" in page.content.decode()
    done = client.post(
        page.request["PATH_INFO"], {"password1": "four plain words here", "password2": "four plain words here"}
    )
    assert done.headers["Location"] == reverse("account_reset_password_from_key_done")
    assert "Your new password is saved" in client.get(done.headers["Location"]).content.decode()
    assert client.login(username="rosa", password="four plain words here")


def test_an_address_nobody_has_is_answered_the_same_and_an_old_link_says_so(client: Client, rosa: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": "rosa@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert "This link no longer works" in client.get("/accounts/password/reset/key/1-nonsense/").content.decode()
