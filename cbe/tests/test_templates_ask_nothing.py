"""Templates get finished values: no page asks the database while it is being drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.template.backends.django import Template
from django.test import Client

from cbe.demo.seed import seed
from cbe.frame import frame_of
from cbe.testing.demo_school import STRANGER, DemoSchool
from cbe.testing.pages import Visit, visits

ASKS_FOR_ITSELF = {"account_login"}  # the demo's panel stands on a page that allauth's own view draws
# A sheet gets an address of its own first.
SENDS_ON = {"assessments:class_set", "assessments:rubric"}


class AskedWhileDrawing(Exception):
    """A template made a query."""


@pytest.mark.django_db
def test_no_page_asks_the_database_while_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page of the tour as everyone who reads it, with the database cut off during drawing."""
    seed(students=60)
    school = DemoSchool()
    wanted = [visit for visit in visits() if visit.page.view not in ASKS_FOR_ITSELF]
    paths = {visit: visit.page.path(school) for visit in wanted}  # fails where the demo has no example of a page
    cut_off_while_drawing(monkeypatch)
    asking = [f"{visit}: {words}" for visit, path in paths.items() if (words := what_it_asks(school, visit, path))]
    assert not asking, "\n" + "\n".join(asking)


def what_it_asks(school: DemoSchool, visit: Visit, path: str) -> str:
    """Return the first query of a page's templates, or how else it did not come to be drawn, or nothing."""
    client = Client()
    if visit.role != STRANGER:
        client.force_login(school.person(visit.role))
    try:
        answer = client.get(path, follow=visit.page.view in SENDS_ON)
    except AskedWhileDrawing as asked:
        return str(asked)
    return "" if answer.status_code == 200 else f"answered {answer.status_code} for {path}"


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
