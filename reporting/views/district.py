"""An admin's home: the continuum, the people, and whether everything runs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from people import access
from people.queries import today
from reporting.queries.district import district_of


@login_required
@require_safe
def district(request: HttpRequest) -> HttpResponse:
    """Show the admin their district."""
    mine = access.member(request.user).district
    if mine is None or not access.is_admin(request.user):
        raise PermissionDenied
    now = timezone.now()
    return render(
        request, "reporting/district.html", {"district": district_of(mine, day=today(mine), now=now), "now": now}
    )
