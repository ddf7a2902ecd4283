"""The whole judgement of one view of the evidence, for all students at once, and the greater of two views."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competencies.rules.policy import FRESHNESS_GATE, QUALITY_GATES, QUANTITY_GATES, Gate, Policy
from pathways.rules.twin.arranging import Arranged
from pathways.rules.twin.columns import NO_DAY, NONE, REASONS, STATUSES, Codes, Days, Flags, Floats, Ints
from pathways.rules.twin.combining import Combined, Parts, combine, combine_pieces
from pathways.rules.twin.gates import GATE_RULES, Facts, newest_proficient, portfolio_is_there, rows_of
from pathways.rules.twin.methods import METHODS, Reduced, best_of_required
from pathways.rules.twin.numbers import EPS, exactly
from pathways.rules.twin.selecting import Work
from pathways.rules.twin.thresholds import Thresholds

_STATUS = {name: code for code, name in enumerate(STATUSES)}
_REASON = {name: code for code, name in enumerate(REASONS)}


@dataclass(frozen=True, slots=True)
class View:
    """What one view of the evidence says of each pair; score and level only where ``has`` is set."""

    status: Codes
    reason: Codes
    has: Flags
    value: Floats
    level: Ints
    fresh: Days
    err: Floats
    lattice: Floats
    sharp: Flags
    unsure: Flags


def view_of(arranged: Arranged, work: Work, policy: Policy, thresholds: Thresholds) -> View:
    """Judge one view of the evidence: reduce, combine, gates, status."""
    pairs = arranged.pairs
    used = work.of_parts(arranged.slots.required[work.slot]) if policy.combine == "all" else work
    reduced = _reduced(used, policy, thresholds, pairs.competency)
    combined = _combined(arranged, used, reduced, policy, thresholds)
    facts = Facts(arranged, work, rows_of(work), rows_of(used, reduced.kept), thresholds)
    level, proficient = thresholds.told(combined.score.reached, pairs.competency)
    status, reason, unsure = _status(facts, policy, combined, combined.has & proficient)
    unsure |= combined.has & combined.score.unsure
    if reduced.undefined is not None:
        unsure[used.pair[reduced.undefined]] = True
    score = combined.score
    return View(
        status=status,
        reason=reason,
        has=combined.has,
        value=score.value,
        level=np.where(combined.has, level, NONE),
        fresh=newest_proficient(facts) if _asks_for_fresh(policy) else np.full(len(pairs), NO_DAY, np.int32),
        err=score.err,
        lattice=score.lattice,
        sharp=score.sharp,
        unsure=unsure,
    )


def _asks_for_fresh(policy: Policy) -> bool:
    """Whether the day of the newest proficient work matters to anything."""
    return any(gate.name == FRESHNESS_GATE for gate in policy.gates)


def _reduced(used: Work, policy: Policy, thresholds: Thresholds, competency: Ints) -> Reduced:
    if not len(used.rows):
        return Reduced(exactly(used.level))
    if policy.preset:
        return best_of_required(used, policy.evidence_required or 0)
    return METHODS[policy.method](used, policy, thresholds.proficient[competency[used.pair]])


def _combined(arranged: Arranged, used: Work, reduced: Reduced, policy: Policy, thresholds: Thresholds) -> Combined:
    competency = arranged.pairs.competency
    if policy.preset:
        kept = np.zeros(0, np.bool_) if reduced.kept is None else reduced.kept
        return combine_pieces(used.pair[used.owner[kept]], used.level[kept], competency, thresholds)
    return combine(_parts(arranged, used, reduced), policy, arranged.pairs.needed, competency, thresholds)


def _parts(arranged: Arranged, used: Work, reduced: Reduced) -> Parts:
    every = np.ones(len(used.pair), np.bool_)
    scored = np.flatnonzero(every if reduced.scored is None else reduced.scored)
    return Parts(
        pair=used.pair,
        required=arranged.slots.required[used.slot],
        weight=arranged.slots.weight[used.slot],
        rated=every if reduced.rated is None else reduced.rated,
        scored=scored,
        scores=reduced.scores if reduced.scored is None else reduced.scores.take(scored),
    )


@dataclass(slots=True)
class _Telling:
    """Statuses with their reasons, said from the last that could hold to the first that does."""

    status: Codes
    reason: Codes

    def where(self, which: Flags, status: str, reason: str) -> None:
        """Say it of some pairs, whatever was said before."""
        self.status[which] = _STATUS[status]
        self.reason[which] = _REASON[reason]


def _status(facts: Facts, policy: Policy, combined: Combined, proficient: Flags) -> tuple[Codes, Codes, Flags]:
    """Status and reason of each pair, and where a gate is not certain: DESIGN's list from its end to its beginning."""
    count = len(proficient)
    told = _Telling(np.full(count, _STATUS["mastered"], np.uint8), np.full(count, _REASON["mastered"], np.uint8))
    unsure = np.zeros(count, np.bool_)
    for gate in reversed([gate for gate in policy.gates if gate.name == FRESHNESS_GATE]):
        told.where(~GATE_RULES[gate.name](gate, facts).met, "to_confirm", gate.name)
    for gate in reversed([gate for gate in policy.gates if gate.name in QUALITY_GATES]):
        result = GATE_RULES[gate.name](gate, facts)
        told.where(~result.met, "not_yet", gate.name)
        unsure |= False if result.unsure is None else result.unsure
    told.where(~proficient, "not_yet", "below_proficient")
    told.where(~combined.has, "not_yet", "no_score")
    told.where(combined.wanting, "needs_evidence", "unrated")
    for gate in reversed([gate for gate in policy.gates if gate.name in QUANTITY_GATES]):
        told.where(~GATE_RULES[gate.name](gate, facts).met, "needs_evidence", _name(gate))
    if policy.preset:
        told.where(~portfolio_is_there(facts, policy.evidence_required or 0), "needs_evidence", "min_evidence.standard")
    told.where(np.bincount(facts.work.pair, minlength=count) == 0, "no_evidence", "no_evidence")
    told.where(facts.arranged.pairs.exempt, "exempt", "exempt")
    return told.status, told.reason, unsure


def _name(gate: Gate) -> str:
    return f"{gate.name}.{gate.per}" if gate.per else gate.name


def greater(everything: View, summative: View, grain: float) -> View:
    """The greater whole judgement of each pair, by status and then by score; of equal ones the one on everything.

    Scores within their bounds of each other are equal where their lattices say so and both are sharp (else the exact
    engine's last digit would decide); it may also be that it does not matter which of the two is told.
    """
    same = (everything.status == summative.status) & everything.has & summative.has
    slack = 2 * (everything.err + summative.err) + 4 * EPS * (np.abs(everything.value) + np.abs(summative.value))
    near = same & (np.abs(summative.value - everything.value) <= slack)
    exact = (everything.err == 0) & (summative.err == 0) & (everything.value == summative.value)
    equal = exact | (4 * slack * everything.lattice * summative.lattice < grain)
    equal &= everything.sharp & summative.sharp
    alike = (
        (everything.level == summative.level)
        & (everything.fresh == summative.fresh)
        & (everything.reason == summative.reason)
    )
    wins = (summative.status > everything.status) | (
        (summative.status == everything.status)
        & ((summative.has & ~everything.has) | (same & ~near & (summative.value > everything.value)))
    )
    one = View(*(np.where(wins, getattr(summative, name), getattr(everything, name)) for name in View.__slots__))
    one.unsure[:] = everything.unsure | summative.unsure | (near & ~equal & ~alike)
    return one
