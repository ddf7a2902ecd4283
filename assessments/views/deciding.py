"""What people decide about one student and one competency: the list of it, and a form for each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import access
from assessments.access import Charge
from assessments.actions.adjusting import adapt_expectation, exempt_student, override_mastery
from assessments.actions.writing import NotYours, Refused
from assessments.forms.deciding import AdaptedForm, ExemptionForm, OverrideForm
from assessments.queries.deciding import decisions_about, exempt_standards
from assessments.rules.marks import choices_of
from assessments.views.deciding_words import in_words, left_behind_words, refused_in_words
from assessments.views.gates import continuum, person
from assessments.views.wording import focus_first_error, sentence
from competencies.rules.continuum import CompetencyView
from people import access as people
from people.models import Student
from people.queries import today, written_in

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class About:
    """The student and the competency a page is about, and what the reader may do there."""

    student: Student
    competency: CompetencyView
    charge: Charge

    @property
    def context(self) -> dict[str, Any]:
        """What every one of these pages shows."""
        written = written_in(self.student.district.language)
        return {"student": self.student, "competency": self.competency, "charge": self.charge, "written": written}


@login_required
@require_safe
def decisions(request: HttpRequest, student_id: int, competency_id: int) -> HttpResponse:
    """List every decision: who, when, why, from, until, taken back by whom."""
    about = told(request, student_id, competency_id)
    found = decisions_about(student_id, competency_id, charge=about.charge)
    own = about.student.user_id == person(request).pk
    listed = in_words(found, about.competency, about.student.district)
    rests = left_behind_words(about.competency, continuum(request).standing_for(competency_id))
    return render(
        request, "assessments/decisions.html", {**about.context, "listed": listed, "own": own, "rests": rests}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def override(request: HttpRequest, student_id: int, competency_id: int) -> HttpResponse:
    """Put a teacher's judgement beside the engine's."""
    about = told(request, student_id, competency_id)
    require(about.charge.may_override)
    if closed(request, about):
        return back_to(about)
    choices = choices_of(about.competency.scale)
    form = OverrideForm(answers(request), initial=fresh(about), choices=choices)
    if made := saved(request, about, form, override_mastery):
        if made.key == form.said()["key"]:
            words = _("Saved. Your judgement stands from its first day, beside what the evidence says.")
        else:
            words = _("You have decided exactly this before, and it stands. Nothing was added.")
        messages.success(request, words)
        return back_to(about)
    pairs = zip(choices, about.competency.scale.levels, strict=True)
    options = [(one, about.competency.descriptors.get(level.value, level.meaning)) for one, level in pairs]
    return show(request, about, form, "override", options=options, chosen=form["level"].value())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exempt(request: HttpRequest, student_id: int, competency_id: int) -> HttpResponse:
    """Take standards out of what is asked of a student."""
    about = told(request, student_id, competency_id)
    require(about.charge.may_exempt)
    if closed(request, about):
        return back_to(about)
    form = ExemptionForm(answers(request), initial=fresh(about), standards=about.competency.standards)
    if saved(request, about, form, exempt_student):
        messages.success(request, _("Saved. Where mastery rests on this, it says “with exemptions”."))
        return back_to(about)
    already = exempt_standards(student_id, competency_id)
    chosen = form["standards"].value() or []
    boxes = [(one, str(one.id) in chosen, one.id in already) for one in about.competency.standards]
    return show(request, about, form, "exempt", boxes=boxes)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def adapt(request: HttpRequest, student_id: int, competency_id: int) -> HttpResponse:
    """Say what a student is to show instead of the published descriptors."""
    about = told(request, student_id, competency_id)
    require(about.charge.may_adapt)
    if closed(request, about):
        return back_to(about)
    form = AdaptedForm(answers(request), initial=fresh(about), standards=about.competency.standards)
    if saved(request, about, form, adapt_expectation):
        messages.success(request, _("Saved. Modified work of these days counts, judged against this."))
        return back_to(about)
    return show(request, about, form, "adapt")


def told(request: HttpRequest, student_id: int, competency_id: int) -> About:
    """Return what the page is about; 404 where the reader may not read the student or nobody published the rest."""
    readable = people.students(request.user).select_related("district__expectations")
    student = get_object_or_404(readable, pk=student_id)
    competency = continuum(request).competencies.get(competency_id)
    if competency is None:
        raise Http404
    return About(student, competency, access.charge(request.user, student_id, competency.domain_id))


def require(allowed: bool) -> None:
    """Refuse with 403 what somebody may read but not do."""
    if not allowed:
        raise PermissionDenied


def closed(request: HttpRequest, about: About) -> bool:
    """Tell whether a form is only opened where nothing new is decided: the list says why. What is sent is refused."""
    return about.competency.retired and request.method != "POST"


def answers(request: HttpRequest) -> Any:
    """Return what was sent, None where a page was only opened."""
    return request.POST if request.method == "POST" else None


def fresh(about: About) -> dict[str, Any]:
    """Return what a form begins with."""
    return {"starts": today(about.student.district), "form_key": uuid4().hex}


def saved(request: HttpRequest, about: About, form: Any, act: Callable[..., Made]) -> Made | None:
    """Take the decision and return it, or note at the form why it cannot be taken."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return act(by=person(request), student=about.student, competency_id=about.competency.id, **form.said())
    except Refused as refused:
        explain(form, refused, about.student)
        return None
    except NotYours as error:
        raise PermissionDenied from error


def explain(form: Form, refused: Refused, student: Student) -> None:
    """Put each problem at its question."""
    day, on = today(student.district), form.cleaned_data.get("starts")
    told_once = set()
    for problem in refused.problems:
        field = {"on": "starts"}.get(problem.field, problem.field)
        words = refused_in_words(problem, student) or sentence(problem, on=on, today=day)
        if (field, words) not in told_once:
            form.add_error(field if field in form.fields and field != "form_key" else None, words)
        told_once.add((field, words))


def back_to(about: About) -> HttpResponse:
    """Return to the list."""
    return redirect("assessments:decisions", about.student.pk, about.competency.id)


def show(request: HttpRequest, about: About, form: Form, name: str, **more: Any) -> HttpResponse:
    """Draw a form; one that was refused as 422, with what was typed."""
    focus_first_error(form)
    context = {**about.context, "form": form, **more}
    return render(request, f"assessments/{name}.html", context, status=422 if form.is_bound else 200)
