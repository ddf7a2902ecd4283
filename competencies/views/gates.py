"""Who may edit the continuum: the district's admins; everyone else is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from competencies.access import continuum_of
from people import access

View = Callable[..., HttpResponse]


def admin_only(view: View) -> View:
    """Let only today's admins of a district in. One query."""

    @login_required
    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.is_admin(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gated


def editor(view: View) -> View:
    """Let only admins in, with their district's continuum; where there is none yet, to where one begins."""

    @admin_only
    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        continuum = continuum_of(access.member(request.user))
        if continuum is None:
            return redirect("competencies:edit")
        return view(request, continuum, *args, **kwargs)

    return gated
