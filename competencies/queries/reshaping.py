"""What a competency of the draft can become: the others that could take its work, and how much work there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from competencies.models import (
    Alignment,
    CompetencyText,
    Continuum,
    DomainText,
    EvidenceMapping,
    StandardText,
    StrandText,
)
from competencies.queries.editing import CompetencyEdit
from competencies.queries.frames import moves_in
from competencies.queries.recorded import Recorded, recorded_at
from competencies.rules.case.values import shorten
from competencies.rules.mapping import Move

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Named:
    """A standard as it is called in a choice, with how much work on the competency is about it.

    ``id`` None is every standard that is not listed; ``statement`` is empty where the name says it already.
    """

    id: int | None
    name: str
    statement: str
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class Offer:
    """A competency in use that could take the work of another: judged on the same scale. ``standards`` by id.

    ``strand`` is empty where both are of one strand.
    """

    id: int
    title: str
    strand: str
    standards: dict[int, str]

    @property
    def name(self) -> str:
        """What it is called beside those of other strands, which may have its title too."""
        return f"{self.title} ({self.strand})" if self.strand else self.title


def places_of(continuum: Continuum, known: CompetencyEdit) -> tuple[Named, ...]:
    """Return the standards of a competency with their work, then all that is not about one of them. One query."""
    competency_id = known.row.competency_id
    ids = [one.standard_id for one in known.standards]
    recorded = recorded_at(continuum.district_id, [(competency_id, one) for one in (*ids, None)])
    named = [
        Named(
            one.standard_id,
            one.code or shorten(one.statement, LONGEST_NAME),
            one.statement if one.code else "",
            recorded[competency_id, one.standard_id],
        )
        for one in known.standards
    ]
    return (*named, Named(None, "", "", recorded[competency_id, None]))


def moves_of(continuum: Continuum, competency_id: int) -> list[Move]:
    """Return where the draft has the work of a competency read. One query."""
    return moves_in(_open(EvidenceMapping, continuum).filter(source=competency_id).order_by("pk"))


def is_merged(continuum: Continuum, sources: Collection[int], into: int) -> bool:
    """Tell whether the draft has the work of all of these read on one competency already. One query."""
    rows = _open(EvidenceMapping, continuum).filter(source__in=sources, source_standard=None, target=into)
    return bool(sources) and set(rows.values_list("source_id", flat=True)) == set(sources)


def offers(continuum: Continuum, row: CompetencyText, *, words: str, and_these: Collection[int]) -> tuple[Offer, ...]:
    """Return what could take the work of a competency: its strand, what a search finds, and ``and_these``.

    Only what is in use and judged on the same scale; its own strand first. Six queries.
    """
    scales = dict(_open(DomainText, continuum).values_list("domain_id", "scale_id"))
    scale = scales.get(row.strand.domain_id)
    domains = [domain for domain, one in scales.items() if one == scale]
    near = Q(strand=row.strand_id) | Q(competency__in=and_these)
    if words:
        near |= Q(title__icontains=words)
    texts = list(
        _open(CompetencyText, continuum)
        .filter(near, retired=False, strand__domain__in=domains)
        .exclude(competency=row.competency_id)
        .order_by("title", "pk")
    )
    standards = _standards(continuum, [text.competency_id for text in texts])
    strands = dict(_open(StrandText, continuum).values_list("strand_id", "title"))
    strands[row.strand_id] = ""
    found = [
        Offer(text.competency_id, text.title, strands.get(text.strand_id, ""), standards[text.competency_id])
        for text in texts
    ]
    return tuple(sorted(found, key=lambda one: one.strand != ""))


def speaks_spanish(continuum: Continuum) -> bool:
    """Tell whether the district says any of its competencies in Spanish too. One query."""
    found: bool = _open(CompetencyText, continuum).filter(translations__has_key="es").exists()
    return found


def _standards(continuum: Continuum, competency_ids: Collection[int]) -> dict[int, dict[int, str]]:
    aligned = _open(Alignment, continuum).filter(competency__in=competency_ids).order_by("position", "pk")
    pairs = list(aligned.values_list("competency_id", "standard_id"))
    texts = _open(StandardText, continuum).filter(standard__in={one for _competency, one in pairs}, retired=False)
    names = {
        pk: code or shorten(statement, LONGEST_NAME)
        for pk, code, statement in texts.values_list("standard_id", "code", "statement")
    }
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for competency, standard in pairs:
        if standard in names:
            found[competency][standard] = names[standard]
    return found


def _open(model: Any, continuum: Continuum) -> Any:
    return model.objects.filter(until=None, district=continuum.district_id)
