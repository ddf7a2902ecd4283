"""The history of a definition: for editors with the draft, for the staff of the district as it was published."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from competencies.access import competency_of, continuum_of, reads_history
from competencies.models import Continuum
from competencies.queries.history import definition_history, thing_of
from competencies.views.gates import editor
from people.access import member


@editor
@require_safe
def history(request: HttpRequest, continuum: Continuum, kind: str, row: int) -> HttpResponse:
    """Show everything that was ever changed about a part of the continuum, the draft included."""
    pk = thing_of(continuum, kind, row)
    found = definition_history(continuum, kind, pk) if pk is not None else None
    if found is None:
        raise Http404
    return render(request, "competencies/history.html", {"continuum": continuum, "history": found, "editing": True})


@login_required
@require_safe
def competency_history(request: HttpRequest, guid: UUID) -> HttpResponse:
    """Show the staff of the district what a competency said in every version that was published."""
    user = member(request.user)
    continuum = continuum_of(user)
    pk = competency_of(continuum, guid) if continuum else None
    if continuum is None or pk is None:
        raise Http404
    if not reads_history(user, continuum.district):
        raise PermissionDenied
    found = definition_history(continuum, "competency", pk, drafts=False)
    if found is None:
        raise Http404
    return render(request, "competencies/history.html", {"continuum": continuum, "history": found, "guid": guid})
