"""Step 2 of a judgement: one function for each method that reduces a standard's levels to a score.

Every method takes the levels in order (oldest first, at least one), the policy and the proficient mark, and says which
of them entered the arithmetic. docs/mastery.md explains each, with the cases in which good work can lower it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from competencies.rules.policy import Policy
from competencies.rules.refusals import RefusedError
from pathways.rules.exact import EXACT, ONE, ZERO, at_least, mean

Levels = tuple[Decimal, ...]


class Reduced(NamedTuple):
    """A standard's score, and the positions of the levels that made it; ``unmet`` only by ``n_times``."""

    score: Decimal | None
    kept: tuple[int, ...]
    unmet: bool = False


Method = Callable[[Levels, Policy, Decimal], Reduced]


def latest(levels: Levels, policy: Policy, proficient: Decimal) -> Reduced:
    """The newest level."""
    return Reduced(levels[-1], (len(levels) - 1,))


def highest(levels: Levels, policy: Policy, proficient: Decimal) -> Reduced:
    """The highest level; of equal ones the more recent."""
    position = max(range(len(levels)), key=lambda i: (levels[i], i))
    return Reduced(levels[position], (position,))


def mean_of_all(levels: Levels, policy: Policy, proficient: Decimal) -> Reduced:
    """The mean of all levels."""
    return Reduced(mean(levels), _all(levels))


def median(levels: Levels, policy: Policy, proficient: Decimal) -> Reduced:
    """The middle level; with an even count the mean of the two middle ones."""
    ranked = sorted(levels)
    half = len(ranked) // 2
    middle = ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2
    return Reduced(middle, _all(levels))


def mode(levels: Levels, policy: Policy, proficient: Decimal) -> Reduced:
    """The most frequent of the last n levels; of equally frequent ones the one seen more recently."""
    first = max(0, len(levels) - _n(policy))
    window = levels[first:]
    winner = max(reversed(window), key=window.count)
    return Reduced(winner, tuple(range(first, len(levels))))


def decaying_average(levels: Levels, policy: Policy, proficient: Decimal) -> Reduced:
    """Each new level moves the score by the weight: d becomes d(1-w) + next w."""
    weight = _weight(policy)
    score = levels[0]
    for level in levels[1:]:
        score = score * (ONE - weight) + level * weight
    return Reduced(score, _all(levels))


def weighted_average(levels: Levels, policy: Policy, proficient: Decimal) -> Reduced:
    """The newest level by the weight, and the mean of all earlier ones by the rest."""
    if len(levels) == 1:
        return Reduced(levels[0], (0,))
    weight = _weight(policy)
    return Reduced(levels[-1] * weight + mean(levels[:-1]) * (ONE - weight), _all(levels))


def power_law(levels: Levels, policy: Policy, proficient: Decimal) -> Reduced:
    """The trend: least squares of ln(level) on ln(position), read at the newest position."""
    if min(levels) <= ZERO:
        raise RefusedError("evidence.level", "power_law is undefined with a level of zero or less")
    if len(levels) == 1:
        return Reduced(levels[0], (0,))
    x = [_ln(i + 1) for i in range(len(levels))]
    y = [_ln(level) for level in levels]
    x_mean, y_mean = mean(x), mean(y)
    spread = sum(((a - x_mean) ** 2 for a in x), ZERO)
    slope = sum(((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=True)), ZERO) / spread
    return Reduced((y_mean + slope * (x[-1] - x_mean)).exp(), _all(levels))


def n_times(levels: Levels, policy: Policy, proficient: Decimal) -> Reduced:
    """Proficient n times: the mean of the proficient levels once there are n of them, before that no score."""
    kept = tuple(i for i, level in enumerate(levels) if at_least(level, proficient))
    if len(kept) >= _n(policy):
        return Reduced(mean([levels[i] for i in kept]), kept)
    return Reduced(None, kept, unmet=len(levels) >= _n(policy))


def best_n(levels: Levels, policy: Policy, proficient: Decimal) -> Reduced:
    """The mean of the n best levels, of equal ones the more recent; early failures drop off."""
    ranked = sorted(range(len(levels)), key=lambda i: (levels[i], i), reverse=True)
    kept = tuple(sorted(ranked[: _n(policy)]))
    return Reduced(mean([levels[i] for i in kept]), kept)


METHODS: dict[str, Method] = {
    "latest": latest,
    "highest": highest,
    "mean": mean_of_all,
    "median": median,
    "mode": mode,
    "decaying_average": decaying_average,
    "weighted_average": weighted_average,
    "power_law": power_law,
    "n_times": n_times,
    "best_n": best_n,
}

# Why a method leaves a piece out: an earlier one, a lower one, or one below proficient.
LEFT_OUT: dict[str, str] = {
    "latest": "earlier",
    "mode": "earlier",
    "highest": "lower",
    "best_n": "lower",
    "n_times": "below_proficient",
}


def _all(levels: Levels) -> tuple[int, ...]:
    return tuple(range(len(levels)))


def _n(policy: Policy) -> int:
    if policy.n is None:
        raise RefusedError("policy.n", f"is needed by {policy.method}")
    return policy.n


def _weight(policy: Policy) -> Decimal:
    if policy.weight is None:
        raise RefusedError("policy.weight", f"is needed by {policy.method}")
    return policy.weight


@lru_cache(maxsize=4096)
def _ln(number: int | Decimal) -> Decimal:
    return EXACT.ln(Decimal(number))  # kept for later, so never with fewer digits than a judgement has
