"""The mastery rule: what is in force and was before, the draft of another one, and the form that writes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from competencies.actions.publish import draft_policy
from competencies.actions.rows import ChangedMeanwhileError
from competencies.forms.policy import PolicyForm
from competencies.models import Continuum
from competencies.queries.policies import default_policy
from competencies.queries.policy_desk import PolicyDesk, policy_desk
from competencies.queries.policy_ground import ground_of
from competencies.queries.policy_summary import policy_summary
from competencies.queries.preset_words import preset_families
from competencies.queries.wording import policy_sentences
from competencies.rules.policy import DEFAULT_POLICY, Policy
from competencies.rules.policy_words import policy_in_words
from competencies.rules.presets import preset_named
from competencies.views.gates import editor
from competencies.views.picking import number as number_of
from people.access import member


@editor
@require_safe
def policy(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Say the rule in force in words, the draft beside it, and every earlier version with what it changed."""
    context = {"continuum": continuum, "desk": _desk(continuum), "families": preset_families()}
    return render(request, "competencies/policy.html", context)


@editor
@require_safe
def policy_at(request: HttpRequest, continuum: Continuum, version: int) -> HttpResponse:
    """Say one version of the rule in words: who wrote and published it, when, why, and what it changed."""
    desk = _desk(continuum)
    one = desk.version(version)
    if one is None:
        raise Http404
    return render(request, "competencies/policy_at.html", {"continuum": continuum, "desk": desk, "one": one})


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def policy_draft(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Write the draft of the rule, from what is in force, an earlier version or a named rule."""
    desk, ground = _desk(continuum), ground_of(continuum)
    if request.method != "POST":
        start, note = _start(request, desk)
        return _page(request, continuum, desk, PolicyForm.opened(start, ground=ground, seen=desk.state, note=note))
    form = PolicyForm(request.POST, ground=ground)
    if request.POST.get("do") == "again":
        return _page(request, continuum, desk, form)
    if not form.is_valid():
        return _page(request, continuum, desk, form, status=422)
    return _save(request, continuum, desk, form)


def _save(request: HttpRequest, continuum: Continuum, desk: PolicyDesk, form: PolicyForm) -> HttpResponse:
    said = form.cleaned_data
    by = member(request.user)
    try:
        draft_policy(policy=desk.policy, value=form.typed.value, by=by, note=said["note"], seen=said["seen"])
    except ChangedMeanwhileError:
        desk = _desk(continuum)
        answers = request.POST.copy()
        answers["seen"] = desk.state
        again = PolicyForm(answers, ground=form.ground)
        return _page(request, continuum, desk, again, status=409, theirs=desk.draft or desk.in_force)
    messages.success(request, _("The draft of the rule is saved. Nobody is judged by it before it is published."))
    return redirect("competencies:policy")


def _start(request: HttpRequest, desk: PolicyDesk) -> tuple[Policy, str]:
    """What the form opens with: what was asked for, else the draft, else the rule in force."""
    asked = request.GET.get("from", "")
    if preset := preset_named(asked):
        return preset.policy, ""
    chosen = desk.version(number_of(asked)) if asked else desk.draft
    if asked and chosen is None:
        raise Http404
    found = chosen or desk.in_force
    if found is None:
        return DEFAULT_POLICY, ""
    return found.policy, found.note if found == desk.draft else ""


def _desk(continuum: Continuum) -> PolicyDesk:
    found = default_policy(continuum.district)
    if found is None:
        raise Http404
    return policy_desk(found)


def _page(
    request: HttpRequest, continuum: Continuum, desk: PolicyDesk, form: PolicyForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    said = form.policy()
    words = {
        "summary": policy_summary(said) if said else "",
        "sentences": policy_sentences(policy_in_words(said)) if said else (),
    }
    context = {"continuum": continuum, "desk": desk, "form": form, **words, **more}
    return render(request, "competencies/policy_draft.html", context, status=status)
