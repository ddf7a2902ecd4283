"""Marking learners stale, in the transaction that changed their ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db import connection, transaction
from django.utils import timezone

from assessments.models import AdaptedExpectation, Evidence, Override
from pathways.models import LearnerState

# One statement locks, makes and raises: the rows are taken in the order given (ascending), so that two writers can
# never wait for each other, and the row lock makes the order of versions the order of commits.
_ONE = "(%s, %s, 1, 0, 0, 0, %s, %s, 0, '')"
_MARK = """
INSERT INTO pathways_learnerstate
    (student_id, district_id, version, computed_through, expectations, engine, changed_at, stale_since,
     attempts, last_error)
VALUES {rows}
ON CONFLICT (student_id) DO UPDATE SET
    version = pathways_learnerstate.version + 1,
    changed_at = excluded.changed_at,
    stale_since = COALESCE(pathways_learnerstate.stale_since, excluded.stale_since)
"""
_AT_ONCE = 1000


def mark_stale(*, district_id: int, student_ids: Collection[int]) -> None:
    """Raise the version of each learner whose ledger changed; learners without a state get one.

    Call it in the transaction that wrote the ledger. One query for up to a thousand students.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for some in _chunks(sorted(set(student_ids))):
            values = [value for student_id in some for value in (student_id, district_id, now, now)]
            cursor.execute(_MARK.format(rows=", ".join([_ONE] * len(some))), values)


def make_missing_states() -> int:
    """Give every student with evidence or decisions a state, where it is lost; it is stale at once; return how many.

    The receiver of ``evidence_changed`` makes states with the evidence; this heals what was restored or tampered with.
    """
    known = LearnerState.objects.values("student_id")
    written = (
        table.objects.exclude(student_id__in=known).order_by().values_list("student_id", "district_id")
        for table in (Evidence, Override, AdaptedExpectation)
    )
    students = next(written).union(*written)
    lost = [LearnerState(student_id=one, district_id=district, version=1) for one, district in students]
    LearnerState.objects.bulk_create(lost, ignore_conflicts=True)
    return len(lost)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
