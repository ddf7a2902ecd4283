"""Error pages: the same frame, the cause and the next step; they show nothing that depends on what was asked for."""

from __future__ import annotations

import sys

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from cbe.frame import frame_of

RETRY_AFTER = "30"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the request could not be understood."""
    return page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: the thing is known to you, but this is not yours to do."""
    return page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, the same words whether it does not exist or belongs to somebody else."""
    return page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403: the form's token was missing or old."""
    return render(request, "403_csrf.html", status=403)


def page(request: HttpRequest, status: int) -> HttpResponse:
    """Render an error page in the frame; without the frame where the database does not answer."""
    try:
        return render(request, f"{status}.html", {"frame": frame_of(request).nowhere()}, status=status)
    except DatabaseError:
        return unavailable(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database; 503 with Retry-After where the database was the cause."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return unavailable(request)
    return HttpResponse(render_to_string("500.html"), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503: the database does not answer just now; try again soon."""
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER})
