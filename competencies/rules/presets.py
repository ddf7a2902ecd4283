"""Named rules a district can choose: Waypoint's own, and those whose figures other gradebooks show.

A preset is a starting point. What it says is an ordinary policy: once chosen, every part of it can be changed. Its
name, sentence, and known surprises are words, and stand in ``competencies.queries.preset_words``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from competencies.rules.policy import DEFAULT_POLICY, Policy
from competencies.rules.policy_json import read_policy, write_policy

# Round half away from zero to two places before comparing, as the gradebooks of this family do.
OUTCOMES = {"round_before_compare": 2}


@dataclass(frozen=True, slots=True)
class Preset:
    """A named rule: its key, the family it belongs to, its stored value, and which of its numbers one may choose."""

    key: str
    family: str
    value: Mapping[str, Any]
    adjustable: tuple[str, ...] = ()

    @property
    def policy(self) -> Policy:
        """The rule as the value that ``judge`` takes."""
        return read_policy(self.value)

    def adjusted(self, **numbers: Any) -> dict[str, Any]:
        """Return the stored value with other numbers. Raises TypeError for a number this preset has not."""
        if unknown := sorted(set(numbers) - set(self.adjustable)):
            raise TypeError(f"{self.key} has no {', '.join(unknown)} to adjust")
        return write_policy(read_policy({**self.value, **numbers}))


def _preset(key: str, family: str, *adjustable: str, **value: Any) -> Preset:
    return Preset(key, family, write_policy(read_policy(value)), adjustable)


PRESETS: tuple[Preset, ...] = (
    Preset("waypoint", "waypoint", write_policy(DEFAULT_POLICY), ("n",)),
    _preset("outcomes-latest", "outcomes", method="latest", **OUTCOMES),
    _preset("outcomes-highest", "outcomes", method="highest", **OUTCOMES),
    _preset("outcomes-average", "outcomes", method="mean", **OUTCOMES),
    _preset("outcomes-n-times", "outcomes", "n", method="n_times", n=5, **OUTCOMES),
    _preset("outcomes-weighted", "outcomes", "weight", method="weighted_average", weight=Decimal("0.65"), **OUTCOMES),
    _preset("outcomes-decaying", "outcomes", "weight", method="decaying_average", weight=Decimal("0.65"), **OUTCOMES),
    _preset("trend", "trend", method="power_law"),
    _preset("rolling", "trend", "weight", method="decaying_average", weight=Decimal("0.75")),
    _preset("best", "portfolio", "n", method="best_n", n=2),
    _preset("portfolio", "portfolio", method="best_n", n=3, gates={"min_evidence": {"per": "standard", "count": 3}}),
    _preset("portfolio-level", "portfolio", "evidence_required", preset="portfolio-level", evidence_required=3),
)


def preset_named(key: str) -> Preset | None:
    """Return the preset of this key, if there is one."""
    return next((one for one in PRESETS if one.key == key), None)


def preset_of(policy: Policy) -> Preset | None:
    """Return the preset that a policy is, its numbers aside; None where it is a rule of the district's own."""
    said = write_policy(policy)
    return next((one for one in PRESETS if _same(one, said)), None)


def _same(one: Preset, said: Mapping[str, Any]) -> bool:
    names = (set(one.value) | set(said)) - set(one.adjustable)
    return set(said) == set(one.value) and all(one.value[name] == said[name] for name in names)
