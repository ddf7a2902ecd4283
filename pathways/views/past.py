"""A page as of a past day: the day its request asks for, and the page that says there was nothing to see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pathways.queries.asked import Asked, asked_for, before_the_first, not_there_then
from pathways.queries.past import NothingThenError
from pathways.queries.story import NotThereThenError
from people.models import Student


def day_of(request: HttpRequest, student: Student) -> Asked:
    """Return the day a request asks for."""
    return asked_for(student, request.GET.get("as_of", ""), here=request.path)


def nothing_then(
    request: HttpRequest, student: Student, asked: Asked, error: NothingThenError | NotThereThenError
) -> HttpResponse:
    """Say kindly that there was nothing to see on that day, and where the student's pages begin."""
    if isinstance(error, NothingThenError):
        text = before_the_first(error)
    else:
        text = not_there_then(error.competency.title, error.day)
    own = student.user_id == request.user.pk
    return render(request, "pathways/nothing_then.html", {"student": student, "own": own, "asked": asked, "text": text})
