"""Publishing: what the draft changes, what still stands in the way, and the step that comes next.

The first version is published here, since nobody has been judged yet. Every later one is published from its preview,
where whoever publishes has read who moves (``docs/decisions/0010``).
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from competencies.actions.publish import (
    NeedsPreviewError,
    NothingToPublishError,
    NotReadyError,
    publish_first_continuum,
)
from competencies.actions.rows import ChangedMeanwhileError
from competencies.forms.publishing import PublishForm
from competencies.models import Continuum
from competencies.queries.differences import WHAT, counted, draft_difference, grouped
from competencies.queries.draft_stamp import draft_stamp
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
    """Show the difference and lead to publishing it; obstacles are named with the way to each."""
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _publish(request, continuum, form)
    return _page(request, continuum, form, status=422 if request.method == "POST" else 200)


def _page(request: HttpRequest, continuum: Continuum, form: PublishForm, *, status: int = 200) -> HttpResponse:
    # Before the difference is read: what is edited in between has another stamp, and is not published unseen.
    stamp = draft_stamp(continuum)
    found = draft_difference(continuum)
    context = {
        "continuum": continuum,
        "stamp": stamp,
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
    said = form.cleaned_data
    if said["draft"] != continuum.draft:
        messages.info(request, _("This draft has been published already."))
        return redirect("competencies:publish")
    try:
        version = publish_first_continuum(
            continuum=continuum, by=member(request.user), seen=said["seen"], note=said["note"]
        )
    except NothingToPublishError:
        messages.info(request, _("Nothing has changed since the last publication."))
        return redirect("competencies:publish")
    except (NotReadyError, NeedsPreviewError, ChangedMeanwhileError) as refused:
        form.add_error(None, _refusal(refused))
        return _page(request, continuum, form, status=422 if isinstance(refused, NotReadyError) else 409)
    text = _("Published version %(n)s. Everyone sees it now; results are being brought up to date.")
    messages.success(request, text % {"n": version.number})
    return redirect("competencies:public")


def _refusal(refused: Exception) -> str:
    if isinstance(refused, NotReadyError):
        return _("Nothing was published: some things need mending first.")
    if isinstance(refused, NeedsPreviewError):
        return _("Nothing was published: first see whose results this draft changes, then publish it from that page.")
    return _(
        "Nothing was published: the draft has been edited since you opened this page. Read below what it says now, "
        "then publish."
    )
