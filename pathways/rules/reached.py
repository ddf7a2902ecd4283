"""Since when a competency has been mastered without a break."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import localcontext

from competencies.rules.policy import Policy
from competencies.rules.scale import Scale
from pathways.rules.exact import EXACT
from pathways.rules.selection import Selection, select
from pathways.rules.values import Piece, StandardRequirement
from pathways.rules.verdict import decide


def reached_on(
    evidence: Iterable[Piece],
    standards: Sequence[StandardRequirement],
    policy: Policy,
    scale: Scale,
    as_of: date,
    known_at: datetime | None = None,
) -> date | None:
    """The earliest day of work from which every later one, up to ``as_of``, was judged mastered; None if not now.

    Only days of work can end mastery (freshness alone keeps it), so only they are judged, newest first, until one is
    not mastered.
    """
    pieces = tuple(evidence)
    with localcontext(EXACT):
        now = select(pieces, standards, policy, as_of, known_at)
        seen = [piece for piece in now.pieces if _in_sight(now, piece)]
        exempting = any(piece.mark == "exempt" for piece in seen)
        reached = None
        for day in sorted({piece.on for piece in seen}, reverse=True):
            then = select(pieces, standards, policy, day, known_at) if exempting else _up_to(now, day)
            if not decide(then, policy, scale, day).mastered:
                break
            reached = day
        return reached


def _in_sight(selection: Selection, piece: Piece) -> bool:
    return not piece.aside and selection.aside.get(piece.id) not in {"not_known", "after_as_of"}


def _up_to(selection: Selection, day: date) -> Selection:
    # The pieces are in order: those up to the day are the first ones.
    return selection._replace(usable=selection.usable[: bisect_right(selection.usable, day, key=_day)])


def _day(piece: Piece) -> date:
    return piece.on
