"""Advancements: what waits for somebody's decision, and the decision itself."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pathways import access
from pathways.actions.advancing import (
    AlreadyDecided,
    BeingUpdated,
    NoLongerMastered,
    ReasonNeeded,
    ReasonRefused,
    confirm_advancement,
    decline_advancement,
    keep_advancement,
    reverse_advancement,
)
from pathways.forms import CONFIRM, DECLINE, KEEP, REVERSE, DecisionForm
from pathways.models import Advancement
from pathways.queries.advancements import decided_list, in_words, waiting_list
from pathways.queries.staleness import staleness_of
from people.access import works_here
from people.models import User

NEWEST, EVERYTHING = 20, 2000
ACTIONS = {DECLINE: decline_advancement, REVERSE: reverse_advancement, KEEP: keep_advancement}


@login_required
@require_safe
def advancements(request: HttpRequest) -> HttpResponse:
    """List the advancements the reader may decide: proposals and questions first, then what was decided."""
    user = cast("User", request.user)
    if user.district is None:
        raise Http404
    found, language = access.decidable_advancements(user), get_language() or ""
    waiting = waiting_list(found, user.district, language=language)
    if not waiting and not works_here(user):
        raise PermissionDenied
    behind = staleness_of([one.student_id for one in waiting])
    most = EVERYTHING if "all" in request.GET else NEWEST
    decided = decided_list(found, user.district, language=language, most=most + 1)
    context = {
        "waiting": [(one, behind[one.student_id]) for one in waiting],
        "decided": decided[:most],
        "more": len(decided) > most,
    }
    return render(request, "pathways/advancements.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, advancement_id: int) -> HttpResponse:
    """Show one advancement and take a decision: confirm, decline, take back, or keep. 403 for those who only read."""
    found = access.advancements(request.user).select_related("district")
    advancement = get_object_or_404(found, pk=advancement_id)
    if not access.decidable_advancements(request.user).filter(pk=advancement.pk).exists():
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, advancement, DecisionForm(initial={"lock": advancement.lock}))
    form = DecisionForm(request.POST)
    if "lock" in form.errors:
        return _anew(request, advancement)
    if not form.is_valid():
        return _page(request, advancement, form, status=422)
    return _decided(request, advancement, form)


def _decided(request: HttpRequest, advancement: Advancement, form: DecisionForm) -> HttpResponse:
    user, data = cast("User", request.user), form.cleaned_data
    act = confirm_advancement if data["decision"] == CONFIRM else ACTIONS[data["decision"]]
    try:
        act(advancement=advancement, by=user, lock=data["lock"], reason=data["reason"])
    except AlreadyDecided as refusal:
        messages.error(request, already_words(refusal.advancement))
        return redirect("pathways:decide", advancement.pk)
    except ReasonNeeded:
        return _ask_again(request, advancement, form, _("Say why, so that the student can be told."))
    except ReasonRefused:
        words = _("This text holds a character that cannot be kept. Type it again without special signs.")
        return _ask_again(request, advancement, form, words)
    except BeingUpdated:
        form.add_error(None, _("The results are being updated just now. Try again in a moment; nothing was decided."))
    except NoLongerMastered:
        form.add_error(None, _("A required competency is not mastered any more, so this cannot be confirmed now."))
    else:
        messages.success(request, _("Saved. The student sees it on the path."))
        return redirect("pathways:advancements")
    return _page(request, advancement, form, status=409)


def _anew(request: HttpRequest, advancement: Advancement) -> HttpResponse:
    """Open the form again, with the reason that was typed, where it lost the number it was made with."""
    messages.error(request, already_words(None))
    form = DecisionForm(initial={"lock": advancement.lock, "reason": request.POST.get("reason", "")})
    return _page(request, advancement, form, status=422)


def _ask_again(request: HttpRequest, advancement: Advancement, form: DecisionForm, words: str) -> HttpResponse:
    """Say what is wrong with the reason, at the reason."""
    form.add_error("reason", words)
    return _page(request, advancement, form, status=422)


def already_words(now: Advancement | None) -> str:
    """Tell the second of two people what the first one decided, where it is known."""
    if now is None or now.decided_by is None:
        return _("This has changed since you opened it. Please look again.")
    known = {"by": now.decided_by.get_short_name(), "state": now.get_state_display().lower()}
    return _("%(by)s has decided meanwhile: %(state)s. Nothing of yours was saved.") % known


def _page(request: HttpRequest, advancement: Advancement, form: DecisionForm, status: int = 200) -> HttpResponse:
    one = in_words(advancement, language=get_language() or "")
    if one is None:
        raise Http404
    staleness = staleness_of([advancement.student_id])[advancement.student_id]
    context = {"one": one, "form": form, "staleness": staleness}
    return render(request, "pathways/decide.html", context, status=status)
