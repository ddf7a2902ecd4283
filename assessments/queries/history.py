"""What was saved in a section: saves, newest first, each with its rows and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from assessments.models import Evidence, EvidenceNote
from assessments.queries.chains import chains_of
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


def saves_of(
    rows: Sequence[Evidence], *, viewer: User, changeable: Iterable[int], chart: ContinuumMap, now: datetime,
    window: timedelta,
) -> tuple[Save, ...]:
    """Return these rows (newest first, with student, author and demonstration) grouped by save. Two queries."""
    chains = chains_of(rows)
    reasons = dict(
        EvidenceNote.objects.filter(
            evidence__in=[row.pk for row in rows], purpose=EvidenceNote.Purpose.REASON
        ).values_list("evidence_id", "text")
    )
    mine = set(changeable)
    saves = []
    for _key, group in groupby(rows, key=_together):
        members = list(group)
        first = members[0]
        competency = chart.competencies.get(first.competency_id)
        standards = {one.id: one for one in competency.standards} if competency else {}
        standard = standards.get(first.standard_id)
        young = first.author_id == viewer.pk and first.recorded_at > now - window
        saves.append(
            Save(
                batch=first.batch,
                by=first.author.get_short_name(),
                at=first.recorded_at,
                on=first.on,
                task=first.demonstration.title if first.demonstration else "",
                kind=first.get_kind_display(),
                competency=competency.title if competency else "",
                standard=standard.code or standard.statement if standard else "",
                undo=young
                and first.action != "void"
                and len({row.batch for row in members}) == 1
                and all(chains.head(row.pk) == row.pk for row in members),
                rows=tuple(
                    HistoryRow(
                        id=row.pk,
                        student=row.student.full_name,
                        action=row.action,
                        choice=_choice(row, chart),
                        mark=row.get_mark_display(),
                        state=_state(row, chains.standing(row.pk)),
                        reason=reasons.get(row.pk, ""),
                        may_change=row.pk in mine and chains.standing(row.pk) == row.pk,
                    )
                    for row in sorted(members, key=lambda row: row.pk)
                ),
            )
        )
    return tuple(saves)


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
