"""Step 1 of a judgement: which pieces may count at all, in which order, and why each of the others may not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from competencies.rules.policy import Policy
from competencies.rules.refusals import RefusedError
from pathways.rules.values import Piece, PieceId, StandardId, StandardRequirement

LONGEST_NUMBER = 40
# What is not known stands before what is.
NONE = (0,)


class Selection(NamedTuple):
    """The pieces in order, the rated ones that may count (of every kind), and a reason for each of the others.

    ``standards`` are those the student is not exempt from; ``upcoming`` is the day of the first piece after the day
    judged, when the same ledger may judge otherwise.
    """

    pieces: tuple[Piece, ...]
    usable: tuple[Piece, ...]
    aside: dict[PieceId, str]
    standards: tuple[StandardRequirement, ...]
    exempted: tuple[StandardRequirement, ...]
    all_exempt: bool
    upcoming: date | None


def in_order(evidence: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces by day, instant (a bare day first), order recorded and id; the same piece twice counts once.

    Raises ``RefusedError`` where one id comes with two contents.
    """
    pieces = list(evidence)
    unique = {piece.id: piece for piece in pieces}
    if len(unique) < len(pieces):
        twice = next((piece for piece in pieces if unique[piece.id] != piece), None)
        if twice is not None:
            raise RefusedError("evidence.id", f"{twice.id!r} appears with two contents")
    return tuple(sorted(unique.values(), key=_order))


def _order(piece: Piece) -> tuple[Any, ...]:
    instant = NONE if piece.at is None else (1, piece.at)
    seq = NONE if piece.seq is None else (1, piece.seq)
    return (piece.on, instant, seq, id_order(piece.id))


def id_order(id_: PieceId) -> tuple[int, int, str]:
    """Numeric ids as numbers, before all others; the rest as text, and so digits too many for a number."""
    if isinstance(id_, int):
        return (0, id_, "")
    is_number = id_.isascii() and id_.isdecimal() and len(id_) <= LONGEST_NUMBER
    return (0, int(id_), id_) if is_number else (1, 0, id_)


def select(
    evidence: Iterable[Piece],
    standards: Sequence[StandardRequirement],
    policy: Policy,
    as_of: date,
    known_at: datetime | None,
) -> Selection:
    """Divide the evidence into what may count and what may not, as seen on a day with what was known at a moment."""
    pieces = in_order(evidence)
    listed = {standard.id: standard for standard in standards}
    exempt = {
        piece.standard
        for piece in pieces
        if piece.mark == "exempt" and not _out_of_sight(piece, as_of, known_at) and piece.role not in {"self", "peer"}
    }
    aside: dict[PieceId, str] = {}
    usable, upcoming = [], None
    for piece in pieces:
        why = _out_of_sight(piece, as_of, known_at) or _unusable(piece, listed, exempt, policy)
        if not why:
            usable.append(piece)
            continue
        aside[piece.id] = why
        if why == "after_as_of" and upcoming is None:
            upcoming = piece.on  # the pieces are in order
    required = [standard.id for standard in standards if standard.required]
    return Selection(
        pieces=pieces,
        usable=tuple(usable),
        aside=aside,
        standards=tuple([standard for standard in standards if standard.id not in exempt]),
        exempted=tuple([standard for standard in standards if standard.id in exempt]),
        all_exempt=bool(required) and exempt.issuperset(required),
        upcoming=upcoming,
    )


def _out_of_sight(piece: Piece, as_of: date, known_at: datetime | None) -> str:
    """Why the piece does not exist for this judgement, if so."""
    if piece.aside:
        return piece.aside
    if known_at is not None and piece.recorded is not None and piece.recorded > known_at:
        return "not_known"
    return "after_as_of" if piece.on > as_of else ""


def _unusable(
    piece: Piece, listed: dict[StandardId, StandardRequirement], exempt: set[StandardId], policy: Policy
) -> str:
    """Why a piece that exists cannot count whatever its kind, if so."""
    standard = listed.get(piece.standard)
    if standard is None:
        return "other_standard"
    if piece.level is None:
        return piece.mark
    if piece.standard in exempt:
        return "exempt_standard"
    if piece.role not in policy.roles:
        return "role"
    return "modified" if piece.support == "modified" and not _adapted_on(standard, piece.on) else ""


def _adapted_on(standard: StandardRequirement, day: date) -> bool:
    """Whether an adapted expectation was in force for this standard on the day of the work."""
    return any(first <= day and (last is None or day <= last) for first, last in standard.adapted)
