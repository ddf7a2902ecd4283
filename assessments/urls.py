"""Where requests about assessments enter."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def pending(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Answer 404 until the screen is there."""
    raise Http404


app_name = "assessments"
urlpatterns = [
    path("log/", pending, name="log"),
    path("sections/<int:section_id>/log/", pending, name="class_set"),
    path("students/<int:student_id>/log/", pending, name="rubric"),
    path("batches/<uuid:batch>/undo/", pending, name="undo"),
    path("evidence/<int:evidence_id>/correct/", pending, name="correct"),
    path("evidence/<int:evidence_id>/void/", pending, name="void"),
    path("sections/<int:section_id>/history/", pending, name="history"),
    path("sections/<int:section_id>/focus/", pending, name="focus"),
]
