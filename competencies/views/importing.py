"""Bringing standards in: a CASE package, and what its standards build on; both are seen before they are done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from competencies.access import continuum_of
from competencies.forms.bringing import PackageForm, PrerequisitesForm
from competencies.importers.case import import_case
from competencies.importers.prerequisites import import_prerequisites
from competencies.models import Continuum
from competencies.rules.case.values import PackageRefusedError
from competencies.rules.prerequisite_rows import PrerequisitesRefusedError
from competencies.views.gates import admin_only, editor
from competencies.views.keeping import forget, keep, kept
from people.access import member
from people.models import User

MOST_PROBLEMS = 200


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_package(request: HttpRequest) -> HttpResponse:
    """Take a package, show what it would change, and then bring it into the draft."""
    user = member(request.user)
    if user.district is None:
        raise Http404
    if request.method != "POST":
        return _asked(request, PackageForm())
    if request.POST.get("do") == "import":
        return _imported(request, user)
    form = PackageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _asked(request, form, status=422)
    raw, accept = form.cleaned_data["package"].read(), form.cleaned_data["accept"]
    try:
        report = import_case(raw=raw, district=user.district, by=user, dry_run=True, accept_changes=accept)
    except PackageRefusedError as refused:
        return _asked(request, form, problems=_worded(refused), status=422)
    return _asked(request, form, report=report, name=keep(raw, user), accept=accept)


def _imported(request: HttpRequest, user: User) -> HttpResponse:
    """Bring in the file whose difference was shown; it is forgotten afterwards, come what may."""
    name = request.POST.get("name", "")
    raw = kept(name, user)
    if raw is None or user.district is None:
        form = PackageForm(request.POST)
        form.errors["package"] = form.error_class([_("The file is no longer here. Choose it once more.")])
        return _asked(request, form, status=422)
    forget(name, user)
    try:
        report = import_case(raw=raw, district=user.district, by=user, accept_changes="accept" in request.POST)
    except PackageRefusedError as refused:
        return _asked(request, PackageForm(), problems=_worded(refused), status=422)
    messages.success(request, _("Brought “%(title)s” into the draft.") % {"title": report.title})
    return redirect("competencies:standards")


def _worded(refused: PackageRefusedError) -> list[str]:
    """What is wrong with a package; the command's option is a box on this page."""
    return [str(one).replace("--accept-changes", _("the box below ticked")) for one in refused.problems[:MOST_PROBLEMS]]


def _asked(request: HttpRequest, form: PackageForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "continuum": continuum_of(member(request.user)), **more}
    return render(request, "competencies/import.html", context, status=status)


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def prerequisites(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Say what a list of prerequisites would change, attach it, or say line by line what is wrong with it."""
    if request.method != "POST":
        return redirect("competencies:standards")
    user, done = member(request.user), request.POST.get("do") == "attach"
    name = request.POST.get("name", "")
    form = PrerequisitesForm(request.POST, request.FILES)
    raw = kept(name, user) if name else None
    if raw is None and not form.is_valid():
        return _listed(request, continuum, problems=[str(one) for errors in form.errors.values() for one in errors])
    raw = form.cleaned_data["file"].read() if raw is None else raw
    skip = "skip_unknown" in request.POST
    try:
        report = import_prerequisites(
            raw=raw, district=continuum.district, by=user, dry_run=not done, skip_unknown=skip
        )
    except PrerequisitesRefusedError as refused:
        return _listed(request, continuum, problems=[str(one) for one in refused.problems][:MOST_PROBLEMS])
    if done:
        forget(name, user)
    return _listed(request, continuum, report=report, done=done, skip=skip, name="" if done else keep(raw, user))


def _listed(request: HttpRequest, continuum: Continuum, **context: Any) -> HttpResponse:
    status = 422 if context.get("problems") else 200
    return render(request, "competencies/prerequisites.html", {"continuum": continuum, **context}, status=status)
