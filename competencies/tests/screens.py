"""What the tests of the admin's screens share: an admin at work, and forms as a browser would send them."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cbe.testing.continuum import TestContinuum
from competencies.models import CompetencyText, Continuum, ContinuumVersion
from people.models import User

HOSTILE = ("\0", "a\0b", "9" * 400, "-1", "²", "<script>alert(1)</script>", "🙂" * 50)


def signed_in(user: User) -> Client:
    """Return a browser of their own."""
    client = Client()
    client.force_login(user)
    return client


def answers(form: BaseForm, **said: Any) -> dict[str, Any]:
    """Return what a browser sends for a form as it stands, with some answers typed anew."""
    shown = {field.html_name: field.value() for field in form}
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    return {**{name: "on" if value is True else value for name, value in sent.items()}, **said}


def page_of(client: Client, competency_id: int) -> HttpResponse:
    """Open the editor of a competency."""
    return client.get(reverse("competencies:edit_competency", args=[competency_id]))


def save_words(client: Client, page: Any, **said: Any) -> Any:
    """Send the words of a competency's page, some of them typed anew."""
    known = page.context["known"]
    form = answers(page.context["form"], do="words", **said)
    return client.post(reverse("competencies:edit_competency", args=[known.row.competency_id]), form)


def link(client: Client, competency_id: int, do: str, **said: Any) -> Any:
    """Press one of the small buttons of a competency's page."""
    return client.post(reverse("competencies:edit_competency", args=[competency_id]), {"do": do, **said})


def draft(continuum: TestContinuum, title: str) -> CompetencyText:
    """Return what the draft says of a competency that was published under this title."""
    return CompetencyText.objects.get(competency=continuum[title].competency, until=None)


def messages_of(answer: Any) -> list[str]:
    """Return what the answer tells the reader."""
    return [str(message) for message in answer.wsgi_request._messages]


def before_its_first_publication(continuum: TestContinuum) -> Continuum:
    """Return the same continuum as the draft of its first version: nothing is published yet."""
    ContinuumVersion.objects.filter(continuum=continuum.continuum, number=2).delete()
    ContinuumVersion.objects.filter(continuum=continuum.continuum).update(state="draft", published_at=None)
    Continuum.objects.filter(pk=continuum.continuum.pk).update(published=0)
    return Continuum.objects.get(pk=continuum.continuum.pk)
