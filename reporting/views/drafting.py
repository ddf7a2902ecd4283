"""Drafting the words for one student's next report, beside the report as it would be issued now."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pathways.queries.staleness import staleness_of
from people.access import member
from people.models import Section, Student
from people.queries import today
from reporting.access import reported_sections, reported_students
from reporting.actions.drafting import DraftChangedMeanwhile, draft_comment
from reporting.forms import CommentForm
from reporting.models import ReportComment
from reporting.queries.lists import draft_of
from reporting.queries.preview import preview_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, section_id: int, student_id: int) -> HttpResponse:
    """Show and save the teacher's words; "save and next" goes on to the next student of the section."""
    section = get_object_or_404(reported_sections(request.user), pk=section_id)
    students = reported_students(request.user, section)
    student = get_object_or_404(students, pk=student_id)
    if request.method != "POST":
        saved = draft_of(student, section)
        return _page(request, section, student, CommentForm.opened(saved, get_language() or "en"))
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, section, student, form, status=422)
    try:
        draft_comment(
            by=member(request.user),
            student=student,
            section=section,
            texts=form.cleaned_data,
            language=form.cleaned_data["language"],
            lock=form.cleaned_data["lock"],
        )
    except DraftChangedMeanwhile as conflict:
        return _page(request, section, student, form, theirs=conflict.theirs, status=409)
    messages.success(request, _("Saved the words for %(name)s.") % {"name": student.full_name})
    onward = students.filter(_after(student)).first() if "next" in request.POST else None
    if "next" in request.POST and onward is None:
        return redirect("reporting:section_reports", section.pk)
    return redirect("reporting:draft", section.pk, (onward or student).pk)


def _after(student: Student) -> Q:
    """The students behind this one in the order of names."""
    same_family = Q(family_name=student.family_name)
    return (
        Q(family_name__gt=student.family_name)
        | same_family & Q(given_name__gt=student.given_name)
        | same_family & Q(given_name=student.given_name, pk__gt=student.pk)
    )


def _page(
    request: HttpRequest,
    section: Section,
    student: Student,
    form: CommentForm,
    theirs: ReportComment | None = None,
    status: int = 200,
) -> HttpResponse:
    language = request.GET.get("lang") or get_language() or "en"
    now = timezone.now()
    day = today(section.district)
    body = preview_of(student, term=section.term, day=day, now=now, language=language, number=1, drafts=True)
    behind = not staleness_of([student.pk])[student.pk].current
    context = {"section": section, "student": student, "form": form, "body": body, "theirs": theirs, "behind": behind}
    return render(request, "reporting/draft.html", context, status=status)
