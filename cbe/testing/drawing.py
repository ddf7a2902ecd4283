"""Draws every page of the tour once for each reader and language, cut off from the database while it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.template.backends.django import Template
from django.test import Client
from django.utils import translation

from cbe.frame import frame_of
from cbe.testing.demo_school import STRANGER, DemoSchool
from cbe.testing.pages import Visit, visits

ASKS_FOR_ITSELF = {"account_login"}  # the demo's panel stands on a page that allauth's own view draws
# A sheet gets an address of its own first.
SENDS_ON = {"assessments:class_set", "assessments:rubric"}
LANGUAGES = ("en", "es")


class AskedWhileDrawing(Exception):
    """A template made a query."""


@dataclass(frozen=True)
class Drawn:
    """A page as somebody saw it in a language; ``wrong`` says how it did not come to be drawn."""

    visit: Visit
    language: str
    page: str = ""
    wrong: str = ""


def draw_all(school: DemoSchool) -> list[Drawn]:
    """Draw every page as everyone who reads it; fails where the demo has no example of a page."""
    paths = {visit: visit.page.path(school) for visit in visits()}
    return [_draw(school, visit, path, language) for visit, path in paths.items() for language in LANGUAGES]


def _draw(school: DemoSchool, visit: Visit, path: str, language: str) -> Drawn:
    client = Client(headers={"accept-language": language})
    if visit.role != STRANGER:
        client.force_login(school.person(visit.role))
    client.cookies["django_language"] = language
    with pytest.MonkeyPatch.context() as patch, translation.override(language):
        if visit.page.view not in ASKS_FOR_ITSELF:
            _cut_off_while_drawing(patch)
        try:
            answer = client.get(path, follow=visit.page.view in SENDS_ON)
        except AskedWhileDrawing as asked:
            return Drawn(visit, language, wrong=str(asked))
    if answer.status_code != 200:
        return Drawn(visit, language, wrong=f"answered {answer.status_code} for {path}")
    return Drawn(visit, language, page=answer.content.decode())


def _cut_off_while_drawing(patch: pytest.MonkeyPatch) -> None:
    """Refuse every query between the first and the last character of a page; the frame is made before."""
    draw = Template.render

    def render(self: Template, context: Any = None, request: HttpRequest | None = None) -> str:
        if request is not None:
            frame_of(request)
        with _refusing():
            return draw(self, context, request)

    patch.setattr(Template, "render", render)


@contextmanager
def _refusing() -> Iterator[None]:
    """Let every query fail."""

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        raise AskedWhileDrawing(sql[:300])

    with connection.execute_wrapper(refuse):
        yield
