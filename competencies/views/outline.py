"""The outline of the draft: everything in its place, what is new or changed, and what can be added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from competencies.access import continuum_of, draft_rows, rows_of
from competencies.actions.creating import add_domain, add_stage, add_strand
from competencies.actions.rows import DraftRefusedError
from competencies.actions.starting import ContinuumExistsError, start_continuum
from competencies.forms.outline import AddForm, BeginForm
from competencies.models import Continuum, Domain, ScaleText, Strand
from competencies.queries.drafts import SAME, CompetencyEntry, DomainEntry, Entry, outline
from competencies.queries.versions import version_in_force
from competencies.views.gates import admin_only
from competencies.views.picking import words
from competencies.views.steps import step
from people.access import member
from people.models import User

MOST_FOUND = 100


@dataclass(frozen=True, slots=True)
class Edited:
    """A line of the outline that differs from what is published, and the way to it."""

    entry: Entry
    title: str
    href: str


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Show the outline and take one step of it: add, move, retire, bring back, or undo a change."""
    user = member(request.user)
    continuum = continuum_of(user)
    if continuum is None:
        return _begin(request, user)
    if request.method != "POST":
        return _page(request, continuum, AddForm())
    if request.POST.get("do") == "add":
        return _add(request, continuum, user)
    return step(request, continuum, user)


def _begin(request: HttpRequest, user: User) -> HttpResponse:
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and user.district is not None:
        try:
            start_continuum(district=user.district, by=user, title=form.cleaned_data["title"])
        except ContinuumExistsError:
            messages.info(request, _("The continuum has been begun already."))
        return redirect("competencies:edit")
    status = 422 if request.method == "POST" else 200
    return render(request, "competencies/begin.html", {"form": form}, status=status)


def _page(request: HttpRequest, continuum: Continuum, form: AddForm, status: int = 200) -> HttpResponse:
    tree = outline(continuum)
    query = words(request, "q")
    context = {
        "continuum": continuum,
        "version": version_in_force(continuum),
        "academic": [domain for domain in tree if domain.kind == Domain.Kind.ACADEMIC],
        "lifelong": [domain for domain in tree if domain.kind == Domain.Kind.LIFELONG],
        "edited": [_edited(kind, entry) for kind, entry in _entries(tree) if entry.state != SAME],
        "form": form,
        "query": query,
        "found": _found(tree, query) if query else [],
    }
    return render(request, "competencies/edit.html", context, status=status)


def _entries(tree: tuple[DomainEntry, ...]) -> list[tuple[str, Entry]]:
    """Every line of the outline with what it is, from top to bottom."""
    found: list[tuple[str, Entry]] = []
    for domain in tree:
        found.append(("domain", domain))
        for strand in domain.strands:
            found.append(("strand", strand))
            for stage in strand.stages:
                found.append(("stage", stage))
                found.extend(("competency", one) for one in stage.competencies)
            found.extend(("competency", one) for one in strand.competencies)
    return found


def _edited(kind: str, entry: Entry) -> Edited:
    if kind == "competency":
        return Edited(entry, entry.title, reverse("competencies:edit_competency", args=[entry.id]))
    return Edited(entry, entry.title, reverse("competencies:part", args=[kind, entry.row]))


def _found(tree: tuple[DomainEntry, ...], query: str) -> list[CompetencyEntry]:
    asked = query.casefold().split()
    competencies = [one for _kind, one in _entries(tree) if isinstance(one, CompetencyEntry)]
    return [one for one in competencies if all(word in one.title.casefold() for word in asked)][:MOST_FOUND]


def _add(request: HttpRequest, continuum: Continuum, user: User) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        return _page(request, continuum, form, status=422)
    kind, title = form.cleaned_data["kind"], form.cleaned_data["title"]
    try:
        text = _added(continuum, user, kind, title, form.cleaned_data)
    except DraftRefusedError as refused:
        form.add_error(None, refused.messages)
        return _page(request, continuum, form, status=422)
    messages.success(request, _("Added “%(title)s” to the draft.") % {"title": title})
    place = kind if kind in ("strand", "stage") else "domain"
    return redirect(f"{reverse('competencies:edit')}#{place}-{text.pk}")


def _added(continuum: Continuum, user: User, kind: str, title: str, said: dict[str, Any]) -> Any:
    if kind == "strand":
        return add_strand(domain=_parent(Domain, continuum, said), by=user, title=title)
    if kind == "stage":
        strand = _parent(Strand, continuum, said)
        return add_stage(strand=strand, by=user, title=title, typical_grade=said["typical_grade"])
    scale = draft_rows(ScaleText, continuum).order_by("pk").first()
    if scale is None:
        raise DraftRefusedError(_("Make a scale first."))
    return add_domain(continuum=continuum, by=user, title=title, scale=scale.scale, kind=kind)


def _parent(model: Any, continuum: Continuum, said: dict[str, Any]) -> Any:
    found = rows_of(model, continuum).filter(pk=said["parent"]).first()
    if found is None:
        raise Http404
    return found
