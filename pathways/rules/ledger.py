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
    piece takes its corrections with it, voiding a void brings back what it withdrew. A correction that refers to a
    void takes the place of what that void left standing. A standing correction keeps the ``seq`` of the rating at its
    root. Rows recorded after ``known_at`` have no effect yet.
    """
    written = sorted({row.id: row for row in rows}.values(), key=lambda row: row.seq)
    known = [row for row in written if known_at is None or row.recorded <= known_at]
    corrects = _corrects(known)
    standing = _standing(known, _voided(known), corrects)
    latest = {corrects[row.id]: row.id for row in known if row.id in corrects and row.id in standing}
    places: dict[PieceId | None, int] = {}
    pieces = []
    for row in written:
        place = places[row.id] = places.get(row.refers_to, row.seq)
        if row.piece is None:
            continue
        aside = _aside(row, known_at, standing, corrects, latest)
        if aside:
            pieces.append(replace(row.piece, aside=aside))
        else:
            pieces.append(row.piece if row.piece.seq == place else replace(row.piece, seq=place))
    return tuple(pieces)


def _voided(known: list[LedgerRow]) -> set[PieceId | None]:
    """What the voids withdraw; newest first, since only a later row can withdraw an earlier one."""
    voided: set[PieceId | None] = set()
    for row in reversed(known):
        if row.action == "void" and row.id not in voided:
            voided.add(row.refers_to)
    return voided


def _corrects(known: list[LedgerRow]) -> dict[PieceId, PieceId | None]:
    """For each correction the piece whose place it takes; None where it refers to a void that left nothing."""
    rows: dict[PieceId | None, LedgerRow] = {row.id: row for row in known}
    corrects: dict[PieceId, PieceId | None] = {}
    for row in known:
        if row.action != "correction":
            continue
        place = rows.get(row.refers_to)
        while place is not None and place.action == "void":
            undone = rows.get(place.refers_to)
            place = rows.get(undone.refers_to) if undone is not None else None
        corrects[row.id] = place.id if place is not None else None
    return corrects


def _standing(
    known: list[LedgerRow], voided: set[PieceId | None], corrects: dict[PieceId, PieceId | None]
) -> set[PieceId]:
    """Ratings not voided, and corrections not voided of rows that stand; a correction goes with what it corrects."""
    standing: set[PieceId] = set()
    for row in known:
        if row.action == "void" or row.id in voided:
            continue
        if row.action == "rating" or corrects[row.id] is None or corrects[row.id] in standing:
            standing.add(row.id)
    return standing


def _aside(
    row: LedgerRow,
    known_at: datetime | None,
    standing: set[PieceId],
    corrects: dict[PieceId, PieceId | None],
    latest: dict[PieceId | None, PieceId],
) -> str:
    if known_at is not None and row.recorded > known_at:
        return "not_known"
    if row.id not in standing:
        return "voided"
    place = corrects.get(row.id)
    if row.id in latest or (place is not None and latest[place] != row.id):
        return "corrected"
    return ""
