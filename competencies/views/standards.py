"""Browsing the standards of the draft, and where they came from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from competencies.forms.bringing import MakeForm, PrerequisitesForm
from competencies.models import Continuum
from competencies.queries.frameworks import frameworks
from competencies.queries.standards import browse_standards
from competencies.views.gates import editor


@editor
@require_safe
def standards(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Show a page of standards that match, the frameworks they came with, and what can be made of them."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:100]
    unaligned = request.GET.get("show") == "unaligned"
    context = {
        "continuum": continuum,
        "query": query,
        "unaligned": unaligned,
        "page": browse_standards(continuum, text=query, unaligned=unaligned, page=request.GET.get("page", "1")[:9]),
        "frameworks": frameworks(continuum),
        "make": MakeForm(continuum=continuum),
        "prerequisites": PrerequisitesForm(),
    }
    return render(request, "competencies/standards.html", context)
