"""The finder's page; the same address answers with only the list when the page asks for it while one types."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cbe.finding import find
from cbe.frame import frame_of

LONGEST = 80


@require_safe
@login_required
def finder(request: HttpRequest) -> HttpResponse:
    """Show what was found for ``q``."""
    asked = request.GET.get("q", "")[:LONGEST]
    kinds = find(request.user, frame_of(request), asked)  # type: ignore[arg-type]  # login_required: never anonymous
    template = "_found.html" if request.headers.get("HX-Target") == "found" else "find.html"
    return render(request, template, {"asked": asked, "kinds": kinds})
