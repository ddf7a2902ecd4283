"""What was recorded last: each student's last result on a standard, a teacher's last save, a save to take up again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from assessments.models import Evidence, EvidenceNote
from assessments.rules import Link, standing_of
from people.models import Section, User


@dataclass(frozen=True, slots=True)
class LastResult:
    """The newest result of a student on a standard that stands."""

    level: Decimal | None
    mark: str
    on: date


@dataclass(frozen=True, slots=True)
class LastWork:
    """What a teacher said about the work the last time, so that it need not be said again."""

    task: str
    kind: str
    source_type: str
    context: str
    on: date
    saved_on: date


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A row of a save that was taken back: what was chosen for a student, and the note."""

    student_id: int
    level: Decimal | None
    mark: str
    feedback: str


def last_results(student_ids: Iterable[int], standard_id: int) -> dict[int, LastResult]:
    """Return each student's newest result on a standard, by day of the work. One query."""
    fields = ("pk", "student_id", "action", "refers_to_id", "level", "mark", "on")
    rows = list(
        Evidence.objects.filter(student__in=list(student_ids), standard=standard_id).order_by("pk").values_list(*fields)
    )
    links = [Link(pk, action, refers_to) for pk, _student, action, refers_to, *_ in rows]
    standing = {standing_of(links, link.id) for link in links if link.action == "rating"}
    newest: dict[int, LastResult] = {}
    for pk, student_id, _action, _refers_to, level, mark, on in rows:
        if pk in standing and (student_id not in newest or newest[student_id].on <= on):
            newest[student_id] = LastResult(level, mark, on)
    return newest


def last_work(by: User, section: Section) -> LastWork | None:
    """Return what the person's last save in a section was about. One query."""
    row = (
        Evidence.objects.filter(district=by.district, section=section, author=by, action="rating")
        .order_by("-pk")
        .values_list("demonstration__title", "kind", "source_type", "context", "on", "recorded_at")
        .first()
    )
    if row is None:
        return None
    title, kind, source_type, context, on, recorded_at = row
    return LastWork(title or "", kind, source_type, context, on, recorded_at.date())


def saved_rows(by: User, batch: UUID) -> tuple[SavedRow, ...]:
    """Return what the person had chosen in a save, to be taken up again. Two queries."""
    rows = Evidence.objects.filter(district=by.district, author=by, batch=batch, action="rating")
    feedback = dict(
        EvidenceNote.objects.filter(evidence__in=rows, purpose=EvidenceNote.Purpose.FEEDBACK).values_list(
            "evidence_id", "text"
        )
    )
    return tuple(
        SavedRow(student_id, level, mark, feedback.get(pk, ""))
        for pk, student_id, level, mark in rows.values_list("pk", "student_id", "level", "mark")
    )


def any_withdrawn(row_ids: Iterable[int]) -> bool:
    """Tell whether one of these rows has been taken back. One query."""
    return Evidence.objects.filter(refers_to__in=list(row_ids), action="void").exists()
