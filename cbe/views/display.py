"""Display settings: theme, text size, spacing, plain words and single keys, kept in a cookie."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cbe.display import COOKIE, COOKIE_AGE, chosen, from_cookie

THEMES = [("auto", _("As my device")), ("light", _("Light")), ("dark", _("Dark"))]
SWITCHES = [
    ("roomy", _("Larger text"), _("Students and families always have it.")),
    ("airy", _("More space"), _("Wider gaps between letters and lines. Many readers find it calmer.")),
    ("young", _("Young reader"), _("Large text, large buttons and large pictures.")),
    ("nokeys", _("No single keys"), _("Pages then never act on one key such as 3 or ?.")),
]


@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Show the settings, or keep those chosen and come back."""
    if request.method == "POST":
        return keep(request)
    now = from_cookie(request.COOKIES.get(COOKIE, ""))
    switches = [(name, label, hint, name in now.switches) for name, label, hint in SWITCHES]
    return render(request, "display.html", {"themes": THEMES, "theme": now.theme, "switches": switches})


def keep(request: HttpRequest) -> HttpResponse:
    """Put the choices into the cookie."""
    wish = chosen([request.POST.get("theme", ""), *request.POST.getlist("switch")])
    messages.success(request, gettext("Your display settings are saved on this device."))
    response = redirect("display")
    response.set_cookie(
        COOKIE, wish.to_cookie(), max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response
