"""The arithmetic of a judgement as a teacher would write it on the board: lines of figures, in no language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext

from competencies.rules.marks import figure
from competencies.rules.policy import Policy
from pathways.rules.exact import EXACT, ONE, mean
from pathways.rules.values import Judgement, StandardResult

Lines = tuple[str, ...]
Values = Sequence[Decimal]
# A long row of steps shows how it ends; the earlier ones go the same way.
SHOWN = 5
HUNDREDTH = Decimal("0.01")


def workings_of(one: StandardResult, policy: Policy) -> Lines:
    """Return the lines that lead from a standard's levels to its score; none where there is nothing to work out."""
    how = _WORKINGS.get(policy.method)
    if how is None or one.score is None or len(one.values) < 2:
        return ()
    with localcontext(EXACT):
        return how(one.values, policy)[-SHOWN:]


def together(judgement: Judgement, policy: Policy, weights: dict[int | str, Decimal]) -> Lines:
    """Return the line that leads from the standards' scores to the competency's, where they are averaged."""
    scores = {one.id: one.score for one in judgement.standards if one.score is not None}
    if judgement.score is None or len(scores) < 2:
        return ()
    with localcontext(EXACT):
        if policy.combine == "mean":
            return _mean(tuple(scores.values()), policy)
        if policy.combine == "weighted_mean":
            return (_weighted([(score, weights.get(id_, ONE)) for id_, score in scores.items()]),)
    return ()


def said(value: Decimal) -> str:
    """A figure to two places at most."""
    return figure(value.quantize(HUNDREDTH)) if value % HUNDREDTH else figure(value)


def _mean(values: Values, policy: Policy) -> Lines:
    return (f"({' + '.join(map(said, values))}) ÷ {len(values)} {_is(mean(values))}",)


def _median(values: Values, policy: Policy) -> Lines:
    ranked = sorted(values)
    half = len(ranked) // 2
    if len(ranked) % 2:
        return (f"{' ≤ '.join(map(said, ranked))}",)
    return (f"{' ≤ '.join(map(said, ranked))}", *_mean(ranked[half - 1 : half + 1], policy))


def _decaying(values: Values, policy: Policy) -> Lines:
    weight = policy.weight or ONE
    lines, score = [], values[0]
    for level in values[1:]:
        before, score = score, score * (ONE - weight) + level * weight
        lines.append(f"{said(before)} × {said(ONE - weight)} + {said(level)} × {said(weight)} {_is(score)}")
    return tuple(lines)


def _newest_and_earlier(values: Values, policy: Policy) -> Lines:
    weight, earlier = policy.weight or ONE, mean(values[:-1])
    score = values[-1] * weight + earlier * (ONE - weight)
    line = f"{said(values[-1])} × {said(weight)} + {said(earlier)} × {said(ONE - weight)} {_is(score)}"
    return (*_mean(values[:-1], policy), line) if len(values) > 2 else (line,)


def _weighted(parts: Sequence[tuple[Decimal, Decimal]]) -> str:
    total = sum((weight for _score, weight in parts), Decimal(0))
    terms = " + ".join(f"{said(score)} × {said(weight)}" for score, weight in parts)
    return f"({terms}) ÷ {said(total)} {_is(sum((a * b for a, b in parts), Decimal(0)) / total)}"


def _is(value: Decimal) -> str:
    return f"{'≈' if value % HUNDREDTH else '='} {said(value)}"


_WORKINGS: dict[str, Callable[[Values, Policy], Lines]] = {
    "mean": _mean,
    "median": _median,
    "n_times": _mean,
    "best_n": _mean,
    "decaying_average": _decaying,
    "weighted_average": _newest_and_earlier,
}
