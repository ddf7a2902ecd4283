"""The sheet of parts: every component drawn by the tags that pages use, for those who build pages."""

from __future__ import annotations

import re
from functools import cache

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

NAMES = ("Beginning", "Developing", "Proficient", "Extending")
LEVELS = [{"value": rank, "name": name, "css": f"l{rank}"} for rank, name in enumerate(NAMES, start=1)]
AMOUNTS = [
    {**LEVELS[2], "amount": 1, "more": "1 piece"},
    {**LEVELS[2], "amount": 2, "more": "2 or 3 pieces"},
    {**LEVELS[2], "amount": 3, "more": "4 pieces or more"},
    {**LEVELS[1], "amount": 2, "old": True, "more": "Older than 6 months"},
]
KINDS = [("formative", "Formative"), ("summative", "Summative")]


class Example(forms.Form):
    """One question of each sort."""

    task = forms.CharField(help_text="What students call it.")
    day = forms.DateField(label="Day of the work", error_messages={"invalid": "November has 30 days. Choose another."})
    group = forms.ChoiceField(choices=[("7b", "7B Mathematics"), ("7d", "7D Mathematics")], required=False)
    move_on = forms.BooleanField(label="Move to the next student after a rating", required=False, initial=True)


@require_safe
def parts(request: HttpRequest) -> HttpResponse:
    """Show the sheet; it holds no school's data."""
    words = {
        "crumbs": [("Help", reverse("help"))],
        "levels": LEVELS,
        "amounts": AMOUNTS,
        "kinds": KINDS,
        "icons": icon_names(),
        "form": Example({"task": "Better buy at the market", "day": "31 November", "move_on": "on"}),
    }
    return render(request, "parts.html", words)


@cache
def icon_names() -> list[str]:
    """Return the names of the drawn icons, in the order of the sprite."""
    sprite = settings.BASE_DIR / "static" / "icons.svg"
    return re.findall(r'<symbol id="([^"]+)"', sprite.read_text(encoding="utf-8"))
