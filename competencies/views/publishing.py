"""Publishing: what the draft changes, what still stands in the way, then the one step nobody can undo."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from competencies.actions.publish import NothingToPublishError, NotReadyError, publish_continuum
from competencies.models import Continuum, ContinuumVersion
from competencies.queries.differences import counted, draft_difference
from competencies.queries.readiness import obstacles
from competencies.views.gates import editor
from people.access import member

SHOWN = 300


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Show the difference and publish it; obstacles are named with the way to each."""
    if request.method == "POST":
        return _publish(request, continuum)
    found = draft_difference(continuum)
    versions = ContinuumVersion.objects.filter(continuum=continuum, state=ContinuumVersion.State.PUBLISHED)
    context = {
        "continuum": continuum,
        "differences": found[:SHOWN],
        "count": len(found),
        "more": max(0, len(found) - SHOWN),
        "counts": counted(found),
        "obstacles": obstacles(continuum)[:SHOWN],
        "versions": versions.select_related("published_by").order_by("-number")[:50],
    }
    return render(request, "competencies/publish.html", context)


def _publish(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    if request.POST.get("draft") != str(continuum.draft):
        messages.info(request, _("This draft has been published already."))
        return redirect("competencies:publish")
    try:
        version = publish_continuum(
            continuum=continuum, by=member(request.user), note=request.POST.get("note", "").strip()[:500]
        )
    except NothingToPublishError:
        messages.info(request, _("Nothing has changed since the last publication."))
        return redirect("competencies:publish")
    except NotReadyError:
        messages.error(request, _("Nothing was published: some things need mending first."))
        return redirect("competencies:publish")
    text = _("Published version %(n)s. Everyone sees it now; results are being brought up to date.")
    messages.success(request, text % {"n": version.number})
    return redirect("competencies:public")
