"""Step 8 of a judgement: where the student started, how far they came, and how sure the evidence makes us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from competencies.rules.scale import Scale
from pathways.rules.confidence import confidence
from pathways.rules.exact import mean
from pathways.rules.selection import Selection
from pathways.rules.values import Piece, StandardId
from pathways.rules.verdict import Verdict


def starts_of(selection: Selection) -> dict[StandardId, Piece]:
    """Per required standard the earliest rated diagnostic, else the earliest rated piece of any kind."""
    starts: dict[StandardId, Piece] = {}
    for piece in selection.usable:
        first = starts.setdefault(piece.standard, piece)
        if piece.kind == "diagnostic" and first.kind != "diagnostic":
            starts[piece.standard] = piece
    required = {standard.id for standard in selection.standards if standard.required}
    return {id_: piece for id_, piece in starts.items() if id_ in required}


def baseline_of(selection: Selection) -> dict[StandardId, Decimal]:
    """The level each required standard started at."""
    return {id_: piece.level for id_, piece in starts_of(selection).items() if piece.level is not None}


def growth_of(selection: Selection, one: Verdict) -> tuple[Decimal | None, Decimal | None]:
    """The mean baseline, and the score's distance from it; no growth unless half the standards have both."""
    starts = baseline_of(selection)
    if not starts:
        return None, None
    baseline = mean(list(starts.values()))
    required = [reduction for reduction in one.reductions if reduction.standard.required]
    both = [r for r in required if r.reduced and r.reduced.score is not None and r.standard.id in starts]
    if one.score is None or 2 * len(both) < len(required):
        return baseline, None
    return baseline, one.score - baseline


def confidence_of(eligible: Sequence[Piece], scale: Scale, as_of: date) -> str:
    """Low, medium or high, by amount, variety, agreement and age of the evidence; nothing without any."""
    return confidence(eligible, scale, as_of).word
