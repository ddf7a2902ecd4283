"""When a decision can be recorded: one decision against plain facts, each problem naming the field and the mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.rules.problems import Problem
from assessments.rules.text import KEY_LENGTH, NOTE_LENGTH, says_something, text_problem
from competencies.rules.continuum import CompetencyView
from competencies.rules.marks import figure

REASON_LENGTH = 1_000
YEARS_BACK = 20
YEARS_AHEAD = 20


@dataclass(frozen=True, slots=True)
class Deciding:
    """What somebody wants to decide about one student and one competency, before it is recorded.

    ``level`` is an override's; ``descriptor`` and ``standard_id`` (None: every standard) an adapted expectation's.
    """

    starts: date
    reason: str
    key: str
    ends: date | None = None
    level: Decimal | None = None
    descriptor: str = ""
    standard_id: int | None = None


def override_problems(one: Deciding, competency: CompetencyView | None, *, today: date) -> tuple[Problem, ...]:
    """Return everything wrong with an override; nothing means that it can be recorded."""
    return (*_common(one, competency, today), *_level_problems(one.level, competency))


def adapted_problems(one: Deciding, competency: CompetencyView | None, *, today: date) -> tuple[Problem, ...]:
    """Return everything wrong with an adapted expectation; nothing means that it can be recorded."""
    return (*_common(one, competency, today), *_descriptor_problems(one), *_standard_problems(one, competency))


def exemption_problems(standards: Collection[int], competency: CompetencyView | None) -> tuple[Problem, ...]:
    """Return what is wrong with the standards a student is to be exempted from."""
    if competency is None:
        return (_unknown(),)
    if not standards:
        return (Problem("standards", "question is empty. Choose at least one standard.", "empty"),)
    if set(standards) - {one.id for one in competency.standards}:
        return (Problem("standards", "does not belong to this competency. Choose from the list.", "foreign"),)
    return ()


def reversal_problems(reason: str) -> tuple[Problem, ...]:
    """Return what is wrong with the reason for taking a decision back."""
    return tuple(_reason_problems(reason))


def _common(one: Deciding, competency: CompetencyView | None, today: date) -> Iterator[Problem]:
    if competency is None:
        yield _unknown()
    elif competency.retired:
        yield Problem("competency", "is retired. Choose one that is still in use.", "retired")
    yield from _day_problems(one, today)
    yield from _reason_problems(one.reason)
    if not says_something(one.key) or text_problem("key", one.key, limit=KEY_LENGTH, lines=False):
        yield Problem("key", "is missing or cannot be kept. Open the form again.", "key")


def _unknown() -> Problem:
    return Problem("competency", "is not in the published continuum. Choose one that is.", "unknown")


def _day_problems(one: Deciding, today: date) -> Iterator[Problem]:
    for field, day in (("starts", one.starts), ("ends", one.ends)):
        if day is not None and not today.year - YEARS_BACK <= day.year <= today.year + YEARS_AHEAD:
            yield Problem(field, f"day is more than {YEARS_BACK} years away. Check the year.", "far")
    if one.ends is not None and one.ends < one.starts:
        yield Problem("ends", "day is before the first. Choose the first day or a later one.", "upside down")


def _reason_problems(reason: str) -> Iterator[Problem]:
    if not says_something(reason):
        yield Problem("reason", "is missing. Say in a few words why.", "no reason")
    elif problem := text_problem("reason", reason, limit=REASON_LENGTH):
        yield problem


def _level_problems(level: Decimal | None, competency: CompetencyView | None) -> Iterator[Problem]:
    if level is None:
        yield Problem("level", "is missing. Choose the level you judge.", "no level")
    elif competency is not None and (not level.is_finite() or level not in competency.scale.rule.levels):
        steps = ", ".join(figure(step) for step in competency.scale.rule.levels)
        yield Problem("level", f"is not on the scale. Choose one of {steps}.", "off the scale")


def _descriptor_problems(one: Deciding) -> Iterator[Problem]:
    if not says_something(one.descriptor):
        yield Problem("descriptor", "is missing. Say what the student is to show.", "no descriptor")
    elif problem := text_problem("descriptor", one.descriptor, limit=NOTE_LENGTH):
        yield problem


def _standard_problems(one: Deciding, competency: CompetencyView | None) -> Iterator[Problem]:
    if one.standard_id is None or competency is None:
        return
    if one.standard_id not in {standard.id for standard in competency.standards}:
        yield Problem("standard", "does not belong to this competency. Choose one of its standards.", "foreign")
