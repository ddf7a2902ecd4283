"""The demo's door: step into an account of the made-up school with one press."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from cbe.queries import demo_accounts


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in the demo account chosen; any other account is as unknown as one that does not exist."""
    chosen = request.POST.get("as", "")
    if not chosen.isdecimal():
        raise Http404
    account = get_object_or_404(demo_accounts(), pk=int(chosen))
    login(request, account)
    return redirect("home")
