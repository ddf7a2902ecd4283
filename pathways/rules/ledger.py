"""From the rows of the append-only ledger to pieces of evidence: what stands, what was corrected, what was voided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pathways.rules.values import Piece, PieceId


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row as it was written: a rating or correction carries its piece, a void carries none.

    ``seq`` is the order in which rows were written; a row can only refer to one written before it.
    """

    id: PieceId
    action: str
    seq: int
    recorded: datetime
    refers_to: PieceId | None = None
    piece: Piece | None = None


def resolve_ledger(rows: Iterable[LedgerRow], known_at: datetime | None = None) -> tuple[Piece, ...]:
    """Every piece of the ledger in the order written; those that do not stand carry the reason in ``aside``.

    A void ends the effect of the row it refers to: voiding a correction brings the corrected piece back, voiding a
    piece takes its corrections with it, voiding a void brings back what it withdrew. A standing correction takes the
    place of what it corrects, so it keeps that piece's ``seq``. Rows recorded after ``known_at`` have no effect yet.
    """
    written = sorted({row.id: row for row in rows}.values(), key=lambda row: row.seq)
    known = [row for row in written if known_at is None or row.recorded <= known_at]
    standing = _standing(known, _voided(known))
    replaced = {row.refers_to for row in known if row.action == "correction" and row.id in standing}
    latest = {row.refers_to: row.id for row in known if row.action == "correction" and row.id in standing}
    places: dict[PieceId, int] = {}
    pieces = []
    for row in written:
        if row.piece is None:
            continue
        place = _place(row, places)
        aside = _aside(row, known_at, standing, replaced, latest)
        pieces.append(replace(row.piece, aside=aside) if aside else replace(row.piece, seq=place))
    return tuple(pieces)


def _voided(known: list[LedgerRow]) -> set[PieceId | None]:
    """What the voids withdraw; newest first, since only a later row can withdraw an earlier one."""
    voided: set[PieceId | None] = set()
    for row in reversed(known):
        if row.action == "void" and row.id not in voided:
            voided.add(row.refers_to)
    return voided


def _standing(known: list[LedgerRow], voided: set[PieceId | None]) -> set[PieceId]:
    """Ratings not voided, and corrections not voided of rows that stand; a correction goes with what it corrects."""
    standing: set[PieceId] = set()
    for row in known:
        if row.action == "void" or row.id in voided:
            continue
        if row.action == "rating" or row.refers_to in standing:
            standing.add(row.id)
    return standing


def _place(row: LedgerRow, places: dict[PieceId, int]) -> int:
    """The ``seq`` of the rating at the root of a chain of corrections."""
    root = row.refers_to if row.action == "correction" and row.refers_to is not None else None
    places[row.id] = places.get(root, row.seq) if root is not None else row.seq
    return places[row.id]


def _aside(
    row: LedgerRow,
    known_at: datetime | None,
    standing: set[PieceId],
    replaced: set[PieceId | None],
    latest: dict[PieceId | None, PieceId],
) -> str:
    if known_at is not None and row.recorded > known_at:
        return "not_known"
    if row.id not in standing:
        return "voided"
    if row.id in replaced or (row.action == "correction" and latest[row.refers_to] != row.id):
        return "corrected"
    return ""
