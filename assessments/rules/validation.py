"""When an entry can be recorded: one entry against plain facts, each problem naming the field and the mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from assessments.rules import entry as words
from assessments.rules.entry import Entry
from assessments.rules.problems import Problem
from assessments.rules.text import KEY_LENGTH, NOTE_LENGTH, says_something, text_problem
from competencies.rules.continuum import CompetencyView

YEARS_BACK = 20
ATTEMPTS = 1_000


@dataclass(frozen=True, slots=True)
class Seat:
    """What is known of a student, and what the recorder may do: rate, or only exempt; the days of enrollment.

    ``days`` matter where a section was named (``enrolled_only``).
    """

    birth_date: date | None = None
    may_rate: bool = True
    may_exempt: bool = False
    days: tuple[tuple[date, date | None], ...] = ()
    enrolled_only: bool = False

    def holds(self, day: date) -> bool:
        """Tell whether the student was there on a day; always where no section was named."""
        if not self.enrolled_only:
            return True
        return any(first <= day and (last is None or day <= last) for first, last in self.days)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an entry is held against. ``seats`` are the students the recorder may reach here, and nobody else."""

    now: datetime
    zone: ZoneInfo
    seats: Mapping[int, Seat]
    competencies: Mapping[int, CompetencyView]

    @property
    def today(self) -> date:
        """The day it is in the district."""
        return self.now.astimezone(self.zone).date()


def problems_of(entry: Entry, facts: Facts) -> tuple[Problem, ...]:
    """Return everything wrong with an entry; nothing means that it can be recorded."""
    return (
        *_student_problems(entry, facts),
        *_target_problems(entry, facts),
        *_result_problems(entry, facts),
        *_day_problems(entry, facts),
        *_choice_problems(entry),
        *_text_problems(entry),
    )


def _student_problems(entry: Entry, facts: Facts) -> Iterator[Problem]:
    if _seat_of(entry, facts) is None:
        yield Problem("student", "is not one of the students you can rate here; choose one from the list.")


def _seat_of(entry: Entry, facts: Facts) -> Seat | None:
    seat = facts.seats.get(entry.student_id)
    return seat if seat is not None and (seat.may_rate or entry.mark == "exempt") else None


def _target_problems(entry: Entry, facts: Facts) -> Iterator[Problem]:
    competency = facts.competencies.get(entry.competency_id)
    if competency is None:
        yield Problem("competency", "is not in the published continuum; choose one that is.")
    elif competency.retired:
        yield Problem("competency", "is retired; choose one that is still in use.")
    elif entry.standard_id not in {standard.id for standard in competency.standards}:
        yield Problem("standard", "does not belong to this competency; choose one of its standards.")


def _result_problems(entry: Entry, facts: Facts) -> Iterator[Problem]:
    if entry.level is None and not entry.mark:
        yield Problem("level", "is missing; give a level, or a mark such as missed.")
    if entry.level is not None and entry.mark:
        yield Problem("level", "and a mark were both given; keep one of them.")
    if entry.level is not None:
        yield from _level_problems(entry.level, facts.competencies.get(entry.competency_id))
    if entry.mark == "exempt":
        yield from _exemption_problems(entry, facts)


def _level_problems(level: Decimal, competency: CompetencyView | None) -> Iterator[Problem]:
    if competency is None:
        return
    steps = competency.scale.rule.levels
    if not level.is_finite() or level not in steps or (level == 0 and level.is_signed()):
        yield Problem("level", f"is not on the scale; choose one of {', '.join(_shown(step) for step in steps)}.")


def _exemption_problems(entry: Entry, facts: Facts) -> Iterator[Problem]:
    seat = facts.seats.get(entry.student_id)
    if seat is not None and not seat.may_exempt:
        yield Problem("mark", "exempt can be given by a school leader only; choose excused for this occasion.")
    if not says_something(entry.reason):
        yield Problem("reason", "is missing; an exemption needs one.")


def _day_problems(entry: Entry, facts: Facts) -> Iterator[Problem]:
    if wrong := _wrong_day(entry, facts):
        yield wrong
    if entry.at is None:
        return
    if entry.at.tzinfo is None:
        yield Problem("at", "has no time zone; add one, for example +02:00 or Z.")
    elif entry.at > facts.now:
        yield Problem("at", "is in the future; choose a moment up to now.")
    elif entry.at.astimezone(facts.zone).date() != entry.on:
        yield Problem("at", "is on another day than the day of the work; make the two agree.")


def _wrong_day(entry: Entry, facts: Facts) -> Problem | None:
    """Return the plainest thing wrong with the day: that nobody was enrolled in the future goes without saying."""
    seat = _seat_of(entry, facts)
    if entry.on > facts.today:
        return Problem("on", f"is in the future; choose a day up to today ({facts.today.isoformat()}).", "future")
    if entry.on.year < facts.today.year - YEARS_BACK:
        return Problem("on", f"is more than {YEARS_BACK} years ago; check the year.", "long ago")
    if seat and seat.birth_date and entry.on < seat.birth_date:
        return Problem("on", "is before the student was born; choose a later day.", "unborn")
    if seat and not seat.holds(entry.on):
        return Problem("on", "is a day when the student was not in this section; choose another day.", "away")
    return None


def _choice_problems(entry: Entry) -> Iterator[Problem]:
    for field, value, choices, optional in (
        ("mark", entry.mark, words.MARKS, True),
        ("kind", entry.kind, words.KINDS, False),
        ("source_type", entry.source_type, words.SOURCE_TYPES, True),
        ("context", entry.context, words.CONTEXTS, True),
        ("depth", entry.depth, words.DEPTHS, True),
        ("support", entry.support, words.SUPPORTS, False),
        ("assessor_role", entry.assessor_role, words.ASSESSOR_ROLES, False),
    ):
        if value not in choices and not (optional and value == ""):
            yield Problem(field, f"is not one of the choices; choose one of {', '.join(choices)}.")
    if not 1 <= entry.attempt <= ATTEMPTS:
        yield Problem("attempt", f"must be a number from 1 to {ATTEMPTS}.")


def _text_problems(entry: Entry) -> Iterator[Problem]:
    if not says_something(entry.key):
        yield Problem("key", "is missing; send one that is yours alone.")
    found = (
        text_problem("key", entry.key, limit=KEY_LENGTH, lines=False),
        text_problem("feedback", entry.feedback, limit=NOTE_LENGTH),
        text_problem("next_step", entry.next_step, limit=NOTE_LENGTH),
        text_problem("reason", entry.reason, limit=NOTE_LENGTH),
    )
    yield from (problem for problem in found if problem)


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}"
