"""A form that was saved before and says something else now: shall the rows be corrected?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.actions.writing import Clash
from assessments.rules.marks import Choice, value_of
from people.models import Section


@dataclass(frozen=True, slots=True)
class Changed:
    """One row that says something else now: whose or on what, and both results."""

    name: str
    before: Choice | None
    now: Choice | None

    @classmethod
    def of(cls, clash: Clash, name: str, choices: Iterable[Choice]) -> Changed:
        """Return a clash in the words of its form."""
        by_value = {choice.value: choice for choice in choices}
        before = by_value.get(value_of(clash.stored.level, clash.stored.mark))
        return cls(name, before, by_value.get(value_of(clash.entry.level, clash.entry.mark)))


def ask_to_correct(request: HttpRequest, *, section: Section, rows: Sequence[Changed]) -> HttpResponse:
    """Ask whether rows that were saved before with another result shall be corrected."""
    left_out = {"do", "csrfmiddlewaretoken", "reason"}
    kept = [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]
    context = {"section": section, "rows": rows, "kept": kept}
    return render(request, "assessments/class_set_again.html", context, status=409)
