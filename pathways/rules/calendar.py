"""Calendar months: back from a day, and the last day a piece of work stays within so many of them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=1024)
def months_before(day: date, months: int) -> date:
    """The day so many calendar months earlier; the 31st becomes the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day_within(day: date, months: int) -> date:
    """The last day from which ``day`` is still no more than so many calendar months ago."""
    last = months_before(day, -months)
    while months_before(last + ONE_DAY, months) <= day:
        last += ONE_DAY
    return last
