"""Finding what a form is about, and reading what it says, without trusting either."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, QueryDict

from competencies.access import rows_of
from competencies.models import Continuum

DIGITS = 18


def number(value: str) -> int:
    """Return an id as a form sends it; 0, which nothing has, where it is no such number."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= DIGITS else 0


def one_of(model: Any, continuum: Continuum, request: HttpRequest, **about: Any) -> Any:
    """Return the thing of the admin's district whose id the form sends. Raises Http404."""
    found = rows_of(model, continuum).filter(pk=number(request.POST.get("id", "")), **about).first()
    if found is None:
        raise Http404
    return found


def seen(request: HttpRequest) -> datetime | None:
    """Return the moment of the text a form was opened with, to be compared with the one there is now."""
    try:
        moment = datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def typed_over(request: HttpRequest, row: Any) -> QueryDict:
    """Return what was typed, to be saved over what ``row`` says now."""
    said = request.POST.copy()
    said["seen"] = row.edited_at.isoformat()
    return said


def words(request: HttpRequest, name: str) -> str:
    """Return what a search asks for, cut to a sensible length."""
    return request.GET.get(name, "").replace("\0", "").strip()[:100]
