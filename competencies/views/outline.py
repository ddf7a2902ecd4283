"""The outline of the draft: everything in its place, what is new or changed, and the buttons that move it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from competencies.actions.creating import add_domain, add_stage, add_strand
from competencies.actions.drafting import discard, restore, withdraw
from competencies.actions.moving import move
from competencies.actions.rows import ChangedMeanwhileError, DraftRefusedError
from competencies.actions.starting import ContinuumExistsError, start_continuum
from competencies.forms.outline import AddForm, BeginForm
from competencies.models import (
    CompetencyText,
    Continuum,
    ContinuumVersion,
    Domain,
    DomainText,
    ScaleText,
    StageText,
    Strand,
    StrandText,
)
from competencies.queries.drafts import outline
from competencies.views.gates import admin_only, continuum_of
from people.access import member
from people.models import User

TEXTS: dict[str, Any] = {"domain": DomainText, "strand": StrandText, "stage": StageText, "competency": CompetencyText}
STEPS = {"up": -1, "down": 1}


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Show the outline and take one step of it: add, move, retire, bring back, or undo a change."""
    user, continuum = member(request.user), continuum_of(request)
    if continuum is None:
        return _begin(request, user)
    if request.method != "POST":
        return _page(request, continuum, AddForm())
    if request.POST.get("do") == "add":
        return _add(request, continuum, user)
    return _step(request, continuum, user)


def _begin(request: HttpRequest, user: User) -> HttpResponse:
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and user.district is not None:
        try:
            start_continuum(district=user.district, by=user, title=form.cleaned_data["title"])
        except ContinuumExistsError:
            messages.info(request, _("The continuum has been begun already."))
        return redirect("competencies:edit")
    return render(request, "competencies/begin.html", {"form": form}, status=422 if request.POST else 200)


def _page(request: HttpRequest, continuum: Continuum, form: AddForm, status: int = 200) -> HttpResponse:
    tree = outline(continuum)
    version = ContinuumVersion.objects.filter(continuum=continuum, number=continuum.published).first()
    edited = sum(entry.state != "same" for entry in _entries(tree))
    query = request.GET.get("q", "").replace("\0", "").strip()[:100]
    context = {
        "continuum": continuum,
        "version": version,
        "academic": [domain for domain in tree if domain.kind == Domain.Kind.ACADEMIC],
        "lifelong": [domain for domain in tree if domain.kind == Domain.Kind.LIFELONG],
        "edited": edited,
        "form": form,
        "query": query,
        "found": _found(tree, query) if query else [],
    }
    return render(request, "competencies/edit.html", context, status=status)


def _entries(tree: Any) -> list[Any]:
    found = []
    for domain in tree:
        found.append(domain)
        for strand in domain.strands:
            found.append(strand)
            found.extend(strand.competencies)
            for stage in strand.stages:
                found.append(stage)
                found.extend(stage.competencies)
    return found


def _found(tree: Any, query: str) -> list[Any]:
    words = query.casefold().split()
    competencies = [one for one in _entries(tree) if hasattr(one, "descriptors")]
    return [one for one in competencies if all(word in one.title.casefold() for word in words)][:100]


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
    return redirect(f"{reverse('competencies:edit')}#{kind}-{text.pk}")


def _added(continuum: Continuum, user: User, kind: str, title: str, said: dict[str, Any]) -> Any:
    if kind in ("academic", "lifelong"):
        scale = ScaleText.objects.filter(until=None, district=continuum.district_id).order_by("pk").first()
        if scale is None:
            raise DraftRefusedError(_("Make a scale first."))
        return add_domain(continuum=continuum, by=user, title=title, scale=scale.scale, kind=kind)
    if kind == "strand":
        domain = Domain.objects.filter(district=continuum.district_id, pk=said["parent"]).first()
        if domain is None:
            raise Http404
        return add_strand(domain=domain, by=user, title=title)
    strand = Strand.objects.filter(district=continuum.district_id, pk=said["parent"]).first()
    if strand is None:
        raise Http404
    return add_stage(strand=strand, by=user, title=title, typical_grade=said["typical_grade"])


def _step(request: HttpRequest, continuum: Continuum, user: User) -> HttpResponse:
    kind, do = request.POST.get("kind", ""), request.POST.get("do", "")
    row = _row(continuum, kind, request.POST.get("row", ""))
    try:
        if do in STEPS:
            row = move(row, by=user, steps=STEPS[do])
        elif do == "retire":
            withdraw(row, by=user)
            messages.success(request, _("Took “%(title)s” out of the draft.") % {"title": row.title})
        elif do == "restore":
            row = restore(row, by=user)
        elif do == "discard":
            discard(row, by=user)
            messages.success(request, _("“%(title)s” says what is published again.") % {"title": row.title})
        else:
            raise Http404
    except (ChangedMeanwhileError, DraftRefusedError) as refused:
        messages.error(request, " ".join(refused.messages))
    anchor = f"#{kind}-{row.pk}" if row.pk else ""
    return redirect(f"{reverse('competencies:edit')}{anchor}")


def _row(continuum: Continuum, kind: str, value: str) -> Any:
    model = TEXTS.get(kind)
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0
    found = model.objects.filter(district=continuum.district_id, until=None, pk=number).first() if model else None
    if found is None:
        raise Http404
    return found
