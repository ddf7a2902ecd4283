"""What a competency is joined to: its standards, and what it builds on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from competencies.actions.creating import add_standard, align
from competencies.actions.drafting import revise, withdraw
from competencies.actions.linking import build_on
from competencies.forms.competency import OwnStandardForm
from competencies.models import Alignment, Competency, Continuum, Prerequisite, Standard
from competencies.queries.editing import CompetencyEdit
from competencies.views.picking import one_of
from people.access import member


class NotSaidError(Exception):
    """The district's own standard was not said well; the form says why."""

    def __init__(self, form: OwnStandardForm) -> None:
        super().__init__("own standard")
        self.form = form


def change_link(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> str:
    """Do what one of the small forms asks, and return the sentence that says so.

    Raises ``DraftRefusedError``, ``NotSaidError``, and Http404 for what is not there.
    """
    change = CHANGES.get(request.POST.get("do", ""))
    if change is None:
        raise Http404
    return change(request, continuum, known)


def _align(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> str:
    align(competency=known.row.competency, standard=one_of(Standard, continuum, request), by=member(request.user))
    return _("Added the standard.")


def _own(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> str:
    form, user = OwnStandardForm(request.POST, auto_id="own_%s"), member(request.user)
    if not form.is_valid():
        raise NotSaidError(form)
    text = add_standard(continuum=continuum, by=user, **form.cleaned_data)
    align(competency=known.row.competency, standard=text.standard, by=user)
    return _("Added the standard.")


def _require(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> str:
    row = _alignment(request, continuum, known)
    required = request.POST.get("required") == "yes"
    revise(row, by=member(request.user), required=required)
    return _("The standard is required now.") if required else _("The standard is optional now.")


def _unalign(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> str:
    withdraw(_alignment(request, continuum, known), by=member(request.user))
    return _("Took the standard out of the draft of this competency.")


def _builds_on(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> str:
    earlier = one_of(Competency, continuum, request)
    build_on(competency=known.row.competency, earlier=earlier, by=member(request.user))
    return _("It builds on that now.")


def _relate(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> str:
    earlier, kind = one_of(Competency, continuum, request), Prerequisite.Kind.RELATED
    build_on(competency=known.row.competency, earlier=earlier, by=member(request.user), kind=kind)
    return _("The two are kept as related.")


def _unlink(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> str:
    own = [one.standard_id for one in known.standards]
    row: Any = one_of(Prerequisite, continuum, request, until=None)
    if row.target_id not in own and row.source_id not in own:
        raise Http404
    withdraw(row, by=member(request.user))
    return _("Took the link out of the draft.")


def _alignment(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> Any:
    return one_of(Alignment, continuum, request, until=None, competency=known.row.competency)


CHANGES: dict[str, Callable[[HttpRequest, Continuum, CompetencyEdit], str]] = {
    "align": _align,
    "own": _own,
    "require": _require,
    "unalign": _unalign,
    "builds_on": _builds_on,
    "relate": _relate,
    "unlink": _unlink,
}
