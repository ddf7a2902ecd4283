"""Publishing: what the draft changes, what still stands in the way, then the one step nobody can undo."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from competencies.actions.publish import NothingToPublishError, NotReadyError, publish_continuum
from competencies.forms.publishing import PublishForm
from competencies.models import Continuum
from competencies.queries.differences import WHAT, counted, draft_difference, grouped
from competencies.queries.kind_words import unkind_words
from competencies.queries.mapping import mapping_table
from competencies.queries.readiness import obstacles
from competencies.queries.versions import published_versions
from competencies.views.gates import editor
from people.access import member

SHOWN = 300
SHOWN_OF_A_KIND = 100
# A kind with more changes than this is folded: its count is read first.
READ_AT_ONCE = 20


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Show the difference and publish it; obstacles are named with the way to each."""
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _publish(request, continuum, form)
    return _page(request, continuum, form, status=422 if request.method == "POST" else 200)


def _page(request: HttpRequest, continuum: Continuum, form: PublishForm, *, status: int = 200) -> HttpResponse:
    found = draft_difference(continuum)
    context = {
        "continuum": continuum,
        "form": form,
        "groups": grouped(found, most=SHOWN_OF_A_KIND),
        "read_at_once": READ_AT_ONCE,
        "counts": [(WHAT[what], number) for what, number in counted(found).items()],
        "mappings": mapping_table(continuum),
        "obstacles": obstacles(continuum)[:SHOWN],
        "unkind": unkind_words(continuum)[:SHOWN],
        "versions": published_versions(continuum),
    }
    return render(request, "competencies/publish.html", context, status=status)


def _publish(request: HttpRequest, continuum: Continuum, form: PublishForm) -> HttpResponse:
    if form.cleaned_data["draft"] != continuum.draft:
        messages.info(request, _("This draft has been published already."))
        return redirect("competencies:publish")
    try:
        version = publish_continuum(continuum=continuum, by=member(request.user), note=form.cleaned_data["note"])
    except NothingToPublishError:
        messages.info(request, _("Nothing has changed since the last publication."))
        return redirect("competencies:publish")
    except NotReadyError:
        form.add_error(None, _("Nothing was published: some things need mending first."))
        return _page(request, continuum, form, status=422)
    text = _("Published version %(n)s. Everyone sees it now; results are being brought up to date.")
    messages.success(request, text % {"n": version.number})
    return redirect("competencies:public")
