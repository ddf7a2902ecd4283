"""Templates get finished values: no page asks the database while it is being drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.http import HttpRequest
from django.template.backends.django import Template
from django.test import Client

from cbe.demo.seed import seed
from cbe.frame import frame_of
from cbe.testing.pages import STRANGER, DemoSchool, Visit, visits

ASKS_FOR_ITSELF = {"account_login"}  # the demo's panel stands on a page that allauth's own view draws


class AskedWhileDrawing(Exception):
    """A template made a query."""


@pytest.mark.django_db
def test_no_page_asks_the_database_while_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page of the tour as everyone who reads it, with the database cut off during drawing."""
    seed(students=60)
    school = DemoSchool()
    wanted = [visit for visit in visits() if visit.page.view not in ASKS_FOR_ITSELF]
    paths = {visit: found for visit in wanted if (found := path_of(visit, school))}
    cut_off_while_drawing(monkeypatch)
    asking = [f"{visit}: {words}" for visit, path in paths.items() if (words := what_it_asks(school, visit, path))]
    assert not asking, "\n" + "\n".join(asking)


def path_of(visit: Visit, school: DemoSchool) -> str:
    """Return the address of a visit, or nothing where the demo has no example (the tour says so)."""
    try:
        return visit.page.path(school)
    except (LookupError, ObjectDoesNotExist):
        return ""


def what_it_asks(school: DemoSchool, visit: Visit, path: str) -> str:
    """Return the first query of a page's templates, or nothing."""
    client = Client()
    if visit.role != STRANGER:
        client.force_login(school.person(visit.role))
    try:
        client.get(path)
    except AskedWhileDrawing as asked:
        return str(asked)
    return ""


def cut_off_while_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every query between the first and the last character of a page; the frame is made before."""
    draw = Template.render

    def render(self: Template, context: Any = None, request: HttpRequest | None = None) -> str:
        if request is not None:
            frame_of(request)
        with refusing():
            return draw(self, context, request)

    monkeypatch.setattr(Template, "render", render)


@contextmanager
def refusing() -> Iterator[None]:
    """Let every query fail."""

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        raise AskedWhileDrawing(sql[:300])

    with connection.execute_wrapper(refuse):
        yield
