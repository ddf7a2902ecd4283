"""What a rule does, while it is being written: in words, with warnings, and on a few little histories."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from competencies.access import continuum_of
from competencies.models import Continuum
from competencies.queries.policies import default_policy
from competencies.queries.policy_desk import policy_desk
from competencies.queries.policy_ground import Ground, ground_of
from competencies.queries.policy_summary import policy_summary
from competencies.queries.wording import policy_sentences
from competencies.rules.continuum import ScaleView
from competencies.rules.policy_typed import Typed, typed_of
from competencies.rules.policy_words import policy_in_words
from pathways.queries.example_words import example_words
from pathways.rules.examples import shown, standards_of
from people.access import is_admin, member
from people.queries import today

LONGEST = 600


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def policy_examples(request: HttpRequest) -> HttpResponse:
    """Show what the typed rule (opened by itself: the draft, or the rule in force) says and does; nothing is saved."""
    if not is_admin(request.user):
        raise PermissionDenied
    continuum = continuum_of(member(request.user))
    if continuum is None:
        return redirect("competencies:edit")
    ground = ground_of(continuum)
    said = _answers(request.POST) if request.method == "POST" else _standing(continuum)
    typed = ground.read(said)
    scale = _scale(ground, request.POST.get("scale", ""))
    context = {"said": _again(request.POST), "scale": scale, "ground": ground, **_told(typed, ground, scale, continuum)}
    if request.headers.get("HX-Request"):
        return render(request, "pathways/_policy_examples.html", {**context, "live": True})
    return render(
        request,
        "pathways/policy_examples.html",
        context,
        status=422 if request.method == "POST" and typed.wrong else 200,
    )


def _answers(sent: QueryDict) -> dict[str, Any]:
    return {**{name: sent.get(name) for name in sent}, "roles": sent.getlist("roles")}


def _again(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed, to be sent on from a page without the form."""
    return [(name, one[:LONGEST]) for name in sent if name != "csrfmiddlewaretoken" for one in sent.getlist(name)]


def _standing(continuum: Continuum) -> dict[str, Any]:
    found = default_policy(continuum.district)
    desk = policy_desk(found) if found else None
    one = (desk.draft or desk.in_force) if desk else None
    if one is None:
        raise Http404
    return typed_of(one.policy)


def _scale(ground: Ground, asked: str) -> ScaleView | None:
    chosen = next((one for one in ground.scales if str(one.id) == asked), None)
    return chosen or (ground.scales[0] if ground.scales else None)


def _told(typed: Typed, ground: Ground, scale: ScaleView | None, continuum: Continuum) -> dict[str, Any]:
    if typed.policy is None:
        return {"wrong": policy_sentences(one.message for one in typed.wrong)}
    day = today(continuum.district)
    found = shown(typed.policy, scale.rule, day) if scale else ()
    return {
        "wrong": policy_sentences(one.message for one in typed.wrong),
        "summary": policy_summary(typed.policy),
        "sentences": policy_sentences(policy_in_words(typed.policy)),
        "warnings": policy_sentences(ground.warnings(typed)),
        "standards": standards_of(typed.policy),
        "examples": [example_words(one, scale) for one in found if scale],
    }
