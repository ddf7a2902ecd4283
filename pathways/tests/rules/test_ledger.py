"""Corrections and voids: what stands, whatever was written in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assessments.rules import Link, standing_of
from pathways.rules.ledger import LedgerRow, resolve_ledger
from pathways.tests.rules.school import work

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


def rating(seq: int, level: int, action: str = "rating", refers_to: int | None = None) -> LedgerRow:
    """Row number ``seq``, one minute after the one before."""
    moment = MORNING + timedelta(minutes=seq)
    piece = work(level, day=0, id=seq, seq=seq, recorded=moment)
    return LedgerRow(seq, action, seq, moment, refers_to, piece)


def correction(seq: int, of: int, level: int) -> LedgerRow:
    """Mr Okafor corrects row ``of``."""
    return rating(seq, level, "correction", of)


def void(seq: int, of: int) -> LedgerRow:
    """Mr Okafor voids row ``of``."""
    return LedgerRow(seq, "void", seq, MORNING + timedelta(minutes=seq), of)


def standing(*rows: LedgerRow, known_at: datetime | None = None) -> dict[object, Decimal | None]:
    """What stands: id and level."""
    return {piece.id: piece.level for piece in resolve_ledger(rows, known_at) if not piece.aside}


def reasons(*rows: LedgerRow, known_at: datetime | None = None) -> dict[object, str]:
    """What does not stand, and why."""
    return {piece.id: piece.aside for piece in resolve_ledger(rows, known_at) if piece.aside}


def test_a_correction_replaces_what_it_corrects_and_takes_its_place() -> None:
    rows = (rating(1, 2), rating(2, 4), correction(3, of=1, level=3))
    assert standing(*rows) == {2: 4, 3: 3}
    assert reasons(*rows) == {1: "corrected"}
    assert {piece.id: piece.seq for piece in resolve_ledger(rows) if not piece.aside} == {2: 2, 3: 1}


def test_a_chain_of_corrections_ends_in_the_last_one() -> None:
    rows = (rating(1, 2), correction(2, of=1, level=3), correction(3, of=2, level=4))
    assert standing(*rows) == {3: 4}
    assert resolve_ledger(rows)[2].seq == 1


def test_of_two_corrections_of_one_row_the_later_stands() -> None:
    rows = (rating(1, 2), correction(2, of=1, level=3), correction(3, of=1, level=4))
    assert standing(*rows) == {3: 4}
    assert reasons(*rows) == {1: "corrected", 2: "corrected"}


def test_voiding_a_correction_brings_the_corrected_piece_back() -> None:
    rows = (rating(1, 2), correction(2, of=1, level=3), void(3, of=2))
    assert standing(*rows) == {1: 2}
    assert reasons(*rows) == {2: "voided"}


def test_voiding_a_piece_takes_its_corrections_with_it() -> None:
    rows = (rating(1, 2), correction(2, of=1, level=3), correction(3, of=2, level=4), void(4, of=1))
    assert standing(*rows) == {}
    assert set(reasons(*rows).values()) == {"voided"}


def test_voiding_a_void_brings_back_what_it_withdrew() -> None:
    assert standing(rating(1, 2), void(2, of=1), void(3, of=2)) == {1: 2}


def test_a_past_page_does_not_know_later_rows() -> None:
    rows = (rating(1, 2), correction(2, of=1, level=3), void(3, of=1))
    assert standing(*rows, known_at=MORNING + timedelta(minutes=1)) == {1: 2}
    assert reasons(*rows, known_at=MORNING + timedelta(minutes=1)) == {2: "not_known"}
    assert standing(*rows, known_at=MORNING + timedelta(minutes=2)) == {2: 3}


def test_order_of_arrival_and_rows_given_twice_do_not_matter() -> None:
    rows = (rating(1, 2), rating(2, 4), correction(3, of=1, level=3), void(4, of=2))
    assert resolve_ledger((*reversed(rows), *rows)) == resolve_ledger(rows)


def test_a_void_of_something_unknown_changes_nothing() -> None:
    assert standing(rating(1, 2), void(2, of=99)) == {1: 2}


def test_a_thousand_corrections_in_a_row_are_no_problem() -> None:
    rows = [rating(1, 2), *(correction(i, of=i - 1, level=3) for i in range(2, 5000))]
    assert standing(*rows) == {4999: 3}
    assert standing(*rows, replace(void(5000, of=1))) == {}


@given(st.lists(st.sampled_from(["correction", "void"]), max_size=12))
def test_the_engine_and_the_ledger_s_own_screens_read_a_chain_alike(actions: list[str]) -> None:
    rows, links = [rating(1, 2)], [Link(1, "rating")]
    for number, action in enumerate(actions, start=2):
        before = number - 1
        rows.append(correction(number, of=before, level=3) if action == "correction" else void(number, of=before))
        links.append(Link(number, action, number - 1))
    stands = standing_of(links, 1)
    assert list(standing(*rows)) == ([] if stands is None else [stands])
