"""Advancements as pages show them: on a student's path, and as a teacher's list of proposals and questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from competencies.queries import NoContinuum, published_map
from competencies.rules.continuum import ContinuumMap
from pathways.models import Advancement
from people.models import District, Student

# A proposal waits for a decision, a confirmed step whose ground has changed for an answer.
NEEDS_SOMEBODY = Q(state=Advancement.State.PROPOSED) | Q(state=Advancement.State.CONFIRMED, questioned_at__isnull=False)


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


def advancements_on_path(
    student: Student, continuum: ContinuumMap, *, by: date | None = None
) -> tuple[PathAdvancement, ...]:
    """Return a student's advancements, newest first; with ``by`` as they were on that day. One query.

    A step that was confirmed stays, also where its stage has been retired since.
    """
    rows = (
        Advancement.objects.filter(student=student.pk, district=student.district_id)
        .select_related("decided_by")
        .order_by("-decided_on", "-proposed_on", "-pk")
    )
    if by is not None:
        rows = rows.filter(proposed_on__lte=by)
    found = (_on_path(row, continuum, by) for row in rows if _still_told(row, continuum))
    return tuple(sorted(found, key=lambda one: one.on, reverse=True)) if by else tuple(found)


def _still_told(row: Advancement, continuum: ContinuumMap) -> bool:
    if row.stage_id in continuum.stages:
        return True
    return row.state == Advancement.State.CONFIRMED and row.stage_id in continuum.stage_names


def _on_path(row: Advancement, continuum: ContinuumMap, by: date | None) -> PathAdvancement:
    """One as it is, or as it was on a day: what was decided later was still a proposal."""
    stage, strand = continuum.stage_names[row.stage_id]
    open_then = by is not None and (row.decided_on is None or row.decided_on > by)
    return PathAdvancement(
        id=row.pk,
        state=Advancement.State.PROPOSED if open_then else row.state,
        stage=stage,
        strand=strand,
        on=row.proposed_on if open_then else (row.decided_on or row.proposed_on),
        by=row.decided_by.get_short_name() if row.decided_by and not open_then else "",
        reason="" if open_then else row.reason,
    )


def waiting_list(found: QuerySet[Advancement], district: District, *, language: str) -> list[Waiting]:
    """Return those of the given advancements that need somebody, the oldest first. Two queries."""
    return _in_words(found.filter(NEEDS_SOMEBODY).order_by("proposed_on", "pk"), district, language)


def decided_list(found: QuerySet[Advancement], district: District, *, language: str, most: int) -> list[Waiting]:
    """Return the newest decisions among the given advancements, ``most`` of them at most. Two queries."""
    return _in_words(found.exclude(NEEDS_SOMEBODY).order_by("-decided_on", "-pk")[:most], district, language)


def in_words(advancement: Advancement, *, language: str) -> Waiting | None:
    """Return one advancement in words; None where its stage is no longer on the continuum. Two queries."""
    found = _in_words(Advancement.objects.filter(pk=advancement.pk), advancement.district, language)
    return found[0] if found else None


def _in_words(found: QuerySet[Advancement], district: District, language: str) -> list[Waiting]:
    try:
        continuum = published_map(district, language=language)
    except NoContinuum:
        return []
    return waiting_of(found.select_related("student", "decided_by"), continuum)


def waiting_of(rows: Iterable[Advancement], continuum: ContinuumMap) -> list[Waiting]:
    """Return advancements (that came with their student and decider) in words. No query."""
    return [_waiting(row, continuum) for row in rows if row.stage_id in continuum.stages]


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
