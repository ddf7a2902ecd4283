"""A ledger read where the continuum carries its work: chains travel whole, nothing is lost, order never matters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from competencies.rules.mapping import Move, circles, composed, routes_of, two_ways
from pathways.queries.ledgers import OwnLedger
from pathways.rules.values import Piece

FIRST_DAY = date(2026, 1, 5)
FIRST_MOMENT = datetime(2026, 1, 5, 9, tzinfo=UTC)
COMPETENCIES, STANDARDS = (1, 2, 3, 4), (11, 12, 13)

places = st.sampled_from(COMPETENCIES)
standards = st.one_of(st.none(), st.sampled_from(STANDARDS))
moves = st.builds(Move, places, standards, places, standards).filter(lambda one: one.source != one.target)


def row(id_: int, competency: int, standard: int, action: str, refers_to: int | None, level: int) -> tuple[Any, ...]:
    """A row of Maya's ledger as it is read, one an hour."""
    moment = FIRST_MOMENT + timedelta(hours=id_)
    rated = None if action == "void" else Decimal(level)
    return (
        1, competency, id_, standard, FIRST_DAY + timedelta(days=id_), action, moment, refers_to, "summative",
        rated, "", None, "teacher", "test", "", False, "", "independent",
    )  # fmt: skip


@st.composite
def ledgers(draw: st.DrawFn) -> OwnLedger:
    """Ratings with corrections and voids, each of the competency and the standard of what it follows."""
    written: dict[int, list[tuple[Any, ...]]] = {}
    heads: list[tuple[int, int, int]] = []
    for id_ in range(1, draw(st.integers(1, 14)) + 1):
        follows = draw(st.booleans()) and heads
        head = heads.pop(draw(st.integers(0, len(heads) - 1))) if follows else None
        competency = head[1] if head else draw(places)
        standard = head[2] if head else draw(st.sampled_from(STANDARDS))
        action = draw(st.sampled_from(["correction", "void"])) if head else "rating"
        made = row(id_, competency, standard, action, head[0] if head else None, draw(st.integers(1, 4)))
        written.setdefault(competency, []).append(made)
        heads.append((id_, competency, standard))
    return OwnLedger(written)


def by_hand(ledger: OwnLedger, rows: Sequence[Move]) -> dict[int, list[Piece]]:
    """Resolve each competency's ledger where it was written, then carry what came of it, piece by piece."""
    routes = routes_of(composed(rows))
    found: dict[int, list[Piece]] = {}
    for competency, pieces in ledger.work().items():
        for piece in pieces:
            for target, about in routes.ends(competency, int(piece.standard)):
                moved = Piece(**{**{name: getattr(piece, name) for name in Piece.__slots__}, "standard": about})
                found.setdefault(target, []).append(moved)
    return {target: sorted(pieces, key=lambda one: int(one.id)) for target, pieces in found.items()}


def sound(rows: Sequence[Move]) -> bool:
    return not circles(rows) and not two_ways(rows)


@given(ledgers(), st.lists(moves, max_size=5))
@settings(max_examples=500, deadline=None)
def test_carrying_rows_and_then_resolving_is_resolving_and_then_carrying_pieces(
    ledger: OwnLedger, rows: list[Move]
) -> None:
    if sound(rows):
        read = ledger.under(routes_of(composed(rows))).work()
        assert {one: list(pieces) for one, pieces in read.items()} == by_hand(ledger, rows)


@given(ledgers(), st.lists(moves, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_the_order_of_the_mappings_never_matters_to_a_ledger(
    ledger: OwnLedger, rows: list[Move], random: Random
) -> None:
    shuffled = [*rows]
    random.shuffle(shuffled)
    assert ledger.under(routes_of(composed(rows))) == ledger.under(routes_of(composed(shuffled)))


@given(ledgers(), st.lists(moves, max_size=5))
@settings(max_examples=300, deadline=None)
def test_no_row_is_lost_and_none_counts_twice_on_one_competency(ledger: OwnLedger, rows: list[Move]) -> None:
    read = ledger.under(routes_of(composed(rows))).written
    before = {one[2] for some in ledger.written.values() for one in some}
    assert {one[2] for some in read.values() for one in some} == before
    for some in read.values():
        ids = [one[2] for one in some]
        assert ids == sorted(set(ids))
