"""Where requests about reporting enter."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def pending(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Answer 404 until the screen is there."""
    raise Http404


app_name = "reporting"
urlpatterns = [
    path("today/", pending, name="today"),
    path("family/", pending, name="family"),
    path("school/", pending, name="school"),
    path("district/", pending, name="district"),
    path("sections/<int:section_id>/reports/", pending, name="section_reports"),
    path("sections/<int:section_id>/reports/issue/", pending, name="issue"),
    path("sections/<int:section_id>/reports/<int:student_id>/", pending, name="draft"),
    path("reports/", pending, name="reports"),
    path("reports/<int:report_id>/", pending, name="report"),
    path("students/<int:student_id>/progress/", pending, name="child"),
]
