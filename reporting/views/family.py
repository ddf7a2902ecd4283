"""A family's home, and a child's progress now."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from pathways.access import readable_students
from pathways.queries.asked import Asked, PastWords, asked_for, before_the_first, past_words
from pathways.queries.past import NothingThenError, sight_of
from pathways.queries.settled import settled_state
from people import access
from people.models import Student
from people.queries import today
from reporting.queries.family import children_of, term_of
from reporting.queries.preview import body_then, preview_of


@login_required
@require_safe
def family(request: HttpRequest) -> HttpResponse:
    """Show each child: the latest report, what was reached last, and the way to progress now."""
    user = access.member(request.user)
    found = children_of(user, access.children(user), language=get_language() or "", now=timezone.now())
    if not found:
        raise PermissionDenied
    return render(request, "reporting/family.html", {"children": found})


@login_required
@require_safe
def child(request: HttpRequest, student_id: int) -> HttpResponse:
    """Show a child's progress as it is now, or as of a past day, in the words of a report; nothing here is issued."""
    student = get_object_or_404(readable_students(request.user), pk=student_id)
    asked = asked_for(student, request.GET.get("as_of", ""), here=request.path)
    if asked.day is not None:
        return _then(request, student, asked)
    now, day, language = timezone.now(), today(student.district), get_language() or "en"
    term = term_of(student, day=day)
    body = None
    if term is not None:
        body = preview_of(student, term=term, day=day, now=now, language=language, number=0, drafts=False)
    state = settled_state(student, now=now)
    context = {
        "student": student,
        "body": body,
        "state": state,
        "as_of": time_format(state.as_of.time(), "TIME_FORMAT"),
    }
    return render(request, "reporting/child.html", context | {"past": PastWords(asked)}, status=asked.status)


def _then(request: HttpRequest, student: Student, asked: Asked) -> HttpResponse:
    """Show how a child's progress read on a past day."""
    language = get_language() or "en"
    try:
        sight = sight_of(student, language=language, now=timezone.now(), on=asked.day)
    except NothingThenError as error:
        known = {"student": student, "own": False, "asked": asked, "text": before_the_first(error)}
        return render(request, "pathways/nothing_then.html", known)
    term = term_of(student, day=sight.day)
    body = body_then(sight, term=term, language=language) if term is not None else None
    context = {"student": student, "body": body, "state": sight.state, "past": past_words(asked, sight)}
    return render(request, "reporting/child.html", context)
