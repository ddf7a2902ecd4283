"""Issuing reports: what will go to whom, said once more, then done."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from people.access import member
from people.models import Student
from reporting.access import reported_sections, reported_students
from reporting.actions.issuing import Issued, issue_reports
from reporting.queries.lists import draft_lines

MOST = 500


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, section_id: int) -> HttpResponse:
    """Ask once (with the names), then issue; what could not be issued is named with the reason."""
    section = get_object_or_404(reported_sections(request.user), pk=section_id)
    allowed = reported_students(request.user, section)
    source = request.POST if request.method == "POST" else request.GET
    chosen = allowed.filter(pk__in=_ids(source.getlist("student")))
    if not chosen:
        messages.error(request, _("Choose at least one student first."))
        return redirect("reporting:section_reports", section.pk)
    if request.method == "POST":
        issued = issue_reports(by=member(request.user), students=list(chosen), term=section.term, now=timezone.now())
        _tell(request, issued)
        return redirect("reporting:section_reports", section.pk)
    return render(request, "reporting/issue.html", {"section": section, "lines": draft_lines(section, chosen)})


def _ids(values: list[str]) -> list[int]:
    return [int(value) for value in values[:MOST] if value.isascii() and value.isdigit() and len(value) < 19]


def _tell(request: HttpRequest, issued: Issued) -> None:
    count = len(issued.reports)
    if count:
        text = ngettext("Issued %(count)s report.", "Issued %(count)s reports.", count) % {"count": count}
        messages.success(request, text + " " + _("Families have been told."))
    if issued.unchanged:
        names = _names(issued.unchanged)
        messages.info(request, _("Nothing has changed since the last report of: %(names)s.") % {"names": names})
    settling = [student for student, why in issued.held if why == "settling"]
    stale = [student for student, why in issued.held if why != "settling"]
    if settling:
        text = _(
            "Not issued yet, because evidence was saved seconds ago and can still be undone: %(names)s. "
            "Try again in half a minute."
        )
        messages.warning(request, text % {"names": _names(settling)})
    if stale:
        text = _("Not issued, because results are still being updated: %(names)s. Try again in a moment.")
        messages.warning(request, text % {"names": _names(stale)})


def _names(students: list[Student] | tuple[Student, ...]) -> str:
    return ", ".join(student.full_name for student in students)
