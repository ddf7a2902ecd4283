"""How the scores of the standards become the score of the competency, for all students at once."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from competencies.rules.policy import Policy
from pathways.rules.twin.columns import Flags, Floats, Ints
from pathways.rules.twin.numbers import EPS, Scores, ratios
from pathways.rules.twin.packing import Whole, any_in, counts_of, starts_of
from pathways.rules.twin.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Parts:
    """The standards with work: of each the pair, whether it is required, its weight, and whether it is rated.

    ``scored`` are the places of those with a score, and ``scores`` are theirs.
    """

    pair: Ints
    required: Flags
    weight: Floats
    rated: Flags
    scored: Ints
    scores: Scores


@dataclass(frozen=True, slots=True)
class Compared:
    """Scores as they are compared, plainly, with the number of thresholds each reaches."""

    value: Floats
    err: Floats
    lattice: Floats
    sharp: Flags
    reached: Ints
    unsure: Flags


@dataclass(frozen=True, slots=True)
class Combined:
    """For each pair whether it has a score, or else whether it wants rated standards; ``score`` counts if it has."""

    has: Flags
    wanting: Flags
    score: Compared


def combine(parts: Parts, policy: Policy, needed: Ints, competency: Ints, thresholds: Thresholds) -> Combined:
    """Combine the standards of each pair, of which ``needed`` are required."""
    has, wanting = _has_score(parts, policy, needed)
    owner = parts.pair[parts.scored]
    start = starts_of(owner)
    if policy.combine in {"mean", "weighted_mean"}:
        mean = _mean(parts, start, weighted=policy.combine == "weighted_mean")
        made = _compared(mean, competency[owner[start]], thresholds)
    else:
        each = _compared(parts.scores, competency[owner], thresholds)
        made = _lowest(each, start) if policy.combine == "all" else _kth_best(each, owner, start, policy.k or 0)
    return Combined(has, wanting & ~has, _spread(made, owner[start], len(needed)))


def combine_pieces(pair: Ints, level: Ints, competency: Ints, thresholds: Thresholds) -> Combined:
    """Combine pieces instead of standards, each weighing the same: the mean of these, in order of their pairs."""
    start = starts_of(pair)
    total = np.add.reduceat(level, start) if len(level) else level
    made = _compared(ratios(total, counts_of(start, len(level))), competency[pair[start]], thresholds)
    has = _count(pair, len(competency)) > 0
    return Combined(has, ~has, _spread(made, pair[start], len(competency)))


def _has_score(parts: Parts, policy: Policy, needed: Ints) -> tuple[Flags, Flags]:
    """Which pairs have a score, and which want one only for want of rated standards."""
    pairs = len(needed)
    scored = _count(parts.pair[parts.scored], pairs)
    if policy.combine == "at_least_k":
        least = policy.k or 0
        return scored >= least, _count(parts.pair[parts.rated], pairs) < least
    required = parts.scored[parts.required[parts.scored]]
    rated = _count(parts.pair[parts.rated & parts.required], pairs)
    has = (_count(parts.pair[required], pairs) == needed) & (scored > 0)
    return has, (needed == 0) | (rated < needed)


def _count(pair: Ints, pairs: int) -> Ints:
    return np.bincount(pair, minlength=pairs)


def _compared(scores: Scores, competency: Ints, thresholds: Thresholds) -> Compared:
    scores, tied = thresholds.compared(scores)
    reached, unsure = thresholds.reached(scores, competency)
    return Compared(scores.value, scores.err, scores.lattice, scores.sharp, reached, unsure | tied)


def _lowest(each: Compared, start: Ints) -> Compared:
    """The lowest score. Its bound is the widest: another one may be lower than the one that looks lowest."""
    if not len(start):
        return each
    return Compared(
        value=np.minimum.reduceat(each.value, start),
        err=np.maximum.reduceat(each.err, start),
        lattice=np.maximum.reduceat(each.lattice, start),
        sharp=~any_in(~each.sharp, start),
        reached=np.minimum.reduceat(each.reached, start),
        unsure=any_in(each.unsure, start),
    )


def _kth_best(each: Compared, owner: Ints, start: Ints, k: int) -> Compared:
    """The k-th best score, and the k-th best reach: which of two close scores is the better one never matters."""
    if not len(start):
        return each
    at = start + np.maximum(counts_of(start, len(owner)) - k, 0)
    lowest = _lowest(each, start)
    return Compared(
        value=each.value[np.lexsort((each.value, owner))[at]],
        err=lowest.err,
        lattice=lowest.lattice,
        sharp=lowest.sharp,
        reached=each.reached[np.lexsort((each.reached, owner))[at]],
        unsure=lowest.unsure,
    )


def _mean(parts: Parts, start: Ints, *, weighted: bool) -> Scores:
    """The mean by weight.

    Bound: the weighted mean of the errors, and for n standards EPS/2 for each score's own rounding, each product, each
    of n additions in any order and the division: less than (n+3) EPS/2 of the mean of the sizes; twice that is taken.
    A mean is a whole number of grains over the product of the lattices and the weights' sum, and sharp where every
    score is a sharp whole number of thousandths, so that the sum is exact and the division the only rounding.
    """
    if not len(start):
        return parts.scores
    scores = parts.scores
    weight = parts.weight[parts.scored] if weighted else np.ones(len(parts.scored))
    total = np.add.reduceat(weight, start)
    safe = np.where(total > 0, total, 1.0)
    value = np.add.reduceat(scores.value * weight, start) / safe
    size = np.add.reduceat(np.abs(scores.value) * weight, start) / safe
    own = np.add.reduceat(scores.err * weight, start) / safe
    count = counts_of(start, len(weight))
    err = np.where(total > 0, 2 * own + (count + 3) * EPS * size, np.inf)
    sharp = ~any_in(~scores.sharp | (scores.err > 0), start)
    lattice = np.multiply.reduceat(scores.lattice, start) * np.where(total > 0, total, np.inf)
    return Scores(np.zeros(len(start)), value, err, lattice, sharp)


def _spread(made: Compared, pairs: Ints, count: int) -> Compared:
    """By pair; pairs without any score get nothing."""
    if len(pairs) == count:
        return made
    place = np.full(count, len(pairs))
    place[pairs] = np.arange(len(pairs))
    return Compared(*(_with_nothing(getattr(made, one.name))[place] for one in fields(made)))


def _with_nothing(values: Whole) -> Whole:
    return np.concatenate((values, np.zeros(1, values.dtype)))
