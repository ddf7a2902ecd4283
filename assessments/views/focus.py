"""What a section works on: begin, end, look ahead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.actions.focus import FocusRefused, end_focus, set_focus
from assessments.forms.focus import FocusForm
from assessments.models import Focus
from assessments.queries import targets
from assessments.views.class_set import number
from assessments.views.gates import continuum, person, taught_section
from competencies.rules.continuum import ContinuumMap
from people.models import Section
from people.queries import today


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def focus(request: HttpRequest, section_id: int) -> HttpResponse:
    """Show what a section works on, and change it."""
    section = taught_section(request, section_id)
    chart = continuum(request)
    form = FocusForm(initial={"starts": today(person(request).district)})  # type: ignore[arg-type] # the gate has seen one
    if request.method == "POST":
        if "end" in request.POST:
            return end(request, section)
        form = FocusForm(request.POST)
        if form.is_valid() and begin(request, section, form):
            messages.success(request, _("The focus is set. It leads the grid and the class set."))
            return redirect("assessments:focus", section_id=section.pk)
    return show(request, section, chart, form)


def begin(request: HttpRequest, section: Section, form: FocusForm) -> bool:
    """Set the focus, or note at the form why it cannot be."""
    try:
        set_focus(by=person(request), section=section, **form.cleaned_data)
    except FocusRefused as refused:
        field = {"competency": "competency_id"}.get(refused.field, refused.field)
        form.add_error(field if field in form.fields else None, refused.message)
        return False
    return True


def end(request: HttpRequest, section: Section) -> HttpResponse:
    """End one focus of this section; one of another section is 404."""
    row = get_object_or_404(targets.focuses_of(section), pk=number(request.POST.get("end")))
    end_focus(by=person(request), focus=row)
    messages.success(request, _("Ended. What was recorded stays."))
    return redirect("assessments:focus", section_id=section.pk)


def show(request: HttpRequest, section: Section, chart: ContinuumMap, form: forms.Form) -> HttpResponse:
    """Draw the page."""
    day = today(person(request).district)  # type: ignore[arg-type] # the gate has seen one
    rows = list(targets.focuses_of(section))
    domains = targets.domains_of(section)
    offered = targets.in_domains(chart, domains) or tuple(one.id for one in chart.in_order)
    context: dict[str, Any] = {
        "section": section,
        "form": form,
        "now": [named(row, chart) for row in rows if row.starts <= day and (row.ends is None or row.ends >= day)],
        "later": [named(row, chart) for row in rows if row.starts > day],
        "before": [named(row, chart) for row in rows if row.ends is not None and row.ends < day],
        "groups": targets.groups_of(chart, offered),
        "chosen": str(form["competency_id"].value() or ""),
    }
    return render(request, "assessments/focus.html", context, status=422 if form.is_bound else 200)


def named(row: Focus, chart: ContinuumMap) -> dict[str, Any]:
    """Return a focus in words."""
    competency = chart.competencies.get(row.competency_id)
    return {
        "id": row.pk,
        "title": competency.title if competency else "",
        "starts": row.starts,
        "ends": row.ends,
        "retired": bool(competency and competency.retired),
        "became": [one.title for one in chart.standing_for(row.competency_id)],
    }
