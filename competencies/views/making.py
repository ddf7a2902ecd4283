"""What comes of a framework: competencies made from one of its item types, and the framework as a file again."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from competencies.access import rows_of
from competencies.actions.make_competencies import make_competencies
from competencies.actions.rows import DraftRefusedError
from competencies.exports.case import UnknownDocumentError, export_case
from competencies.forms.bringing import MakeForm
from competencies.models import CaseDocument, Continuum
from competencies.views.gates import editor
from people.access import member


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Make competencies of an item type: first say how many, then do it. A preview asked for anew begins again."""
    if request.method != "POST":
        return redirect("competencies:standards")
    form = MakeForm(request.POST, continuum=continuum)
    if not form.is_valid():
        messages.error(request, _("Choose a framework and one of its item types."))
        return redirect("competencies:standards")
    document = get_object_or_404(rows_of(CaseDocument, continuum), pk=form.cleaned_data["document"])
    sure = request.POST.get("do") == "make"
    try:
        report = make_competencies(
            document=document, item_type=form.cleaned_data["item_type"], by=member(request.user), dry_run=not sure
        )
    except DraftRefusedError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("competencies:standards")
    if not sure:
        context = {"continuum": continuum, "report": report, "form": form}
        return render(request, "competencies/make.html", context)
    messages.success(request, _("Made %(count)s competencies in the draft.") % {"count": len(report.made)})
    return redirect("competencies:edit")


@editor
@require_safe
def export(request: HttpRequest, continuum: Continuum, identifier: str) -> HttpResponse:
    """Send a framework as a CASE package, as it was received plus our own edits."""
    try:
        package = export_case(district=continuum.district, identifier=identifier)
    except UnknownDocumentError:
        raise Http404 from None
    answer = HttpResponse(json.dumps(package, ensure_ascii=False, indent=1), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="case-package.json"'
    return answer
