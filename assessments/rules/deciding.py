"""When a decision can be recorded: one decision against plain facts, each problem naming the field and the mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from assessments.rules.problems import Problem
from assessments.rules.text import KEY_LENGTH, says_something, text_problem
from competencies.rules.continuum import CompetencyView
from competencies.rules.marks import figure

REASON_LENGTH = 1_000
DESCRIPTOR_LENGTH = 2_000
YEARS_BACK = 20
YEARS_AHEAD = 20
A_YEAR = timedelta(days=366)


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


def override_problems(
    one: Deciding, competency: CompetencyView | None, *, today: date, map_begins: date | None
) -> tuple[Problem, ...]:
    """Return everything wrong with an override; nothing means that it can be recorded.

    ``map_begins`` is the day of the district's first published map: before it there was nothing to judge against.
    """
    early = map_begins is not None and one.starts < map_begins
    words = f"day is before the school's map. It begins on {map_begins}; choose that day or a later one."
    before = [Problem("starts", words, "before the map")] if early else []
    common = [found for found in _common(one, competency, today) if not (early and found.code == "far")]
    return (*common, *before, *_level_problems(one.level, competency))


def adapted_problems(one: Deciding, competency: CompetencyView | None, *, today: date) -> tuple[Problem, ...]:
    """Return everything wrong with an adapted expectation; nothing means that it can be recorded."""
    return (*_common(one, competency, today), *_descriptor_problems(one), *_standard_problems(one, competency))


def exemption_problems(
    standards: Collection[int], competency: CompetencyView | None, *, reason: str
) -> tuple[Problem, ...]:
    """Return what is wrong with an exemption, its days aside, which the ledger checks."""
    return (*_chosen_problems(standards, competency), *_reason_problems(reason))


def _chosen_problems(standards: Collection[int], competency: CompetencyView | None) -> tuple[Problem, ...]:
    if competency is None:
        return (_unknown(),)
    if competency.retired:
        return (_retired(),)
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
        yield _retired()
    yield from _day_problems(one, today)
    yield from _reason_problems(one.reason)
    if not says_something(one.key) or text_problem("key", one.key, limit=KEY_LENGTH, lines=False):
        yield Problem("key", "is missing or cannot be kept. Open the form again.", "key")


def _unknown() -> Problem:
    return Problem("competency", "is not in the published continuum. Choose one that is.", "unknown")


def _retired() -> Problem:
    return Problem("competency", "competency is retired. Decide on one that is still in use.", "retired")


def _day_problems(one: Deciding, today: date) -> Iterator[Problem]:
    for field, day in (("starts", one.starts), ("ends", one.ends)):
        if day is not None and not today.year - YEARS_BACK <= day.year <= today.year + YEARS_AHEAD:
            yield Problem(field, f"day is more than {YEARS_BACK} years away. Check the year.", "far")
    if today + A_YEAR < one.starts and one.starts.year <= today.year + YEARS_AHEAD:
        yield Problem("starts", "day is more than a year ahead. Choose one up to a year from today.", "far ahead")
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
    elif problem := text_problem("descriptor", one.descriptor, limit=DESCRIPTOR_LENGTH):
        yield problem


def _standard_problems(one: Deciding, competency: CompetencyView | None) -> Iterator[Problem]:
    if one.standard_id is None or competency is None:
        return
    if one.standard_id not in {standard.id for standard in competency.standards}:
        yield Problem("standard", "does not belong to this competency. Choose one of its standards.", "foreign")
