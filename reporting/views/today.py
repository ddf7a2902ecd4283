"""The teacher's home: what needs me now."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from people import access
from reporting.queries.today import day_of


@login_required
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the teacher's day; somebody who teaches nobody today is refused."""
    now = timezone.now()
    user = access.member(request.user)
    found = day_of(user, access.taught_sections(user), language=get_language() or "", now=now)
    if not found.groups and not access.teaches(request.user):
        raise PermissionDenied
    return render(request, "reporting/today.html", {"day": found, "now": now})
