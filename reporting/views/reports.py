"""Reading issued reports."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from people.access import member
from reporting.access import readable_reports, reported_sections
from reporting.actions.noticing import read_notices
from reporting.queries.lists import listed_reports


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List the reports the reader may open, and the sections they write reports for."""
    context = {
        "sections": list(reported_sections(request.user).order_by("name", "pk")),
        "reports": listed_reports(readable_reports(request.user)),
    }
    return render(request, "reporting/reports.html", context)


@login_required
@require_safe
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show an issued report exactly as it was issued, in the language chosen."""
    found = get_object_or_404(readable_reports(request.user), pk=report_id)
    read_notices(report=found, reader=member(request.user), now=timezone.now())
    language = request.GET.get("lang") or get_language() or settings.LANGUAGE_CODE
    if language not in found.body:
        language = next(iter(found.body))
    context = {
        "report": found,
        "body": found.body[language],
        "language": language,
        "languages": language_choices(found.body, language),
        "newer": getattr(found, "superseded_by", None),
    }
    return render(request, "reporting/report.html", context)


def language_choices(bodies: dict[str, object], current: str) -> list[dict[str, object]]:
    """Return the languages a report was issued in, each named in its own script."""
    return [{"code": code, "current": code == current} for code in bodies]
