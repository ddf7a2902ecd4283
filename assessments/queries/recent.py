"""What was recorded last: each student's last result on a standard, a teacher's last save, a save to take up again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from assessments.models import Evidence, EvidenceNote
from assessments.rules import Link, standing_of
from people.models import Section, User

# What is said of a piece of work beside its name.
WORK = ("on", "kind", "source_type", "context", "depth", "support", "transfer")


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
    competency_id: int
    kind: str
    source_type: str
    context: str
    on: date
    saved_on: date


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A row of an earlier save: what was chosen for a student, and the note."""

    student_id: int
    level: Decimal | None
    mark: str
    feedback: str


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """An earlier save of a class set: what was said of the work, the rows, and whether it was taken back since."""

    work: dict[str, Any]
    rows: tuple[SavedRow, ...]
    taken_back: bool


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
        .values_list("demonstration__title", "competency_id", "kind", "source_type", "context", "on", "recorded_at")
        .first()
    )
    if row is None:
        return None
    title, competency_id, kind, source_type, context, on, recorded_at = row
    return LastWork(title or "", competency_id, kind, source_type, context, on, recorded_at.date())


def saved_sheet(by: User, *, batch: UUID | None = None, keys: Iterable[str] = ()) -> SavedSheet | None:
    """Return what the person saved in a batch or under these keys; None where there is nothing. Two queries."""
    wanted = {"batch": batch} if batch else {"key__in": list(keys)}
    found = Evidence.objects.filter(district=by.district, author=by, action="rating", **wanted)
    voided = Exists(Evidence.objects.filter(refers_to=OuterRef("pk"), action="void"))
    # Sorted here: asked to sort, SQLite would walk the whole district by id rather than look the keys up.
    rows = sorted(found.select_related("demonstration").annotate(voided=voided), key=lambda row: row.pk)
    if not rows:
        return None
    notes = EvidenceNote.objects.filter(evidence__in=rows, purpose=EvidenceNote.Purpose.FEEDBACK)
    feedback = dict(notes.values_list("evidence_id", "text"))
    first = rows[0]
    return SavedSheet(
        work={
            **{name: getattr(first, name) for name in WORK},
            "task": first.demonstration.title if first.demonstration else "",
        },
        rows=tuple(SavedRow(row.student_id, row.level, row.mark, feedback.get(row.pk, "")) for row in rows),
        taken_back=all(row.voided for row in rows),
    )


def any_withdrawn(row_ids: Iterable[int]) -> bool:
    """Tell whether one of these rows has been taken back. One query."""
    return Evidence.objects.filter(refers_to__in=list(row_ids), action="void").exists()
