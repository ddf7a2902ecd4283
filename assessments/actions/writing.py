"""How rows reach the ledger: once per author and key, together or not at all, and heard within the transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from assessments.models import Evidence, EvidenceNote
from assessments.rules import Entry, RowProblem
from assessments.signals import evidence_changed

_Result = TypeVar("_Result")

# PostgreSQL names the constraint, SQLite its columns.
_KEY_TAKEN = ("evidence_key_once_per_author", "assessments_evidence.author_id, assessments_evidence.key")
_FOLLOWED = ("evidence_followed_once", "assessments_evidence.refers_to_id")


class Refused(ValueError):
    """Nothing was recorded: ``problems`` says for each row which field is wrong and how to mend it."""

    def __init__(self, problems: Iterable[RowProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Stored:
    """A row that is in the ledger already under a key of this author."""

    id: int
    key: str
    digest: str
    batch: UUID
    student_id: int
    competency_id: int
    standard_id: int
    level: Decimal | None
    mark: str


@dataclass(frozen=True, slots=True)
class Clash:
    """An entry whose key was used before, for something else: which row of the request, and what is stored."""

    row: int
    entry: Entry
    stored: Stored


class KeyConflict(ValueError):
    """Nothing was recorded: the keys of these rows were used before with other content."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes = tuple(clashes)
        super().__init__(f"{len(self.clashes)} keys were used before with other content")


class AlreadyFollowed(ValueError):
    """Nothing was recorded: somebody else corrected or voided this row first. ``rows`` are the ids asked for."""

    def __init__(self, rows: Sequence[int]) -> None:
        self.rows = tuple(rows)
        super().__init__("corrected or voided in the meantime")


class NotYours(PermissionError):
    """The row may be read, but not changed, by this person."""


class TooLate(ValueError):
    """The undo window has closed: from now on each row is voided by itself, with a reason."""


@dataclass(frozen=True, slots=True)
class RecordedRow:
    """One entry as it now is in the ledger; ``already`` where it was there before this request."""

    id: int
    row: int
    student_id: int
    competency_id: int
    standard_id: int
    key: str
    batch: UUID
    already: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a request led to: the batch it can be undone by, and one row per entry, in the order given."""

    batch: UUID
    rows: tuple[RecordedRow, ...]

    @property
    def created(self) -> int:
        """How many rows are new."""
        return len({row.id for row in self.rows if not row.already})


def stored_under(*, district_id: int, author_id: int, keys: Iterable[str]) -> dict[str, Stored]:
    """Return what is stored under these keys of an author. One query."""
    fields = ("id", "key", "digest", "batch", "student_id", "competency_id", "standard_id", "level", "mark")
    rows = Evidence.objects.filter(district=district_id, author=author_id, key__in=list(keys)).values_list(*fields)
    return {row[1]: Stored(*row) for row in rows}


def append(rows: Sequence[Evidence], texts: Mapping[str, Mapping[str, str]], *, bulk: bool) -> None:
    """Write rows and their notes, and let the world hear, inside the caller's transaction. Two queries at most.

    ``texts`` maps a row's key to its notes by purpose; empty ones are left out.
    """
    if not rows:
        return
    Evidence.objects.bulk_create(rows)
    notes = [
        EvidenceNote(district_id=row.district_id, evidence=row, purpose=purpose, text=text, author_id=row.author_id)
        for row in rows
        for purpose, text in texts.get(row.key, {}).items()
        if text
    ]
    if notes:
        EvidenceNote.objects.bulk_create(notes)
    evidence_changed.send(
        sender=Evidence,
        district_id=rows[0].district_id,
        student_ids=sorted({row.student_id for row in rows}),
        bulk=bulk,
    )


def once(attempt: Callable[[], _Result], *, rows: Sequence[int] = ()) -> _Result:
    """Run ``attempt`` in a transaction; where another save took the same keys first, run it again to find theirs.

    Raises ``AlreadyFollowed`` where somebody else corrected or voided one of ``rows`` first.
    """
    for last_try in (False, True):
        try:
            with transaction.atomic():
                return attempt()
        except IntegrityError as error:
            if any(words in str(error) for words in _FOLLOWED):
                raise AlreadyFollowed(rows) from error
            if last_try or not any(words in str(error) for words in _KEY_TAKEN):
                raise
    raise AssertionError("the second try returns or raises")


def row_of(entry: Entry, *, common: Mapping[str, object], digest: str) -> Evidence:
    """Return the unsaved row for an entry; ``common`` holds what all rows of the request share."""
    return Evidence(
        student_id=entry.student_id,
        competency_id=entry.competency_id,
        standard_id=entry.standard_id,
        level=entry.level,
        mark=entry.mark,
        kind=entry.kind,
        source_type=entry.source_type,
        context=entry.context,
        transfer=entry.transfer,
        depth=entry.depth,
        support=entry.support,
        on=entry.on,
        at=entry.at,
        attempt=entry.attempt,
        assessor_role=entry.assessor_role,
        key=entry.key,
        digest=digest,
        **common,
    )


def texts_of(entry: Entry) -> dict[str, str]:
    """Return the notes of an entry by purpose."""
    purpose = EvidenceNote.Purpose
    return {
        purpose.FEEDBACK.value: entry.feedback,
        purpose.NEXT_STEP.value: entry.next_step,
        purpose.REASON.value: entry.reason,
    }
