"""Reading single fields of an input line: each gives the value, or refuses it by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from competencies.rules.refusals import RefusedError

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
YEARS = range(1900, 2200)


def only(value: Any, allowed: Collection[str], field: str) -> Mapping[str, Any]:
    """An object with no other fields than these."""
    if not isinstance(value, Mapping):
        raise RefusedError(field, "must be an object")
    for name in value:
        if name not in allowed:
            raise RefusedError(f"{field}.{name}" if field else name, "is not known here")
    return value


def objects(value: Any, field: str) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise RefusedError(field, "must be a list")
    return value


def identity(value: Any, field: str) -> int | str:
    """An id: a whole number or a text that is not empty."""
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        raise RefusedError(field, "must be a text or a whole number")
    return value


def number(value: Any, field: str) -> Decimal:
    """A number, exactly as written."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise RefusedError(field, "must be a number")
    return Decimal(value)


def whole(value: Any, field: str, least: int | None = None) -> int:
    """A whole number, written as one."""
    if isinstance(value, bool) or not isinstance(value, int) or (least is not None and value < least):
        raise RefusedError(field, "must be a whole number" + ("" if least is None else f" of at least {least}"))
    return value


def flag(value: Any, field: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise RefusedError(field, "must be true or false")
    return value


def choice(value: Any, choices: Collection[str], field: str) -> str:
    """One of a few words."""
    if not isinstance(value, str) or value not in choices:
        raise RefusedError(field, f"must be one of {', '.join(choices)}")
    return value


def words(value: Any, field: str) -> str:
    """A text; empty where there is none."""
    if not isinstance(value, str):
        raise RefusedError(field, "must be a text")
    return value


def zone(value: Any, field: str) -> tzinfo:
    """A time zone by its name."""
    name = words(value, field)
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise RefusedError(field, f"{name!r} is not a known time zone") from None


def day_and_instant(value: Any, field: str, tz: tzinfo) -> tuple[date, datetime | None]:
    """A day, or an instant with the day it falls on in the time zone."""
    if isinstance(value, str) and DAY.fullmatch(value):
        return _day(value, field), None
    moment = instant(value, field, tz)
    return moment.astimezone(tz).date(), moment


def instant(value: Any, field: str, tz: tzinfo) -> datetime:
    """A moment; one without an offset is a moment in the time zone."""
    try:
        if not isinstance(value, str) or not DAY.match(value) or len(value) < len("2026-01-01T00:00"):
            raise ValueError
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise RefusedError(
            field, "must be an ISO 8601 day or instant, like 2026-03-09 or 2026-03-09T14:30:00Z"
        ) from None
    _check_year(moment.date(), field)
    return (moment if moment.tzinfo else moment.replace(tzinfo=tz)).astimezone(UTC)


def end_of_day(day: date, tz: tzinfo) -> datetime:
    """The last moment of a day in the time zone."""
    return datetime.combine(day + timedelta(days=1), time(), tz).astimezone(UTC) - timedelta(microseconds=1)


def _day(value: str, field: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise RefusedError(field, f"{value} is not a day of the calendar") from None
    _check_year(day, field)
    return day


def _check_year(day: date, field: str) -> None:
    if day.year not in YEARS:
        raise RefusedError(field, f"the year must be from {YEARS[0]} to {YEARS[-1]}")
