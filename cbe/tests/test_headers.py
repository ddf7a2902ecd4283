"""What every answer carries, so that a student's record stays out of other people's browsers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from people.models import User

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
PLACES = ["/accounts/login/", "/help/", "/healthz", "/no-such-page/", "/static/css/tokens.css"]


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_every_answer_carries_the_headers_errors_and_files_too(client: Client, place: str) -> None:
    answer = client.get(place)
    answer.close()
    headers = answer.headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


@pytest.mark.django_db
def test_hsts_is_promised_under_https(client: Client, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 63072000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    promise = Client().get("/help/", secure=True).headers["Strict-Transport-Security"]
    assert promise == "max-age=63072000; includeSubDomains; preload"


@pytest.mark.django_db
def test_nothing_a_signed_in_person_sees_is_kept(client: Client, mr_okafor: User) -> None:
    client.force_login(mr_okafor)
    for place in ("/", "/help/", "/no-such-page/"):
        assert client.get(place).headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_the_sign_in_page_is_not_kept_either(client: Client) -> None:
    assert client.get("/accounts/login/").headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, mr_okafor: User) -> None:
    mr_okafor.set_password("correct horse battery")
    mr_okafor.save()
    form = {"login": mr_okafor.username, "password": "correct horse battery"}
    cookies = client.post("/accounts/login/", form).cookies
    assert {name: (cookie["httponly"], cookie["samesite"]) for name, cookie in cookies.items()} == {
        "csrf": (True, "Lax"),
        "session": (True, "Lax"),
    }


def test_another_host_name_is_refused(client: Client) -> None:
    assert client.get("/help/", headers={"host": "evil.example"}).status_code == 400
