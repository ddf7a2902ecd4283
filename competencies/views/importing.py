"""Bringing standards in: a CASE package (seen before it is done), prerequisites, competencies made of both."""

from __future__ import annotations

import json
import re
from pathlib import Path
from secrets import token_urlsafe
from time import time

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competencies.actions.make_competencies import make_competencies
from competencies.actions.rows import DraftRefusedError
from competencies.exports.case import UnknownDocumentError, export_case
from competencies.forms.bringing import MakeForm, PackageForm, PrerequisitesForm
from competencies.importers.case import import_case
from competencies.importers.prerequisites import import_prerequisites
from competencies.models import CaseDocument, Continuum
from competencies.rules.case.values import PackageRefusedError
from competencies.rules.prerequisite_rows import PrerequisitesRefusedError
from competencies.views.gates import admin_only, continuum_of, editor
from people.access import member

NAME = re.compile(r"[A-Za-z0-9_-]{20,40}")
KEPT = "case-import"
DAY = 24 * 60 * 60


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_package(request: HttpRequest) -> HttpResponse:
    """Take a package, show what it would change, and then bring it into the draft."""
    form = PackageForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "continuum": continuum_of(request)}
    if request.method != "POST":
        return render(request, "competencies/import.html", context)
    kept = _kept(request)
    if kept is None and not form.is_valid():
        return render(request, "competencies/import.html", context, status=422)
    raw = kept.read_bytes() if kept else form.cleaned_data["package"].read()
    certain, accept = kept is not None and request.POST.get("do") == "import", "accept" in request.POST
    user = member(request.user)
    if user.district is None:
        raise Http404
    try:
        report = import_case(raw=raw, district=user.district, by=user, dry_run=not certain, accept_changes=accept)
    except PackageRefusedError as refused:
        context["problems"] = refused.problems
        return render(request, "competencies/import.html", context, status=422)
    if not certain:
        name = kept.name if kept else _keep(raw)
        return render(
            request, "competencies/import.html", {**context, "report": report, "name": name, "accept": accept}
        )
    if kept:
        kept.unlink(missing_ok=True)
    messages.success(request, _("Brought “%(title)s” into the draft.") % {"title": report.title})
    return redirect("competencies:standards")


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / KEPT
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(raw: bytes) -> str:
    """Keep the file between the two steps under a name nobody can guess; older ones of a day ago go."""
    yesterday = time() - DAY
    for old in _folder().iterdir():
        if old.stat().st_mtime < yesterday:
            old.unlink(missing_ok=True)
    name = token_urlsafe(24)
    (_folder() / name).write_bytes(raw)
    return name


def _kept(request: HttpRequest) -> Path | None:
    name = request.POST.get("name", "")
    file = _folder() / name if NAME.fullmatch(name) else None
    return file if file is not None and file.is_file() else None


@editor
@require_POST
def make(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Make competencies of an item type: first say how many, then do it."""
    form = MakeForm(request.POST, continuum=continuum)
    if not form.is_valid():
        messages.error(request, _("Choose a framework and one of its item types."))
        return redirect("competencies:standards")
    document = CaseDocument.objects.get(pk=form.cleaned_data["document"], continuum=continuum)
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
@require_POST
def prerequisites(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Attach a list of prerequisites to the draft's standards, or say line by line what is wrong with it."""
    form = PrerequisitesForm(request.POST, request.FILES)
    problems: list[str] = []
    report = None
    if form.is_valid():
        try:
            report = import_prerequisites(
                raw=form.cleaned_data["file"].read(),
                district=continuum.district,
                by=member(request.user),
                dry_run=request.POST.get("do") != "attach",
                skip_unknown=form.cleaned_data["skip_unknown"],
            )
        except PrerequisitesRefusedError as refused:
            problems = [str(one) for one in refused.problems][:200]
    else:
        problems = [str(error) for errors in form.errors.values() for error in errors]
    context = {
        "continuum": continuum,
        "report": report,
        "problems": problems,
        "done": request.POST.get("do") == "attach",
    }
    return render(request, "competencies/prerequisites.html", context, status=422 if problems else 200)


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
