"""What a district expects, as one value per expectations version: read once in each process, then without a query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from competencies.models import PolicyVersion
from competencies.queries import NoContinuum, PolicyInForce, policy_in_force, published_map
from competencies.rules.continuum import CompetencyView, ContinuumMap
from competencies.rules.mapping import Carried, Routes, routes_of, sources_of
from pathways.queries.staleness import expectations_of
from pathways.rules.values import StandardRequirement
from people.models import District


@dataclass(frozen=True, slots=True)
class Expected:
    """The continuum and the policy in force at one expectations version; both None before the first publication.

    ``stages`` holds the required competencies of each stage that has any. ``carried`` says which work recorded on
    other competencies is read on which: by target (source, standard of the source or None for all that no entry names,
    standard of the target or None for the same one), all versions composed; ``routes`` is the same by source.
    """

    number: int
    continuum: ContinuumMap | None = None
    in_force: PolicyInForce | None = None
    requirements: Mapping[int, tuple[StandardRequirement, ...]] = field(default_factory=dict)
    stages: Mapping[int, frozenset[int]] = field(default_factory=dict)
    carried: Carried = field(default_factory=dict)
    routes: Routes = field(default_factory=Routes)

    def competency(self, competency_id: int) -> CompetencyView | None:
        """Return the competency as it is expected now, None where this version does not know it."""
        return self.continuum.competencies.get(competency_id) if self.continuum else None

    def recorded_on(self, competency_id: int) -> frozenset[int]:
        """Return the competencies of whose ledger a judgement of this one reads: itself, and what is carried to it."""
        return sources_of(self.carried, competency_id) | {competency_id}


NOTHING_EXPECTED = Expected(number=0)


def expected_of(district: District) -> Expected:
    """Return what a district that came with its ``expectations`` expects.

    No query once the process knows this version. The number is read before what it stands for, so that a
    publication in between labels its learners as behind, never as ahead.
    """
    row = expectations_of(district)
    return _read(district.pk, row.version, row.changed_at) if row else NOTHING_EXPECTED


@lru_cache(maxsize=64)
def _read(district_id: int, number: int, changed_at: datetime) -> Expected:
    # The moment is part of the key because ids and numbers come again in a restored or emptied database.
    district = District.objects.get(pk=district_id)
    try:
        continuum, in_force = published_map(district), policy_in_force(district)
    except (NoContinuum, PolicyVersion.DoesNotExist):
        return Expected(number=number)
    return expectation(number, continuum, in_force)


def expectation(number: int, continuum: ContinuumMap, in_force: PolicyInForce) -> Expected:
    """Return what a continuum and a policy expect together, in force or only supposed to be. No query."""
    return Expected(
        number=number,
        continuum=continuum,
        in_force=in_force,
        requirements={one.id: _requirements(one) for one in continuum.competencies.values()},
        stages=_stages(continuum),
        carried=continuum.carried,
        routes=routes_of(continuum.carried),
    )


def _requirements(competency: CompetencyView) -> tuple[StandardRequirement, ...]:
    return tuple(
        StandardRequirement(id=one.id, required=one.required, weight=one.weight) for one in competency.standards
    )


def _stages(continuum: ContinuumMap) -> dict[int, frozenset[int]]:
    members: dict[int, set[int]] = defaultdict(set)
    for one in continuum.in_order:
        if one.stage_id is not None and one.required:
            members[one.stage_id].add(one.id)
    return {stage_id: frozenset(ids) for stage_id, ids in members.items()}
