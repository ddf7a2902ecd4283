"""A page as of a past day: reading the day asked for, saying what one sees, and keeping the day in every link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pathways.forms import NotADayError, asked_day
from pathways.queries.past import NothingThenError, Sight, before_the_first
from pathways.queries.story import NotThereThenError
from people.models import Student
from people.queries import today

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Asked:
    """The day a request asks for: ``day`` is None for now, ``error`` says what is wrong with what was ``typed``."""

    day: date | None
    typed: str
    error: str
    today: date
    here: str

    @property
    def keep(self) -> str:
        """What every link to another page of the student ends with, so that it shows the same day."""
        return f"?as_of={self.day.isoformat()}" if self.day else ""

    @property
    def latest(self) -> str:
        """The last day one can look back to."""
        return (self.today - timedelta(days=1)).isoformat()

    @property
    def status(self) -> int:
        """What the answer is: the page of today with the mistake named, where no day could be read."""
        return UNPROCESSABLE if self.error else 200


@dataclass(frozen=True, slots=True)
class PastWords:
    """What a page says about the day it shows; ``banner`` is empty for now."""

    asked: Asked
    banner: str = ""

    @property
    def keep(self) -> str:
        """See ``Asked.keep``."""
        return self.asked.keep


def day_of(request: HttpRequest, student: Student) -> Asked:
    """Return the day a request asks for."""
    typed, day = request.GET.get("as_of", ""), today(student.district)
    try:
        return Asked(asked_day(typed, today=day), typed, "", day, request.path)
    except NotADayError as error:
        return Asked(None, typed, str(error), day, request.path)


def past_words(asked: Asked, sight: Sight) -> PastWords:
    """Say which day is seen, and under which versions."""
    if not sight.past:
        return PastWords(asked)
    known = {"day": long_day(sight.day), "continuum": sight.continuum.number}
    if sight.expected.in_force is None:
        banner = _("You see %(day)s as it was known then, under continuum version %(continuum)s.") % known
    else:
        banner = _(
            "You see %(day)s as it was known then, under rule version %(rule)s and continuum version %(continuum)s."
        ) % {**known, "rule": sight.expected.in_force.number}
    return PastWords(asked, banner)


def nothing_then(
    request: HttpRequest, asked: Asked, error: NothingThenError | NotThereThenError, **context: object
) -> HttpResponse:
    """Say kindly that there was nothing to see on that day, and where the student's pages begin."""
    words = {"past": PastWords(asked), "asked": asked, "text": _nothing_words(error), "missing": error}
    return render(request, "pathways/nothing_then.html", {**context, **words})


def _nothing_words(error: NothingThenError | NotThereThenError) -> str:
    if isinstance(error, NothingThenError):
        return before_the_first(error)
    known = {"what": error.competency.title, "day": long_day(error.day)}
    return _("“%(what)s” was not on the map on %(day)s.") % known


def long_day(day: date) -> str:
    """A day with its year, as the reader's language writes it."""
    return date_format(day, "DATE_FORMAT")
