"""What can be rated: standards of the published continuum, those in a section's focus first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from assessments.models import Focus
from competencies.models import SectionDomain
from competencies.rules.continuum import CompetencyView, ContinuumMap, StandardView
from people.models import Section

FOUND_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Target:
    """A standard within a competency, and where on the continuum that is."""

    competency: CompetencyView
    standard: StandardView
    strand: str
    place: str

    @property
    def value(self) -> str:
        """How forms name it."""
        return f"{self.competency.id}-{self.standard.id}"


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A competency and its standards, to choose from."""

    competency: CompetencyView
    strand: str
    targets: tuple[Target, ...]


def target_of(chart: ContinuumMap, competency_id: int, standard_id: int | None) -> Target | None:
    """Return a standard within a competency that is in use, or None; without ``standard_id`` the first required one."""
    competency = chart.competencies.get(competency_id)
    if competency is None or competency.retired:
        return None
    there = _targets(chart, competency)
    if standard_id is None:
        return next(iter(sorted(there, key=lambda target: not target.standard.required)), None)
    return next((target for target in there if target.standard.id == standard_id), None)


def focus_competencies(sections: Iterable[Section], *, on: date) -> tuple[int, ...]:
    """Return the competencies these sections work on, newest first, each once. One query."""
    rows = Focus.objects.on(on).filter(section__in=list(sections)).order_by("-starts", "-pk")
    return tuple(dict.fromkeys(rows.values_list("competency_id", flat=True)))


def focuses_of(section: Section) -> QuerySet[Focus]:
    """Return everything a section has worked on, works on or will, newest first. The caller may read the section."""
    return Focus.objects.filter(section=section).select_related("section__district").order_by("-starts", "-pk")


def domains_of(section: Section) -> frozenset[int]:
    """Return the domains a section works in. One query."""
    return frozenset(SectionDomain.objects.filter(section=section).values_list("domain_id", flat=True))


def groups_of(chart: ContinuumMap, competency_ids: Iterable[int]) -> tuple[TargetGroup, ...]:
    """Return these competencies with their standards; for a retired one what its work is read on, where it is."""
    return tuple(_group(chart, one) for one in chart.in_use_for(competency_ids) if one.standards)


def search(chart: ContinuumMap, words: str) -> tuple[TargetGroup, ...]:
    """Return the competencies in which every one of these words occurs, in the order of the continuum."""
    wanted = words.casefold().split()
    found: list[TargetGroup] = []
    for competency in chart.in_order:
        text = " ".join(_texts(chart, competency)).casefold()
        if wanted and competency.standards and all(word in text for word in wanted):
            found.append(_group(chart, competency))
        if len(found) == FOUND_AT_MOST:
            break
    return tuple(found)


def in_domains(chart: ContinuumMap, domain_ids: Iterable[int]) -> tuple[int, ...]:
    """Return the competencies of these domains in the order of the continuum."""
    wanted = set(domain_ids)
    return tuple(competency.id for competency in chart.in_order if competency.domain_id in wanted)


def _group(chart: ContinuumMap, competency: CompetencyView) -> TargetGroup:
    targets = tuple(_targets(chart, competency))
    return TargetGroup(competency, targets[0].strand if targets else "", targets)


def _targets(chart: ContinuumMap, competency: CompetencyView) -> Iterator[Target]:
    strand = chart.strands[competency.strand_id].title if competency.strand_id in chart.strands else ""
    for standard in competency.standards:
        place = " · ".join(part for part in (strand, standard.code) if part)
        yield Target(competency, standard, strand, place)


def _texts(chart: ContinuumMap, competency: CompetencyView) -> Iterator[str]:
    yield competency.title
    yield competency.statement
    if competency.strand_id in chart.strands:
        yield chart.strands[competency.strand_id].title
    for standard in competency.standards:
        yield standard.code
        yield standard.statement
