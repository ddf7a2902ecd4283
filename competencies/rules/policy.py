"""A mastery policy as a plain value: how evidence becomes a judgement, and nothing about whose evidence it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

METHODS = (
    "latest",
    "highest",
    "mean",
    "median",
    "mode",
    "decaying_average",
    "weighted_average",
    "power_law",
    "n_times",
    "best_n",
)
NEEDS_N = ("mode", "n_times", "best_n")
NEEDS_WEIGHT = ("decaying_average", "weighted_average")
COMBINATIONS = ("all", "at_least_k", "mean", "weighted_mean")
COUNTS = ("summative", "all")
KINDS = ("diagnostic", "formative", "summative")
ROLES = ("teacher", "self", "peer", "outside", "system")
DEPTHS = ("recall", "skill", "strategic", "extended")
# Whole ways of judging taken over from other systems; such a policy says how much evidence it requires, and no more.
PRESETS = ("portfolio-level",)
DEFAULT_ROLES = frozenset({"teacher", "outside", "system"})

QUANTITY_GATES = (
    "min_evidence",
    "min_source_types",
    "min_contexts",
    "require_summative",
    "require_transfer",
    "min_depth",
    "distinct_days",
)
QUALITY_GATES = ("min_level", "min_average")
FRESHNESS_GATE = "within_months"
GATES = (*QUANTITY_GATES, *QUALITY_GATES, FRESHNESS_GATE)


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition beside the score; ``need`` is a count, a level, a number of months, True, or a depth's name.

    ``per`` is "standard" or "competency" for ``min_evidence`` and empty otherwise.
    """

    name: str
    need: Decimal | int | str | bool
    per: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """How evidence becomes a judgement. A value: two policies with the same fields judge the same.

    ``preset`` names a whole way of judging taken over from another system ("portfolio-level"); then
    ``evidence_required`` is how many pieces each required standard asks for, and method, combination and gates rest.
    """

    method: str
    n: int | None = None
    weight: Decimal | None = None
    counts: str = "summative"
    combine: str = "all"
    k: int | None = None
    gates: tuple[Gate, ...] = ()
    roles: frozenset[str] = DEFAULT_ROLES
    round_before_compare: int | None = None
    preset: str = ""
    evidence_required: int | None = None
    version: str = ""


DEFAULT_POLICY = Policy(
    method="mode",
    n=3,
    gates=(
        Gate("min_evidence", 1, per="standard"),
        Gate("min_evidence", 2, per="competency"),
        Gate("distinct_days", 2),
    ),
)
