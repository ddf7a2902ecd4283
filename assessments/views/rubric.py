"""One student's work, rated on several competencies independently of each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.amend import amend_evidence
from assessments.actions.record import record_evidence
from assessments.actions.writing import AlreadyFollowed, KeyConflict, Recorded, Refused
from assessments.forms.class_set import form_key_of
from assessments.forms.rubric import RubricRow, blank_rubric, read_rubric, rubric_entries
from assessments.forms.work import WorkForm
from assessments.queries import recent, targets
from assessments.queries.deciding import adapted_in_force
from assessments.queries.sections import shared_by
from assessments.views import again, choosing
from assessments.views.class_set import new_sheet, number, section_district, today_of
from assessments.views.gates import continuum, person, taught_student
from assessments.views.wording import explain, focus_first_error
from competencies.rules.continuum import ContinuumMap
from people.models import Section, Student
from people.queries import today

TARGETS_AT_MOST = 12


@dataclass(slots=True)
class Page:
    """One student's rubric as it is being filled in."""

    student: Student
    section: Section
    rows: list[RubricRow]
    form: WorkForm
    form_key: str
    notices: list[str] = field(default_factory=list)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rubric(request: HttpRequest, student_id: int) -> HttpResponse:
    """Show the standards chosen for one student's work, and save the ratings."""
    student = taught_student(request, student_id)
    chart = continuum(request)
    sections = shared_sections(request, student)
    chosen = request.POST if request.method == "POST" else request.GET
    rows = blank_rubric(chosen_targets(chart, chosen))
    if not rows:
        return choose(request, student, sections, chart)
    section = next((one for one in sections if one.pk == number(chosen.get("section"))), sections[0])
    if request.method == "POST":
        return save(request, Page(student, section, rows, WorkForm(request.POST), form_key_of(request.POST)))
    if not (form_key := form_key_of({"form_key": request.GET.get("form", "")})):
        return new_sheet(request)
    return show(request, Page(student, section, rows, WorkForm(initial=begin(request, section)), form_key))


def shared_sections(request: HttpRequest, student: Student) -> list[Section]:
    """Return the sections in which the person teaches this student today."""
    sections = shared_by(person(request), student)
    if not sections:
        raise PermissionDenied
    return sections


def chosen_targets(chart: ContinuumMap, chosen: QueryDict) -> list[targets.Target]:
    """Return the standards an address or form names (``t`` is competency-standard), each once."""
    found = []
    for text in dict.fromkeys(chosen.getlist("t")):
        competency, _dash, standard = text.partition("-")
        target = targets.target_of(chart, number(competency), number(standard))
        if target is not None:
            found.append(target)
    return found[:TARGETS_AT_MOST]


def choose(request: HttpRequest, student: Student, sections: list[Section], chart: ContinuumMap) -> HttpResponse:
    """Show what the work can be rated on, several at once."""
    context = {"student": student, "crumbs": crumbs(student), **choosing.choices(request, sections, chart)}
    return render(request, "assessments/rubric_choose.html", context)


def begin(request: HttpRequest, section: Section) -> dict[str, Any]:
    """Return what is known of the work before anything is said."""
    last = recent.last_work(person(request), section)
    day = today(person(request).district)  # type: ignore[arg-type] # the gate has seen one
    known = {"on": day, "kind": "summative", "support": "independent"}
    return known | ({"kind": last.kind, "source_type": last.source_type} if last else {})


def save(request: HttpRequest, page: Page) -> HttpResponse:
    """Save the ratings; or show the sheet again with what is wrong, everything typed kept."""
    read_rubric(page.rows, request.POST)
    page.form_key = page.form_key or uuid4().hex
    valid = page.form.is_valid()
    rated = [row for row in page.rows if row.chosen]
    wrong = any(row.wrong for row in page.rows)
    if not rated and not wrong:
        page.notices.append(_("Nothing is rated yet. Choose a level for at least one competency."))
    if not valid or not rated or wrong:
        return show(request, page, status=422)
    try:
        recorded = record(request, page)
    except Refused as refused:
        explain(page.form, rated, refused, today=today_of(person(request)))
        return show(request, page, status=422)
    except KeyConflict as conflict:
        return again.ask_to_correct(request, section=page.section, rows=changed_rows(page, conflict))
    except AlreadyFollowed:
        page.notices.append(_("Some of these ratings were changed or taken back meanwhile. Look at the history first."))
        return show(request, page, status=409)
    return saved(request, page, recorded)


def record(request: HttpRequest, page: Page) -> Recorded:
    """Record what was rated; where the person has agreed to correct what they saved before, correct it."""
    user = person(request)
    write = record_evidence
    if request.POST.get("do") == "correct":
        write = partial(amend_evidence, reason=request.POST.get("reason", ""))
    return write(
        by=user,
        district=section_district(request),
        entries=rubric_entries(page.rows, student_id=page.student.pk, said=page.form.said(), form_key=page.form_key),
        section=page.section,
        demonstration=page.form.cleaned_data["task"],
    )


def changed_rows(page: Page, conflict: KeyConflict) -> list[again.Changed]:
    """Return the rows that were saved before with another result."""
    rows = {(row.target.competency.id, row.target.standard.id): row for row in page.rows}
    return [
        again.Changed.of(clash, row.target.competency.title, (*row.levels, *row.marks))
        for clash in conflict.clashes
        if (row := rows.get((clash.entry.competency_id, clash.entry.standard_id)))
    ]


def saved(request: HttpRequest, page: Page, recorded: Recorded) -> HttpResponse:
    """Say what was saved, with its undo, and go on to the student's path."""
    already = [row.id for row in recorded.rows if row.already]
    if already and recent.any_withdrawn(already):
        page.form_key = uuid4().hex
        page.notices.append(_("You have undone this save. Save once more to record it again."))
        return show(request, page, status=409)
    words = ngettext("Saved %(n)s rating for %(name)s.", "Saved %(n)s ratings for %(name)s.", len(recorded.rows))
    undo = reverse("assessments:undo", args=[recorded.batch])
    messages.success(request, words % {"n": len(recorded.rows), "name": page.student.called}, extra_tags=f"undo:{undo}")
    return redirect("pathways:path", student_id=page.student.pk)


def show(request: HttpRequest, page: Page, *, status: int = 200) -> HttpResponse:
    """Draw the sheet."""
    wrong = [row for row in page.rows if row.wrong]
    modified = tell_own_words(request, page)
    if not focus_first_error(page.form) and wrong:
        wrong[0].has_focus = True
    context = {
        "student": page.student,
        "section": page.section,
        "rows": page.rows,
        "form": page.form,
        "form_key": page.form_key,
        "notices": page.notices,
        "wrong": wrong,
        "crumbs": crumbs(page.student),
        "modified": modified,
    }
    return render(request, "assessments/rubric.html", context, status=status)


def tell_own_words(request: HttpRequest, page: Page) -> bool:
    """Put beside each standard what this student is to show instead, where the reader may know; tell if there is any.

    One query, and one for each domain in which there is any.
    """
    competencies = {row.target.competency.id: row.target.competency for row in page.rows}
    found = adapted_in_force(page.student.pk, list(competencies), today_of(person(request)))
    domains = {competencies[one.competency_id].domain_id for one in found}
    told = {one for one in domains if access.charge(request.user, page.student.pk, one).confided}
    for row in page.rows:
        if row.target.competency.domain_id in told:
            about = [one for one in found if one.competency_id == row.target.competency.id]
            row.own_words = [one.descriptor for one in about if one.standard_id in (None, row.target.standard.id)]
    return any(row.own_words for row in page.rows)


def crumbs(student: Student) -> list[tuple[str, str]]:
    """Return the way back."""
    return [
        (_("Log evidence"), reverse("assessments:log")),
        (student.full_name, reverse("pathways:path", args=[student.pk])),
    ]
