"""The scales of the draft: what each level is called and means, a further level, a further scale."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from competencies.actions.drafting import revise
from competencies.actions.rows import ChangedMeanwhileError, DraftRefusedError
from competencies.actions.scales import add_level, add_scale
from competencies.forms.expectations import LevelForm, NewLevelForm, ScaleForm
from competencies.models import Continuum, PerformanceLevel, Scale
from competencies.queries.scales import draft_scales
from competencies.views.gates import editor
from competencies.views.minding import mind
from competencies.views.picking import one_of, seen, typed_over
from people.access import member


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def scales(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Show the scales of the draft; rename a level, say what it means, add a level or a scale."""
    if request.method != "POST":
        return _page(request, continuum)
    change = {"scale": _add_scale, "level": _add_level, "say": _say}.get(request.POST.get("do", ""))
    if change is None:
        raise Http404
    refused = change(request, continuum)
    if refused is not None:
        return refused
    messages.success(request, _("Saved in draft %(n)s.") % {"n": continuum.draft})
    return redirect("competencies:scales")


def _add_scale(request: HttpRequest, continuum: Continuum) -> HttpResponse | None:
    form = ScaleForm(request.POST)
    if not form.is_valid():
        return _page(request, continuum, new=form, status=422)
    try:
        add_scale(continuum=continuum, by=member(request.user), **form.scale())
    except DraftRefusedError as refused:
        form.add_error(None, refused.messages)
        return _page(request, continuum, new=form, status=422)
    mind(request, *form.cleaned_data["levels"], names=True)
    return None


def _add_level(request: HttpRequest, continuum: Continuum) -> HttpResponse | None:
    scale = one_of(Scale, continuum, request)
    form = NewLevelForm.of(scale.pk, request.POST)
    if not form.is_valid():
        return _page(request, continuum, level=form, status=422)
    try:
        add_level(scale=scale, by=member(request.user), value=form.cleaned_data["value"], **form.words())
    except DraftRefusedError as refused:
        form.add_error(None, refused.messages)
        return _page(request, continuum, level=form, status=422)
    mind(request, form.cleaned_data["name"], names=True)
    return None


def _say(request: HttpRequest, continuum: Continuum) -> HttpResponse | None:
    level = one_of(PerformanceLevel, continuum, request, until=None)
    form = LevelForm.about(level, request.POST)
    if not form.is_valid():
        return _page(request, continuum, said=form, status=422)
    try:
        revise(level, by=member(request.user), seen=seen(request), **form.words(level))
    except ChangedMeanwhileError:
        form = LevelForm.about(level, typed_over(request, level))
        return _page(request, continuum, said=form, theirs=level, status=409)
    except DraftRefusedError as refused:
        form.add_error(None, refused.messages)
        return _page(request, continuum, said=form, status=422)
    mind(request, form.cleaned_data["name"], names=True)
    return None


def _page(request: HttpRequest, continuum: Continuum, **more: Any) -> HttpResponse:
    """Show every scale with a form for each level; a form that was refused stands in its place as it was typed."""
    status, said, level = more.pop("status", 200), more.pop("said", None), more.pop("level", None)
    rows = [
        {
            "scale": one,
            "levels": [
                (view, said if said and said.level == row else LevelForm.opened(row))
                for view, row in zip(one.view.levels, one.levels, strict=True)
            ],
            "add": level if level and level.scale == one.view.id else NewLevelForm.of(one.view.id),
        }
        for one in draft_scales(continuum)
    ]
    context = {"continuum": continuum, "scales": rows, "new": ScaleForm(auto_id="new_%s"), **more}
    return render(request, "competencies/scales.html", context, status=status)
