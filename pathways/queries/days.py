"""How the pages about one student write days: without the year as long as that is clear."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format, get_format

# Days further back than this are written with their year.
CLEAR = 300
MONTHS_CLEAR = 330
# How a format marks letters that stand for themselves.
WORD = "\\"


def day_words(day: date, seen: date) -> str:
    """Return a day as seen from another one: March 12, or March 12, 2024 where the year could be mistaken."""
    return date_format(day, "MONTH_DAY_FORMAT") if 0 <= (seen - day).days < CLEAR else long_day(day)


def long_day(day: date) -> str:
    """Return a day with its year, the month in full as everywhere on these pages: March 12, 2024."""
    return date_format(day, "DATE_FORMAT")


def month_words(day: date, seen: date) -> str:
    """Return a month as seen from a day: March, or March 2024 where the year could be mistaken."""
    return date_format(day, "F" if 0 <= (seen - day).days < MONTHS_CLEAR else "YEAR_MONTH_FORMAT")


def short_day(day: date, seen: date) -> str:
    """Return a day for a narrow column, in the order of the reader's language: Mar 12, or Mar 12, 2024.

    A language that says its dates with words between (12 de marzo) keeps the month in full.
    """
    form = get_format("MONTH_DAY_FORMAT" if 0 <= (seen - day).days < CLEAR else "DATE_FORMAT")
    return date_format(day, form if WORD in form else form.replace("F", "M"))
