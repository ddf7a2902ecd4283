"""What keeps the draft from being published, and whether it changes anything at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.models import (
    Alignment,
    Association,
    CaseDocumentText,
    CompetencyText,
    Continuum,
    DomainText,
    EvidenceMapping,
    GraduateOutcomeText,
    LevelDescriptor,
    OutcomeCompetency,
    PerformanceLevel,
    PolicyVersion,
    Prerequisite,
    ScaleText,
    StageText,
    StandardText,
    StrandText,
)
from competencies.queries.mapping import DraftMappings, mapping_problems, unanswered
from competencies.queries.policy_ground import drafted_scales, rule_problems
from competencies.rules.policy_json import read_policy

VERSIONED: tuple[Any, ...] = (
    CompetencyText,
    StandardText,
    Alignment,
    LevelDescriptor,
    StageText,
    StrandText,
    DomainText,
    ScaleText,
    PerformanceLevel,
    Prerequisite,
    GraduateOutcomeText,
    OutcomeCompetency,
    CaseDocumentText,
    Association,
    EvidenceMapping,
)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing to mend before publishing: what it is called, what is wrong, and the text to open (or none).

    ``carries`` says that it is mended where the competency's evidence is said to go.
    """

    name: str
    problem: str
    competency_id: int | None = None
    carries: bool = False

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}"


def draft_differs(continuum: Continuum) -> bool:
    """Tell whether the draft says anything the published version does not. At most one query for each kind of row."""
    touched = Q(since=continuum.draft) | Q(until=continuum.draft)
    return any(model.objects.filter(touched, district=continuum.district_id).exists() for model in VERSIONED)


def obstacles(continuum: Continuum) -> tuple[Obstacle, ...]:
    """Return what keeps the draft from being published, in the order of the continuum. About seventeen queries."""
    return (
        *_scale_obstacles(continuum),
        *_rule_obstacles(continuum),
        *_competency_obstacles(continuum),
        *_mapping_obstacles(continuum),
    )


def _scale_obstacles(continuum: Continuum) -> Iterator[Obstacle]:
    levels: dict[int, set[Decimal]] = defaultdict(set)
    for scale, value in _open(PerformanceLevel, continuum).values_list("scale_id", "value"):
        levels[scale].add(value)
    for text in _open(ScaleText, continuum):
        if len(levels[text.scale_id]) < 2:
            yield Obstacle(text.name, _("the scale needs at least two levels."))
        elif text.proficient not in levels[text.scale_id]:
            yield Obstacle(text.name, _("the proficient mark is not one of the scale's levels."))


def _rule_obstacles(continuum: Continuum) -> Iterator[Obstacle]:
    """The rule in force has to make sense on every scale that would hold."""
    found = (
        PolicyVersion.objects.filter(district=continuum.district_id, policy__is_default=True)
        .filter(state=PolicyVersion.State.PUBLISHED)
        .order_by("-number")
        .values_list("value", flat=True)
        .first()
    )
    if found is not None:
        for problem in rule_problems(read_policy(found), drafted_scales(continuum)):
            yield Obstacle(_("Mastery rule"), problem)


def _competency_obstacles(continuum: Continuum) -> Iterator[Obstacle]:
    scales = set(_open(ScaleText, continuum).values_list("scale_id", flat=True))
    domains = dict(_open(DomainText, continuum).filter(retired=False).values_list("domain_id", "scale_id"))
    strands = dict(_open(StrandText, continuum).filter(retired=False).values_list("strand_id", "strand__domain_id"))
    stages = dict(_open(StageText, continuum).filter(retired=False).values_list("stage_id", "stage__strand_id"))
    standards = _open(StandardText, continuum).filter(retired=False).values("standard")
    assessed = set(
        _open(Alignment, continuum)
        .filter(required=True, standard__in=standards)
        .values_list("competency_id", flat=True)
    )
    for text in _open(CompetencyText, continuum).filter(retired=False).order_by("position", "competency_id"):
        if problem := _place_problem(text, domains, strands, stages):
            yield Obstacle(text.title, problem, text.competency_id)
        elif domains[strands[text.strand_id]] not in scales:
            yield Obstacle(text.title, _("its domain has no scale."), text.competency_id)
        if text.competency_id not in assessed:
            yield Obstacle(text.title, _("it has no required standard, so nobody could show it."), text.competency_id)


def _mapping_obstacles(continuum: Continuum) -> Iterator[Obstacle]:
    """Retired competencies of whose evidence nobody has said where it goes, and mappings that cannot be."""
    known = DraftMappings(continuum)
    for one in unanswered(continuum, known):
        count = one.recorded.pieces
        text = ngettext(
            "it is retired and has %(count)s piece of evidence. Say where that goes, or let it rest.",
            "it is retired and has %(count)s pieces of evidence. Say where they go, or let them rest.",
            count,
        )
        yield Obstacle(one.name, text % {"count": count}, one.competency_id, carries=True)
    for wrong in mapping_problems(known):
        yield Obstacle(wrong.name, wrong.problem, wrong.competency_id, carries=True)


def _place_problem(
    text: CompetencyText, domains: dict[int, int], strands: dict[int, int], stages: dict[int, int]
) -> str:
    if strands.get(text.strand_id) not in domains:
        return _("its strand is retired. Give it a place in the continuum.")
    if text.stage_id is not None and stages.get(text.stage_id) != text.strand_id:
        return _("its stage is retired or belongs to another strand. Give it a place in the continuum.")
    return ""


def _open(model: Any, continuum: Continuum) -> Any:
    return model.objects.filter(until=None, district=continuum.district_id)
