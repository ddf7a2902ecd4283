"""Where requests about competencies enter."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from competencies.views.public import public, public_competency


def pending(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Answer 404 until the screen is there."""
    raise Http404


app_name = "competencies"
urlpatterns = [
    path("", public, name="public"),
    path("c/<uuid:guid>/", public_competency, name="public_competency"),
    path("edit/", pending, name="edit"),
    path("edit/c/<int:competency_id>/", pending, name="edit_competency"),
    path("edit/scales/", pending, name="scales"),
    path("edit/policy/", pending, name="policy"),
    path("edit/standards/", pending, name="standards"),
    path("edit/import/", pending, name="import"),
    path("edit/publish/", pending, name="publish"),
]
