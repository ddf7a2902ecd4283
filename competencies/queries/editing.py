"""One competency of the draft as its page shows it, with what is published beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from competencies.models import (
    Alignment,
    CompetencyText,
    Continuum,
    DomainText,
    GraduateOutcomeText,
    LevelDescriptor,
    OutcomeCompetency,
    PerformanceLevel,
    ScaleText,
    StageText,
    StandardText,
    StrandText,
)
from competencies.queries.scales import scale_view
from competencies.rules.continuum import ScaleView

# No row has a larger number; databases refuse to look for one.
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class LevelEdit:
    """One level of the competency's scale with the descriptor of the draft, and the published one where it differs."""

    value: Decimal
    name: str
    proficient: bool
    statement: str
    spanish: str
    published: str
    scale: ScaleView


@dataclass(frozen=True, slots=True)
class AlignedStandard:
    """A standard that is part of the competency; ``row`` is the alignment's."""

    row: int
    standard_id: int
    code: str
    statement: str
    required: bool


@dataclass(frozen=True, slots=True)
class CompetencyEdit:
    """Everything one page edits. ``stamp`` changes whenever somebody saves any part of it."""

    row: CompetencyText
    published: CompetencyText | None
    levels: tuple[LevelEdit, ...]
    standards: tuple[AlignedStandard, ...]
    outcomes: frozenset[int]
    stamp: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What a competency can be given: places ("strand" or "strand-stage" with its words) and outcomes."""

    places: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[int, str], ...]


def competency_edit(continuum: Continuum, competency_id: int) -> CompetencyEdit | None:
    """Return the competency as the draft has it, or None. Ten queries, however large the continuum."""
    rows = CompetencyText.objects.filter(district=continuum.district_id, competency=competency_id)
    if competency_id > LARGEST_ID:
        return None
    row = rows.filter(until=None).select_related("strand", "stage", "competency").first()
    if row is None:
        return None
    before = rows.at(continuum.published).first() if continuum.published and row.since == continuum.draft else None
    descriptors = _descriptors(continuum, competency_id)
    alignments = list(_open(Alignment, continuum).filter(competency=competency_id).order_by("position", "pk"))
    outcomes = list(_open(OutcomeCompetency, continuum).filter(competency=competency_id))
    return CompetencyEdit(
        row=row,
        published=before,
        levels=_levels(continuum, row.strand.domain_id, descriptors),
        standards=_standards(continuum, alignments),
        outcomes=frozenset(one.outcome_id for one in outcomes),
        stamp=_stamp([row, *descriptors[0].values(), *outcomes]),
    )


def levels_of_domain(continuum: Continuum, domain_id: int) -> tuple[LevelEdit, ...]:
    """Return the levels a new competency of a domain has to describe. Three queries."""
    return _levels(continuum, domain_id, ({}, {}))


def choices(continuum: Continuum) -> Choices:
    """Return the places and outcomes of the draft, in order. Four queries."""
    domains = {one.domain_id: one for one in _open(DomainText, continuum).filter(retired=False)}
    strands = [
        one
        for one in _open(StrandText, continuum).filter(retired=False).select_related("strand").order_by("position")
        if one.strand.domain_id in domains
    ]
    strands.sort(key=lambda one: (domains[one.strand.domain_id].position, one.position))
    stages = list(_open(StageText, continuum).filter(retired=False).select_related("stage").order_by("position"))
    places = []
    for strand in strands:
        words = f"{domains[strand.strand.domain_id].title} · {strand.title}"
        places.append((str(strand.strand_id), words))
        mine = (one for one in stages if one.stage.strand_id == strand.strand_id)
        places.extend((f"{strand.strand_id}-{one.stage_id}", f"{words} · {one.title}") for one in mine)
    outcomes = _open(GraduateOutcomeText, continuum).filter(retired=False).order_by("position")
    return Choices(tuple(places), tuple(outcomes.values_list("outcome_id", "title")))


def candidates(continuum: Continuum, row: CompetencyText, words: str, *, most: int) -> list[tuple[int, str]]:
    """Return other competencies of the draft whose name holds ``words``: ids and names. At most one query."""
    if not words:
        return []
    others = _open(CompetencyText, continuum).filter(retired=False, title__icontains=words).exclude(pk=row.pk)
    return list(others.order_by("title", "pk").values_list("competency_id", "title")[:most])


def _open(model, continuum: Continuum):  # type: ignore[no-untyped-def]  # any versioned model and its own queryset
    return model.objects.filter(until=None, district=continuum.district_id)


def _descriptors(continuum: Continuum, competency_id: int) -> tuple[dict[Decimal, LevelDescriptor], dict[Decimal, str]]:
    """The draft's descriptors by level, and what is published where that is another text."""
    rows = LevelDescriptor.objects.filter(district=continuum.district_id, competency=competency_id)
    now = {row.value: row for row in rows.filter(until=None)}
    before = rows.filter(until=continuum.draft).values_list("value", "statement")
    return now, dict(before)


def _levels(
    continuum: Continuum, domain_id: int, descriptors: tuple[dict[Decimal, LevelDescriptor], dict[Decimal, str]]
) -> tuple[LevelEdit, ...]:
    now, before = descriptors
    domain = _open(DomainText, continuum).filter(domain=domain_id).first()
    text = _open(ScaleText, continuum).filter(scale=domain.scale_id).first() if domain else None
    if text is None:
        return ()
    rows = _open(PerformanceLevel, continuum).filter(scale=text.scale_id).order_by("value")
    scale = scale_view(text, list(rows))
    found = []
    for level in scale.levels:
        row = now.get(level.value)
        spanish = row.translations.get("es", {}).get("statement", "") if row else ""
        said = row.statement if row else ""
        published = before.get(level.value, "")
        found.append(LevelEdit(level.value, level.name, level.proficient, said, spanish, published, scale))
    return tuple(found)


def _standards(continuum: Continuum, alignments: list[Alignment]) -> tuple[AlignedStandard, ...]:
    ids = [one.standard_id for one in alignments]
    texts = {text.standard_id: text for text in _open(StandardText, continuum).filter(standard__in=ids)}
    known = ((one, texts[one.standard_id]) for one in alignments if one.standard_id in texts)
    return tuple(
        AlignedStandard(one.pk, one.standard_id, text.code, text.statement, one.required) for one, text in known
    )


def _stamp(rows: list[CompetencyText | LevelDescriptor | OutcomeCompetency]) -> str:
    said = ";".join(sorted(f"{type(row).__name__}{row.pk}@{row.edited_at.isoformat()}" for row in rows))
    return hashlib.sha256(said.encode()).hexdigest()[:32]
