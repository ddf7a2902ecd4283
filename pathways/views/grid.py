"""The mastery grid of a section, and the cheap answer to "has anything changed?"."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competencies.queries import NoContinuum
from pathways.access import grid_section
from pathways.queries.freshness import section_freshness
from pathways.queries.grid import Grid, grid_of
from pathways.views.grid_table import legend_of, table_of
from pathways.views.polling import fresh_answer, words_for
from people.models import Section


@login_required
@require_safe
def grid(request: HttpRequest, section_id: int) -> HttpResponse:
    """Show who has shown what, and who needs what next."""
    section = section_or_404(request, section_id)
    try:
        found = grid_of(section, show=request.GET.get("show", "all"), language=get_language() or "", now=timezone.now())
    except NoContinuum:
        return render(request, "pathways/grid_empty.html", {"section": section, "why": "continuum"})
    if not found.enrolled or (found.show == "all" and not found.columns):
        why = "evidence" if found.enrolled else "students"
        return render(request, "pathways/grid_empty.html", {"section": section, "why": why})
    context = {
        "section": section,
        "grid": found,
        "table": table_of(found),
        "choices": choices(found),
        "legend": legend_of(found),
        "state_words": words_for(found.keeping_up),
    }
    return render(request, "pathways/grid.html", context)


def choices(found: Grid) -> list[tuple[str, str, int]]:
    """Return what can be shown: the value of ``show``, its words, and how many students it is about."""
    return [
        ("all", _("Everyone"), found.enrolled),
        ("not_yet", _("Not yet"), found.counts["not_yet"]),
        ("no_evidence", _("No evidence"), found.counts["no_evidence"]),
        ("ready", _("Ready for summative"), found.counts["ready"]),
    ]


@login_required
@require_safe
def freshness(request: HttpRequest, section_id: int) -> HttpResponse:
    """Say whether the section's grid has changed: 304 while the token the page holds is still true."""
    section = section_or_404(request, section_id)
    return fresh_answer(request, section_freshness(section, now=timezone.now()))


def section_or_404(request: HttpRequest, section_id: int) -> Section:
    """Return the section, or 404 where the reader has none of this number."""
    section = grid_section(request.user, section_id)
    if section is None:
        raise Http404
    return section
