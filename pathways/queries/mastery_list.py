"""A student's judgements as plain values, for other systems."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from competencies.queries import published_map
from competencies.rules.continuum import ContinuumMap
from competencies.rules.marks import figure
from pathways.queries.settled import Standing, settled_state, standings
from people.models import Student


def mastery_list(student: Student, *, language: str, now: datetime) -> dict[str, Any]:
    """Return a student's judgements in the order of the continuum, as the reader may know them. Two or three queries.

    The student comes from ``readable_students``. Raises ``NoContinuum`` before the first publication.
    """
    continuum = published_map(student.district, language=language)
    rows = [row for row in standings(student, now=now) if row.competency_id in continuum.competencies]
    rows.sort(key=lambda row: continuum.competencies[row.competency_id].order)
    state = settled_state(student, now=now)
    return {
        "student": student.pk,
        "current": state.current,
        "as_of": state.as_of,
        "through": state.through,
        "version": state.version,
        "continuum_version": continuum.number,
        "masteries": [_said(row, continuum) for row in rows],
    }


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
    }


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else figure(value)
