"""One student and one competency: the page with its ladder and evidence, and why the level is what it is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from assessments.queries.deciding import adapted_in_force
from competencies.queries import NoContinuum
from pathways.access import confided, reads_as_staff, students_in_charge
from pathways.queries.asked import Asked, past_words
from pathways.queries.past import NothingThenError
from pathways.queries.story import NotThereThenError, Story, UnknownCompetencyError, story_of
from pathways.views.override_words import decided_words
from pathways.views.past import day_of, nothing_then
from pathways.views.polling import words_for
from pathways.views.story_words import StoryWords
from pathways.views.timeline_picture import timeline_of
from pathways.views.why_words import May, WhyWords
from people.models import Student
from people.queries import written_in


@login_required
@require_safe
def competency(request: HttpRequest, student_id: int, competency_id: int) -> HttpResponse:
    """Show the ladder of a competency, where the student is on it, the evidence and the next step."""
    student = get_object_or_404(students_in_charge(request.user), pk=student_id)
    asked = day_of(request, student)
    try:
        story = told(request, student, competency_id, asked)
    except (NothingThenError, NotThereThenError) as error:
        return nothing_then(request, student, asked, error)
    context = context_of(request, story, asked)
    context |= {"timeline": timeline_of(story), "adapted": adapted_of(request, story)}
    return render(request, "pathways/competency.html", context, status=asked.status)


@login_required
@require_safe
def why(request: HttpRequest, student_id: int, competency_id: int) -> HttpResponse:
    """Say why: evidence, rule, arithmetic, what would change it; as a page, or as the panel beside the grid."""
    student = get_object_or_404(students_in_charge(request.user), pk=student_id)
    asked = day_of(request, student)
    try:
        story = told(request, student, competency_id, asked)
    except (NothingThenError, NotThereThenError) as error:
        return nothing_then(request, student, asked, error)
    name = "pathways/_why.html" if request.headers.get("HX-Request") else "pathways/why.html"
    response = render(request, name, context_of(request, story, asked), status=asked.status)
    response["Vary"] = "HX-Request"
    return response


def told(request: HttpRequest, student: Student, competency_id: int, asked: Asked) -> Story:
    """Return the story the request asks for, or 404; lets through that there was nothing on the day asked for."""
    language, now = get_language() or "", timezone.now()
    try:
        return story_of(student, competency_id, viewer=request.user, language=language, now=now, on=asked.day)
    except (NothingThenError, NotThereThenError):
        raise
    except (NoContinuum, UnknownCompetencyError) as error:
        raise Http404 from error


def context_of(request: HttpRequest, story: Story, asked: Asked) -> dict[str, object]:
    """Return what both pages show."""
    student, past = story.student, story.sight.past
    own = student.user_id == request.user.pk
    may = May(rate=student_taught(story), change_the_rule=bool(getattr(student, "administers", False)))
    return {
        "story": story,
        "student": student,
        "competency": story.competency,
        "own": own,
        "staff": reads_as_staff(student),
        "may_rate": may.rate and not past,
        "decided": decided_words(story, confided=told_of_modified(request, story)),
        "words": StoryWords(story, own=own),
        "why": WhyWords(story, own=own, may=may),
        "past": past_words(asked, story.sight),
        "written": written_in(student.district.language),
        "state": story.state,
        "state_words": words_for(story.state),
    }


def told_of_modified(request: HttpRequest, story: Story) -> bool:
    """Tell whether modified work counted, and the reader is one of those it is confided to."""
    return story.modified and confided(request.user, story.student, story.competency.domain_id)


def adapted_of(request: HttpRequest, story: Story) -> list[str]:
    """Return what the student is to show instead of the published words, for those it is confided to."""
    sight, one = story.sight, story.competency
    if one.retired:
        return []
    rows = adapted_in_force(story.student.pk, [one.id], sight.day, known_at=sight.moment if sight.past else None)
    if not rows or not confided(request.user, story.student, one.domain_id):
        return []
    names = {standard.id: f"{standard.code or standard.statement}: " for standard in one.standards}
    return [f"{names.get(row.standard_id or 0, '')}{row.descriptor}" for row in rows]


def student_taught(story: Story) -> bool:
    """Tell whether the reader teaches the student and may record work."""
    return bool(getattr(story.student, "taught", False))
