"""A student's judgements as plain values, for other systems."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from competencies.rules.continuum import CompetencyView, ContinuumMap
from competencies.rules.marks import figure
from pathways.queries.past import Sight, sight_of, standings_in
from pathways.queries.settled import Standing
from people.models import Student


def mastery_list(student: Student, *, language: str, now: datetime, on: date | None = None) -> dict[str, Any]:
    """Return a student's judgements in the order of the continuum, as the reader may know them.

    Two or three queries; four as of a past day (``on``). The student comes from ``readable_students``. Raises
    ``NoContinuum`` before the first publication.
    """
    sight = sight_of(student, language=language, now=now, on=on)
    continuum = sight.continuum
    rows = [row for row in standings_in(sight) if row.competency_id in continuum.competencies]
    rows.sort(key=lambda row: continuum.competencies[row.competency_id].order)
    return {
        "student": student.pk,
        "current": sight.state.current,
        "as_of": sight.state.as_of,
        "through": None if sight.past else sight.state.through,
        "version": None if sight.past else sight.state.version,
        "continuum_version": continuum.number,
        "policy_version": _policy_number(sight),
        "masteries": [_said(row, continuum) for row in rows],
    }


def _policy_number(sight: Sight) -> int | None:
    return sight.expected.in_force.number if sight.expected.in_force else None


def _said(row: Standing, continuum: ContinuumMap) -> dict[str, Any]:
    one = continuum.competencies[row.competency_id]
    level = one.scale.level(row.level)
    return {
        "competency": one.id,
        "guid": one.guid,
        "title": one.title,
        "status": row.status,
        "mastered": row.mastered,
        "level": _figure(row.level),
        "level_name": level.name if level else "",
        "score": _figure(row.score),
        "pieces": row.pieces,
        "reached_on": row.reached_on,
        "latest_on": row.latest_on,
        "with_exemptions": row.mastered and row.exemptions,
        "override": _override(row, one) if row.override else None,
    }


def _override(row: Standing, one: CompetencyView) -> dict[str, Any]:
    """Whose judgement is in force, and what the evidence alone says."""
    own = one.scale.level(row.own_level)
    return {
        "by": row.decided_by,
        "own_status": row.own_status,
        "own_level": _figure(row.own_level),
        "own_level_name": own.name if own else "",
    }


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else figure(value)
