"""The preset ``portfolio-level`` as a rule of the ordinary judgement: the best pieces, averaged, half a level of grace.

The level worked at is the scale's proficient mark. Each required standard asks for ``evidence_required`` pieces; its
best pieces, up to that number, are *effective*; the score is the mean of all effective pieces, each weighing the same,
rounded to one place; mastery asks for all the pieces required and a score of at least half a level below the level.
``portfolio`` computes the same figures from another system's export, overrides and baselines included.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from competencies.rules.policy import Policy
from pathways.rules.combining import Combined, Part
from pathways.rules.exact import ZERO, at_least, compared, mean
from pathways.rules.gates import Facts
from pathways.rules.methods import Levels, Reduced
from pathways.rules.values import GateResult, StandardId

PRESET = "portfolio-level"
AVERAGE_PLACES, PROGRESS_PLACES = 1, 2
HALF = Decimal("0.5")


def best_of_required(levels: Levels, policy: Policy, proficient: Decimal) -> Reduced:
    """The best levels, up to the number required, of equal ones the older; nothing of zero or less is shown work."""
    shown = [i for i, level in enumerate(levels) if level > ZERO]
    kept = tuple(sorted(sorted(shown, key=lambda i: (-levels[i], i))[: required_of(policy)]))
    return Reduced(mean([levels[i] for i in kept]) if kept else None, kept)


def every_piece_alike(parts: Sequence[Part], policy: Policy) -> Combined:
    """The mean of all effective pieces of the required standards; there is one as soon as anything was shown."""
    levels = [level for part in parts if part.standard.required for level in part.levels]
    return Combined(mean(levels) if levels else None, wanting=not levels)


def portfolio_gates(facts: Facts, policy: Policy) -> list[GateResult]:
    """What is had and needed: pieces on each standard, pieces in all (the progress), and the average."""
    need = required_of(policy)
    have: dict[StandardId, int] = dict.fromkeys(facts.required, 0)
    for piece in facts.counted:
        have[piece.standard] += 1
    short = tuple(standard for standard, count in have.items() if count < need)
    complete, required = sum(have.values()), need * len(have)
    average = average_of([piece.level for piece in facts.counted if piece.level is not None])
    return [
        GateResult("min_evidence", min(have.values(), default=0), need, not short, "standard", short),
        GateResult("min_evidence", complete, required, complete >= required, "competency"),
        GateResult(
            "min_average", average, facts.proficient, average is not None and at_least(average, facts.proficient)
        ),
    ]


def required_of(policy: Policy) -> int:
    """How many pieces each required standard asks for."""
    return policy.evidence_required or 0


def average_of(levels: Sequence[Decimal]) -> Decimal | None:
    """The mean, rounded to one place; none of nothing."""
    return compared(mean(levels), AVERAGE_PLACES) if levels else None


def progress_of(complete: int, required: int) -> Decimal:
    """The share of the pieces required that is there, rounded to two places; all of it where nothing is required."""
    return compared(Decimal(complete) / required, PROGRESS_PLACES) if required else Decimal(1)
