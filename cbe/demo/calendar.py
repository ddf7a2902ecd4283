"""The demo school's calendar, laid around today so that the school always looks alive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(weeks=1)
# The weeks in which the three terms of a school year begin, and how long each lasts.
TERMS = ((0, 15), (17, 12), (31, 12))
WEEKS_IN = 11
BREAK_WEEK = 7
# The season of each month, January first.
SEASONS = ("Winter",) * 2 + ("Spring",) * 3 + ("Summer",) * 3 + ("Autumn",) * 3 + ("Winter",)


@dataclass(frozen=True, slots=True)
class TermPlan:
    """A term: ``year`` counts back from this school year (0, -1, -2), ``place`` from 0 within its year."""

    name: str
    year: int
    place: int
    starts: date
    ends: date

    def day(self, week: int, weekday: int = 0) -> date:
        """The day in a week of the term (both counted from 0), never past its last day."""
        return min(self.starts + timedelta(weeks=week, days=weekday), self.ends)


def terms(today: date) -> tuple[TermPlan, ...]:
    """Return the nine terms of three school years, oldest first; today is in the twelfth week of the seventh."""
    this_week = today - timedelta(days=today.weekday())
    first_day = this_week - WEEKS_IN * WEEK
    return tuple(_term(first_day + 52 * year * WEEK, year, place) for year in (-2, -1, 0) for place in range(3))


def current(today: date) -> TermPlan:
    """Return the term that today is in."""
    return next(term for term in terms(today) if term.starts <= today <= term.ends)


def school_day(day: date) -> date:
    """Return the day itself, or the Friday before where it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def school_days(term: TermPlan) -> Iterator[date]:
    """Every day of teaching in a term: its weekdays without the week of the break."""
    day = term.starts
    while day <= term.ends:
        if day.weekday() < 5 and (day - term.starts).days // 7 != BREAK_WEEK:
            yield day
        day += timedelta(days=1)


def _term(year_starts: date, year: int, place: int) -> TermPlan:
    week, weeks = TERMS[place]
    starts = year_starts + week * WEEK
    ends = starts + weeks * WEEK - timedelta(days=3)
    middle = starts + (ends - starts) / 2
    season = SEASONS[middle.month - 1]
    # A winter belongs to the year it ends in, so that no two winters share a name.
    named = middle.year + (middle.month == 12)
    return TermPlan(f"{season} term {named}", year, place, starts, ends)
