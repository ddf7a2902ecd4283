"""My path: a student's own, and the same page for those who may read the student."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from competencies.queries import NoContinuum
from pathways.access import own_student, readable_students, reads_as_staff, students_in_charge
from pathways.queries.asked import past_words
from pathways.queries.past import NothingThenError
from pathways.queries.path import path_page
from pathways.queries.settled import settled_state
from pathways.views.past import day_of, nothing_then
from pathways.views.path_picture import growth_line, map_of
from pathways.views.path_words import PathWords, Place, domain_words, trails_of
from pathways.views.polling import fresh_answer, words_for
from people.models import Student
from people.queries import written_in


@login_required
@require_safe
def my_path(request: HttpRequest) -> HttpResponse:
    """Show the signed-in student their own path."""
    return show(request, get_object_or_404(own_student(request.user)), own=True)


@login_required
@require_safe
def path(request: HttpRequest, student_id: int) -> HttpResponse:
    """Show a student's path to whoever may read it."""
    student = get_object_or_404(students_in_charge(request.user), pk=student_id)
    return show(request, student, own=student.user_id == request.user.pk)


def show(request: HttpRequest, student: Student, *, own: bool) -> HttpResponse:
    """Render a path, now or as of a past day. Seven queries beside the session, whatever the number of competencies."""
    asked, whose = day_of(request, student), {"student": student, "own": own}
    try:
        page = path_page(student, language=get_language() or "", now=timezone.now(), on=asked.day)
    except NothingThenError as error:
        return nothing_then(request, student, asked, error)
    except NoContinuum:
        return render(request, "pathways/path_empty.html", whose)
    place = Place(student.pk, page.sight.day, asked.keep)
    domains = [(one, map_of(one, place), trails_of(one, place), domain_words(one)) for one in page.domains]
    context = {
        **whose,
        "page": page,
        "past": past_words(asked, page.sight),
        "staff": reads_as_staff(student),
        "may_rate": getattr(student, "taught", False) and not page.sight.past,
        "words": PathWords(page, own=own),
        "domains": domains,
        "growth": growth_line(page),
        "written": written_in(student.district.language),
        "state_words": words_for(page.state),
    }
    return render(request, "pathways/path.html", context, status=asked.status)


@login_required
@require_safe
def student_freshness(request: HttpRequest, student_id: int) -> HttpResponse:
    """Say whether a student's pages have changed: 304 while the token the page holds is still true."""
    student = readable_students(request.user).filter(pk=student_id).first()
    if student is None:
        raise Http404
    return fresh_answer(request, settled_state(student, now=timezone.now()))
