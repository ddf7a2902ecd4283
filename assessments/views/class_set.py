"""A class set: one standard, one row per student, one save."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments.actions.amend import amend_evidence
from assessments.actions.record import record_evidence
from assessments.actions.writing import AlreadyFollowed, KeyConflict, Recorded, Refused
from assessments.forms.class_set import Sheet, blank_sheet, form_key_of, read_sheet
from assessments.forms.work import WorkForm
from assessments.queries import recent, targets
from assessments.rules.marks import value_of
from assessments.views import again, choosing
from assessments.views.gates import continuum, person, taught_section
from assessments.views.wording import explain, focus_first_error
from competencies.rules.continuum import ContinuumMap
from people.models import District, Section, User
from people.queries import enrolled, today


@dataclass(slots=True)
class Page:
    """One class set as it is being filled in."""

    section: Section
    chart: ContinuumMap
    sheet: Sheet
    form: WorkForm
    form_key: str
    notices: list[str] = field(default_factory=list)
    saved_before: bool = False


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def class_set(request: HttpRequest, section_id: int) -> HttpResponse:
    """Show the rows of a section for one standard, and save them."""
    section = taught_section(request, section_id)
    chart = continuum(request)
    chosen = request.POST if request.method == "POST" else request.GET
    standard = number(chosen.get("standard")) if "standard" in chosen else None
    target = targets.target_of(chart, number(chosen.get("competency")), standard)
    if target is None and ("competency" in chosen or "standard" in chosen or request.method == "POST"):
        raise Http404
    if target is None:
        return choosing.choose(request, section, chart)
    students = [(one.pk, one.full_name) for one in enrolled(section, on=today_of(person(request)))]
    sheet = blank_sheet(target, students)
    if request.method == "POST":
        return save(request, section, chart, sheet)
    if not (form_key := form_key_of({"form_key": request.GET.get("form", "")})):
        return new_sheet(request)
    return show(request, opened(request, section, chart, sheet, form_key))


def new_sheet(request: HttpRequest) -> HttpResponse:
    """Give the sheet an address of its own, so that the browser's Back comes to the same sheet and not to a copy."""
    query = request.GET.copy()
    query["form"] = uuid4().hex
    return redirect(f"{request.path}?{query.urlencode()}")


def opened(request: HttpRequest, section: Section, chart: ContinuumMap, sheet: Sheet, form_key: str) -> Page:
    """Return a sheet as it was saved before, as it was before an undo, or fresh with what is known from last time."""
    user = person(request)
    earlier = recent.saved_sheet(user, keys=sheet.keys(form_key))
    undone = undone_sheet(request) if earlier is None else None
    page = Page(section, chart, sheet, WorkForm(), form_key)
    if earlier is not None and earlier.taken_back:
        page.form_key = uuid4().hex
    elif earlier is not None:
        page.saved_before = True
    if taken_up := earlier or undone:
        take_up(sheet, taken_up)
    page.form = WorkForm(initial=taken_up.work if taken_up else known_work(user, section, sheet.target.competency.id))
    return page


def known_work(user: User, section: Section, competency_id: int) -> dict[str, Any]:
    """Return what need not be said again: kind and source of last time, its day if that was today, and its task.

    The task of another competency is another task, and would be saved under a name that is not its own.
    """
    day = today_of(user)
    last = recent.last_work(user, section)
    known: dict[str, Any] = {"on": day, "kind": "summative", "support": "independent"}
    if last is None:
        return known
    task = last.task if last.competency_id == competency_id else ""
    kept = {"task": task, "kind": last.kind, "source_type": last.source_type, "context": last.context}
    return known | kept | {"on": last.on if last.saved_on == day else day}


def undone_sheet(request: HttpRequest) -> recent.SavedSheet | None:
    """Return the save of the person's that the address wants taken up again."""
    try:
        batch = UUID(request.GET.get("again", ""))
    except ValueError:
        return None
    return recent.saved_sheet(person(request), batch=batch)


def take_up(sheet: Sheet, saved: recent.SavedSheet) -> None:
    """Fill the rows with what was chosen before."""
    rows = {row.student_id: row for row in sheet.rows}
    for one in saved.rows:
        if one.student_id in rows:
            value = value_of(one.level, one.mark)
            rows[one.student_id].chosen = value if value in sheet.choices else ""
            rows[one.student_id].note = one.feedback


def save(request: HttpRequest, section: Section, chart: ContinuumMap, sheet: Sheet) -> HttpResponse:
    """Save what was sent; or show it again with what is wrong, everything typed kept."""
    read_sheet(sheet, request.POST)
    page = Page(section, chart, sheet, WorkForm(request.POST), form_key_of(request.POST) or uuid4().hex)
    if request.POST.get("do") == "rest":
        sheet.fill(request.POST.get("rest", ""))
        return show(request, page)
    if not ready(page):
        return show(request, page, status=422)
    try:
        recorded = record(request, page)
    except Refused as refused:
        explain(page.form, page.sheet.rated, refused, today=today_of(person(request)))
        return show(request, page, status=422)
    except KeyConflict as conflict:
        return again.ask_to_correct(request, section=page.section, rows=changed_rows(page.sheet, conflict))
    except AlreadyFollowed:
        page.notices.append(_("Some of these ratings were changed or taken back meanwhile. Look at the history first."))
        return show(request, page, status=409)
    return saved(request, page, recorded)


def ready(page: Page) -> bool:
    """Tell whether the sheet can be recorded, and note why not."""
    if page.sheet.strangers:
        page.notices.append(
            ngettext(
                "%(n)s rating was for a student who is no longer in this section. It is left out below.",
                "%(n)s ratings were for students who are no longer in this section. They are left out below.",
                page.sheet.strangers,
            )
            % {"n": page.sheet.strangers}
        )
    elif not page.sheet.rated and not page.sheet.wrong:
        page.notices.append(_("Nobody is rated yet. Choose a level for at least one student."))
    valid = page.form.is_valid()
    return valid and bool(page.sheet.rated) and not page.sheet.wrong and not page.sheet.strangers


def record(request: HttpRequest, page: Page) -> Recorded:
    """Record the sheet; where the person has agreed to correct what they saved before, correct it."""
    user = person(request)
    said = page.form.said()
    entries = page.sheet.entries(said=said, form_key=page.form_key)
    task = page.form.cleaned_data["task"]
    if request.POST.get("do") == "correct":
        return amend_evidence(
            by=user,
            district=section_district(request),
            entries=entries,
            section=page.section,
            demonstration=task,
            reason=request.POST.get("reason", ""),
        )
    return record_evidence(
        by=user,
        district=section_district(request),
        entries=entries,
        section=page.section,
        demonstration=task,
        chart=page.chart,
    )


def saved(request: HttpRequest, page: Page, recorded: Recorded) -> HttpResponse:
    """Say what was saved, with its undo, and go on to the section's grid."""
    already = [row.id for row in recorded.rows if row.already]
    if already and recent.any_withdrawn(already):
        page.form_key = uuid4().hex
        page.notices.append(_("You have undone this save. Save once more to record it again."))
        return show(request, page, status=409)
    words = ngettext("Saved %(n)s entry.", "Saved %(n)s entries.", len(recorded.rows)) % {"n": len(recorded.rows)}
    undo = reverse("assessments:undo", args=[recorded.batch])
    messages.success(request, words, extra_tags=f"undo:{undo}")
    return redirect("pathways:grid", section_id=page.section.pk)


def changed_rows(sheet: Sheet, conflict: KeyConflict) -> list[again.Changed]:
    """Return the rows that were saved before with another result."""
    names = {row.student_id: row.name for row in sheet.rows}
    return [
        again.Changed.of(clash, names.get(clash.entry.student_id, ""), sheet.choices.values())
        for clash in conflict.clashes
    ]


def show(request: HttpRequest, page: Page, *, status: int = 200) -> HttpResponse:
    """Draw the page."""
    add_last_results(page.sheet)
    focus_first_error(page.form)
    descriptors = [
        (choice, page.sheet.target.competency.descriptors.get(level.value, level.meaning))
        for choice, level in zip(page.sheet.levels, page.sheet.target.competency.scale.levels, strict=True)
    ]
    context = {
        "section": page.section,
        "target": page.sheet.target,
        "sheet": page.sheet,
        "counts": page.sheet.counts,
        "form": page.form,
        "form_key": page.form_key,
        "descriptors": descriptors,
        "notices": page.notices,
        "saved_before": page.saved_before,
        "crumbs": [
            (_("Log evidence"), reverse("assessments:log")),
            (page.section.name, reverse("assessments:class_set", args=[page.section.pk])),
        ],
    }
    return render(request, "assessments/class_set.html", context, status=status)


def add_last_results(sheet: Sheet) -> None:
    """Write beside each name what the student showed last on this standard."""
    results = recent.last_results([row.student_id for row in sheet.rows], sheet.target.standard.id)
    for row in sheet.rows:
        result = results.get(row.student_id)
        if result is None:
            continue
        row.last = sheet.choices.get(value_of(result.level, result.mark))


def section_district(request: HttpRequest) -> District:
    """Return the district of whoever is signed in; the gate has seen that there is one."""
    return cast("District", person(request).district)


def today_of(user: User) -> date:
    """Return the day it is in the person's district."""
    return today(cast("District", user.district))


def number(text: str | None) -> int:
    """Return an id from an address, or one that no row has."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0
