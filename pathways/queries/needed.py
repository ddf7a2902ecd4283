"""How much further evidence would give mastery, for the one step a path highlights."""

from __future__ import annotations

from pathways.queries.past import Sight, case_in


def still_needed(sight: Sight, competency_id: int) -> int | None:
    """Return how many further pieces the smallest plan has; None where no plan is known.

    One query, or two where work was modified; none for a past day.
    """
    case = case_in(sight, competency_id, overrides=False)
    judgement = case.judged(sight.day, sight.moment, explain=True) if case and case.pieces else None
    if judgement is None or judgement.explanation is None or judgement.explanation.needed is None:
        return None
    return len(judgement.explanation.needed)
