"""Taking evidence back: a whole save within its undo window, or one row at any time with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone

from assessments import access
from assessments.actions.writing import (
    AlreadyFollowed,
    NotYours,
    Refused,
    TooLate,
    append,
    once,
    stored_under,
)
from assessments.models import Action, Evidence, EvidenceNote
from assessments.queries.chains import chains_of
from assessments.rules import RowProblem
from assessments.rules.text import NOTE_LENGTH, says_something, text_problem, tidy
from people.models import User

# What a void repeats of the row it takes back: whose work it was, not what was seen in it.
_KEPT = (
    "district_id", "student_id", "section_id", "demonstration_id", "competency_id", "standard_id",
    "continuum_version_id", "kind", "source_type", "context", "transfer", "depth", "support", "on", "at", "attempt",
    "assessor_id", "assessor_role",
)  # fmt: skip


def void_evidence(*, by: User, evidence: Evidence, reason: str, key: str = "") -> int:
    """Take one row back and return the id of the voiding row.

    Of a correction, what it corrected stands again and can be taken back in its turn. The same request twice is one
    void. Raises ``Refused`` without a reason, ``NotYours``, and ``AlreadyFollowed`` where the row no longer stands.
    """
    reason = tidy(reason)
    _refuse_reason(reason)
    if not access.changeable(by).filter(pk=evidence.pk).exists():
        raise NotYours("This rating is not yours to take back.")
    key = key or f"void:{evidence.pk}"

    def attempt() -> int:
        stored = stored_under(district_id=evidence.district_id, author_id=by.pk, keys=[key])
        if key in stored:
            return stored[key].id
        chains = chains_of([evidence])
        if chains.standing(evidence.pk) != evidence.pk:
            raise AlreadyFollowed([evidence.pk])
        row = _void_of(evidence, by=by, key=key, batch=uuid4(), now=timezone.now(), after=chains.head(evidence.pk))
        append([row], {key: {EvidenceNote.Purpose.REASON.value: reason}}, bulk=False)
        return row.pk

    return once(attempt, rows=[evidence.pk])


def undo_batch(*, by: User, batch: UUID) -> Sequence[Evidence]:
    """Take back everything its author saved in one go, within 30 seconds, and return those rows.

    Twice is once. Raises ``Evidence.DoesNotExist`` where the person saved no such batch, ``TooLate`` after the
    window, ``AlreadyFollowed`` where somebody has built on a row since.
    """
    saved = Evidence.objects.filter(district=by.district, author=by, batch=batch).exclude(action=Action.VOID)
    # Sorted here: asked to sort, SQLite would walk the whole district by id rather than look the batch up.
    rows = sorted(saved, key=lambda row: row.pk)
    if not rows:
        raise Evidence.DoesNotExist
    keys = {row.pk: f"undo:{row.pk}" for row in rows}

    def attempt() -> Sequence[Evidence]:
        stored = stored_under(district_id=rows[0].district_id, author_id=by.pk, keys=keys.values())
        if len(stored) < len(rows):
            _void_all(rows, by=by, keys=keys)
        return rows

    return once(attempt, rows=[row.pk for row in rows])


def _void_all(rows: Sequence[Evidence], *, by: User, keys: Mapping[int, str]) -> None:
    now = timezone.now()
    if min(row.recorded_at for row in rows) < now - access.UNDO_WINDOW:
        raise TooLate("The 30 seconds are over. Take single ratings back from the history, with a reason.")
    undoing = uuid4()
    append([_void_of(row, by=by, key=keys[row.pk], batch=undoing, now=now) for row in rows], {}, bulk=False)


def _void_of(row: Evidence, *, by: User, key: str, batch: UUID, now: datetime, after: int | None = None) -> Evidence:
    """The row that takes ``row`` back; it refers to the last of the chain, which is ``row`` itself unless said."""
    return Evidence(
        action=Action.VOID,
        refers_to_id=after or row.pk,
        author=by,
        recorded_at=now,
        batch=batch,
        key=key,
        digest="",
        **{name: getattr(row, name) for name in _KEPT},
    )


def _refuse_reason(reason: str) -> None:
    problem = text_problem("reason", reason, limit=NOTE_LENGTH)
    if problem:
        raise Refused([RowProblem(0, problem.field, problem.message)])
    if not says_something(reason):
        raise Refused([RowProblem(0, "reason", "is missing; say in a few words why.")])
