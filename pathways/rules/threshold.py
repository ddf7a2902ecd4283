"""From which score on work is proficient, and how a score is compared with that."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from competencies.rules.policy import Policy
from competencies.rules.scale import EQUAL, Scale
from pathways.rules.exact import ZERO, at_least, compared
from pathways.rules.portfolio_level import AVERAGE_PLACES, HALF


@dataclass(frozen=True, slots=True)
class Threshold:
    """The proficient mark under a policy, and to how many places a score is rounded before it is compared, if any."""

    proficient: Decimal
    places: int | None

    @property
    def bar(self) -> Decimal:
        """No score below it is proficient, however it is rounded."""
        return self.proficient - EQUAL - (HALF.scaleb(-self.places) if self.places is not None else ZERO)

    def compared(self, score: Decimal) -> Decimal:
        """The score as it is compared, and told."""
        return compared(score, self.places)

    def reached_by(self, score: Decimal | None) -> bool:
        """Whether the score is proficient."""
        return score is not None and at_least(self.compared(score), self.proficient)


def threshold_of(policy: Policy, scale: Scale) -> Threshold:
    """The scale's proficient mark with the policy's rounding; a portfolio's level gives half a level of grace."""
    if policy.preset:
        return Threshold(scale.proficient - HALF, AVERAGE_PLACES)
    return Threshold(scale.proficient, policy.round_before_compare)
