"""From a student's ledger to the judge's input, and from a judgement to the row that stores it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from competencies.rules.policy import QUANTITY_GATES, Policy
from competencies.rules.scale import Scale
from pathways.models import LearnerState, Mastery
from pathways.queries.expecting import Expected, expected_of
from pathways.queries.ledgers import EMPTY, OwnLedger, Work, read_ledgers
from pathways.rules.judge import ENGINE, judge
from pathways.rules.reached import reached_on
from pathways.rules.values import Judgement, Piece, StandardRequirement
from people.models import Student

# What a mastery row says; ``as_of`` and ``through`` only say when it was said.
SAID = (
    "status", "mastered", "score", "level", "pieces", "confidence", "growth", "ready", "latest_on", "reached_on",
    "valid_until", "policy_version_id", "continuum_version_id", "engine", "trace",
)  # fmt: skip
_PLACES = Decimal("1e-12")
_STORED = Context(prec=60, rounding=ROUND_HALF_EVEN)
# SQLite keeps numbers as doubles: more significant digits than these would not come back.
_KEPT = Context(prec=15, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Case:
    """One competency's part of a student's ledger with what is expected of it: the judge's input."""

    competency_id: int
    pieces: Sequence[Piece]
    standards: Sequence[StandardRequirement]
    policy: Policy
    scale: Scale

    def judged(self, as_of: date, known_at: datetime | None = None, *, explain: bool = False) -> Judgement:
        """Return the judgement as of a day."""
        return judge(self.pieces, self.standards, self.policy, self.scale, as_of, known_at, explain=explain)

    def reached_on(self, as_of: date) -> date | None:
        """Return the day since which the competency has been mastered without a break."""
        return reached_on(self.pieces, self.standards, self.policy, self.scale, as_of)

    def ready(self, judgement: Judgement) -> bool:
        """Tell whether a summative makes sense now: all work together, quantity apart, would be mastery."""
        if judgement.mastered:
            return True
        if judgement.status == "not_yet" and all(piece.kind == "summative" for piece in self.pieces):
            return False
        gates = tuple(gate for gate in self.policy.gates if gate.name not in QUANTITY_GATES)
        policy = replace(self.policy, counts="all", gates=gates)
        return judge(self.pieces, self.standards, policy, self.scale, judgement.as_of, explain=False).mastered


def cases(work: Work, expected: Expected) -> list[Case]:
    """Return a case for each competency with work that the district's continuum knows, in order of id."""
    if expected.in_force is None:
        return []
    found = []
    for competency_id in sorted(work):
        competency = expected.competency(competency_id)
        if competency is not None:
            standards = expected.requirements[competency_id]
            policy, scale = expected.in_force.policy, competency.scale.rule
            found.append(Case(competency_id, work[competency_id], standards, policy, scale))
    return found


def explained(
    student: Student, competency_id: int, *, as_of: date, known_at: datetime | None = None
) -> Judgement | None:
    """Return one competency's judgement with what would change it, straight from the ledger.

    None where there is no work on it or the continuum does not know it. One query for a student that came with
    ``district__expectations``.
    """
    expected = expected_of(student.district)
    ledger = read_ledgers([student.pk], among=expected.recorded_on(competency_id)).get(student.pk, EMPTY)
    work = ledger.under(expected.routes).work(known_at, only=[competency_id])
    case = next(iter(cases(work, expected)), None)
    return case.judged(as_of, known_at, explain=True) if case and case.pieces else None


def unmoved(stored: Mastery, ledger: OwnLedger, expected: Expected, as_of: date) -> bool:
    """Tell, without judging, that a stored row is what judging its competency's ledger today would give.

    The ledger only ever grows, so equal marks mean equal rows; beside them a judgement depends on the expectations,
    the engine, and the day where that makes work old or brings a day it names.
    """
    if expected.in_force is None or expected.continuum is None or stored.competency_id not in ledger.written:
        return False
    return (
        stored.trace.get("ledger") == ledger.mark(stored.competency_id)
        and stored.policy_version_id == expected.in_force.version_id
        and stored.continuum_version_id == expected.continuum.version_id
        and stored.engine == ENGINE
        and stored.as_of <= as_of
        and (stored.valid_until is None or as_of <= stored.valid_until)
        and ledger.ages_alike(stored.competency_id, stored.as_of, as_of)
    )


def concluded(case: Case, ledger: OwnLedger, state: LearnerState, expected: Expected, as_of: date) -> Mastery:
    """Return the row that says what the ledger says of one competency; nothing is saved."""
    judgement = case.judged(as_of)
    row = _row(case, judgement, state, expected)
    row.trace["ledger"] = ledger.mark(case.competency_id)
    row.reached_on = case.reached_on(as_of) if judgement.mastered else None
    return row


def _row(case: Case, judgement: Judgement, state: LearnerState, expected: Expected) -> Mastery:
    in_force, continuum = expected.in_force, expected.continuum
    assert in_force is not None  # noqa: S101  # a case exists only with a policy and a continuum
    assert continuum is not None  # noqa: S101  # as above
    return Mastery(
        district_id=state.district_id,
        student_id=state.pk,
        competency_id=case.competency_id,
        status=judgement.status,
        mastered=judgement.mastered,
        score=_stored(judgement.score),
        level=judgement.level,
        pieces=judgement.eligible,
        confidence=judgement.confidence,
        growth=_stored(judgement.growth),
        ready=case.ready(judgement),
        latest_on=judgement.latest_on,
        valid_until=judgement.valid_until,
        as_of=judgement.as_of,
        through=state.version,
        policy_version_id=in_force.version_id,
        continuum_version_id=continuum.version_id,
        engine=ENGINE,
        trace=trace_of(judgement),
    )


def same(stored: Mastery, new: Mastery) -> bool:
    """Tell whether two rows say the same."""
    return all(getattr(stored, name) == getattr(new, name) for name in SAID)


def differences(stored: Mastery | None, new: Mastery | None) -> list[str]:
    """Return the names of what two rows say differently; "missing" or "extra" where one is not there."""
    if stored is None or new is None:
        return [] if stored is new else ["missing" if stored is None else "extra"]
    return [name for name in SAID if getattr(stored, name) != getattr(new, name)]


def trace_of(judgement: Judgement) -> dict[str, Any]:
    """Return what a judgement rests on, as JSON that reads the same when it comes back from the database."""
    return {
        "view": judgement.view,
        "method": judgement.method,
        "combine": judgement.combine,
        "counted": list(judgement.counted),
        "set_aside": [[one.id, one.why] for one in judgement.set_aside],
        "gates": [
            {"gate": one.gate, "have": _plain(one.have), "need": _plain(one.need), "met": one.met, "per": one.per,
             "short": list(one.short)}
            for one in judgement.gates
        ],
        "standards": [
            {"id": one.id, "state": one.state, "score": _plain(one.score), "level": _plain(one.level),
             "required": one.required, "proficient": one.proficient, "eligible": one.eligible,
             "values": [_plain(value) for value in one.values], "pieces": list(one.pieces)}
            for one in judgement.standards
        ],
        "exempted": list(judgement.exempted),
        "baseline": _plain(judgement.baseline),
    }  # fmt: skip


def _stored(value: Decimal | None) -> Decimal | None:
    return None if value is None else _KEPT.plus(value.quantize(_PLACES, context=_STORED))


def _plain(value: Decimal | float | str | bool | date | None) -> float | str | bool | None:
    """Decimals as text without trailing zeros, days as ISO text; what JSON knows stays."""
    if isinstance(value, Decimal):
        text = format(_STORED.normalize(value), "f")
        return "0" if text == "-0" else text
    return value.isoformat() if isinstance(value, date) else value
