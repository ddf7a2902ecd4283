"""Reads of the expectations: the published continuum as one value, the policy in force, the draft."""

from competencies.queries.continuum_map import NoContinuum, draft_map, map_at, published_map
from competencies.queries.policies import PolicyInForce, expectations_version, policy_in_force

__all__ = [
    "NoContinuum",
    "PolicyInForce",
    "draft_map",
    "expectations_version",
    "map_at",
    "policy_in_force",
    "published_map",
]
