"""My groups: the sections somebody may open."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from pathways.access import sections_in_charge
from pathways.queries.groups import groups_of
from people.access import works_here


@login_required
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """List the sections of this term: those one teaches, or those of the school one leads."""
    found = groups_of(sections_in_charge(request.user), language=get_language() or "")
    if not found and not works_here(request.user):
        raise PermissionDenied
    return render(request, "pathways/groups.html", {"groups": found})
