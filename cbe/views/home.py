"""The first page: everyone is sent to where their work is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cbe.frame import frame_of


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Send a person to the first page of their role; say so kindly where they have no role today."""
    address = frame_of(request).home
    return redirect(address) if address else render(request, "home_without_role.html")
