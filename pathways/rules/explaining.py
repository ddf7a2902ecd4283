"""Steps 7 and 8 of a judgement: what would change it, why nothing would, and whether a summative makes sense now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import localcontext

from competencies.rules.policy import QUANTITY_GATES, Policy
from competencies.rules.refusals import RefusedError
from competencies.rules.scale import Scale
from pathways.rules.exact import EXACT
from pathways.rules.glance import MOST
from pathways.rules.needed import smallest_plan
from pathways.rules.selection import select
from pathways.rules.supposing import Case, dated, suppose, traits_of
from pathways.rules.threshold import threshold_of
from pathways.rules.values import Explanation, Piece, StandardId, StandardRequirement, WhyNot
from pathways.rules.verdict import Verdict, decide


def explain(case: Case, one: Verdict) -> Explanation:
    """What would change the verdict; nothing is needed where it is mastered or exempt already."""
    ready, below = _readiness(case)
    if one.status in {"mastered", "exempt"}:
        return Explanation((), None, ready, below)
    plan = smallest_plan(case)
    return Explanation(plan, _why_not(case) if plan is None else None, ready, below)


def is_ready(
    evidence: Iterable[Piece], standards: Sequence[StandardRequirement], policy: Policy, scale: Scale, as_of: date
) -> bool:
    """Whether a summative makes sense now, and nothing more; raises ``RefusedError`` like ``judge``."""
    pieces = tuple(evidence)
    with localcontext(EXACT):
        selection = select(pieces, standards, policy, as_of, None)
        return _readiness(Case(pieces, standards, policy, scale, as_of, None, selection))[0]


def _readiness(case: Case) -> tuple[bool, tuple[StandardId, ...]]:
    """Ready when all work together, formative too, would be mastery; else the standards still below."""
    policy = case.policy
    gates = tuple(gate for gate in policy.gates if gate.name not in QUANTITY_GATES)
    one = decide(case.selection, replace(policy, counts="all", gates=gates), case.scale, case.as_of)
    if one.mastered or (policy.preset and _is_enough_but_for_the_amount(case, one)):
        return True, ()
    threshold = threshold_of(policy, case.scale)
    below = []
    for reduction in one.reductions:
        score = reduction.reduced.score if reduction.reduced else None
        if not threshold.reached_by(score) and (reduction.standard.required or policy.combine == "at_least_k"):
            below.append(reduction.standard.id)
    return False, tuple(below)


def _is_enough_but_for_the_amount(case: Case, one: Verdict) -> bool:
    """A portfolio's level asks for its amount itself: ready where all standards have work and the average is there."""
    shown = all(reduction.reduced and reduction.reduced.kept for reduction in one.reductions if reduction.used)
    return shown and threshold_of(case.policy, case.scale).reached_by(one.score)


def _why_not(case: Case) -> WhyNot:
    """What stands in the way of even the best further work, and the human way out."""
    policy = case.policy
    ids = [s.id for s in case.selection.standards if s.required or policy.combine != "all"]  # `all` rests on these
    if "teacher" not in policy.roles:
        return WhyNot("roles", "change_rule")
    if not case.scale.proficient_and_up():
        return WhyNot("scale", "change_scale")
    if not ids:
        return WhyNot("standards", "align_standard")
    if policy.combine == "at_least_k" and (policy.k or 0) > len(ids):
        return WhyNot("combine", "change_rule")
    return _out_of_reach(case, ids)


def _out_of_reach(case: Case, ids: Sequence[StandardId]) -> WhyNot:
    """What twelve pieces of the best work would still leave unmet."""
    best = [(ids[i % len(ids)], case.scale.proficient_and_up()[-1]) for i in range(MOST)]
    try:
        gates = suppose(case, dated(case, best, traits_of(case))).gates
    except RefusedError:
        return WhyNot("score", "change_rule")
    unmet = [gate for gate in gates if not gate.met]
    if not unmet:
        return WhyNot("score", "too_far")
    return WhyNot(unmet[0].gate, "counted_below" if unmet[0].gate == "min_level" else "too_far")
