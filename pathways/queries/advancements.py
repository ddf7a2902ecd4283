"""Advancements as pages show them: on a student's path, and as a teacher's list of proposals and questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from competencies.queries import NoContinuum, published_map
from competencies.rules.continuum import ContinuumMap
from pathways.models import Advancement
from people.models import District, Student


@dataclass(frozen=True, slots=True)
class PathAdvancement:
    """A step out of a stage as the student sees it, with its day and who decided."""

    id: int
    state: str
    stage: str
    strand: str
    on: date
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An advancement as staff see it; ``questioned`` says since when mastery it rests on no longer holds."""

    id: int
    student_id: int
    student: str
    state: str
    stage: str
    strand: str
    domain: str
    proposed_on: date
    decided_on: date | None
    decided_by: str
    reason: str
    questioned: datetime | None
    lock: int
    shown: tuple[tuple[int, str], ...]


def advancements_on_path(student: Student, continuum: ContinuumMap) -> tuple[PathAdvancement, ...]:
    """Return a student's advancements, newest first. One query."""
    rows = (
        Advancement.objects.filter(student=student.pk, district=student.district_id)
        .select_related("decided_by")
        .order_by("-decided_on", "-proposed_on", "-pk")
    )
    return tuple(_on_path(row, continuum) for row in rows if row.stage_id in continuum.stages)


def _on_path(row: Advancement, continuum: ContinuumMap) -> PathAdvancement:
    stage = continuum.stages[row.stage_id]
    return PathAdvancement(
        id=row.pk,
        state=row.state,
        stage=stage.title,
        strand=continuum.strands[stage.strand_id].title,
        on=row.decided_on or row.proposed_on,
        by=row.decided_by.get_short_name() if row.decided_by else "",
        reason=row.reason,
    )


def waiting_list(found: QuerySet[Advancement], district: District, *, language: str) -> list[Waiting]:
    """Return the given advancements in words: those that wait for somebody first. Two queries."""
    try:
        continuum = published_map(district, language=language)
    except NoContinuum:
        return []
    rows = found.select_related("student", "decided_by").order_by("proposed_on", "pk")
    return sorted(waiting_of(rows, continuum), key=lambda one: (not needs_somebody(one), one.proposed_on))


def waiting_of(rows: Iterable[Advancement], continuum: ContinuumMap) -> list[Waiting]:
    """Return advancements (that came with their student and decider) in words. No query."""
    return [_waiting(row, continuum) for row in rows if row.stage_id in continuum.stages]


def needs_somebody(one: Waiting) -> bool:
    """Tell whether a person has to look: a proposal, or a confirmed step whose ground has changed."""
    return one.state == Advancement.State.PROPOSED or one.questioned is not None


def _waiting(row: Advancement, continuum: ContinuumMap) -> Waiting:
    stage = continuum.stages[row.stage_id]
    strand = continuum.strands[stage.strand_id]
    required = [continuum.competencies[one] for one in stage.competency_ids if continuum.competencies[one].required]
    return Waiting(
        id=row.pk,
        student_id=row.student_id,
        student=row.student.full_name,
        state=row.state,
        stage=stage.title,
        strand=strand.title,
        domain=continuum.domain(strand.domain_id).title,
        proposed_on=row.proposed_on,
        decided_on=row.decided_on,
        decided_by=row.decided_by.get_short_name() if row.decided_by else "",
        reason=row.reason,
        questioned=row.questioned_at,
        lock=row.lock,
        shown=tuple((one.id, one.title) for one in required),
    )
