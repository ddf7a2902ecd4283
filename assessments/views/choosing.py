"""Where logging evidence starts: choose a section, then what to rate."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.queries import targets
from assessments.queries.sections import taught_overview
from assessments.views.gates import continuum, person
from competencies.rules.continuum import ContinuumMap
from people import access as people
from people.models import Section
from people.queries import today

SEARCH_LENGTH = 100


@login_required
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show the sections the person teaches, each with what it works on."""
    user = person(request)
    if not people.teaches(user):
        raise PermissionDenied
    overview = taught_overview(user, continuum(request))
    return render(request, "assessments/log.html", {"sections": overview})


def choose(request: HttpRequest, section: Section, chart: ContinuumMap) -> HttpResponse:
    """Show what the section can be rated on: its focus first, then what was searched for or its whole domain."""
    return render(request, "assessments/choose.html", {"section": section, **choices(request, [section], chart)})


def choices(request: HttpRequest, sections: list[Section], chart: ContinuumMap) -> dict[str, Any]:
    """Return the groups of standards to choose from: focus, found, and the rest of the sections' domains."""
    district = person(request).district
    assert district is not None  # `continuum` has answered 404 otherwise  # noqa: S101
    words = request.GET.get("q", "").replace("\0", "").strip()[:SEARCH_LENGTH]
    focus = targets.focus_competencies(sections, on=today(district))
    domains = frozenset[int]().union(*(targets.domains_of(section) for section in sections))
    rest = [one for one in targets.in_domains(chart, domains) if one not in focus]
    return {
        "words": words,
        "focus": targets.groups_of(chart, focus),
        "found": targets.search(chart, words) if words else (),
        "rest": targets.groups_of(chart, rest),
    }
