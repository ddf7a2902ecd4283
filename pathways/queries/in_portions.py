"""A whole district's standings, portion by portion: while one is decided, the database already sends the next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from pathways.queries.at_once import Question, Read, Standings, read_for, settled, verdicts_of
from pathways.queries.columns import portions
from pathways.queries.expecting import Expected
from pathways.rules.twin.columns import Verdicts

Answer = tuple[Question, list[Standings]]
_Coming = tuple[Question, Read, Future[list[Verdicts | None]]]


def standings_by_portion(
    question: Question, student_ids: Collection[int], expectations: Sequence[Expected]
) -> Iterator[Answer]:
    """Yield the question of each portion of the students, in order of id, with where they stand.

    Memory holds two portions, whatever the district's size. All queries are made by the caller's own thread: the
    other one only computes, and numpy lets both run.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="twin") as beside:
        coming: _Coming | None = None
        for portion in portions(student_ids):
            own = replace(question, students=portion.students)
            read = read_for(own, expectations)
            portion.rows = len(read.columns)
            following = (own, read, beside.submit(verdicts_of, read, own, expectations))
            if coming is not None:
                yield _answer(coming, expectations)
            coming = following
        if coming is not None:
            yield _answer(coming, expectations)


def _answer(coming: _Coming, expectations: Sequence[Expected]) -> Answer:
    question, read, verdicts = coming
    return question, settled(read, verdicts.result(), question, expectations)
