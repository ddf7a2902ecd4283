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

    A correction takes the place of what stood before it. A void takes back the row it refers to: voiding a correction
    brings the corrected piece back, voiding a piece takes its corrections with it. A void that refers to a void takes
    back what that one left standing, and where it left nothing brings back what it had taken. A standing correction
    keeps the ``seq`` of the rating at its root. Rows recorded after ``known_at`` have no effect yet.
    """
    written = sorted({row.id: row for row in rows}.values(), key=lambda row: row.seq)
    standing, corrected = _standing([row for row in written if known_at is None or row.recorded <= known_at])
    places: dict[PieceId | None, int] = {}
    pieces = []
    for row in written:
        place = places[row.id] = places.get(row.refers_to, row.seq)
        if row.piece is None:
            continue
        if known_at is not None and row.recorded > known_at:
            pieces.append(replace(row.piece, aside="not_known"))
        elif row.id in standing:
            pieces.append(row.piece if row.piece.seq == place else replace(row.piece, seq=place))
        else:
            pieces.append(replace(row.piece, aside="corrected" if row.id in corrected else "voided"))
    return tuple(pieces)


@dataclass(slots=True)
class _Chain:
    """The rows of one rating: what was said of it and not taken back (the last one stands), and what was taken last."""

    said: list[PieceId]
    taken: list[PieceId]


def _standing(known: list[LedgerRow]) -> tuple[set[PieceId], set[PieceId]]:
    """Return the rows that give a result, and those whose place another one has taken."""
    chains: dict[PieceId | None, _Chain] = {}
    actions: dict[PieceId | None, str] = {}
    for row in known:
        chain = chains.get(row.refers_to)
        if row.action == "rating":
            chains[row.id] = _Chain([row.id], [])
        elif chain is not None:
            chains[row.id] = chain
            _apply(chain, row, actions[row.refers_to])
        actions[row.id] = row.action
    every = {id(chain): chain for chain in chains.values()}.values()
    standing = {chain.said[-1] for chain in every if chain.said}
    return standing, {one for chain in every for one in chain.said[:-1]}


def _apply(chain: _Chain, row: LedgerRow, followed: str) -> None:
    if row.action == "correction":
        if followed == "void" or row.refers_to in chain.said:
            chain.said.append(row.id)
    elif followed == "void":
        if chain.said:
            chain.taken = [chain.said.pop()]
        else:
            chain.said, chain.taken = chain.taken, []
    elif row.refers_to in chain.said:
        place = chain.said.index(row.refers_to)
        chain.said, chain.taken = chain.said[:place], chain.said[place:]
