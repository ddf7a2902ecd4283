"""Students in portions, so that memory stays bounded however large the district is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

# About 60 MB of columns, and some 250 MB while they are judged.
ROWS_AT_ONCE = 1_000_000
FIRST, LARGEST = 500, 20_000


@dataclass(frozen=True, slots=True)
class Span:
    """All students with ids from one to another, both included."""

    first: int
    last: int


Students = Collection[int] | Span


@dataclass(slots=True)
class Portion:
    """Some students to be read together; tell ``rows``, how many there were, for the next one's size."""

    student_ids: Sequence[int]
    rows: int = 0

    @property
    def students(self) -> Students:
        """Return them as a span where they are every student between the first and the last, which reads faster."""
        first, last = self.student_ids[0], self.student_ids[-1]
        return Span(first, last) if last - first + 1 == len(self.student_ids) else self.student_ids


def portions(student_ids: Collection[int], *, first: int = FIRST) -> Iterator[Portion]:
    """Yield students in portions, in order of id: small at first, then as large as their ledgers allow."""
    ids = sorted(set(student_ids))
    start, size = 0, first
    while start < len(ids):
        portion = Portion(ids[start : start + size])
        yield portion
        start += size
        fitting = size * ROWS_AT_ONCE // max(portion.rows, 1)
        size = max(1, min(LARGEST, 16 * size, fitting))
