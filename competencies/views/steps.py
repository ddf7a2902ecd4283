"""One step of the outline: move, take out, bring back, undo the draft's changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from competencies.access import draft_text, text_now
from competencies.actions.drafting import discard, restore, withdraw
from competencies.actions.editing import discard_competency
from competencies.actions.mapping import bring_back
from competencies.actions.moving import move
from competencies.actions.rows import DraftRefusedError
from competencies.models import CompetencyText, Continuum
from competencies.views.gates import editor
from competencies.views.picking import number
from people.access import member
from people.models import User


def step(request: HttpRequest, continuum: Continuum, user: User) -> HttpResponse:
    """Take the step a line's button asks for, and come back to that line. Raises Http404 for what is not there."""
    kind, do = request.POST.get("kind", ""), STEPS.get(request.POST.get("do", ""))
    row = text_of(continuum, kind, number(request.POST.get("row", "")))
    if do is None:
        raise Http404
    return _taken(request, kind, row, do, user)


@editor
@require_POST
def again(request: HttpRequest, continuum: Continuum, kind: str, row: int) -> HttpResponse:
    """Undo taking something out: the draft has it again."""
    return _taken(request, kind, text_of(continuum, kind, row), _restore, member(request.user))


def text_of(continuum: Continuum, kind: str, row: int) -> Any:
    """Return the draft's open text with this number. Raises Http404."""
    found = draft_text(continuum, kind, row)
    if found is None:
        raise Http404
    return found


def _taken(request: HttpRequest, kind: str, row: Any, do: Callable[..., Any], user: User) -> HttpResponse:
    here = reverse("competencies:edit")
    try:
        row = do(request, kind, row, user)
    except DraftRefusedError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(f"{here}#{kind}-{row.pk}" if row is not None and row.pk else here)


def _up(_request: HttpRequest, _kind: str, row: Any, user: User) -> Any:
    return move(row, by=user, steps=-1)


def _down(_request: HttpRequest, _kind: str, row: Any, user: User) -> Any:
    return move(row, by=user, steps=1)


def _retire(request: HttpRequest, kind: str, row: Any, user: User) -> Any:
    """Take it out; what was published stays, retired, and one press brings it back."""
    withdraw(row, by=user)
    now = text_now(kind, row)
    said = _("Took “%(title)s” out of the draft.") % {"title": row.title}
    undo = f"undo:{reverse('competencies:again', args=[kind, now.pk])}" if now else ""
    messages.success(request, said, extra_tags=undo)
    return now


def _restore(request: HttpRequest, _kind: str, row: Any, user: User) -> Any:
    row = bring_back(row=row, by=user) if isinstance(row, CompetencyText) else restore(row, by=user)
    messages.success(request, _("“%(title)s” is in use again.") % {"title": row.title})
    return row


def _discard(request: HttpRequest, kind: str, row: Any, user: User) -> Any:
    title = row.title
    (discard_competency if isinstance(row, CompetencyText) else discard)(row, by=user)
    messages.success(request, _("“%(title)s” says what is published again.") % {"title": title})
    return text_now(kind, row)


STEPS: dict[str, Callable[..., Any]] = {
    "up": _up,
    "down": _down,
    "retire": _retire,
    "restore": _restore,
    "discard": _discard,
}
