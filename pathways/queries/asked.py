"""The day a page is asked for, and what the page says about the day it shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from pathways.queries.days import long_day
from pathways.queries.past import NothingThenError, Sight
from people.models import Student
from people.queries import today

UNPROCESSABLE = 422
# A day as it is written in an address, and the first one anybody could mean.
WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
EARLIEST = date(1900, 1, 1)


class NotADayError(ValueError):
    """What was typed is no day that can be looked back to; says why and what to do."""


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


def asked_for(student: Student, typed: str, *, here: str) -> Asked:
    """Return the day that was typed for a page at the address ``here``; what is wrong with it is said on the page."""
    day = today(student.district)
    try:
        return Asked(asked_day(typed, today=day), typed, "", day, here)
    except NotADayError as error:
        return Asked(None, typed, str(error), day, here)


def asked_day(typed: str, *, today: date) -> date | None:
    """Return the past day a page is asked for; None for now: nothing typed, or today.

    Raises ``NotADayError`` for what cannot be read and for days still to come.
    """
    typed = typed.strip()
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed) if WRITTEN.fullmatch(typed) else None
    except ValueError:
        day = None
    if day is None or day < EARLIEST:
        raise NotADayError(_("This is not a day we can read. Write it like 2026-03-12."))
    if day > today:
        raise NotADayError(_("That day is still to come. Choose today or a day before it."))
    return None if day == today else day


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


def before_the_first(error: NothingThenError) -> str:
    """Say since when there is something to see."""
    known = {"day": long_day(error.day), "first": long_day(error.first)}
    return _("On %(day)s the school had not published its map yet. The first one is of %(first)s.") % known


def not_there_then(title: str, day: date) -> str:
    """Say of a competency that the map of a day did not have it."""
    return _("“%(what)s” was not on the map on %(day)s.") % {"what": title, "day": long_day(day)}
