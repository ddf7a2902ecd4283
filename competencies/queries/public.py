"""The published continuum for everyone, signed in or not: whose it is, what it says, where a word is found."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from uuid import UUID

from competencies.models import Competency, ContinuumVersion
from competencies.rules.continuum import CompetencyView, ContinuumMap, DomainView, OutcomeView, StrandView
from people.models import District

LONGEST_QUERY = 100
MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A competency that comes before or after another."""

    guid: UUID
    title: str


@dataclass(frozen=True, slots=True)
class PublicCompetency:
    """One competency with its place and neighbours, in words."""

    view: CompetencyView
    domain: DomainView
    strand: str
    stage: str
    typical_grade: str
    builds_on: tuple[Neighbour, ...]
    opens: tuple[Neighbour, ...]
    outcomes: tuple[OutcomeView, ...]
    levels: tuple[tuple[object, str], ...]


@dataclass(frozen=True, slots=True)
class PublicStage:
    """A stage (or, with an empty title, what has no stage) with its competencies in order."""

    title: str
    typical_grade: str
    competencies: tuple[CompetencyView, ...]


@dataclass(frozen=True, slots=True)
class PublicStrand:
    """A strand with its stages in order."""

    title: str
    count: int
    stages: tuple[PublicStage, ...]


@dataclass(frozen=True, slots=True)
class PublicDomain:
    """A domain with its strands in order."""

    view: DomainView
    strands: tuple[PublicStrand, ...]


def published_districts() -> list[District]:
    """Return the districts that have published a continuum, by name. One query."""
    published = ContinuumVersion.objects.filter(state=ContinuumVersion.State.PUBLISHED).values("district")
    return list(District.objects.filter(pk__in=published).order_by("name", "pk"))


def district_publishing(guid: UUID) -> District | None:
    """Return the district whose continuum a competency belongs to, or None. One query."""
    found = Competency.objects.filter(guid=guid).select_related("district").first()
    return found.district if found else None


def by_guid(continuum: ContinuumMap, guid: UUID) -> CompetencyView | None:
    """Return the competency of the published continuum with this GUID, retired ones included."""
    return next((one for one in continuum.competencies.values() if one.guid == guid), None)


def found_in(continuum: ContinuumMap, query: str) -> list[CompetencyView]:
    """Return the competencies that hold every word asked for, accents and case aside, in the continuum's order."""
    words = _plain(query[:LONGEST_QUERY]).split()
    if not words:
        return []
    found = [one for one in continuum.in_order if all(word in _text(one) for word in words)]
    return found[:MOST_FOUND]


def tree_of(continuum: ContinuumMap) -> tuple[PublicDomain, ...]:
    """Return the continuum as nested values: domains, strands, stages, competencies. No query."""
    return tuple(
        PublicDomain(domain, tuple(_strand(continuum, strand) for strand in domain.strands))
        for domain in continuum.domains
    )


def described(continuum: ContinuumMap, one: CompetencyView) -> PublicCompetency:
    """Put a competency into its place. No query."""
    stage = continuum.stages.get(one.stage_id) if one.stage_id else None
    return PublicCompetency(
        view=one,
        domain=continuum.domain(one.domain_id),
        strand=continuum.strands[one.strand_id].title if one.strand_id in continuum.strands else "",
        stage=stage.title if stage else "",
        typical_grade=stage.typical_grade if stage else "",
        builds_on=_neighbours(continuum, [a for a, b in continuum.prerequisites if b == one.id]),
        opens=_neighbours(continuum, [b for a, b in continuum.prerequisites if a == one.id]),
        outcomes=tuple(outcome for outcome in continuum.outcomes if one.id in outcome.competency_ids),
        levels=tuple((level, one.descriptors.get(level.value, "")) for level in reversed(one.scale.levels)),
    )


def _strand(continuum: ContinuumMap, strand: StrandView) -> PublicStrand:
    stages = [
        PublicStage(
            stage.title, stage.typical_grade, tuple(continuum.competencies[one] for one in stage.competency_ids)
        )
        for stage in strand.stages
        if stage.competency_ids
    ]
    placed = {one for stage in strand.stages for one in stage.competency_ids}
    loose = tuple(continuum.competencies[one] for one in strand.competency_ids if one not in placed)
    if loose:
        stages.append(PublicStage("", "", loose))
    return PublicStrand(strand.title, len(strand.competency_ids), tuple(stages))


def _neighbours(continuum: ContinuumMap, ids: list[int]) -> tuple[Neighbour, ...]:
    views = (continuum.competencies[one] for one in ids)
    return tuple(Neighbour(view.guid, view.title) for view in sorted(views, key=lambda view: view.order))


def _text(one: CompetencyView) -> str:
    standards = " ".join(f"{standard.code} {standard.statement}" for standard in one.standards)
    return _plain(f"{one.title} {one.statement} {standards}")


def _plain(text: str) -> str:
    """Lower case without accents, so that "numeros" finds "Números"."""
    split = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in split if not unicodedata.combining(char))
