"""Looking back: everything that was saved in a section, with what became of it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access
from assessments.queries.history import ROWS_AT_ONCE, saves_of
from assessments.views.class_set import number
from assessments.views.gates import continuum, person, readable_section


@login_required
@require_safe
def history(request: HttpRequest, section_id: int) -> HttpResponse:
    """Show the saves of a section, newest first; ``mine`` only one's own, ``before`` older ones."""
    section = readable_section(request, section_id)
    chart = continuum(request)
    rows = access.evidence(request.user).filter(district=section.district_id, section=section)
    mine = request.GET.get("mine") == "1"
    if mine:
        rows = rows.filter(author=person(request))
    if before := number(request.GET.get("before")):
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("student", "author", "demonstration").order_by("-pk")[: ROWS_AT_ONCE + 1])
    shown = found[:ROWS_AT_ONCE]
    changeable = access.changeable(request.user).filter(pk__in=[row.pk for row in shown]).values_list("pk", flat=True)
    saves = saves_of(
        shown,
        viewer=person(request),
        changeable=changeable,
        chart=chart,
        now=timezone.now(),
        window=access.UNDO_WINDOW,
    )
    older = shown[-1].pk if len(found) > ROWS_AT_ONCE else None
    return render(
        request, "assessments/history.html", {"section": section, "saves": saves, "mine": mine, "older": older}
    )
