"""When people decide: which of the decisions about a student and a competency holds, from when, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from competencies.rules.scale import Scale
from pathways.rules.values import Period, StandardId, StandardRequirement


@dataclass(frozen=True, slots=True)
class Decided:
    """One row of a table of decisions, as it was written.

    It holds from ``starts`` to ``ends``, both days included (None: until taken back). ``made`` is when it was written
    down and ``by`` who did, as others call them; a row that ``reverses`` another takes that one back. ``level`` is an
    override's; ``standard`` an adapted expectation's, None for every standard of the competency.
    """

    id: int
    starts: date
    ends: date | None
    made: datetime
    reverses: int | None = None
    level: Decimal | None = None
    standard: StandardId | None = None
    by: str = ""

    def holds_on(self, day: date) -> bool:
        """Tell whether a day is one of those it was made for."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a student stands once people have decided: the override's word where one is in force, else the engine's."""

    status: str
    level: Decimal | None
    mastered: bool
    override: int | None = None


def standing(rows: Iterable[Decided], known_at: datetime | None = None) -> tuple[Decided, ...]:
    """Return the decisions that stand, the one made last at the end.

    A decision taken back does not stand, for any day: as with voided evidence, only ``known_at`` looks back behind
    the taking back. Rows made after ``known_at`` have no effect yet; a row given twice counts once.
    """
    known = {row.id: row for row in rows if known_at is None or row.made <= known_at}
    taken_back = {row.reverses for row in known.values()}
    stands = [row for row in known.values() if row.reverses is None and row.id not in taken_back]
    return tuple(sorted(stands, key=_made))


def in_force(stands: Iterable[Decided], day: date) -> Decided | None:
    """Return the decision in force on a day: of those made for it, the one made last."""
    return max((row for row in stands if row.holds_on(day)), key=_made, default=None)


def last_day(stands: Sequence[Decided], day: date) -> date | None:
    """Return the last day on which, without a new decision, the same one (or none) is in force as on ``day``."""
    now = in_force(stands, day)
    return next(
        (turn - timedelta(days=1) for turn in turns(stands) if turn > day and in_force(stands, turn) != now), None
    )


def turns(stands: Iterable[Decided]) -> list[date]:
    """Return the days on which a decision begins to hold, or no longer does, in order."""
    days = {row.starts for row in stands} | {_after(row.ends) for row in stands if row.ends is not None}
    return sorted(days)


def overridden(status: str, level: Decimal | None, mastered: bool, override: Decided | None, scale: Scale) -> Stand:
    """Return where a student stands: a level from proficient up is mastery, one below it is not yet.

    The level is read on the scale as it is now: the highest one not above what was decided.
    """
    if override is None or override.level is None:
        return Stand(status, level, mastered)
    reached = override.level >= scale.proficient
    return Stand("mastered" if reached else "not_yet", scale.level_of(override.level), reached, override.id)


def reached_since(days: Iterable[date], mastered_on: Callable[[date], bool]) -> date | None:
    """Return the first of the days from which on every one of them was mastered; None where the last was not."""
    reached = None
    for day in sorted(set(days), reverse=True):
        if not mastered_on(day):
            break
        reached = day
    return reached


def adapted(standards: Sequence[StandardRequirement], stands: Iterable[Decided]) -> tuple[StandardRequirement, ...]:
    """Return the standards, each with the periods in which an adapted expectation is in force for it."""
    rows = tuple(stands)
    return tuple(replace(one, adapted=_periods(rows, one.id)) for one in standards) if rows else tuple(standards)


def _periods(rows: Iterable[Decided], standard: StandardId) -> tuple[Period, ...]:
    return tuple((row.starts, row.ends) for row in rows if row.standard is None or row.standard == standard)


def _made(row: Decided) -> tuple[datetime, int]:
    return row.made, row.id


def _after(day: date) -> date:
    return date.max if day == date.max else day + timedelta(days=1)
