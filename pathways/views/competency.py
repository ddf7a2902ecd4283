"""One student and one competency: the page with its ladder and evidence, and why the level is what it is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from competencies.queries import NoContinuum
from pathways.access import reads_as_staff, students_in_charge
from pathways.queries.story import Story, UnknownCompetencyError, story_of
from pathways.views.polling import words_for
from pathways.views.story_words import StoryWords
from pathways.views.timeline_picture import timeline_of


@login_required
@require_safe
def competency(request: HttpRequest, student_id: int, competency_id: int) -> HttpResponse:
    """Show the ladder of a competency, where the student is on it, the evidence and the next step."""
    story = told(request, student_id, competency_id)
    context = context_of(request, story) | {"timeline": timeline_of(story)}
    return render(request, "pathways/competency.html", context)


@login_required
@require_safe
def why(request: HttpRequest, student_id: int, competency_id: int) -> HttpResponse:
    """Say why: evidence, rule, arithmetic, what would change it; as a page, or as the panel beside the grid."""
    story = told(request, student_id, competency_id)
    name = "pathways/_why.html" if request.headers.get("HX-Request") else "pathways/why.html"
    response = render(request, name, context_of(request, story))
    response["Vary"] = "HX-Request"
    return response


def told(request: HttpRequest, student_id: int, competency_id: int) -> Story:
    """Return the story the request asks for, or 404."""
    student = get_object_or_404(students_in_charge(request.user), pk=student_id)
    try:
        return story_of(student, competency_id, viewer=request.user, language=get_language() or "", now=timezone.now())
    except (NoContinuum, UnknownCompetencyError) as error:
        raise Http404 from error


def context_of(request: HttpRequest, story: Story) -> dict[str, object]:
    """Return what both pages show."""
    own = story.student.user_id == request.user.pk
    return {
        "story": story,
        "student": story.student,
        "competency": story.competency,
        "own": own,
        "staff": reads_as_staff(story.student),
        "may_rate": getattr(story.student, "taught", False),
        "words": StoryWords(story, own=own),
        "state": story.state,
        "state_words": words_for(story.state),
    }
