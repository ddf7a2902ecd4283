"""What graduates leave with: the outcomes of the graduate profile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from competencies.access import draft_rows
from competencies.actions.creating import add_outcome
from competencies.actions.drafting import restore, revise, withdraw
from competencies.actions.moving import move
from competencies.actions.rows import ChangedMeanwhileError, DraftRefusedError
from competencies.forms.expectations import OutcomeForm
from competencies.models import Continuum, GraduateOutcomeText
from competencies.views.gates import editor
from competencies.views.picking import one_of, seen, typed_over
from people.access import member


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Show the graduate profile of the draft; add, reword, move or take out an outcome."""
    if request.method != "POST":
        return _page(request, continuum)
    do = request.POST.get("do", "")
    if do not in CHANGES:
        raise Http404
    try:
        refused = CHANGES[do](request, continuum)
    except DraftRefusedError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("competencies:profile")
    if refused is not None:
        return refused
    messages.success(request, _("Saved in draft %(n)s.") % {"n": continuum.draft})
    return redirect("competencies:profile")


def _add(request: HttpRequest, continuum: Continuum) -> HttpResponse | None:
    form = OutcomeForm(request.POST, auto_id="new_%s")
    if form.is_valid():
        try:
            add_outcome(continuum=continuum, by=member(request.user), **form.words())
        except DraftRefusedError as refused:
            form.add_error(None, refused.messages)
        else:
            return None
    return _page(request, continuum, new=form, status=422)


def _say(request: HttpRequest, continuum: Continuum) -> HttpResponse | None:
    text = _outcome(request, continuum)
    form = OutcomeForm.about(text, request.POST)
    if not form.is_valid():
        return _page(request, continuum, said=form, status=422)
    try:
        revise(text, by=member(request.user), seen=seen(request), **form.words(text))
    except ChangedMeanwhileError:
        form = OutcomeForm.about(text, typed_over(request, text))
        return _page(request, continuum, said=form, theirs=text, status=409)
    return None


def _move(request: HttpRequest, continuum: Continuum) -> None:
    steps = -1 if request.POST.get("do") == "up" else 1
    move(_outcome(request, continuum), by=member(request.user), steps=steps)


def _retire(request: HttpRequest, continuum: Continuum) -> None:
    withdraw(_outcome(request, continuum), by=member(request.user))


def _restore(request: HttpRequest, continuum: Continuum) -> None:
    restore(_outcome(request, continuum), by=member(request.user))


CHANGES: dict[str, Callable[[HttpRequest, Continuum], HttpResponse | None]] = {
    "add": _add,
    "say": _say,
    "up": _move,
    "down": _move,
    "retire": _retire,
    "restore": _restore,
}


def _outcome(request: HttpRequest, continuum: Continuum) -> GraduateOutcomeText:
    row: GraduateOutcomeText = one_of(GraduateOutcomeText, continuum, request, until=None)
    return row


def _page(request: HttpRequest, continuum: Continuum, **more: Any) -> HttpResponse:
    """Show every outcome as a form; one that was refused stands in its place as it was typed."""
    status, said = more.pop("status", 200), more.pop("said", None)
    rows = draft_rows(GraduateOutcomeText, continuum).order_by("position", "pk")
    outcomes = [said if said and said.text == row else OutcomeForm.opened(row) for row in rows]
    context = {"continuum": continuum, "outcomes": outcomes, "new": OutcomeForm(auto_id="new_%s"), **more}
    return render(request, "competencies/profile.html", context, status=status)
