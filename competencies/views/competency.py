"""The page of one competency in the draft: its words and levels, its standards, what it builds on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from competencies.actions.creating import add_standard, align
from competencies.actions.drafting import revise, withdraw
from competencies.actions.editing import new_competency as make_competency
from competencies.actions.editing import save_competency
from competencies.actions.prerequisites import set_prerequisite
from competencies.actions.rows import ChangedMeanwhileError, DraftRefusedError
from competencies.forms.competency import CompetencyForm
from competencies.models import Alignment, Competency, Continuum, Prerequisite, Standard, Strand
from competencies.queries.drafts import neighbours
from competencies.queries.editing import CompetencyEdit, choices, competency_edit, levels_of_domain
from competencies.queries.standards import browse_standards
from competencies.views.gates import editor
from people.access import member
from people.models import User

FOUND = 20


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def edit_competency(request: HttpRequest, continuum: Continuum, competency_id: int) -> HttpResponse:
    """Show the competency and save its words, its standards or its prerequisites, one form each."""
    known = competency_edit(continuum, competency_id)
    if known is None:
        raise Http404
    if request.method != "POST":
        return _page(request, continuum, known, CompetencyForm.opened(known, choices(continuum)))
    if request.POST.get("do", "words") != "words":
        return _linked(request, continuum, known)
    form = CompetencyForm(request.POST, choices=choices(continuum), levels=known.levels)
    if not form.is_valid():
        return _page(request, continuum, known, form, status=422)
    try:
        save_competency(
            continuum=continuum,
            competency_id=competency_id,
            words=form.words(),
            by=member(request.user),
            stamp=form.cleaned_data["stamp"],
        )
    except ChangedMeanwhileError:
        return _page(request, continuum, known, form, status=409, theirs=True)
    except DraftRefusedError as refused:
        form.add_error(None, refused.messages)
        return _page(request, continuum, known, form, status=422)
    messages.success(request, _("Saved in draft %(n)s.") % {"n": continuum.draft})
    return redirect("competencies:edit_competency", competency_id)


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def new_competency(request: HttpRequest, continuum: Continuum, strand_id: int) -> HttpResponse:
    """Add a competency with its levels on one page."""
    strand = Strand.objects.filter(district=continuum.district_id, pk=strand_id).first()
    if strand is None:
        raise Http404
    levels, offered = levels_of_domain(continuum, strand.domain_id), choices(continuum)
    stage = request.GET.get("stage", "")
    start = {"place": f"{strand_id}-{stage}" if stage.isdigit() else str(strand_id), "required": True}
    form = CompetencyForm(request.POST or None, choices=offered, levels=levels, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_competency(continuum=continuum, words=form.words(), by=member(request.user))
        except DraftRefusedError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("Added “%(title)s” to the draft.") % {"title": made.title})
            return redirect("competencies:edit_competency", made.competency_id)
    context = {"continuum": continuum, "form": form}
    return render(request, "competencies/new_competency.html", context, status=422 if request.POST else 200)


def _linked(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> HttpResponse:
    """Change one of the competency's links: a standard, or something it builds on."""
    try:
        _link(request, continuum, known, member(request.user))
    except DraftRefusedError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("competencies:edit_competency", known.row.competency_id)


def _link(request: HttpRequest, continuum: Continuum, known: CompetencyEdit, user: User) -> None:
    do, competency = request.POST.get("do"), known.row.competency
    if do == "align":
        align(competency=competency, standard=_of(Standard, continuum, request), by=user)
    elif do == "own":
        text = request.POST.get("statement", "").strip()
        if not text:
            raise DraftRefusedError(_("Say what the standard is: “I can …”."))
        standard = add_standard(continuum=continuum, by=user, statement=text, code=request.POST.get("code", "")[:255])
        align(competency=competency, standard=standard.standard, by=user)
    elif do == "require":
        row = _open(Alignment, continuum, request, competency=competency)
        revise(row, by=user, required=not row.required)
    elif do == "unalign":
        withdraw(_open(Alignment, continuum, request, competency=competency), by=user)
    elif do == "builds_on":
        _builds_on(continuum, known, _of(Competency, continuum, request), user)
    elif do == "unlink":
        own = [one.standard_id for one in known.standards]
        withdraw(_open(Prerequisite, continuum, request, target__in=own), by=user)
    else:
        raise Http404


def _builds_on(continuum: Continuum, known: CompetencyEdit, earlier: Competency, user: User) -> None:
    """Join the first required standards of the two: prerequisites are kept between standards."""
    before = competency_edit(continuum, earlier.pk)
    source = _first(before.standards) if before else None
    target = _first(known.standards)
    if source is None or target is None:
        raise DraftRefusedError(_("Both need a standard first: prerequisites are kept between standards."))
    set_prerequisite(source=source, target=target, by=user)


def _first(standards: Any) -> Standard | None:
    required = [one for one in standards if one.required] or list(standards)
    return Standard.objects.get(pk=required[0].standard_id) if required else None


def _number(request: HttpRequest) -> int:
    value = request.POST.get("id", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0


def _of(model: Any, continuum: Continuum, request: HttpRequest) -> Any:
    found = model.objects.filter(district=continuum.district_id, pk=_number(request)).first()
    if found is None:
        raise Http404
    return found


def _open(model: Any, continuum: Continuum, request: HttpRequest, **about: Any) -> Any:
    found = model.objects.filter(district=continuum.district_id, until=None, pk=_number(request), **about).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    continuum: Continuum,
    known: CompetencyEdit,
    form: CompetencyForm,
    status: int = 200,
    theirs: bool = False,
) -> HttpResponse:
    query = request.GET.get("standard", "").replace("\0", "").strip()[:100]
    earlier = request.GET.get("earlier", "").replace("\0", "").strip()[:100]
    aligned = {one.standard_id for one in known.standards}
    found = browse_standards(continuum, text=query).entries if query else ()
    context = {
        "continuum": continuum,
        "known": known,
        "form": form,
        "theirs": theirs,
        "neighbours": neighbours(continuum, known.row.competency_id),
        "query": query,
        "found": [one for one in found if one.id not in aligned][:FOUND],
        "earlier": earlier,
        "candidates": _candidates(continuum, known, earlier) if earlier else [],
    }
    return render(request, "competencies/edit_competency.html", context, status=status)


def _candidates(continuum: Continuum, known: CompetencyEdit, words: str) -> list[tuple[int, str]]:
    rows = type(known.row).objects.filter(
        district=continuum.district_id, until=None, retired=False, title__icontains=words
    )
    return list(rows.exclude(pk=known.row.pk).order_by("title").values_list("competency_id", "title")[:FOUND])
