"""Correcting a rating, taking it back, undoing a save."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access
from assessments.actions.correct import Correction, correct_evidence
from assessments.actions.void import undo_batch, void_evidence
from assessments.actions.writing import AlreadyFollowed, KeyConflict, NotYours, Refused, TooLate
from assessments.forms.change import CorrectForm, VoidForm, initial_of
from assessments.forms.class_set import marks_as_choices
from assessments.models import Evidence, EvidenceNote, Mark
from assessments.queries.chains import chains_of
from assessments.queries.notes import note_of
from assessments.rules.marks import Choice, choices_of, value_of
from assessments.views.class_set import today_of
from assessments.views.gates import changeable_evidence, continuum, person
from assessments.views.wording import focus_first_error, sentence
from competencies.rules.continuum import CompetencyView


@login_required
@require_POST
def undo(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take back a whole save within 30 seconds, and open it again as it was."""
    try:
        rows = undo_batch(by=person(request), batch=batch)
    except Evidence.DoesNotExist as error:
        raise Http404 from error
    except (TooLate, AlreadyFollowed):
        messages.error(request, _("This save can no longer be undone. Take single ratings back here, with a reason."))
        return redirect(after(request, batch))
    words = ngettext("Undone. %(n)s entry is taken back.", "Undone. %(n)s entries are taken back.", len(rows))
    messages.success(request, words % {"n": len(rows)})
    first = rows[0]
    if first.section_id is None or len({row.standard_id for row in rows}) > 1 or first.action != "rating":
        return redirect(home_of(first))
    address = reverse("assessments:class_set", args=[first.section_id])
    return redirect(f"{address}?competency={first.competency_id}&standard={first.standard_id}&again={batch}")


def after(request: HttpRequest, batch: UUID) -> str:
    """Return where a save that cannot be undone is found."""
    row = access.evidence(request.user).filter(batch=batch, author=person(request)).first()
    return home_of(row) if row else reverse("assessments:log")


def home_of(row: Evidence) -> str:
    """Return the page that shows what became of a row."""
    if row.mark == Mark.EXEMPT:
        return reverse("assessments:decisions", args=[row.student_id, row.competency_id])
    if row.section_id is None:
        return reverse("assessments:log")
    return reverse("assessments:history", args=[row.section_id])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Say what a rating should have said, and why."""
    row = changeable_evidence(request, evidence_id)
    competency = competency_of(request, row)
    choices = (*choices_of(competency.scale), *marks_as_choices())
    if request.method != "POST":
        if gone := already_gone(request, row, competency):
            return gone
        feedback = note_of(request.user, row.pk, EvidenceNote.Purpose.FEEDBACK)
        initial = initial_of(row, feedback=feedback, form_key=uuid4().hex)
        return show_correction(request, row, competency, CorrectForm(initial=initial, choices=choices))
    form = CorrectForm(request.POST, choices=choices)
    if not form.is_valid():
        return show_correction(request, row, competency, form, status=422)
    try:
        correct_evidence(
            by=person(request),
            corrections=[Correction(row.pk, form.entry(row))],
            reason=form.cleaned_data["reason"],
        )
    except Refused as refused:
        explain(request, form, refused)
        return show_correction(request, row, competency, form, status=422)
    except (AlreadyFollowed, KeyConflict):
        return someone_was_first(request, row, competency, form.cleaned_data["result"])
    except NotYours as error:
        raise PermissionDenied from error
    messages.success(request, _("Corrected. The earlier rating stays in the history."))
    return redirect(home_of(row))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Take one rating back, with a reason."""
    row = changeable_evidence(request, evidence_id)
    competency = competency_of(request, row)
    if gone := already_gone(request, row, competency):
        return gone
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return show_void(request, row, competency, form, status=422 if form.is_bound else 200)
    try:
        void_evidence(by=person(request), evidence=row, reason=form.cleaned_data["reason"])
    except Refused as refused:
        explain(request, form, refused)
        return show_void(request, row, competency, form, status=422)
    except AlreadyFollowed:
        return someone_was_first(request, row, competency, "")
    except NotYours as error:
        raise PermissionDenied from error
    messages.success(request, _("Taken back. It stays in the history and no longer counts."))
    return redirect(home_of(row))


def already_gone(request: HttpRequest, row: Evidence, competency: CompetencyView) -> HttpResponse | None:
    """Return the page that says who took a row back and when; None where it was not taken back."""
    chains = chains_of([row])
    standing = chains.standing(row.pk)
    if standing == row.pk:
        return None
    voids = access.evidence(request.user).filter(action="void").select_related("author")
    taken = voids.filter(pk=chains.head(row.pk)) if standing is None else voids.filter(refers_to=row.pk)
    if (void := taken.first()) is None:
        return None
    reason = note_of(request.user, void.pk, EvidenceNote.Purpose.REASON)
    context = {**about(row, competency), "taken": void, "reason": reason}
    return render(request, "assessments/already_taken_back.html", context)


def show_correction(
    request: HttpRequest, row: Evidence, competency: CompetencyView, form: CorrectForm, *, status: int = 200
) -> HttpResponse:
    """Draw the correction."""
    focus_first_error(form)
    options = [
        (choice, competency.descriptors.get(level.value, level.meaning))
        for choice, level in zip(choices_of(competency.scale), competency.scale.levels, strict=True)
    ]
    context = {
        **about(row, competency),
        "form": form,
        "options": options,
        "marks": marks_as_choices(),
        "chosen": form["result"].value(),
    }
    return render(request, "assessments/correct.html", context, status=status)


def show_void(
    request: HttpRequest, row: Evidence, competency: CompetencyView, form: VoidForm, *, status: int
) -> HttpResponse:
    """Draw the page that asks why a rating is taken back."""
    focus_first_error(form)
    return render(request, "assessments/void.html", {**about(row, competency), "form": form}, status=status)


def someone_was_first(request: HttpRequest, row: Evidence, competency: CompetencyView, wanted: str) -> HttpResponse:
    """Answer 409 with both: what stands now, by whom, and what was asked for."""
    standing = chains_of([row]).standing(row.pk)
    theirs = access.evidence(request.user).filter(pk=standing or 0).select_related("author").first()
    context = {
        **about(row, competency),
        "theirs": theirs,
        "their_choice": choice_of(theirs, competency) if theirs else None,
        "their_reason": note_of(request.user, theirs.pk, EvidenceNote.Purpose.REASON) if theirs else "",
        "yours": find_choice(competency, wanted),
    }
    return render(request, "assessments/someone_was_first.html", context, status=409)


def about(row: Evidence, competency: CompetencyView) -> dict[str, Any]:
    """Return what every page about one rating says: whose work, on what, what was recorded."""
    standard = next((one for one in competency.standards if one.id == row.standard_id), None)
    return {
        "row": row,
        "student": row.student,
        "competency": competency,
        "standard": standard,
        "choice": choice_of(row, competency),
        "back": home_of(row),
        "is_correction": row.action == "correction",
    }


def competency_of(request: HttpRequest, row: Evidence) -> CompetencyView:
    """Return the competency a row is about, as published now; retired ones keep their name."""
    found = continuum(request).competencies.get(row.competency_id)
    if found is None:
        raise Http404
    return found


def choice_of(row: Evidence, competency: CompetencyView) -> Choice | None:
    """Return a row's result as a choice."""
    return find_choice(competency, value_of(row.level, row.mark))


def find_choice(competency: CompetencyView, value: str) -> Choice | None:
    """Return the choice that a form sends as ``value``."""
    return next((one for one in (*choices_of(competency.scale), *marks_as_choices()) if one.value == value), None)


def explain(request: HttpRequest, form: Form, refused: Refused) -> None:
    """Put each problem at its question."""
    on, today = form.cleaned_data.get("on"), today_of(person(request))
    for problem in refused.problems:
        field = "result" if problem.field in ("level", "mark") else problem.field
        form.add_error(field if field in form.fields else None, sentence(problem, on=on, today=today))
