"""Where requests about pathways enter."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from pathways.views.grid import freshness, grid
from pathways.views.groups import groups
from pathways.views.path import my_path, student_freshness
from pathways.views.path import path as student_path


def pending(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Answer 404 until the screen is there."""
    raise Http404


app_name = "pathways"
urlpatterns = [
    path("groups/", groups, name="groups"),
    path("sections/<int:section_id>/grid/", grid, name="grid"),
    path("sections/<int:section_id>/fresh/", freshness, name="freshness"),
    path("path/", my_path, name="my_path"),
    path("students/<int:student_id>/path/", student_path, name="path"),
    path("students/<int:student_id>/fresh/", student_freshness, name="student_freshness"),
    path("students/<int:student_id>/competencies/<int:competency_id>/", pending, name="competency"),
    path("students/<int:student_id>/competencies/<int:competency_id>/why/", pending, name="why"),
    path("advancements/", pending, name="advancements"),
    path("advancements/<int:advancement_id>/decide/", pending, name="decide"),
]
