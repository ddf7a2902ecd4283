"""Help, the same on every page: signing in, what the words mean, keys, privacy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

LEVELS = (("l1", 1), ("l2", 2), ("l3", 3), ("l4", 4))


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Answer what people ask most, on one page that needs no sign-in."""
    names = [_("Beginning"), _("Developing"), _("Proficient"), _("Extending")]
    means = [
        _("starting out, with help"),
        _("on the way, some parts alone"),
        _("has shown the goal"),
        _("uses it in new ways"),
    ]
    levels = [
        {"value": value, "css": css, "name": name, "means": meaning}
        for (css, value), name, meaning in zip(LEVELS, names, means, strict=True)
    ]
    return render(request, "help.html", {"levels": levels})
