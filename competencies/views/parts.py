"""The page of a domain, a strand or a stage: what it is called and what it says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from competencies.actions.drafting import revise
from competencies.actions.rows import ChangedMeanwhileError, DraftRefusedError
from competencies.forms.parts import PartForm
from competencies.models import Continuum
from competencies.queries.scales import draft_scales
from competencies.views.gates import editor
from competencies.views.picking import seen, typed_over
from competencies.views.steps import text_of
from people.access import member

PARTS = ("domain", "strand", "stage")


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, continuum: Continuum, kind: str, row: int) -> HttpResponse:
    """Show and save the words of one part of the outline."""
    text = text_of(continuum, kind, row) if kind in PARTS else None
    if text is None:
        raise Http404
    scales = [(one.view.id, one.view.name) for one in draft_scales(continuum)] if kind == "domain" else []
    if request.method != "POST":
        return _page(request, continuum, kind, text, PartForm.opened(text, scales=scales))
    form = PartForm(request.POST, text=text, scales=scales)
    if not form.is_valid():
        return _page(request, continuum, kind, text, form, status=422)
    try:
        fresh = revise(text, by=member(request.user), seen=seen(request), **form.words())
    except ChangedMeanwhileError:
        form = PartForm(typed_over(request, text), text=text, scales=scales)
        return _page(request, continuum, kind, text, form, status=409, theirs=True)
    except DraftRefusedError as refused:
        form.add_error(None, refused.messages)
        return _page(request, continuum, kind, text, form, status=422)
    messages.success(request, _("Saved in draft %(n)s.") % {"n": continuum.draft})
    return redirect(f"{reverse('competencies:edit')}#{kind}-{fresh.pk}")


def _page(
    request: HttpRequest, continuum: Continuum, kind: str, row: Any, form: PartForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"continuum": continuum, "kind": kind, "row": row, "form": form, **more}
    return render(request, "competencies/part.html", context, status=status)
