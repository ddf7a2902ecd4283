"""A section's reports: who has a draft, who has been issued what, and who waits."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reporting.access import reported_sections, reported_students
from reporting.queries.lists import draft_lines


@login_required
@require_safe
def section_reports(request: HttpRequest, section_id: int) -> HttpResponse:
    """List the section's students with their drafts and last reports; choosing some leads to issuing."""
    section = get_object_or_404(reported_sections(request.user), pk=section_id)
    lines = draft_lines(section, reported_students(request.user, section))
    context = {"section": section, "lines": lines, "drafted": sum(line.drafted_at is not None for line in lines)}
    return render(request, "reporting/section_reports.html", context)
