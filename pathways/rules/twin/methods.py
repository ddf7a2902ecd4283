"""The methods that reduce a standard's levels to a score, each for all standards of all students at once.

Every method takes the work by part (in order, no part without a row), the policy and each part's proficient mark.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from competencies.rules.policy import Policy
from pathways.rules.twin.columns import NONE, Flags, Ints
from pathways.rules.twin.numbers import Scores, exactly, ratios
from pathways.rules.twin.packing import Key, counts_of, pack, starts_of
from pathways.rules.twin.selecting import Work
from pathways.rules.twin.trends import decaying_average, power_law, weighted_average


@dataclass(frozen=True, slots=True)
class Reduced:
    """A score for each part and the rows that made it (None: all).

    ``scored`` and ``rated`` are by part (None: all of them): a part may be rated without a score, or neither.
    ``undefined`` parts are those the exact engine refuses.
    """

    scores: Scores
    kept: Flags | None = None
    scored: Flags | None = None
    rated: Flags | None = None
    undefined: Flags | None = None


Method = Callable[[Work, Policy, Ints], Reduced]
# Up to so many levels are compared one by one.
_FEW = 8


def latest(work: Work, policy: Policy, proficient: Ints) -> Reduced:
    """The newest level."""
    last = work.start + work.count - 1
    kept = np.zeros(len(work.rows), np.bool_)
    kept[last] = True
    return Reduced(exactly(work.level[last]), kept)


def highest(work: Work, policy: Policy, proficient: Ints) -> Reduced:
    """The highest level; of equal ones the more recent."""
    best = np.maximum.reduceat(work.level, work.start)
    at_best = np.where(work.level == best[work.owner], np.arange(len(work.rows)), -1)
    kept = np.zeros(len(work.rows), np.bool_)
    kept[np.maximum.reduceat(at_best, work.start)] = True
    return Reduced(exactly(best), kept)


def mean_of_all(work: Work, policy: Policy, proficient: Ints) -> Reduced:
    """The mean of all levels."""
    return Reduced(ratios(np.add.reduceat(work.level, work.start), work.count))


def median(work: Work, policy: Policy, proficient: Ints) -> Reduced:
    """The middle level; with an even count the mean of the two middle ones."""
    key = _key(work.owner, work.level)
    ranked = key.part(1, np.sort(key.packed))
    lower = ranked[work.start + (work.count - 1) // 2]
    return Reduced(ratios(lower + ranked[work.start + work.count // 2], np.full(len(lower), 2)))


def mode(work: Work, policy: Policy, proficient: Ints) -> Reduced:
    """The most frequent of the last n levels; of equally frequent ones the one seen more recently."""
    row = np.arange(len(work.rows))
    kept = row >= (work.start + work.count - _n(policy))[work.owner]
    if _n(policy) <= _FEW:
        return Reduced(exactly(_mode_of_few(work, _n(policy))), kept)
    key = _key(work.owner[kept], work.level[kept], row[kept])
    ranked = np.sort(key.packed)
    levels = key.upto(1, ranked)
    start = starts_of(levels)
    times = counts_of(start, len(ranked))
    last = key.part(2, ranked[start + times - 1])
    owner = key.part(0, ranked[start])
    winner = np.maximum.reduceat(times * len(row) + last, starts_of(owner)) % len(row)
    return Reduced(exactly(work.level[winner]), kept)


def _mode_of_few(work: Work, n: int) -> Ints:
    """The mode by comparing each of the last n levels with each: no sorting. A missing one is like no other."""
    last = work.start + work.count - 1
    levels = (work.level[last - np.minimum(back, work.count - 1)] for back in range(n))
    window = [np.where(work.count > back, level, NONE + back) for back, level in enumerate(levels)]
    winner, most = window[0], np.zeros(len(last), np.int8)
    for level, back in zip(window, range(n), strict=True):
        times = np.add.reduce([level == other for other in window], dtype=np.int8)
        better = (times > most) & (work.count > back)
        winner, most = np.where(better, level, winner), np.where(better, times, most)
    return winner


def n_times(work: Work, policy: Policy, proficient: Ints) -> Reduced:
    """Proficient n times: the mean of the proficient levels once there are n of them, before that no score."""
    kept = work.level >= proficient[work.owner]
    often = np.add.reduceat(kept.astype(np.int64), work.start)
    total = np.add.reduceat(np.where(kept, work.level, 0), work.start)
    scored = often >= _n(policy)
    return Reduced(ratios(total, np.maximum(often, 1)), kept, scored, scored | (work.count >= _n(policy)))


def best_n(work: Work, policy: Policy, proficient: Ints) -> Reduced:
    """The mean of the n best levels, of equal ones the more recent; early failures drop off."""
    key = _key(work.owner, work.level, np.arange(len(work.rows)))
    ranked = key.part(2, np.sort(key.packed))
    best = np.arange(len(ranked)) >= (work.start + work.count - _n(policy))[work.owner]
    kept = np.zeros(len(ranked), np.bool_)
    kept[ranked[best]] = True
    total = np.add.reduceat(np.where(kept, work.level, 0), work.start)
    return Reduced(ratios(total, np.minimum(work.count, _n(policy))), kept)


def best_of_required(work: Work, required: int) -> Reduced:
    """A portfolio's effective pieces: the best, up to the number required, of equal ones the older; none of zero."""
    shown = work.level > 0
    key = _key(work.owner, np.where(shown, work.level, 0), -np.arange(len(work.rows)))
    ranked = -key.part(2, np.sort(key.packed))
    best = np.arange(len(ranked)) >= (work.start + work.count - required)[work.owner]
    kept = np.zeros(len(ranked), np.bool_)
    kept[ranked[best]] = True
    kept &= shown
    count = np.add.reduceat(kept, work.start, dtype=np.int64)
    total = np.add.reduceat(np.where(kept, work.level, 0), work.start)
    return Reduced(ratios(total, np.maximum(count, 1)), kept, count > 0, count > 0)


def _decaying(work: Work, policy: Policy, proficient: Ints) -> Reduced:
    return Reduced(decaying_average(work, policy))


def _weighted(work: Work, policy: Policy, proficient: Ints) -> Reduced:
    return Reduced(weighted_average(work, policy))


def _power(work: Work, policy: Policy, proficient: Ints) -> Reduced:
    scores, undefined = power_law(work)
    return Reduced(scores, undefined=undefined)


METHODS: dict[str, Method] = {
    "latest": latest,
    "highest": highest,
    "mean": mean_of_all,
    "median": median,
    "mode": mode,
    "decaying_average": _decaying,
    "weighted_average": _weighted,
    "power_law": _power,
    "n_times": n_times,
    "best_n": best_n,
}


def _key(*columns: Ints) -> Key:
    key = pack(*columns)
    if key is None:
        raise OverflowError("too many rows for one table; divide the students")
    return key


def _n(policy: Policy) -> int:
    return policy.n or 0
