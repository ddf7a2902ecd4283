"""Every address, tried as everyone: who is let in, who is turned away, and that nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from cbe.testing.access_bodies import BODIES, as_json
from cbe.testing.access_table import CAST, HIDDEN, REFUSED, TABLE, Row
from cbe.testing.world import World, a_world

pytestmark = pytest.mark.django_db

# Django's admin guards itself; allauth's addresses are tried in cbe/tests/test_sign_in.py.
TRIED_ELSEWHERE = ("admin:", "account_")


def addresses(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every named address of the project with the names of its parts."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", list(pattern.pattern.converters)


PARTS = dict(addresses(get_resolver()))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The cast and one of each thing, made once for all addresses and taken back afterwards."""
    with django_db_blocker.unblock(), a_world() as made:
        yield made


def test_every_address_has_a_row() -> None:
    known = {row.view for row in TABLE}
    forgotten = [name for name in PARTS if name not in known and not name.startswith(TRIED_ELSEWHERE)]
    assert forgotten == []


def address(row: Row, things: dict[str, Any]) -> str:
    kwargs = {name: things[name] for name in PARTS[row.view]}
    query = f"?student={things['student_id']}" if row.view == "reporting:issue" else ""
    return reverse(row.view, kwargs=kwargs) + query


def ask(client: Client, row: Row, path: str, things: dict[str, Any]) -> HttpResponse:
    return client.get(path) if row.method == "GET" else send(client, row.view, path, things)


def send(client: Client, view: str, path: str, things: dict[str, Any]) -> HttpResponse:
    """Send a body that is right in itself, about these things."""
    body = BODIES[view](things)
    if view.startswith("assessments:api"):
        return client.post(path, as_json(body), content_type="application/json")
    return client.post(path.split("?", maxsplit=1)[0], body)


def turned_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")


def let_in(row: Row, answer: HttpResponse) -> bool:
    """Served, and what was sent was taken; only readiness may say that something is not ready."""
    good = (200, 201, 302, 503) if row.view == "readyz" else (200, 201, 302)
    return answer.status_code in good and not turned_to_sign_in(answer)


@pytest.mark.once
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_the_cast_is_let_in_or_turned_away_as_the_table_says(row: Row, world: World, client: Client) -> None:
    path = address(row, world.things)
    wrong = []
    for name in CAST:
        world.sign_in(client, name)
        with transaction.atomic():  # each of them finds things as they were
            answer = ask(client, row, path, {**world.things, "district_id": world.district_of(name)})
            transaction.set_rollback(True)
        if name in row.allowed:
            right = let_in(row, answer)
        else:
            right = answer.status_code == (REFUSED if name in row.also else row.denied)
        if not right:
            wrong.append((name, answer.status_code))
        client.cookies.clear()
    assert not wrong, f"{path}: {wrong}"


@pytest.mark.once
@pytest.mark.parametrize("row", [row for row in TABLE if not row.public], ids=str)
def test_nobody_signed_in_is_asked_to_sign_in(row: Row, world: World, client: Client) -> None:
    answer = ask(client, row, address(row, world.things), world.things)
    assert turned_to_sign_in(answer) or answer.status_code == 401


@pytest.mark.once
@pytest.mark.parametrize("row", [row for row in TABLE if PARTS[row.view] and row.method == "GET"], ids=str)
def test_what_is_not_there_looks_like_what_is_not_yours(row: Row, world: World, client: Client) -> None:
    nothing = {name: UUID(int=1) if name in ("guid", "batch") else 987_654_321 for name in world.things}
    world.sign_in(client, "admin")
    nowhere = address(row, {**world.things, **nothing})
    missing = client.get(nowhere)
    assert missing.status_code in (404, 405)
    if not row.public and missing.status_code == 404:
        world.sign_in(client, "outsider")
        foreign, absent = client.get(address(row, world.things)), client.get(nowhere)
        assert foreign.status_code == absent.status_code == (REFUSED if "outsider" in row.also else HIDDEN)


WITH_POST = {row.view for row in TABLE if row.method == "POST"}
READ_ONLY = [row for row in TABLE if row.view not in WITH_POST]


@pytest.mark.once
@pytest.mark.parametrize("row", READ_ONLY, ids=str)
def test_an_address_that_takes_something_has_a_row_for_it(row: Row, world: World, client: Client) -> None:
    world.sign_in(client, next((one for one in CAST if one in row.allowed), CAST[0]))
    assert client.post(address(row, world.things).split("?", maxsplit=1)[0]).status_code == 405


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_no_number_in_an_address_breaks_a_page(number: int, world: World, client: Client) -> None:
    world.sign_in(client, "admin")
    for row in TABLE:
        numbers = [name for name in PARTS[row.view] if name not in ("guid", "batch")]
        if row.method == "GET" and numbers:
            path = reverse(row.view, kwargs=dict.fromkeys(numbers, number))
            assert client.get(path).status_code in (403, 404, 405), path
