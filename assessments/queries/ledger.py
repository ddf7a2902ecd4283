"""The ledger as plain rows, for whoever judges it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from assessments.models import Evidence


class LedgerLine(NamedTuple):
    """One row as it was written; ``id`` is also the order of writing."""

    id: int
    student_id: int
    competency_id: int
    standard_id: int
    action: str
    refers_to_id: int | None
    level: Decimal | None
    mark: str
    kind: str
    source_type: str
    context: str
    transfer: bool
    depth: str
    support: str
    on: date
    at: datetime | None
    assessor_role: str
    recorded_at: datetime


def ledger_of(student_ids: Iterable[int], *, competency_id: int | None = None) -> list[LedgerLine]:
    """Return every row of these students, oldest first. One query.

    The caller has the right to the students, or is the worker that has the right to all.
    """
    rows = Evidence.objects.filter(student__in=list(student_ids))
    if competency_id is not None:
        rows = rows.filter(competency=competency_id)
    return [LedgerLine(*row) for row in rows.order_by("pk").values_list(*LedgerLine._fields)]
