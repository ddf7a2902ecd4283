"""What changes for whom when one set of expectations takes another's place, on the ledger as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from competencies.rules.policy import FRESHNESS_GATE, QUALITY_GATES, QUANTITY_GATES
from pathways.queries.expecting import Expected
from pathways.queries.judging import Case, cases
from pathways.queries.ledgers import read_ledgers
from pathways.rules.exact import at_least
from pathways.rules.values import Judgement
from pathways.rules.verdict import RANK
from people.models import District

TOGETHER = 500
# A competency without a stored row reads as one without evidence: that is what every page says of it.
NOTHING = "no_evidence"
_GATES_BEHIND = {"needs_evidence": QUANTITY_GATES, "not_yet": QUALITY_GATES, "to_confirm": (FRESHNESS_GATE,)}


@dataclass(frozen=True, slots=True)
class Change:
    """One student's judgement on one competency that differs between the two sides; ``direction`` 1 up, -1 down.

    ``reason`` is the code of what stands (or stood) in the way on the lower side: "score", "unrated", "no_evidence",
    "exempt", the name of a gate, or "not_expected" where that side does not know the competency. ``detail`` has the
    scores of both sides and, for a gate, what it asks for and what is there, as text.
    """

    student_id: int
    competency_id: int
    before_status: str
    before_level: Decimal | None
    after_status: str
    after_level: Decimal | None
    direction: int
    reason: str
    detail: dict[str, Any]


@dataclass(slots=True)
class Compared:
    """What two sets of expectations make of some students' evidence; ``judged`` counts students' competencies.

    ``unchanged`` counts, by status, those that both sides judge alike.
    ``fell_back`` is how many of them the set-based engine left to the exact one.
    """

    changes: list[Change] = field(default_factory=list)
    judged: int = 0
    fell_back: int = 0
    unchanged: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side says of one competency."""

    status: str = NOTHING
    level: Decimal | None = None
    score: Decimal | None = None
    reason: str = "not_expected"
    asks: Mapping[str, str] = field(default_factory=dict)

    @property
    def greatness(self) -> tuple[int, Decimal]:
        return RANK[self.status], Decimal(-1) if self.level is None else self.level


_UNKNOWN = _Side()


def compare(
    district: District, before: Expected, after: Expected, *, as_of: date, student_ids: Collection[int]
) -> Compared:
    """Judge the students under both sets of expectations as of a day; return the judgements that differ.

    They differ where status or level do, as a recompute under each would store them.
    """
    found = Compared()
    ids = sorted(set(student_ids))
    for start in range(0, len(ids), TOGETHER):
        _compare_some(ids[start : start + TOGETHER], before, after, as_of, found)
    return found


def _compare_some(ids: list[int], before: Expected, after: Expected, as_of: date, found: Compared) -> None:
    for student_id, ledger in read_ledgers(ids).items():
        works = [(ledger.under(expected.routes).work(), expected) for expected in (before, after)]
        sides = [dict(_judged(cases(work, expected), as_of)) for work, expected in works]
        for competency_id in sorted(sides[0].keys() | sides[1].keys()):
            found.judged += 1
            one, other = (side.get(competency_id, _UNKNOWN) for side in sides)
            if (one.status, one.level) != (other.status, other.level):
                found.changes.append(_change(student_id, competency_id, one, other))
            else:
                found.unchanged[one.status] += 1


def _judged(some: Iterable[Case], as_of: date) -> Iterator[tuple[int, _Side]]:
    for case in some:
        one = case.judged(as_of)
        reason, asks = _reason(one, case.scale.proficient)
        yield case.competency_id, _Side(one.status, one.level, one.score, reason, asks)


def _reason(one: Judgement, proficient: Decimal) -> tuple[str, dict[str, str]]:
    """What stands in the way of more, and what a gate that does asks for, beside what is there."""
    below = one.score is None or not at_least(one.score, proficient)
    if one.status == "mastered" or (one.status == "not_yet" and below):
        return "score", {}
    looked_at = _GATES_BEHIND.get(one.status, ())
    for gate in one.gates:
        if not gate.met and gate.gate in looked_at:
            return gate.gate, {"need": str(gate.need), "have": str(gate.have), "per": gate.per}
    return ("unrated" if one.status == "needs_evidence" else one.status), {}


def _change(student_id: int, competency_id: int, one: _Side, other: _Side) -> Change:
    direction = 1 if other.greatness > one.greatness else -1
    lower = one if direction == 1 else other
    detail = {"score_before": _told(one.score), "score_after": _told(other.score), **lower.asks}
    return Change(
        student_id=student_id,
        competency_id=competency_id,
        before_status=one.status,
        before_level=one.level,
        after_status=other.status,
        after_level=other.level,
        direction=direction,
        reason=lower.reason,
        detail=detail,
    )


def _told(score: Decimal | None) -> str | None:
    """A score to two places, never rounded up to a mark it does not reach."""
    return None if score is None else str((score + Decimal("1e-9")).quantize(Decimal("0.01"), rounding=ROUND_FLOOR))
