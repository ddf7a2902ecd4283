"""From a student's ledger and decisions to the judge's input, and from a judgement to the row that stores it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from competencies.rules.policy import Policy
from competencies.rules.scale import Scale
from pathways.models import LearnerState, Mastery
from pathways.queries.decisions import NO_DECISIONS, OwnDecisions, read_decisions
from pathways.queries.expecting import Expected
from pathways.queries.ledgers import OwnLedger, Work
from pathways.rules.explaining import is_ready
from pathways.rules.judge import ENGINE, judge
from pathways.rules.overriding import (
    Decided,
    Stand,
    adapted,
    in_force,
    last_day,
    overridden,
    reached_since,
    turns,
)
from pathways.rules.reached import reached_on
from pathways.rules.values import Judgement, Piece, StandardRequirement
from people.models import Student

# What a mastery row says; ``as_of`` and ``through`` only say when it was said.
SAID = (
    "status", "mastered", "score", "level", "override_id", "own_status", "own_level", "exemptions", "pieces",
    "confidence", "growth", "ready", "latest_on", "reached_on", "valid_until", "policy_version_id",
    "continuum_version_id", "engine", "trace",
)  # fmt: skip
_PLACES = Decimal("1e-12")
_STORED = Context(prec=60, rounding=ROUND_HALF_EVEN)
# SQLite keeps numbers as doubles: more significant digits than these would not come back.
_KEPT = Context(prec=15, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Case:
    """One competency's part of a student's ledger with what is expected of it: the judge's input.

    ``overrides`` are those that stand: the judge does not know them, ``stand`` puts their word beside the judge's.
    """

    competency_id: int
    pieces: Sequence[Piece]
    standards: Sequence[StandardRequirement]
    policy: Policy
    scale: Scale
    overrides: Sequence[Decided] = ()

    def judged(self, as_of: date, known_at: datetime | None = None, *, explain: bool = False) -> Judgement:
        """Return the judgement as of a day."""
        return judge(self.pieces, self.standards, self.policy, self.scale, as_of, known_at, explain=explain)

    def stand(self, judgement: Judgement) -> Stand:
        """Return where the student stands on the day judged: an override's word where one is in force."""
        override = self.override_on(judgement.as_of)
        return overridden(judgement.status, judgement.level, judgement.mastered, override, self.scale)

    def override_on(self, day: date) -> Decided | None:
        """Return the override in force on a day."""
        return in_force(self.overrides, day)

    def reached_on(self, as_of: date) -> date | None:
        """Return the day since which the competency has been mastered, or overridden to be, without a break."""
        if not self.overrides:
            return reached_on(self.pieces, self.standards, self.policy, self.scale, as_of)
        days = {piece.on for piece in self.pieces if not piece.aside} | set(turns(self.overrides))
        return reached_since((day for day in days if day <= as_of), lambda day: self.stand(self.judged(day)).mastered)

    def valid_until(self, judgement: Judgement) -> date | None:
        """Return the last day on which nothing changes without a new event: of the judgement, or of an override."""
        limits = (judgement.valid_until, last_day(self.overrides, judgement.as_of))
        return min((day for day in limits if day is not None), default=None)

    def ready(self, judgement: Judgement) -> bool:
        """Tell whether a summative makes sense now: all work together, quantity apart, would be mastery."""
        if judgement.mastered or self.stand(judgement).mastered:
            return True
        if judgement.status == "not_yet" and all(piece.kind == "summative" for piece in self.pieces):
            return False
        return is_ready(self.pieces, self.standards, self.policy, self.scale, judgement.as_of)


def cases(
    work: Work, expected: Expected, decisions: OwnDecisions = NO_DECISIONS, *, known_at: datetime | None = None
) -> list[Case]:
    """Return a case for each competency of ``work`` that the district's continuum knows, in order of id.

    ``decisions`` are those about the student, taken as known at a moment (None: now).
    """
    if expected.in_force is None:
        return []
    found = []
    for one in sorted(work):
        competency = expected.competency(one)
        if competency is not None:
            standards = adapted(expected.requirements[one], decisions.adapted_of(one, known_at))
            policy, scale = expected.in_force.policy, competency.scale.rule
            found.append(Case(one, work[one], standards, policy, scale, decisions.overrides_of(one, known_at)))
    return found


def work_of(
    ledger: OwnLedger,
    decisions: OwnDecisions,
    *,
    known_at: datetime | None = None,
    besides: Collection[int] = (),
) -> Work:
    """Return the pieces of each competency with work or a decision, ``besides`` left out; none may be there."""
    wanted = (ledger.written.keys() | decisions.about) - set(besides)
    return dict.fromkeys(wanted, ()) | dict(ledger.work(known_at, only=wanted))


def modified_work_needs(student: Student, work: Work) -> OwnDecisions:
    """Return the decisions about a student where the judge needs them: only modified work does. One query, or none."""
    among = [one for one, pieces in work.items() if any(piece.support == "modified" for piece in pieces)]
    return read_decisions([student.pk], among=among).get(student.pk, NO_DECISIONS) if among else NO_DECISIONS


def concluded(
    case: Case,
    ledger: OwnLedger,
    state: LearnerState,
    expected: Expected,
    as_of: date,
    decisions: OwnDecisions = NO_DECISIONS,
) -> Mastery:
    """Return the row that says what ledger and decisions say of one competency; nothing is saved."""
    judgement = case.judged(as_of)
    row = _row(case, judgement, state, expected)
    row.trace["ledger"] = ledger.mark(case.competency_id)
    if mark := decisions.mark(case.competency_id):
        row.trace["decisions"] = mark
    row.reached_on = case.reached_on(as_of) if row.mastered else None
    return row


def _row(case: Case, judgement: Judgement, state: LearnerState, expected: Expected) -> Mastery:
    in_force, continuum = expected.in_force, expected.continuum
    assert in_force is not None  # noqa: S101  # a case exists only with a policy and a continuum
    assert continuum is not None  # noqa: S101  # as above
    stand = case.stand(judgement)
    decided = stand.override is not None
    return Mastery(
        district_id=state.district_id,
        student_id=state.pk,
        competency_id=case.competency_id,
        status=stand.status,
        mastered=stand.mastered,
        score=_stored(judgement.score),
        level=stand.level,
        override_id=stand.override,
        own_status=judgement.status if decided else "",
        own_level=judgement.level if decided else None,
        exemptions=bool(judgement.exempted) and not decided,
        pieces=judgement.eligible,
        confidence=judgement.confidence,
        growth=_stored(judgement.growth),
        ready=case.ready(judgement),
        latest_on=judgement.latest_on,
        valid_until=case.valid_until(judgement),
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
