"""What was refused: in whole sentences, each beside the question that mends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from django.forms import Form
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.actions.writing import Refused
from assessments.rules import RowProblem


class Answer(Protocol):
    """A row of a sheet, which keeps what is wrong with it."""

    def tell(self, field: str, words: str) -> None:
        """Keep what is wrong with one of the row's answers."""


def sentence(problem: RowProblem, *, on: date | None, today: date, students: int = 1) -> str:
    """Return a refusal as a sentence; ``on`` is the day that was chosen, ``students`` how many it is said of."""
    if problem.code == "future":
        return _("This day is in the future. Choose a day up to today, %(day)s.") % {"day": in_words(today)}
    if problem.code == "away" and on:
        words = ngettext(
            "The student was not in this section on %(day)s. Choose another day.",
            "None of these students was in this section on %(day)s. Choose another day.",
            students,
        )
        return words % {"day": in_words(on)}
    if problem.code == "long ago" and on:
        return _("%(day)s is too long ago. Check the year.") % {"day": in_words(on)}
    if problem.code == "unborn" and on:
        return _("The student was not born on %(day)s. Choose a later day.") % {"day": in_words(on)}
    return f"This {problem.message}"


def in_words(day: date) -> str:
    """Return a day as the reader's language writes it."""
    return date_format(day, "DATE_FORMAT")


def explain(form: Form, rated: Sequence[Answer], refused: Refused, *, today: date) -> None:
    """Put each problem where it can be mended: what is wrong for everybody at its question, the rest at its row."""
    on = form.cleaned_data.get("on")
    shared = Counter((problem.field, problem.message) for problem in refused.problems)
    told: set[tuple[str, str]] = set()
    for problem in refused.problems:
        what = (problem.field, problem.message)
        everybody = 1 if problem.field == "task" else len(rated)
        if problem.field not in form.fields or shared[what] != everybody:
            rated[problem.row].tell(problem.field, sentence(problem, on=on, today=today))
        elif what not in told:
            form.add_error(problem.field, sentence(problem, on=on, today=today, students=everybody))
            told.add(what)


def focus_first_error(form: Form) -> bool:
    """Give the first question that was answered wrongly the focus; tell whether there is one."""
    for name, field in form.fields.items():
        if name in form.errors:
            field.widget.attrs["autofocus"] = True
            return True
    return False
