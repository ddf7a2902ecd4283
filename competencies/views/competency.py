"""The page of one competency in the draft: its words and levels, its standards, what it builds on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from competencies.access import rows_of
from competencies.actions.editing import new_competency as make_competency
from competencies.actions.editing import save_competency
from competencies.actions.linking import CircleError
from competencies.actions.rows import ChangedMeanwhileError, DraftRefusedError
from competencies.forms.competency import CompetencyForm, OwnStandardForm
from competencies.models import CompetencyText, Continuum, Strand
from competencies.queries.drafts import neighbours, outline
from competencies.queries.editing import CompetencyEdit, candidates, choices, competency_edit, levels_of_domain
from competencies.queries.standards import browse_standards
from competencies.views.gates import editor
from competencies.views.linking import NotSaidError, change_link
from competencies.views.minding import mind
from competencies.views.picking import number, words
from people.access import member

FOUND = 20


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def edit_competency(request: HttpRequest, continuum: Continuum, competency_id: int) -> HttpResponse:
    """Show the competency and save its words, its standards or its prerequisites, one form each."""
    known = competency_edit(continuum, competency_id)
    if known is None:
        raise Http404
    if request.method != "POST":
        return _page(request, continuum, known)
    if request.POST.get("do", "words") != "words":
        return _linked(request, continuum, known)
    return _saved(request, continuum, known)


def _saved(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> HttpResponse:
    """Save the words; on a refusal show the page again with everything that was typed."""
    form = CompetencyForm(request.POST, choices=choices(continuum), levels=known.levels)
    if not form.is_valid():
        return _page(request, continuum, known, form=form, status=422)
    try:
        save_competency(
            continuum=continuum,
            competency_id=known.row.competency_id,
            words=form.words(),
            by=member(request.user),
            stamp=form.cleaned_data["stamp"],
        )
    except (ChangedMeanwhileError, CompetencyText.DoesNotExist):
        return _page(request, continuum, known, form=_again(request, continuum, known), status=409, theirs=True)
    except DraftRefusedError as refused:
        form.add_error(None, refused.messages)
        return _page(request, continuum, known, form=form, status=422)
    messages.success(request, _("Saved in draft %(n)s.") % {"n": continuum.draft})
    mind(request, *form.said())
    return redirect("competencies:edit_competency", known.row.competency_id)


def _again(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> CompetencyForm:
    """What was typed, to be saved over what the page now shows of somebody else's."""
    said = request.POST.copy()
    said["stamp"] = known.stamp
    return CompetencyForm(said, choices=choices(continuum), levels=known.levels)


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def new_competency(request: HttpRequest, continuum: Continuum, strand_id: int) -> HttpResponse:
    """Add a competency with its levels on one page."""
    strand = rows_of(Strand, continuum).filter(pk=strand_id).first()
    if strand is None:
        raise Http404
    levels, offered = levels_of_domain(continuum, strand.domain_id), choices(continuum)
    stage = number(request.GET.get("stage", ""))
    start = {"place": f"{strand_id}-{stage}" if stage else str(strand_id), "required": True}
    form = CompetencyForm(request.POST or None, choices=offered, levels=levels, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_competency(continuum=continuum, words=form.words(), by=member(request.user))
        except DraftRefusedError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("Added “%(title)s” to the draft.") % {"title": made.title})
            mind(request, *form.said())
            return redirect("competencies:edit_competency", made.competency_id)
    context = {"continuum": continuum, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "competencies/new_competency.html", context, status=status)


def _linked(request: HttpRequest, continuum: Continuum, known: CompetencyEdit) -> HttpResponse:
    """Change one of the competency's links: a standard, or something it builds on."""
    try:
        said = change_link(request, continuum, known)
    except NotSaidError as wrong:
        return _page(request, continuum, known, own=wrong.form, status=422)
    except CircleError as refused:
        again = number(request.POST.get("id", ""))
        return _page(request, continuum, known, circle=" ".join(refused.messages), again=again, status=422)
    except DraftRefusedError as refused:
        return _page(request, continuum, known, refused=" ".join(refused.messages), status=422)
    messages.success(request, said)
    return redirect("competencies:edit_competency", known.row.competency_id)


def _page(request: HttpRequest, continuum: Continuum, known: CompetencyEdit, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    query, earlier = words(request, "standard"), words(request, "earlier")
    aligned = {one.standard_id for one in known.standards}
    found = browse_standards(continuum, text=query).entries if query else ()
    context = {
        "continuum": continuum,
        "known": known,
        "public": known.row.since < continuum.draft or known.published is not None,
        "branch": next((one for one in outline(continuum) if one.id == known.row.strand.domain_id), None),
        "neighbours": neighbours(continuum, known.row.competency_id),
        "query": query,
        "found": [one for one in found if one.id not in aligned and not one.retired][:FOUND],
        "earlier": earlier,
        "own": OwnStandardForm(auto_id="own_%s"),
        "candidates": candidates(continuum, known.row, earlier, most=FOUND),
        **more,
    }
    if "form" not in context:
        context["form"] = CompetencyForm.opened(known, choices(continuum))
    return render(request, "competencies/edit_competency.html", context, status=status)
