"""Error pages: they name the cause and the next step, and give nothing away."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from cbe.views import errors
from people.models import Section, User

pytestmark = pytest.mark.django_db
# The language switch is a form, and each form has a token that is never the same twice.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


def test_unknown_and_foreign_are_the_same_page(
    client: Client, mr_okafor: User, section: Section, other_section: Section
) -> None:
    client.force_login(mr_okafor)
    foreign = client.get(reverse("pathways:grid", args=[other_section.pk]))
    unknown = client.get(reverse("pathways:grid", args=[other_section.pk + 999]))
    nowhere = client.get("/no/such/page/")
    assert foreign.status_code == unknown.status_code == nowhere.status_code == 404
    bodies = {TOKEN.sub(b"", page.content) for page in (foreign, unknown, nowhere)}
    assert len(bodies) == 1
    assert b"/no/such/page/" not in nowhere.content


def test_a_form_without_its_token_is_told_what_to_do(mr_okafor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(mr_okafor)
    answer = client.post("/display/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "This page was open too long" in answer.content.decode()


def test_an_error_of_ours_asks_nothing_of_the_database(rf: RequestFactory, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's own fixture
        answer = errors.server_error(rf.get("/"))
    assert answer.status_code == 500
    words = answer.content.decode()
    assert "Something went wrong on our side" in words
    assert "If you had just saved something, look first whether it is there." in words
    assert 'name="language"' not in words


def test_a_database_that_does_not_answer_is_said_so_with_when_to_come_back(rf: RequestFactory) -> None:
    try:
        raise OperationalError("too many connections")
    except OperationalError:
        answer = errors.server_error(rf.get("/"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


@pytest.mark.parametrize("status", [400, 403, 404])
def test_every_error_page_has_a_heading_and_a_way_on(rf: RequestFactory, status: int) -> None:
    page = errors.page(rf.get("/"), status).content.decode()
    assert page.count("<h1>") == 1
    assert 'href="/"' in page


def test_a_page_asked_in_the_wrong_way_says_so_to_people_and_stays_bare_for_machines(client: Client, db: None) -> None:
    person = client.get("/demo/sign-in/", headers={"Accept": "text/html"})
    machine = client.get("/demo/sign-in/")
    assert person.status_code == machine.status_code == 405
    assert person.headers["Allow"] == machine.headers["Allow"] == "POST"
    assert "That is not how this page works" in person.content.decode()
    assert machine.content == b""


def test_an_error_page_is_turned_to_spanish_where_it_stands(client: Client, db: None) -> None:
    asked = {"Accept": "text/html"}
    for path, status in (("/no/such/page/", 404), ("/demo/sign-in/", 405)):
        page = client.get(path, headers=asked)
        assert (page.status_code, page.content.count(b'name="language"')) == (status, len(settings.LANGUAGES))
        turned = client.post(
            reverse("set_language"), {"language": "es"}, headers={"Referer": f"http://testserver{path}"}
        )
        assert turned.headers["Location"] == f"http://testserver{path}"
        assert b'lang="es"' in client.get(path, headers=asked).content.split(b">")[1]
        client.cookies.clear()
