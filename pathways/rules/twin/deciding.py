"""Decides a whole table of evidence at once: what the engine says of each student and competency, without its why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import numpy as np

from competencies.rules.policy import FRESHNESS_GATE, NEEDS_N, NEEDS_WEIGHT, PRESETS, QUALITY_GATES, Policy
from competencies.rules.scale import Scale
from pathways.rules.twin.arranging import Arranged, arrange
from pathways.rules.twin.calendar import last_days_within
from pathways.rules.twin.columns import (
    NO_DAY,
    NONE,
    STATUSES,
    Adapted,
    Columns,
    Days,
    Flags,
    Requirements,
    Verdicts,
)
from pathways.rules.twin.selecting import SUMMATIVE, Work, counted_roles, work_of
from pathways.rules.twin.thresholds import Thresholds, thousandths, thresholds_of
from pathways.rules.twin.verdict import View, greater, view_of

_MASTERED = STATUSES.index("mastered")
_TO_CONFIRM = STATUSES.index("to_confirm")


def decide(
    columns: Columns,
    requirements: Requirements,
    policy: Policy,
    scales: Mapping[int, Scale],
    as_of: date,
    known_at: datetime | None = None,
    *,
    adapted: Adapted | None = None,
) -> Verdicts:
    """Return the verdicts as of a day, with what was known at a moment (None: everything).

    ``requirements`` and ``scales`` are by competency; rows of a competency without requirements are left out. The
    order of the rows never matters, nor how students are divided among several calls. It takes about 150 bytes a row
    beside the columns: give a million rows or two at a time.
    """
    return decided(arrange(columns, requirements, as_of, known_at, adapted), policy, scales)


def decided(arranged: Arranged, policy: Policy, scales: Mapping[int, Scale]) -> Verdicts:
    """Return the verdicts of evidence that is arranged; several policies can be tried on one arrangement."""
    pairs = arranged.pairs
    if not _can_judge(policy):
        return _left_to_the_engine(arranged)
    thresholds = thresholds_of(scales, arranged.slots.competencies, policy, arranged.columns.level[arranged.rows])
    with np.errstate(over="ignore", invalid="ignore"):  # a bound that is no number makes its score uncertain
        view = _greatest(arranged, policy, thresholds)
    return Verdicts(
        student=pairs.student,
        competency=arranged.slots.competencies[pairs.competency],
        status=view.status,
        level=view.level,
        score=np.where(view.has, view.value / 1000, np.nan),
        mastered=(view.status == _MASTERED) | (view.status == _TO_CONFIRM),
        valid_until=_valid_until(pairs.upcoming, view, policy),
        uncertain=view.unsure | pairs.odd | thresholds.odd[pairs.competency],
        reason=view.reason,
    )


def _can_judge(policy: Policy) -> bool:
    """Whether the twin knows all of a policy; what it does not know, or what is refused, is for the exact engine."""
    needs = [thousandths(Decimal(gate.need)) for gate in policy.gates if gate.name in QUALITY_GATES]
    if policy.preset and (policy.preset != PRESETS[0] or policy.combine != "all" or not policy.evidence_required):
        return False
    return not (
        None in needs
        or (policy.method in NEEDS_N and (policy.n or 0) < 1)
        or (policy.method in NEEDS_WEIGHT and (policy.weight is None or not 0 <= policy.weight <= 1))
        or (policy.combine == "at_least_k" and (policy.k or 0) < 1)
    )


def _greatest(arranged: Arranged, policy: Policy, thresholds: Thresholds) -> View:
    """The view the policy asks for; with ``counts: all`` the greater of the summative one and the whole one."""
    counted = counted_roles(arranged.columns, arranged.rows, policy)
    summative = arranged.columns.kind[arranged.rows] == SUMMATIVE
    if policy.counts == "summative":
        return view_of(arranged, _work(arranged, counted & summative), policy, thresholds)
    everything = view_of(arranged, _work(arranged, counted), policy, thresholds)
    pair = arranged.pair_of[arranged.part]
    mixed = np.zeros(len(arranged.pairs), np.bool_)
    mixed[pair[counted & ~summative]] = True
    if not mixed.any():
        return everything
    alone = view_of(arranged, _work(arranged, counted & summative & mixed[pair]), policy, thresholds)
    best = greater(everything, alone, thresholds.grain)
    return View(*(np.where(mixed, getattr(best, name), getattr(everything, name)) for name in View.__slots__))


def _work(arranged: Arranged, which: Flags) -> Work:
    rows, part = arranged.rows[which], arranged.part[which]
    return work_of(rows, arranged.columns.level[rows], part, arranged.pair_of, arranged.slot)


def _valid_until(upcoming: Days, view: View, policy: Policy) -> Days:
    """The day before the next dated piece, or the last day the newest proficient work is fresh enough."""
    until = np.where(upcoming == NO_DAY, NO_DAY, upcoming - 1).astype(np.int32)
    months = next((int(gate.need) for gate in policy.gates if gate.name == FRESHNESS_GATE), None)
    fresh = np.flatnonzero((view.status == _MASTERED) & (view.fresh != NO_DAY))
    if months is None or not len(fresh):
        return until
    last = last_days_within(view.fresh[fresh], months)
    until[fresh] = np.where(until[fresh] == NO_DAY, last, np.minimum(until[fresh], last))
    return until


def _left_to_the_engine(arranged: Arranged) -> Verdicts:
    pairs, count = arranged.pairs, len(arranged.pairs)
    return Verdicts(
        student=pairs.student,
        competency=arranged.slots.competencies[pairs.competency],
        status=np.zeros(count, np.uint8),
        level=np.full(count, NONE),
        score=np.full(count, np.nan),
        mastered=np.zeros(count, np.bool_),
        valid_until=np.full(count, NO_DAY, np.int32),
        uncertain=np.ones(count, np.bool_),
        reason=np.zeros(count, np.uint8),
    )
