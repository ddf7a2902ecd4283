"""Level marks: how a level of any scale is shown by the same few shapes and colours everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from competencies.rules.continuum import ScaleView
from competencies.rules.marks import css_of, figure

MANY_PIECES = 4


@dataclass(frozen=True, slots=True)
class LevelMark:
    """A level as it is drawn: what stands in it, its word, its class (l1 to l4, l0, lx) and the amount of evidence."""

    value: str
    name: str
    css: str
    amount: int = 0
    old: bool = False
    more: str = ""


def mark_of(scale: ScaleView, level: Decimal | None, *, pieces: int = 0, old: bool = False) -> LevelMark:
    """Return the mark of a level; of "begun" where there is evidence and no level, of "no evidence yet" where none."""
    view = scale.level(level)
    if view is None:
        return begun_mark(pieces) if pieces else LevelMark(value="–", name=_("No evidence yet"), css="l0")
    return LevelMark(
        value=figure(view.value), name=view.name, css=css_of(scale, view.rank), amount=amount_of(pieces), old=old
    )


def begun_mark(pieces: int) -> LevelMark:
    """Return the mark of work that has begun and cannot be given a level yet: never the lowest colour."""
    return LevelMark(value="…", name=_("Begun, not enough to say yet"), css="l0", amount=amount_of(pieces))


def amount_of(pieces: int) -> int:
    """Return how many dots tell the amount of evidence: one piece, a few, many."""
    if pieces < 2:
        return pieces
    return 2 if pieces < MANY_PIECES else 3
