"""Step 4 of a judgement: one function for each gate, saying what is had, what is needed and whether it is met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from competencies.rules.policy import DEPTHS, Gate
from pathways.rules.calendar import months_before
from pathways.rules.exact import at_least, compared, mean
from pathways.rules.values import GateResult, Piece, StandardId


class Facts(NamedTuple):
    """What gates look at: eligible pieces for quantity, counted ones for quality and freshness."""

    eligible: Sequence[Piece]
    counted: Sequence[Piece]
    required: Sequence[StandardId]
    proficient: Decimal
    as_of: date
    places: int | None


GateRule = Callable[[Gate, Facts], GateResult]


def min_evidence(gate: Gate, facts: Facts) -> GateResult:
    """Enough eligible pieces on the competency, or on each required standard (what is had is the fewest)."""
    need = int(gate.need)
    if gate.per == "competency":
        return _count(gate, len(facts.eligible))
    have = dict.fromkeys(facts.required, 0)
    for piece in facts.eligible:
        if piece.standard in have:
            have[piece.standard] += 1
    short = tuple(standard for standard, count in have.items() if count < need)
    return GateResult(gate.name, min(have.values(), default=0), need, not short, gate.per, short)


def min_source_types(gate: Gate, facts: Facts) -> GateResult:
    """Enough different kinds of work."""
    return _count(gate, len({piece.type for piece in facts.eligible if piece.type}))


def min_contexts(gate: Gate, facts: Facts) -> GateResult:
    """Enough different contexts."""
    return _count(gate, len({piece.context for piece in facts.eligible if piece.context}))


def distinct_days(gate: Gate, facts: Facts) -> GateResult:
    """Work on enough different days."""
    return _count(gate, len({piece.on for piece in facts.eligible}))


def require_summative(gate: Gate, facts: Facts) -> GateResult:
    """At least one summative piece."""
    return _once(gate, any(piece.kind == "summative" for piece in facts.eligible))


def require_transfer(gate: Gate, facts: Facts) -> GateResult:
    """At least one piece that transfers to a new context."""
    return _once(gate, any(piece.transfer for piece in facts.eligible))


def min_depth(gate: Gate, facts: Facts) -> GateResult:
    """At least one piece at this depth or beyond it."""
    have = max((DEPTHS.index(piece.depth) for piece in facts.eligible if piece.depth), default=-1)
    need = str(gate.need)
    return GateResult(gate.name, DEPTHS[have] if have >= 0 else None, need, have >= DEPTHS.index(need))


def min_level(gate: Gate, facts: Facts) -> GateResult:
    """No counted piece below this level."""
    lowest = min((piece.level for piece in facts.counted if piece.level is not None), default=None)
    return _quality(gate, lowest, facts)


def min_average(gate: Gate, facts: Facts) -> GateResult:
    """The mean of the counted pieces reaches this."""
    levels = [piece.level for piece in facts.counted if piece.level is not None]
    return _quality(gate, mean(levels) if levels else None, facts)


def within_months(gate: Gate, facts: Facts) -> GateResult:
    """The newest counted proficient piece is no older than so many calendar months."""
    need = months_before(facts.as_of, int(gate.need))
    days = (p.on for p in facts.counted if p.level is not None and at_least(p.level, facts.proficient))
    have = max(days, default=None)
    return GateResult(gate.name, have, need, have is not None and have >= need)


GATE_RULES: dict[str, GateRule] = {
    "min_evidence": min_evidence,
    "min_source_types": min_source_types,
    "min_contexts": min_contexts,
    "require_summative": require_summative,
    "require_transfer": require_transfer,
    "min_depth": min_depth,
    "distinct_days": distinct_days,
    "min_level": min_level,
    "min_average": min_average,
    "within_months": within_months,
}


def _count(gate: Gate, have: int) -> GateResult:
    need = int(gate.need)
    return GateResult(gate.name, have, need, have >= need, gate.per)


def _once(gate: Gate, have: bool) -> GateResult:
    return GateResult(gate.name, have, True, have)


def _quality(gate: Gate, have: Decimal | None, facts: Facts) -> GateResult:
    need = Decimal(gate.need)
    met = have is not None and at_least(compared(have, facts.places), need)
    return GateResult(gate.name, have, need, met)
