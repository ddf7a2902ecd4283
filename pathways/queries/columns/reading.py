"""Reads evidence as columns: one COPY of packed numbers from PostgreSQL, tuples of whole numbers from SQLite."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from pathways.queries.columns import postgres, sqlite
from pathways.queries.columns.packing import VARIETY, unpacked
from pathways.queries.columns.portions import Span, Students
from pathways.rules.twin.columns import Columns

_READERS = {"postgresql": postgres.read, "sqlite": sqlite.read}


def read_columns(
    district_id: int,
    students: Students,
    *,
    among: Collection[int] | None = None,
    recorded: bool = False,
    variety: bool = True,
) -> Columns:
    """Return the ledger of some students, all of it or what was recorded on some competencies. One query.

    ``recorded`` is left empty where nobody asks for the moments (only ``known_at`` does); without ``variety`` so are
    source type, context, depth and transfer. About 90 bytes a row: read no more than a portion at a time.
    """
    where = [f"district_id = {int(district_id)}", _whose(students)]
    if among is not None:
        where.append(f"competency_id IN ({_listed(among)})")
    left_out = frozenset() if variety else VARIETY
    packed = _READERS[connection.vendor](" AND ".join(where), left_out, recorded)
    return Columns(**unpacked(packed))


def _whose(students: Students) -> str:
    if isinstance(students, Span):
        return f"student_id BETWEEN {int(students.first)} AND {int(students.last)}"
    return f"student_id IN ({_listed(students)})"


def _listed(ids: Collection[int]) -> str:
    """Whole numbers only, so they can stand in the statement itself: COPY takes no parameters."""
    return ", ".join(str(int(one)) for one in ids) or "NULL"
