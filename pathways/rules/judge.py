"""The mastery engine: a pure function of ledger, policy and day that says where a student stands, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import localcontext

from competencies.rules.policy import FRESHNESS_GATE, Policy
from competencies.rules.scale import Scale
from pathways.rules.calendar import last_day_within
from pathways.rules.exact import EXACT
from pathways.rules.explaining import explain as explain_change
from pathways.rules.growing import confidence_of, growth_of
from pathways.rules.selection import Selection, select
from pathways.rules.supposing import Case
from pathways.rules.threshold import Threshold, threshold_of
from pathways.rules.values import Explanation, Judgement, Piece, SetAside, StandardRequirement, StandardResult
from pathways.rules.verdict import Reduction, Verdict, decide, reasons

# Raised whenever the same ledger could judge otherwise than before; learners judged by an older engine are stale.
ENGINE = 3


def judge(
    evidence: Iterable[Piece],
    standards: Sequence[StandardRequirement],
    policy: Policy,
    scale: Scale,
    as_of: date,
    known_at: datetime | None = None,
    *,
    explain: bool = True,
) -> Judgement:
    """Judge one student on one competency as of a day, with what was known at a moment (None: everything).

    The answer does not depend on the order of the evidence, nor on pieces given twice. ``explain=False`` leaves out
    what would change the judgement (``needed``, ``ready``), the costly part, for recomputing in bulk. Raises
    ``RefusedError``, naming the field, for one id with two contents and for arithmetic that is undefined.
    """
    pieces = tuple(evidence)
    with localcontext(EXACT):
        selection = select(pieces, standards, policy, as_of, known_at)
        one = decide(selection, policy, scale, as_of)
        case = Case(pieces, standards, policy, scale, as_of, known_at, selection)
        explanation = explain_change(case, one) if explain else None
        return _tell(selection, one, policy, scale, as_of, explanation)


def _tell(
    selection: Selection, one: Verdict, policy: Policy, scale: Scale, as_of: date, explanation: Explanation | None
) -> Judgement:
    why = reasons(selection, one, policy)
    level = None if one.score is None else scale.level_of(one.score)
    baseline, growth = growth_of(selection, one, policy)
    return Judgement(
        score=one.score,
        level=level,
        level_name=scale.name_of(level),
        status=one.status,
        mastered=one.mastered,
        counted=tuple([piece.id for piece in selection.pieces if piece.id not in why]),
        set_aside=tuple([SetAside(piece.id, why[piece.id]) for piece in selection.pieces if piece.id in why]),
        gates=tuple(one.gates),
        standards=_standard_results(selection, one, policy, scale),
        view=one.view,
        method=policy.method,
        combine=policy.combine,
        eligible=len(one.eligible),
        latest_on=max((piece.on for piece in one.counted), default=None),
        exempted=tuple(standard.id for standard in selection.exempted),
        baseline=baseline,
        growth=growth,
        confidence=confidence_of(one.eligible, scale, as_of),
        valid_until=_valid_until(selection, one, policy),
        as_of=as_of,
        policy_version=policy.version,
        explanation=explanation,
    )


def _standard_results(selection: Selection, one: Verdict, policy: Policy, scale: Scale) -> tuple[StandardResult, ...]:
    threshold = threshold_of(policy, scale)
    judged = [_standard_result(reduction, threshold, scale) for reduction in one.reductions]
    exempt = [StandardResult(standard.id, standard.required, "exempt") for standard in selection.exempted]
    return tuple(judged + exempt)


def _standard_result(reduction: Reduction, threshold: Threshold, scale: Scale) -> StandardResult:
    reduced, standard = reduction.reduced, reduction.standard
    if reduced is None:
        state = "unrated" if reduction.used else "optional"
        return StandardResult(standard.id, standard.required, state, eligible=len(reduction.pieces))
    score = None if reduced.score is None else threshold.compared(reduced.score)
    return StandardResult(
        id=standard.id,
        required=standard.required,
        state="scored" if score is not None else "unmet" if reduced.unmet else "unrated",
        score=score,
        level=None if score is None else scale.level_of(score),
        proficient=threshold.reached_by(score),
        values=tuple([reduction.levels[i] for i in reduced.kept]),
        pieces=tuple([reduction.pieces[i].id for i in reduced.kept]),
        eligible=len(reduction.pieces),
    )


def _valid_until(selection: Selection, one: Verdict, policy: Policy) -> date | None:
    """The day before the next dated piece, or the last day the newest proficient work is fresh enough."""
    limits = []
    if selection.upcoming is not None:
        limits.append(selection.upcoming - timedelta(days=1))
    months = next((gate.need for gate in policy.gates if gate.name == FRESHNESS_GATE), None)
    if months is not None and one.status == "mastered":
        newest = [gate.have for gate in one.gates if gate.gate == FRESHNESS_GATE]
        limits.extend(last_day_within(day, int(months)) for day in newest if isinstance(day, date))
    return min(limits, default=None)
