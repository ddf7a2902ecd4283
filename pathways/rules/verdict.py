"""Steps 2 to 6 of a judgement for one selection of evidence: reduce, combine, gates, status, and the greater view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from competencies.rules.policy import FRESHNESS_GATE, QUALITY_GATES, QUANTITY_GATES, Policy
from competencies.rules.scale import Scale
from pathways.rules.combining import COMBINATIONS, Combination, Combined, Part
from pathways.rules.gates import GATE_RULES, Facts
from pathways.rules.methods import LEFT_OUT, METHODS, Levels, Reduced
from pathways.rules.portfolio_level import best_of_required, every_piece_alike, portfolio_gates
from pathways.rules.selection import Selection
from pathways.rules.threshold import Threshold, threshold_of
from pathways.rules.values import GateResult, Piece, PieceId, StandardId, StandardRequirement

RANK = {"no_evidence": 0, "needs_evidence": 1, "not_yet": 2, "to_confirm": 3, "mastered": 4, "exempt": 5}


class Reduction(NamedTuple):
    """One standard's eligible pieces and what the method made of them (nothing where there are none)."""

    standard: StandardRequirement
    pieces: Sequence[Piece]
    levels: Levels
    reduced: Reduced | None
    used: bool


class Verdict(NamedTuple):
    """A whole judgement of one view of the evidence, before it is told."""

    view: str
    status: str
    score: Decimal | None
    eligible: Sequence[Piece]
    counted: Sequence[Piece]
    reductions: Sequence[Reduction]
    gates: Sequence[GateResult]

    @property
    def mastered(self) -> bool:
        """Kept although it is to be confirmed; an exemption is not mastery."""
        return self.status in {"mastered", "to_confirm"}


def decide(selection: Selection, policy: Policy, scale: Scale, as_of: date) -> Verdict:
    """The verdict under the policy; with ``counts: all`` the greater of the summative view and the whole view."""
    verdicts = [verdict(selection, policy, scale, as_of, view) for view in views_of(selection, policy)]
    return max(verdicts, key=_greatness)  # of equals the first, which is the one on everything


def views_of(selection: Selection, policy: Policy) -> tuple[str, ...]:
    """The views to judge: summative pieces alone, or everything, and where that is more the summative alone too."""
    if policy.counts == "summative":
        return ("summative",)
    return ("all",) if all(piece.kind == "summative" for piece in selection.usable) else ("all", "summative")


def eligible_in(selection: Selection, view: str) -> list[Piece]:
    """The pieces eligible in a view of the evidence."""
    return [piece for piece in selection.usable if view == "all" or piece.kind == "summative"]


def _greatness(one: Verdict) -> tuple[int, bool, Decimal]:
    return RANK[one.status], one.score is not None, one.score or Decimal(0)


def verdict(selection: Selection, policy: Policy, scale: Scale, as_of: date, view: str) -> Verdict:
    """Judge one view of the evidence: "summative" pieces only, or "all" kinds."""
    eligible = eligible_in(selection, view)
    threshold = threshold_of(policy, scale)
    reductions = _reductions(selection, eligible, policy, scale)
    combined = combination_of(policy)([part_of(one.standard, one.levels, one.reduced) for one in reductions], policy)
    score = None if combined.score is None else threshold.compared(combined.score)
    counted = [one.pieces[i] for one in reductions if one.used and one.reduced for i in one.reduced.kept]
    facts = Facts(
        eligible=eligible,
        counted=counted,
        required=[standard.id for standard in selection.standards if standard.required],
        proficient=threshold.proficient,
        as_of=as_of,
        places=threshold.places,
    )
    own_gates = [GATE_RULES[gate.name](gate, facts) for gate in policy.gates]
    gates = [*portfolio_gates(facts, policy), *own_gates] if policy.preset else own_gates
    status = "exempt" if selection.all_exempt else _status(eligible, combined, score, gates, threshold)
    return Verdict(view, status, score, eligible, counted, reductions, gates)


def _reductions(selection: Selection, eligible: list[Piece], policy: Policy, scale: Scale) -> list[Reduction]:
    by_standard: dict[StandardId, list[Piece]] = {standard.id: [] for standard in selection.standards}
    for piece in eligible:
        by_standard[piece.standard].append(piece)
    reductions = []
    for standard in selection.standards:
        pieces = by_standard[standard.id]
        used = standard.required or policy.combine != "all"
        levels = tuple([piece.level for piece in pieces if piece.level is not None])
        reduced = reduce(levels, policy, scale) if levels and used else None
        reductions.append(Reduction(standard, pieces, levels, reduced, used))
    return reductions


def reduce(levels: Levels, policy: Policy, scale: Scale) -> Reduced:
    """What the policy makes of one standard's levels, oldest first."""
    method = best_of_required if policy.preset else METHODS[policy.method]
    return method(levels, policy, scale.proficient)


def combination_of(policy: Policy) -> Combination:
    """How the policy makes the standards' scores one."""
    return every_piece_alike if policy.preset else COMBINATIONS[policy.combine]


def part_of(standard: StandardRequirement, levels: Levels, reduced: Reduced | None) -> Part:
    """A standard's contribution: what was made of its levels."""
    if reduced is None:
        return Part(standard, None, rated=False)
    rated = reduced.score is not None or reduced.unmet
    return Part(standard, reduced.score, rated, tuple([levels[i] for i in reduced.kept]))


def _status(
    eligible: list[Piece], combined: Combined, score: Decimal | None, gates: list[GateResult], threshold: Threshold
) -> str:
    if not eligible:
        return "no_evidence"
    unmet = {gate.gate for gate in gates if not gate.met}
    if combined.wanting or unmet.intersection(QUANTITY_GATES):
        return "needs_evidence"
    if not threshold.reached_by(score) or unmet.intersection(QUALITY_GATES):
        return "not_yet"
    return "to_confirm" if FRESHNESS_GATE in unmet else "mastered"


def reasons(selection: Selection, one: Verdict, policy: Policy) -> dict[PieceId, str]:
    """Why each piece that was not counted was set aside; together with the counted ones they are all the pieces."""
    why = dict(selection.aside)
    if one.view == "summative":
        left_out = "kind" if policy.counts == "summative" else "would_lower"
        why.update((piece.id, left_out) for piece in selection.usable if piece.kind != "summative")
    for reduction in one.reductions:
        if reduction.reduced is None:
            why.update((piece.id, "optional_standard") for piece in reduction.pieces)  # none where it is required
            continue
        kept = set(reduction.reduced.kept)
        code = LEFT_OUT.get(policy.method, "")
        why.update((piece.id, code) for i, piece in enumerate(reduction.pieces) if i not in kept)
    return why
