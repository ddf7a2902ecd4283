"""A leader's home: who needs what in the school."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from people import access
from people.queries import today
from reporting.queries.school import school_of


@login_required
@require_safe
def school(request: HttpRequest) -> HttpResponse:
    """Show the schools the user leads, each with its sections and who has been seen lately."""
    led = list(access.led_schools(request.user).select_related("district").order_by("name", "pk"))
    if not led:
        raise PermissionDenied
    chosen = next((one for one in led if str(one.pk) == request.GET.get("school")), led[0])
    view = school_of(chosen, day=today(chosen.district), now=timezone.now(), language=get_language() or "")
    return render(request, "reporting/school.html", {"school": view, "chosen": chosen, "schools": led})
