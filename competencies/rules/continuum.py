"""The published continuum as one frozen value that pages, rules and workers read without a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from competencies.rules.mapping import Carried, routes_of
from competencies.rules.scale import Scale


@dataclass(frozen=True, slots=True)
class LevelView:
    """One level of a scale: ``rank`` counts from 1, ``proficient`` says that it is the mark or above."""

    value: Decimal
    rank: int
    name: str
    meaning: str
    proficient: bool


@dataclass(frozen=True, slots=True)
class ScaleView:
    """A scale in words, and as the value that ``judge`` takes. ``levels`` lowest first."""

    id: int
    name: str
    levels: tuple[LevelView, ...]
    rule: Scale

    def level(self, value: Decimal | None) -> LevelView | None:
        """Return the level with exactly this value, or None."""
        return next((level for level in self.levels if level.value == value), None)


@dataclass(frozen=True, slots=True)
class StandardView:
    """A standard as part of a competency."""

    id: int
    guid: str
    code: str
    statement: str
    required: bool
    weight: Decimal


@dataclass(frozen=True, slots=True)
class CompetencyView:
    """A competency with its place, its standards (in order) and its descriptors by level value."""

    id: int
    guid: UUID
    title: str
    statement: str
    domain_id: int
    strand_id: int
    stage_id: int | None
    required: bool
    retired: bool
    order: int
    scale: ScaleView
    standards: tuple[StandardView, ...]
    descriptors: Mapping[Decimal, str]


@dataclass(frozen=True, slots=True)
class StageView:
    """A step along a strand; ``competency_ids`` in order."""

    id: int
    guid: UUID
    title: str
    typical_grade: str
    strand_id: int
    order: int
    competency_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StrandView:
    """A learning progression; ``competency_ids`` in order of stage, then of place."""

    id: int
    guid: UUID
    title: str
    domain_id: int
    order: int
    stages: tuple[StageView, ...]
    competency_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DomainView:
    """A domain; ``kind`` is "academic" or "lifelong"."""

    id: int
    guid: UUID
    title: str
    description: str
    kind: str
    order: int
    scale: ScaleView
    strands: tuple[StrandView, ...]


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """An outcome of the graduate profile and the competencies that add up to it."""

    id: int
    title: str
    description: str
    competency_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ContinuumMap:
    """One version of a district's continuum in one language, whole.

    ``competencies`` holds retired ones too (old evidence refers to them); domains, strands and stages list only what
    is not retired. ``prerequisites`` are the lifted edges (source, what builds on it). ``carried`` says which work on
    other competencies is read on which (see ``competencies.rules.mapping``), as it ends in this version.
    ``stage_names`` has the words of every stage, with its strand's, retired ones too: people have moved on from them.
    """

    continuum_id: int
    version_id: int
    number: int
    language: str
    title: str
    domains: tuple[DomainView, ...]
    competencies: Mapping[int, CompetencyView]
    scales: Mapping[int, ScaleView]
    prerequisites: tuple[tuple[int, int], ...]
    related: tuple[tuple[int, int], ...]
    outcomes: tuple[OutcomeView, ...]
    strands: Mapping[int, StrandView]
    stages: Mapping[int, StageView]
    carried: Carried = field(default_factory=dict)
    stage_names: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    published_at: datetime | None = None

    @property
    def in_order(self) -> tuple[CompetencyView, ...]:
        """The competencies that are not retired, in the order of the continuum."""
        return tuple(
            self.competencies[one]
            for domain in self.domains
            for strand in domain.strands
            for one in strand.competency_ids
        )

    def domain(self, domain_id: int) -> DomainView:
        """Return a domain. Raises StopIteration never: an unknown one raises KeyError."""
        for one in self.domains:
            if one.id == domain_id:
                return one
        raise KeyError(domain_id)

    def standing_for(self, competency_id: int) -> tuple[CompetencyView, ...]:
        """Return what a competency is today: itself, or where the work of a retired one is read, in order.

        Nothing where it is retired and its work rests, or where this version does not know it.
        """
        one = self.competencies.get(competency_id)
        if one is None or not one.retired:
            return (one,) if one else ()
        targets = (self.competencies.get(target) for target in routes_of(self.carried).targets(competency_id))
        return tuple(sorted((one for one in targets if one and not one.retired), key=lambda one: one.order))

    def in_use_for(self, competency_ids: Iterable[int]) -> tuple[CompetencyView, ...]:
        """Return what these competencies are today, each once, in the order they came."""
        return tuple({view.id: view for one in competency_ids for view in self.standing_for(one)}.values())
