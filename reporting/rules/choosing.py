"""Chooses what a report leads with: each sentence is a code with this child's numbers and names, never a set phrase.

A sentence's words live with the translations (``reporting.queries.wording``); here is only which one is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from reporting.rules.facts import Area, Facts, Goal, Working

Value = str | int | date | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message code with what fills it."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


def three_sentences(facts: Facts) -> tuple[Sentence, Sentence, Sentence]:
    """Where the child is, how the child grew, and what comes next: three sentences from this child's facts."""
    return where(facts), growth(facts), ahead(facts)


def where(facts: Facts) -> Sentence:
    """How many of the subject goals taught so far are shown, and whether that is where most of the grade work.

    "On track" is said in two cases only: all goals taught so far are shown; or at least half of them are, and in
    every strand with a typical grade the child works where most of the grade do, or ahead.
    """
    goals = [goal for area in facts.academic for goal in area.goals]
    seen = [goal for goal in goals if goal.state != "started"]
    if not seen:
        return Sentence("where_nothing_yet", {"name": facts.called})
    values: dict[str, Value] = {
        "name": facts.called,
        "shown": sum(goal.shown for goal in goals),
        "taught": len(goals),
    }
    amount = _amount(values["shown"], len(goals))
    return Sentence(f"where_{amount}", values) if amount != "most" else _beside_the_grade(facts, values)


def _beside_the_grade(facts: Facts, values: dict[str, Value]) -> Sentence:
    """At least half is shown: whether that is on track follows from where the child works in each strand."""
    mine = grade_number(facts.grade)
    typical = [(one.strand, grade_number(one.typical_grade)) for one in facts.working]
    known = [(strand, grade) for strand, grade in typical if grade is not None]
    if mine is None or not known:
        return Sentence("where_most", values)
    before = tuple(strand for strand, grade in known if grade < mine)
    if before:
        return Sentence("where_most_before", values | {"strands": before[:2], "grade": mine})
    return Sentence("where_most_with", values | {"grade": mine})


def growth(facts: Facts) -> Sentence:
    """What was reached since the term began, naming the newest, and the teacher whose own judgement it is."""
    reached = newest_first(facts)
    if not reached:
        started = sum(goal.state == "working" for area in facts.areas for goal in area.goals)
        code = "growth_on_the_way" if started else "growth_starting"
        return Sentence(code, {"name": facts.called, "count": started})
    newest = reached[0]
    values: dict[str, Value] = {
        "name": facts.called,
        "count": len(reached),
        "since": facts.term_starts,
        "title": newest.title,
        "on": newest.reached_on or facts.day,
    }
    if newest.decided_by:
        return Sentence("growth_judged", values | {"by": newest.decided_by})
    return Sentence("growth_reached", values)


def ahead(facts: Facts) -> Sentence:
    """The goal closest to being shown, else what has had no chance yet, else what is next on the path."""
    goal = closest(facts)
    if goal is not None:
        code = "ahead_close" if goal.missing == 1 else "ahead_working"
        return Sentence(code, {"name": facts.called, "title": goal.title, "statement": goal.statement})
    waiting = [goal for area in facts.areas for goal in area.goals if goal.state == "started"]
    if waiting:
        return Sentence("ahead_waiting", {"name": facts.called, "title": waiting[0].title, "count": len(waiting)})
    return Sentence("ahead_all_shown", {"name": facts.called})


def closest(facts: Facts) -> Goal | None:
    """The goal being worked on that needs the fewest further pieces, then the one seen last; subjects come first."""
    for areas in (facts.academic, facts.lifelong):
        working = [goal for area in areas for goal in area.goals if goal.state == "working"]
        if working:
            return min(working, key=_distance)
    return None


def newest_first(facts: Facts) -> list[Goal]:
    """The goals reached since the term began, newest first."""
    reached = [
        goal
        for area in facts.areas
        for goal in area.goals
        if goal.shown and goal.reached_on and goal.reached_on >= facts.term_starts
    ]
    return sorted(reached, key=lambda goal: (goal.reached_on or date.min, -goal.competency_id), reverse=True)


def strongest(facts: Facts) -> Goal | None:
    """The goal shown at the highest part of its scale, the newest among equals."""
    shown = [goal for area in facts.areas for goal in area.goals if goal.shown and goal.rank]
    if not shown:
        return None
    return max(shown, key=lambda goal: (goal.rank / goal.steps, goal.reached_on or date.min, -goal.competency_id))


def area_words(area: Area) -> Sentence:
    """How far an area is, and what is being worked on now."""
    working = tuple(goal.title for goal in area.goals if goal.state == "working")
    values: dict[str, Value] = {"shown": area.shown, "taught": len(area.goals), "working": working[:2]}
    if not area.goals:
        return Sentence("area_not_taught", values)
    if area.shown == len(area.goals):
        return Sentence("area_all", values)
    return Sentence("area_some_working" if working else "area_some", values)


def places(grade: str, working: Iterable[Working]) -> tuple[tuple[Working, Sentence], ...]:
    """For each strand, whether the child works where most of the grade do, ahead of it, or before it."""
    return tuple((one, _place(grade, one)) for one in working)


def grade_number(grade: str) -> int | None:
    """A grade as a number (kindergarten is 0), or None where it is not one."""
    if grade.upper() in ("K", "KG"):
        return 0
    return int(grade) if grade.isascii() and grade.isdigit() else None


def _place(grade: str, one: Working) -> Sentence:
    mine, typical = grade_number(grade), grade_number(one.typical_grade)
    values: dict[str, Value] = {"stage": one.stage, "grade": typical if typical is not None else "", "mine": mine or 0}
    if mine is None or typical is None:
        return Sentence("place_plain", values)
    if typical == mine:
        return Sentence("place_with", values)
    return Sentence("place_ahead" if typical > mine else "place_before", values)


def _amount(shown: object, taught: int) -> str:
    if not isinstance(shown, int) or shown == 0:
        return "none_shown"
    if shown == taught:
        return "all"
    return "most" if shown * 2 >= taught else "some"


def _distance(goal: Goal) -> tuple[int, float, int, int]:
    missing = goal.missing if goal.missing is not None else 99
    latest = -(goal.latest_on or date.min).toordinal()
    return (missing, -goal.rank / goal.steps, latest, goal.competency_id)
