"""Step 3 of a judgement: one function for each way in which the standards' scores become the competency's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from competencies.rules.policy import Policy
from competencies.rules.refusals import RefusedError
from pathways.rules.exact import ZERO, mean
from pathways.rules.values import StandardRequirement


class Part(NamedTuple):
    """One standard's contribution: its score, or whether the want of one is for want of evidence (``rated``).

    ``levels`` are those the score was made of.
    """

    standard: StandardRequirement
    score: Decimal | None
    rated: bool
    levels: tuple[Decimal, ...] = ()


class Combined(NamedTuple):
    """The competency's score; ``wanting`` when there is none because standards are still unrated."""

    score: Decimal | None
    wanting: bool = False


Combination = Callable[[Sequence[Part], Policy], Combined]


def every_standard(parts: Sequence[Part], policy: Policy) -> Combined:
    """The lowest score of the required standards, so that all of them must be proficient."""
    required = [part for part in parts if part.standard.required]
    scores = [part.score for part in required if part.score is not None]
    return Combined(min(scores)) if scores and len(scores) == len(required) else _none(required)


def at_least_k(parts: Sequence[Part], policy: Policy) -> Combined:
    """The k-th best score of all standards."""
    if policy.k is None:
        raise RefusedError("policy.combine.k", "is needed by at_least_k")
    scores = sorted((part.score for part in parts if part.score is not None), reverse=True)
    if len(scores) >= policy.k:
        return Combined(scores[policy.k - 1])
    return Combined(None, wanting=sum(part.rated for part in parts) < policy.k)


def mean_of_standards(parts: Sequence[Part], policy: Policy) -> Combined:
    """The mean over the required standards and those optional ones that are scored."""
    scores = _needed_scores(parts)
    return _none(parts) if scores is None else Combined(mean([score for _, score in scores]))


def weighted_mean(parts: Sequence[Part], policy: Policy) -> Combined:
    """The mean by weight over the required standards and those optional ones that are scored."""
    scores = _needed_scores(parts)
    if scores is None:
        return _none(parts)
    total = sum((part.standard.weight for part, _ in scores), ZERO)
    if total <= ZERO:
        raise RefusedError("standards.weight", "the weights of the scored standards add up to nothing")
    return Combined(sum((score * part.standard.weight for part, score in scores), ZERO) / total)


COMBINATIONS: dict[str, Combination] = {
    "all": every_standard,
    "at_least_k": at_least_k,
    "mean": mean_of_standards,
    "weighted_mean": weighted_mean,
}


def _needed_scores(parts: Sequence[Part]) -> list[tuple[Part, Decimal]] | None:
    scores = [(part, part.score) for part in parts if part.score is not None]
    missing = any(part.standard.required and part.score is None for part in parts)
    return None if missing or not scores else scores


def _none(parts: Sequence[Part]) -> Combined:
    required = [part for part in parts if part.standard.required]
    return Combined(None, wanting=not required or any(not part.rated for part in required))
