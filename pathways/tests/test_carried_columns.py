"""Work carried to other competencies is carried the same way in columns as it is row by row."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from competencies.rules.mapping import Move, circles, composed, routes_of, two_ways
from pathways.queries.columns import carried
from pathways.queries.ledgers import OwnLedger
from pathways.rules.twin.columns import Columns

COMPETENCIES, STANDARDS = (1, 2, 3, 4), (11, 12, 13)
moves = st.lists(
    st.builds(
        Move,
        source=st.sampled_from(COMPETENCIES),
        standard=st.none() | st.sampled_from(STANDARDS),
        target=st.none() | st.sampled_from(COMPETENCIES),
        target_standard=st.none() | st.sampled_from(STANDARDS),
    ),
    max_size=5,
)
places = st.lists(st.tuples(st.sampled_from(COMPETENCIES), st.sampled_from(STANDARDS)), max_size=8)


def columns_of(rows: list[tuple[int, int]]) -> Columns:
    """Maya's ledger: a row on each of these competencies and standards."""
    said: dict[str, Any] = {one.name: np.zeros(len(rows), np.int64) for one in fields(Columns)}
    said["id"] = np.arange(1, len(rows) + 1)
    said["competency"] = np.array([competency for competency, _ in rows], np.int64)
    said["standard"] = np.array([standard for _, standard in rows], np.int64)
    return Columns(**said)


def ledger_of(rows: list[tuple[int, int]]) -> OwnLedger:
    """The same ledger as rows: student, competency, id and standard."""
    written: dict[int, list[tuple[Any, ...]]] = {}
    for place, (competency, standard) in enumerate(rows, start=1):
        written.setdefault(competency, []).append((1, competency, place, standard))
    return OwnLedger(written)


@settings(max_examples=300)
@given(moves=moves, rows=places)
def test_columns_and_rows_are_carried_alike(moves: list[Move], rows: list[tuple[int, int]]) -> None:
    moves = [one for one in moves if one.target != one.source]
    if circles(moves) or two_ways(moves):
        return
    routes = routes_of(composed(moves))
    here = carried(columns_of(rows), routes)
    found = sorted(zip(here.id.tolist(), here.competency.tolist(), here.standard.tolist(), strict=True))
    there = ledger_of(rows).under(routes)
    assert found == sorted((row[2], one, row[3]) for one, own in there.written.items() for row in own)
