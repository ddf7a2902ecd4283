"""The published continuum for everyone: no sign-in, searchable, a link for each competency."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from competencies.access import reads_history
from competencies.queries import NoContinuum, published_map
from competencies.queries.policy_desk import public_rule
from competencies.queries.public import by_guid, described, district_publishing, found_in, published_districts, tree_of
from people.models import District


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Show the continuum in force, or what a search finds in it; several districts are offered by name."""
    districts = published_districts()
    chosen = _chosen(request, districts)
    if chosen is None:
        return render(request, "competencies/public_choice.html", {"districts": districts})
    continuum = published_map(chosen, language=get_language() or "")
    query = request.GET.get("q", "").replace("\0", "").strip()
    context = {
        "district": chosen,
        "several": len(districts) > 1,
        "continuum": continuum,
        "tree": () if query else tree_of(continuum),
        "query": query,
        "rule": None if query else public_rule(chosen),
        "found": [described(continuum, one) for one in found_in(continuum, query)],
    }
    page = "competencies/_public_body.html" if request.headers.get("HX-Request") else "competencies/public.html"
    return render(request, page, context)


@require_safe
def public_competency(request: HttpRequest, guid: UUID) -> HttpResponse:
    """Show one competency: what it says, what each level looks like, what it builds on and opens."""
    district = district_publishing(guid)
    try:
        continuum = published_map(district, language=get_language() or "") if district else None
    except NoContinuum:
        continuum = None
    one = by_guid(continuum, guid) if continuum else None
    if continuum is None or one is None:
        raise Http404
    context = {
        "district": district,
        "continuum": continuum,
        "competency": described(continuum, one),
        "became": continuum.standing_for(one.id) if one.retired else (),
        "reads_history": reads_history(request.user, district),
    }
    return render(request, "competencies/public_competency.html", context)


def _chosen(request: HttpRequest, districts: list[District]) -> District | None:
    """The district asked for, else the reader's own, else the only one."""
    asked = request.GET.get("district")
    if asked is not None:
        return next((one for one in districts if one.slug == asked), None)
    own = getattr(request.user, "district_id", None)
    mine = next((one for one in districts if one.pk == own), None)
    return mine or (districts[0] if len(districts) == 1 else None)
