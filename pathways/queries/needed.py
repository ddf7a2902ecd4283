"""How much further evidence would give mastery, for the one step a path highlights."""

from __future__ import annotations

from datetime import datetime

from pathways.queries.judging import explained
from pathways.queries.settled import known_at
from people.models import Student
from people.queries import today


def still_needed(student: Student, competency_id: int, *, now: datetime) -> int | None:
    """Return how many further pieces the smallest plan has; None where no plan is known. One query."""
    judgement = explained(student, competency_id, as_of=today(student.district), known_at=known_at(student, now=now))
    if judgement is None or judgement.explanation is None or judgement.explanation.needed is None:
        return None
    return len(judgement.explanation.needed)
