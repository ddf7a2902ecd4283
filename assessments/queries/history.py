"""What was saved in a section: saves, newest first, each with its rows and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from assessments.models import Evidence, EvidenceNote
from assessments.queries.chains import Chains, chains_of
from assessments.rules.marks import Choice, choices_of, value_of
from competencies.rules.continuum import ContinuumMap
from people.models import User

ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One row: whose work, what was recorded, whether it stands, and whether this person may change it."""

    id: int
    student: str
    action: str
    choice: Choice | None
    mark: str
    state: str
    reason: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class Save:
    """One save: by whom, when, on what, and its rows; ``undo`` while its author may take it back as a whole."""

    batch: UUID
    by: str
    at: datetime
    on: date
    task: str
    kind: str
    competency: str
    standard: str
    undo: bool
    rows: tuple[HistoryRow, ...]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a history is drawn from, beside its rows."""

    viewer: User
    chart: ContinuumMap
    chains: Chains
    reasons: Mapping[int, str]
    changeable: frozenset[int]
    young_since: datetime


def saves_of(
    rows: Sequence[Evidence],
    *,
    viewer: User,
    changeable: Iterable[int],
    chart: ContinuumMap,
    now: datetime,
    window: timedelta,
) -> tuple[Save, ...]:
    """Return these rows (newest first, with student, author and demonstration) grouped by save. Two queries."""
    reasons = EvidenceNote.objects.filter(
        evidence__in=[row.pk for row in rows], purpose=EvidenceNote.Purpose.REASON
    ).values_list("evidence_id", "text")
    facts = _Facts(viewer, chart, chains_of(rows), dict(reasons), frozenset(changeable), now - window)
    return tuple(_save(list(group), facts) for _key, group in groupby(rows, key=_together))


def _save(members: Sequence[Evidence], facts: _Facts) -> Save:
    first = members[0]
    competency = facts.chart.competencies.get(first.competency_id)
    standards = {one.id: one for one in competency.standards} if competency else {}
    standard = standards.get(first.standard_id)
    return Save(
        batch=first.batch,
        by=first.author.get_short_name(),
        at=first.recorded_at,
        on=first.on,
        task=first.demonstration.title if first.demonstration else "",
        kind=first.get_kind_display(),
        competency=competency.title if competency else "",
        standard=standard.code or standard.statement if standard else "",
        undo=_may_undo(members, facts),
        rows=tuple(_row(row, facts) for row in sorted(members, key=lambda row: row.pk)),
    )


def _may_undo(members: Sequence[Evidence], facts: _Facts) -> bool:
    """Tell whether the viewer may still take the whole save back: their own, young, one batch, and nothing built on."""
    first = members[0]
    return (
        first.author_id == facts.viewer.pk
        and first.recorded_at > facts.young_since
        and first.action != "void"
        and len({row.batch for row in members}) == 1
        and all(facts.chains.head(row.pk) == row.pk for row in members)
    )


def _row(row: Evidence, facts: _Facts) -> HistoryRow:
    standing = facts.chains.standing(row.pk)
    return HistoryRow(
        id=row.pk,
        student=row.student.full_name,
        action=row.action,
        choice=_choice(row, facts.chart),
        mark=row.get_mark_display(),
        state=_state(row, standing),
        reason=facts.reasons.get(row.pk, ""),
        may_change=row.pk in facts.changeable and standing == row.pk,
    )


def _together(row: Evidence) -> tuple[object, ...]:
    """What rows of one work share: their save, or the work they are about where it has a name."""
    work = (row.demonstration_id, row.recorded_at.date()) if row.demonstration_id else row.batch
    return (row.author_id, row.action, work, row.competency_id, row.standard_id, row.on)


def _choice(row: Evidence, chart: ContinuumMap) -> Choice | None:
    competency = chart.competencies.get(row.competency_id)
    if competency is None or row.level is None:
        return None
    value = value_of(row.level, "")
    return next((choice for choice in choices_of(competency.scale) if choice.value == value), None)


def _state(row: Evidence, standing: int | None) -> str:
    if row.action == "void":
        return "void"
    if standing is None:
        return "taken_back"
    return "stands" if standing == row.pk else "replaced"
