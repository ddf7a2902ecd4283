"""Which way a change goes: mastery first, then the level; another status alone is neither up nor down."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pathways.rules.twin.columns import STATUSES

# Where somebody stands: the status, and the level (None below the lowest).
Stand = tuple[str, Decimal | None]
GAINS, UP, NEITHER, DOWN, LOSES = 2, 1, 0, -1, -2
# Mastery that wants to be confirmed is kept.
MASTERED = frozenset({"mastered", "to_confirm"})
_NO_LEVEL = Decimal("-Infinity")


def way(before: Sequence[Stand], after: Sequence[Stand]) -> int:
    """Return which way it goes for somebody, from where they stood to where they stand.

    Mostly both are one; where a competency becomes others, or others become one, mastery is kept if all that was
    mastered is mastered still, and the lowest level stands for each side.
    """
    had, has = ([status in MASTERED for status, _level in side] for side in (before, after))
    if (all(has) and not all(had)) or (any(has) and not any(had)):
        return GAINS
    if (all(had) and not all(has)) or (any(had) and not any(has)):
        return LOSES
    was, now = _lowest(before), _lowest(after)
    return (now > was) - (now < was)


def asks_more(before: Stand, after: Stand) -> bool:
    """Tell whether the newer side is the lower one by its status, then its level: there something stands in the way."""
    return _rank(after) < _rank(before)


def _lowest(stands: Sequence[Stand]) -> Decimal:
    return min((_NO_LEVEL if level is None else level for _status, level in stands), default=_NO_LEVEL)


def _rank(stand: Stand) -> tuple[int, Decimal]:
    status, level = stand
    return STATUSES.index(status), _NO_LEVEL if level is None else level
