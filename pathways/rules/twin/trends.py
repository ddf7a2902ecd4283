"""The methods that need floating point, each with the bound of its error (see ``pathways.rules.twin.numbers``).

All of them reckon from the newest level: ``base`` is that level and ``off`` the distance from it. Work that has long
been at one level then has an ``off`` near zero with a bound near zero too, however often the average was moved.
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from functools import lru_cache

import numpy as np

from competencies.rules.policy import Policy
from pathways.rules.twin.columns import Flags, Floats, Ints
from pathways.rules.twin.numbers import EPS, Scores
from pathways.rules.twin.packing import starts_of
from pathways.rules.twin.selecting import Work

_EXACT = Context(prec=60)
# A trend over more pieces of work on one standard is left to the exact engine.
_LONGEST = 200


def decaying_average(work: Work, policy: Policy) -> Scores:
    """Each new level moves the score by the weight w: with e the distance from the newest level, e(1-w) + xw.

    Bound: w and 1-w are rounded once, both products once and their sum once. With A = abs(e)(1-w) + abs(x)w each step
    adds at most 1.5 EPS A to what (1-w) leaves of the error so far; 3 EPS A is taken. A score is a whole number of
    grains over q^(n-1), where w is p/q.
    """
    weight = policy.weight or Decimal(0)
    move, stay = float(weight), float(1 - weight)
    newest = work.level[work.start + work.count - 1]
    longest_first = np.argsort(-work.count, kind="stable")
    start, base = work.start[longest_first], newest[longest_first]
    going = np.searchsorted(-work.count[longest_first], -np.arange(1, int(work.count.max()) + 1), side="right")
    off = (work.level[start] - base).astype(np.float64)
    err = np.zeros(len(off))
    for step in range(1, len(going)):
        some = slice(0, int(going[step]))
        kept, moved = off[some] * stay, (work.level[start[some] + step] - base[some]) * move
        off[some] = kept + moved
        err[some] = err[some] * (stay * (1 + 4 * EPS)) + 3 * EPS * (np.abs(kept) + np.abs(moved))
    back = np.empty(len(off), np.int64)
    back[longest_first] = np.arange(len(off))
    with np.errstate(over="ignore"):
        lattice = np.power(float(weight.as_integer_ratio()[1]), (work.count - 1).astype(np.float64))
    return _scores(newest, off[back], err[back], lattice, err[back] == 0)


def weighted_average(work: Work, policy: Policy) -> Scores:
    """The newest level by the weight w and the mean of all earlier ones by the rest: newest + (mean - newest)(1-w).

    Bound: the earlier levels' distance from the newest is an exact sum, divided once and multiplied once by a 1-w that
    was rounded once: 1.5 EPS of the result; 4 EPS is taken.
    """
    weight = policy.weight or Decimal(0)
    newest = work.level[work.start + work.count - 1]
    earlier = work.count - 1
    apart = np.add.reduceat(work.level, work.start) - newest - newest * earlier
    off = apart / np.maximum(earlier, 1) * float(1 - weight)
    lattice = np.maximum(earlier, 1) * float(weight.as_integer_ratio()[1])
    return _scores(newest, off, 4 * EPS * np.abs(off), lattice, apart == 0)


def power_law(work: Work) -> tuple[Scores, Flags]:
    """The trend line's value at the newest piece: newest * exp(z), z the sum of c ln(level / newest).

    The n weights c are those with which least squares over ln 1 ... ln n reads its line at n; they depend on n alone.
    Bound: a quotient is rounded once (EPS/2 in its logarithm), logarithms and exponentials are taken to be good to 16
    EPS (numpy promises 4 units in the last place or better), a weight and a product are rounded once, and n terms are
    added in any order (n EPS/2 of the sum of their sizes). A level equal to the newest adds nothing and costs nothing,
    and where the levels are a power of their place (1, 2, 3, 4) the line goes through all of them: then z is zero.
    Only a single piece is sharp: the exact engine goes through logarithms even where all levels are the same.
    """
    undefined = np.minimum.reduceat(work.level, work.start) <= 0
    newest = work.level[work.start + work.count - 1]
    apart = np.maximum(work.level, 1) / np.maximum(newest, 1)[work.owner]
    logs = np.log(apart)
    count = np.minimum(work.count, _LONGEST)
    table = _weights_up_to(int(count.max()))
    first = count * (count - 1) // 2
    place = np.minimum(np.arange(len(work.rows)) - work.start[work.owner], _LONGEST - 1)
    weights = table[first[work.owner] + place]
    terms = weights * logs
    z = np.add.reduceat(terms, work.start)
    costs = np.abs(weights) * (logs != 0) + (18 + work.count)[work.owner] * np.abs(terms)
    err_z = 2 * EPS * np.add.reduceat(costs, work.start)
    err_z[_on_a_power(work, place, np.abs(z) <= err_z)] = 0
    z[err_z == 0] = 0
    safe = (err_z < 0.01) & (work.count <= _LONGEST) & ~undefined
    off = np.where(safe, newest * np.expm1(z), 0.0)
    err = np.where(safe, newest * np.exp(z) * err_z * 1.1 + 40 * EPS * np.abs(off), np.inf)
    return _scores(newest, off, err, np.full(len(off), np.inf), work.count == 1), undefined


def _on_a_power(work: Work, place: Ints, likely: Flags) -> Flags:
    """Which of the likely parts have levels a * i^k for a k of 1, 2 or -1: those that schools' levels can be."""
    found = np.zeros(len(likely), np.bool_)
    rows = np.flatnonzero(likely[work.owner])
    if len(rows):
        i, level, first = place[rows] + 1, work.level[rows], work.level[work.start][work.owner[rows]]
        start = starts_of(work.owner[rows])
        for powers in (first * i == level, first * i * i == level, level * i == first):
            found[np.flatnonzero(likely)] |= np.logical_and.reduceat(powers, start)
    return found


@lru_cache(maxsize=8)
def _weights_up_to(count: int) -> Floats:
    """The weights of one piece, of two, of three, ..., one after the other."""
    return np.array([weight for size in range(1, count + 1) for weight in _weights(size)])


@lru_cache(maxsize=_LONGEST)
def _weights(size: int) -> tuple[float, ...]:
    if size == 1:
        return (1.0,)
    with localcontext(_EXACT):
        logs = [_log(one) for one in range(1, size + 1)]
        mean = sum(logs, Decimal(0)) / size
        spread = sum(((one - mean) ** 2 for one in logs), Decimal(0))
        exact = [1 / Decimal(size) + (logs[-1] - mean) * (one - mean) / spread for one in logs]
        return tuple(0.0 if abs(one) < Decimal("1e-50") else float(one) for one in exact)


@lru_cache(maxsize=_LONGEST)
def _log(number: int) -> Decimal:
    return _EXACT.ln(Decimal(number))


def _scores(newest: Ints, off: Floats, err: Floats, lattice: Floats, sharp: Flags) -> Scores:
    """Where the bound is zero the score is the newest level itself."""
    return Scores(newest.astype(np.float64), off, err, np.where(err == 0, 1.0, lattice), sharp)
