"""What levels mean, what graduates leave with, and how evidence becomes mastery."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from competencies.actions.creating import add_outcome
from competencies.actions.drafting import revise, withdraw
from competencies.actions.rows import DraftRefusedError
from competencies.actions.scales import add_level, add_scale
from competencies.forms.expectations import LevelForm, OutcomeForm, ScaleForm
from competencies.models import Continuum, GraduateOutcomeText, PerformanceLevel, PolicyVersion, Scale
from competencies.queries import policy_in_force
from competencies.queries.scales import draft_scales
from competencies.queries.wording import policy_sentences
from competencies.rules.naming import shaming_words
from competencies.rules.policy_words import policy_in_words, warnings_about
from competencies.views.gates import editor
from people.access import member


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def scales(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Show the scales of the draft; rename a level, say what it means, add a level or a scale."""
    if request.method == "POST":
        try:
            _change_scale(request, continuum)
        except DraftRefusedError as refused:
            messages.error(request, " ".join(refused.messages))
        return redirect("competencies:scales")
    return render(request, "competencies/scales.html", {"continuum": continuum, "scales": draft_scales(continuum)})


def _change_scale(request: HttpRequest, continuum: Continuum) -> None:
    user, do = member(request.user), request.POST.get("do")
    if do == "scale":
        form = ScaleForm(request.POST)
        _valid(form)
        add_scale(continuum=continuum, by=user, **form.scale())
        return
    level = LevelForm(request.POST)
    _valid(level)
    said = level.cleaned_data
    spanish = {key: text for key, text in (("name", said["name_es"]), ("meaning", said["meaning_es"])) if text}
    words = {"name": said["name"], "meaning": said["meaning"], "translations": {"es": spanish} if spanish else {}}
    if do == "level":
        scale = Scale.objects.filter(district=continuum.district_id, pk=_number(request)).first()
        if scale is None:
            raise Http404
        add_level(scale=scale, by=user, value=_value(request), **words)
    else:
        revise(_open(PerformanceLevel, continuum, request), by=user, **words)
    if shaming := shaming_words(said["name"]):
        text = _("“%(words)s” can sound like a verdict on a child. A neutral word is kinder; you can change it here.")
        messages.warning(request, text % {"words": ", ".join(shaming)})
    messages.success(request, _("Saved in draft %(n)s.") % {"n": continuum.draft})


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Show the graduate profile of the draft; add, reword or take out an outcome."""
    if request.method == "POST":
        try:
            _change_outcome(request, continuum)
        except DraftRefusedError as refused:
            messages.error(request, " ".join(refused.messages))
        return redirect("competencies:profile")
    rows = GraduateOutcomeText.objects.filter(until=None, district=continuum.district_id).order_by("position", "pk")
    context = {"continuum": continuum, "outcomes": [OutcomeForm.opened(row) for row in rows], "form": OutcomeForm()}
    return render(request, "competencies/profile.html", context)


def _change_outcome(request: HttpRequest, continuum: Continuum) -> None:
    user, do = member(request.user), request.POST.get("do")
    if do == "retire":
        withdraw(_open(GraduateOutcomeText, continuum, request), by=user)
        return
    form = OutcomeForm(request.POST)
    _valid(form)
    if do == "add":
        add_outcome(continuum=continuum, by=user, **form.words())
    else:
        revise(_open(GraduateOutcomeText, continuum, request), by=user, **form.words())
    messages.success(request, _("Saved in draft %(n)s.") % {"n": continuum.draft})


@editor
@require_safe
def policy(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Say the rule in force in words, with what an editor should know about it."""
    try:
        found = policy_in_force(continuum.district)
    except PolicyVersion.DoesNotExist:
        raise Http404 from None
    context = {
        "continuum": continuum,
        "found": found,
        "version": PolicyVersion.objects.select_related("published_by").get(pk=found.version_id),
        "sentences": policy_sentences(policy_in_words(found.policy)),
        "warnings": policy_sentences(warnings_about(found.policy)),
    }
    return render(request, "competencies/policy.html", context)


def _valid(form: Any) -> None:
    if not form.is_valid():
        raise DraftRefusedError([error for errors in form.errors.values() for error in errors])


def _value(request: HttpRequest) -> Decimal:
    try:
        value = Decimal(request.POST.get("value", "").strip()[:12])
    except InvalidOperation:
        raise DraftRefusedError(_("The value of a level is a number, such as 5.")) from None
    if not value.is_finite() or abs(value) >= 100_000:
        raise DraftRefusedError(_("The value of a level is a number, such as 5."))
    return value


def _number(request: HttpRequest) -> int:
    value = request.POST.get("id", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0


def _open(model: Any, continuum: Continuum, request: HttpRequest) -> Any:
    found = model.objects.filter(district=continuum.district_id, until=None, pk=_number(request)).first()
    if found is None:
        raise Http404
    return found
