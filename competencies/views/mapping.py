"""Reshaping a competency of the draft, and the table of where all evidence is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from competencies.access import draft_rows
from competencies.actions.mapping import let_go, retire_competency
from competencies.actions.reshaping import Part, merge_competencies, split_competency
from competencies.actions.rows import ChangedMeanwhileError, DraftRefusedError
from competencies.forms.mapping import CarryForm
from competencies.forms.merging import MergeForm
from competencies.forms.reshaping import GONE, SplitForm, parts_said, typed
from competencies.models import CompetencyText, Continuum, EvidenceMapping
from competencies.queries.editing import CompetencyEdit, competency_edit
from competencies.queries.mapping import mapping_table, unanswered
from competencies.queries.reshaping import Named, is_merged, moves_of, offers, places_of, speaks_spanish
from competencies.rules.mapping import Move
from competencies.views.gates import editor
from competencies.views.minding import mind
from competencies.views.picking import number, seen
from people.access import member

Page = Callable[..., HttpResponse]


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, continuum: Continuum, competency_id: int) -> HttpResponse:
    """Make two or more competencies of one; each standard's work goes where the standard goes."""
    known = _known(continuum, competency_id)
    standards = places_of(continuum, known)
    about: dict[str, Any] = {"standards": standards, "spanish": speaks_spanish(continuum)}
    if request.method != "POST":
        return _page(request, "split", continuum, known, standards, SplitForm.opened(known.row, **about))
    if request.POST.get("do") == "more":
        return _page(request, "split", continuum, known, standards, SplitForm.with_one_more(request.POST, **about))
    form = SplitForm(request.POST, parts=parts_said(request.POST), **about)

    def act() -> None:
        parts = form.said_parts()
        made = split_competency(row=known.row, by=member(request.user), parts=parts, seen=seen(request))
        names = ", ".join(f"“{one.title}”" for one in made)
        messages.success(
            request, _("“%(title)s” is split into %(names)s.") % {"title": known.row.title, "names": names}
        )
        _mind_new(request, parts, spanish=form.spanish)

    return _done(request, "split", continuum, known, standards, form, act)


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, continuum: Continuum, competency_id: int) -> HttpResponse:
    """Make one competency of several; all their work is read there."""
    known = _known(continuum, competency_id)
    chosen = [number(one) for one in (*request.POST.getlist("sources"), request.POST.get("into", ""))]
    offered = offers(continuum, known.row, words=_query(request), and_these=chosen)
    about: dict[str, Any] = {"row": known.row, "offered": offered, "spanish": speaks_spanish(continuum)}
    if _finding(request):
        return _page(request, "merge", continuum, known, (), MergeForm(initial=typed(request.POST), **about))
    if is_merged(continuum, {*chosen} - {competency_id}, competency_id):
        # A second click of the same button: the others are gone into this one, and the table shows it.
        messages.info(request, _("That is done already."))
        return redirect("competencies:carried")
    form = MergeForm(request.POST, **about)

    def act() -> None:
        target = _merged(request, continuum, known, form)
        text = _("They are now “%(title)s”, with all their standards and their evidence.")
        messages.success(request, text % {"title": target.title})
        _mind_new(request, form.said_new(), spanish=form.spanish)

    return _done(request, "merge", continuum, known, (), form, act)


def _merged(request: HttpRequest, continuum: Continuum, known: CompetencyEdit, form: MergeForm) -> CompetencyText:
    texts = {one.competency_id: one for one in draft_rows(CompetencyText, continuum).select_related("strand", "stage")}
    into = form.said_into()
    sources = form.said_sources()
    if not texts.keys() >= {one for one in (into, *sources) if isinstance(one, int)}:
        raise DraftRefusedError(GONE)
    target = texts[into] if isinstance(into, int) else into
    rows = [texts[one] for one in sources]
    state = seen(request) if rows and rows[0].pk == known.row.pk else None
    return merge_competencies(rows=rows, by=member(request.user), into=target, seen=state)


def _mind_new(request: HttpRequest, parts: Iterable[Part], *, spanish: bool) -> None:
    """Point out words that judge, and what is still to be said in Spanish; both are kept as they are."""
    for part in parts:
        mind(request, part.statement, part.statement_es)
        if spanish and not (part.title_es and part.statement_es):
            text = _("“%(title)s” is not said in Spanish yet: families who read Spanish see it in English until it is.")
            messages.warning(request, text % {"title": part.title})


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: HttpRequest, continuum: Continuum, competency_id: int) -> HttpResponse:
    """Retire a competency and say where its evidence goes; or say it anew of one that is retired."""
    known = _known(continuum, competency_id)
    places, moves = places_of(continuum, known), moves_of(continuum, competency_id)
    # A choice that was sent is offered again, so that it can be shown beside what is wrong.
    sent = {number(request.POST[name].partition("-")[0]) for name in request.POST if name.startswith("to_")}
    wanted = {move.target for move in moves if move.target} | sent
    offered = offers(continuum, known.row, words=_query(request), and_these=wanted)
    about: dict[str, Any] = {"places": places, "offered": offered, "moves": moves, "public": _public(continuum, known)}
    if _finding(request):
        return _page(
            request, "carry", continuum, known, places, CarryForm(row=known.row, initial=typed(request.POST), **about)
        )
    form = CarryForm(request.POST, row=known.row, **about)

    def act() -> None:
        _retire(request, known, moves, form)

    return _done(request, "carry", continuum, known, places, form, act)


def _retire(request: HttpRequest, known: CompetencyEdit, moves: Collection[Move], form: CarryForm) -> None:
    wanted = form.moves()
    # A second click of the same button finds it done, and is no edit over somebody else's.
    made, undo = None, ""
    if not known.row.retired or set(wanted) != set(moves):
        made = retire_competency(row=known.row, by=member(request.user), moves=wanted, seen=seen(request))
    if made is not None and not known.row.retired:
        undo = f"undo:{reverse('competencies:again', args=['competency', made.pk])}"
    text = _("“%(title)s” is retired; below is where its evidence goes.")
    if not form.public:
        text = _("“%(title)s” is taken out of the draft.")
    messages.success(request, text % {"title": known.row.title}, extra_tags=undo)


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def carried(request: HttpRequest, continuum: Continuum) -> HttpResponse:
    """Show every mapping of the draft with how much work it is about, and let one go."""
    if request.method == "POST":
        row = draft_rows(EvidenceMapping, continuum).filter(pk=number(request.POST.get("row", ""))).first()
        if row is None:
            # A second click of the same button: of a competency there is, the mapping is gone already.
            _known(continuum, number(request.POST.get("source", "")))
            messages.info(request, _("That mapping is taken out of the draft."))
            return redirect("competencies:carried")
        return _let_go(request, row)
    context = {"continuum": continuum, "lines": mapping_table(continuum), "unanswered": unanswered(continuum)}
    return render(request, "competencies/mapping.html", context)


def _let_go(request: HttpRequest, row: EvidenceMapping) -> HttpResponse:
    try:
        let_go(row=row, by=member(request.user))
    except DraftRefusedError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("That mapping is taken out of the draft."))
    return redirect("competencies:carried")


def _known(continuum: Continuum, competency_id: int) -> CompetencyEdit:
    known = competency_edit(continuum, competency_id)
    if known is None:
        raise Http404
    return known


def _done(
    request: HttpRequest,
    name: str,
    continuum: Continuum,
    known: CompetencyEdit,
    places: tuple[Named, ...],
    form: Any,
    act: Callable[[], None],
) -> HttpResponse:
    """Take the step of a valid form and show the table; else the form again with what was typed and what is wrong."""
    if known.row.retired and name != "carry":
        # A second click of the same button: it is done, and the table shows it.
        messages.info(request, _("“%(title)s” is retired already.") % {"title": known.row.title})
        return redirect("competencies:carried")
    if not form.is_valid():
        return _page(request, name, continuum, known, places, form, status=422)
    try:
        act()
    except ChangedMeanwhileError as changed:
        form.add_error(None, changed.messages)
        form.renew(known.row)
        return _page(request, name, continuum, known, places, form, status=409)
    except DraftRefusedError as refused:
        form.add_error(None, refused.messages)
        return _page(request, name, continuum, known, places, form, status=422)
    return redirect("competencies:carried")


def _page(
    request: HttpRequest,
    name: str,
    continuum: Continuum,
    known: CompetencyEdit,
    places: tuple[Named, ...],
    form: Any,
    *,
    status: int = 200,
) -> HttpResponse:
    pieces = sum(one.recorded.pieces for one in places)
    context = {
        "continuum": continuum,
        "known": known,
        "form": form,
        "query": _query(request),
        "amount": ngettext("%(n)s piece of evidence", "%(n)s pieces of evidence", pieces) % {"n": pieces},
        "pieces": pieces,
        "public": _public(continuum, known),
    }
    return render(request, f"competencies/mapping_{name}.html", context, status=status)


def _public(continuum: Continuum, known: CompetencyEdit) -> bool:
    return known.row.since < continuum.draft or known.published is not None


def _finding(request: HttpRequest) -> bool:
    """Tell whether the form is opened, or only looks for more to choose from: then it keeps what was typed."""
    return request.method != "POST" or request.POST.get("do") == "find"


def _query(request: HttpRequest) -> str:
    """Return what the search beside the form asks for; it is sent with the form, so that no choice is lost."""
    said = request.POST if request.method == "POST" else request.GET
    return said.get("q", "").replace("\0", "").strip()[:100]
