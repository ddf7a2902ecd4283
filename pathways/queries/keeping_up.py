"""How far stored conclusions have kept up with the ledger, as pages say it: who is behind, and as of when is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from competencies.models import Expectations
from pathways.models import LearnerState
from pathways.rules.judge import ENGINE
from people.models import District, Student
from people.queries import today


class StateRow(NamedTuple):
    """A learner's state as read beside other things; every value is None where the student has no state yet."""

    student_id: int
    version: int | None = None
    computed_through: int | None = None
    expectations: int | None = None
    engine: int | None = None
    valid_until: date | None = None
    computed_at: datetime | None = None
    changed_at: datetime | None = None
    stale_since: datetime | None = None

    @classmethod
    def fields(cls, prefix: str = "") -> tuple[str, ...]:
        """Return the columns to ask for, after the student's id."""
        return tuple(prefix + name for name in cls._fields[1:])


@dataclass(frozen=True, slots=True)
class KeepingUp:
    """Who is behind, the moment of the oldest value shown (in the district's time), and a token of it all.

    The token changes whenever something is recorded or computed for one of the students: two equal tokens mean that
    a page made from them would be the same.
    """

    behind: frozenset[int]
    as_of: datetime
    token: str
    through: int
    version: int

    @property
    def current(self) -> bool:
        """Tell whether everything shown is up to date."""
        return not self.behind


def keeping_up(district: District, states: Iterable[StateRow], *, now: datetime) -> KeepingUp:
    """Return how far the given learners have kept up. No query where the district came with its expectations."""
    expected, day = expected_version(district), today(district)
    rows = [row for row in states if row.version is not None]
    late = [row for row in rows if is_behind(row, expected=expected, day=day)]
    moments = [row.computed_at for row in late if row.computed_at is not None]
    version, through = sum(row.version or 0 for row in rows), sum(row.computed_through or 0 for row in rows)
    return KeepingUp(
        behind=frozenset(row.student_id for row in late),
        as_of=min(moments, default=now).astimezone(ZoneInfo(district.time_zone)),
        token=f"{len(rows)}.{version}.{through}.{len(late)}.{expected}.{day:%Y%m%d}",
        through=through,
        version=version,
    )


def is_behind(row: StateRow, *, expected: int, day: date) -> bool:
    """Tell whether a learner's stored conclusions are behind the ledger, the expectations, the engine or the day."""
    return (
        row.version != row.computed_through
        or (row.expectations or 0) < expected
        or (row.engine or 0) < ENGINE
        or (row.valid_until is not None and row.valid_until < day)
    )


def state_of(student: Student) -> StateRow:
    """Return the state of a student that came with it (``readable_students``). No query."""
    try:
        state = student.learner_state
    except LearnerState.DoesNotExist:
        return StateRow(student.pk)
    return StateRow(student.pk, *(getattr(state, name) for name in StateRow.fields()))


def expected_version(district: District) -> int:
    """Return the district's expectations version, 0 before the first publication."""
    try:
        return district.expectations.version
    except Expectations.DoesNotExist:
        return 0
