"""Step 8 of a judgement: where the student started, how far they came, and how sure the evidence makes us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from competencies.rules.policy import Policy
from competencies.rules.scale import Scale
from pathways.rules.confidence import confidence
from pathways.rules.exact import compared, mean
from pathways.rules.portfolio_level import AVERAGE_PLACES, HALF, progress_of, required_of
from pathways.rules.selection import Selection
from pathways.rules.values import Piece, StandardId
from pathways.rules.verdict import Verdict


def starts_of(selection: Selection) -> dict[StandardId, Piece]:
    """Per required standard the earliest rated diagnostic, else the earliest rated piece of any kind."""
    required = {standard.id for standard in selection.standards if standard.required}
    starts: dict[StandardId, Piece] = {}
    for piece in selection.usable:
        if piece.standard in required:
            first = starts.setdefault(piece.standard, piece)
            if piece.kind == "diagnostic" and first.kind != "diagnostic":
                starts[piece.standard] = piece
    return starts


def baseline_of(selection: Selection) -> dict[StandardId, Decimal]:
    """The level each required standard started at."""
    return {id_: piece.level for id_, piece in starts_of(selection).items() if piece.level is not None}


def growth_of(selection: Selection, one: Verdict, policy: Policy) -> tuple[Decimal | None, Decimal | None]:
    """The mean baseline, and the score's distance from it where enough of the required standards have started."""
    starts = baseline_of(selection)
    if not starts:
        return None, None
    baseline = mean(list(starts.values()))
    if one.score is None:
        return baseline, None
    if policy.preset:
        return baseline, _portfolio_growth(one, one.score - baseline, len(starts), policy)
    required = [reduction for reduction in one.reductions if reduction.standard.required]
    both = [r for r in required if r.reduced and r.reduced.score is not None and r.standard.id in starts]
    return baseline, one.score - baseline if 2 * len(both) >= len(required) else None


def _portfolio_growth(one: Verdict, growth: Decimal, started: int, policy: Policy) -> Decimal | None:
    """As a portfolio's level counts it: once every standard has started or half the pieces required are there."""
    standards = sum(reduction.standard.required for reduction in one.reductions)
    progress = progress_of(len(one.counted), standards * required_of(policy))
    return compared(growth, AVERAGE_PLACES) if started == standards or progress >= HALF else None


def confidence_of(eligible: Sequence[Piece], scale: Scale, as_of: date) -> str:
    """Low, medium or high, by amount, variety, agreement and age of the evidence; nothing without any."""
    return confidence(eligible, scale, as_of).word
