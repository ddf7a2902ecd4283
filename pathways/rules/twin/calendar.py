"""Days and months as numbers: counted from 1970-01-01, months back clamped to the last day of a shorter month."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import numpy as np

from pathways.rules.twin.columns import Days

_FIRST = date(1970, 1, 1)
_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


def day_number(day: date) -> int:
    """Return the number of a day."""
    return (day - _FIRST).days


def microseconds(moment: datetime) -> int:
    """Return the number of a moment."""
    return (moment - _MOMENT) // timedelta(microseconds=1)


def moved(day: date, months: int) -> date:
    """Return the same day of another month, or its last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_days_within(days: Days, months: int) -> Days:
    """Return for each day the last from which it is still no more than so many months ago."""
    each, which = np.unique(days, return_inverse=True)
    found = [day_number(_last_within(_FIRST + timedelta(days=number), months)) for number in each.tolist()]
    return np.array(found, np.int32)[which]


def _last_within(day: date, months: int) -> date:
    last = moved(day, months)
    while moved(last + timedelta(days=1), -months) <= day:
        last += timedelta(days=1)
    return last
