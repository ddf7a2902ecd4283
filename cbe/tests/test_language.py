"""Which language a reader is spoken to in."""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from django.urls import reverse

from people.models import Student, User

ENGLISH_BROWSER = {"Accept-Language": "en-US,en;q=0.9"}
FAMILY = "/family/"


def lang(client: Client, path: str, **headers: str) -> str:
    page = client.get(path, headers={**ENGLISH_BROWSER, **headers}).content.decode()
    return page.split('<html lang="')[1].split('"')[0]


def test_rosa_s_account_speaks_spanish_from_an_english_browser(client: Client, rosa: User) -> None:
    client.force_login(rosa)
    assert lang(client, FAMILY) == "es"


def test_what_she_chooses_with_the_switch_comes_first(client: Client, rosa: User) -> None:
    client.force_login(rosa)
    client.post(reverse("set_language"), {"language": "en", "next": FAMILY})
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert lang(client, FAMILY) == "en"


def test_an_account_that_says_nothing_is_spoken_to_as_the_browser_asks(client: Client, maya: Student) -> None:
    client.force_login(maya.user)
    assert lang(client, "/path/") == "en"
    assert lang(client, "/path/", **{"Accept-Language": "es"}) == "es"


def test_the_sign_in_page_follows_the_browser(client: Client, db: None) -> None:
    assert lang(client, "/accounts/login/", **{"Accept-Language": "es-MX"}) == "es"


def test_a_language_nobody_has_translated_is_not_spoken(client: Client, rosa: User) -> None:
    User.objects.update(language="xx")
    client.force_login(rosa)
    assert lang(client, FAMILY) == "en"
