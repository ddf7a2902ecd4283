"""What the second version of the demo school's continuum merged: two competencies became one, their work went along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cbe.demo import content
from cbe.demo.continuum import IN_FORCE, School, guid, said
from competencies.models import (
    Alignment,
    Competency,
    CompetencyText,
    EvidenceMapping,
    LevelDescriptor,
    OutcomeCompetency,
)
from people.models import District, User


def write_merger(*, district: District, school: School, by: User) -> None:
    """Let one competency begin with the version in force, and two that it replaced stand before it."""
    words = content.read("merged")
    target = CompetencyText.objects.get(competency=school.competencies[words["into"]])
    shared = {"district": district, "edited_by": by}
    for place, part in enumerate(words["parts"]):
        standard = school.standards[words["into"]][part["standard"]]
        source = _source(target, part, place, shared)
        Alignment.objects.create(**shared, since=1, competency=source, standard_id=standard)
        EvidenceMapping.objects.create(**shared, since=IN_FORCE, source=source, target=target.competency)
        school.before[words["into"], part["standard"]] = source.pk
    for model in (CompetencyText, Alignment, LevelDescriptor, OutcomeCompetency):
        model._default_manager.filter(competency=target.competency_id, since=1).update(since=IN_FORCE)


def _source(target: CompetencyText, part: Mapping[str, Any], place: int, shared: dict[str, Any]) -> Competency:
    """One of the two as the first version had it, retired since; its levels are those the other one took over."""
    source = Competency.objects.create(
        district=target.district, continuum=target.competency.continuum, guid=guid("competency", part["key"])
    )
    words = said(title=content.words(part["title"]), statement=content.words(part["statement"]))
    placed = {
        **shared,
        **words,
        "competency": source,
        "strand": target.strand,
        "stage": target.stage,
        "position": place,
    }
    CompetencyText.objects.create(**placed, since=1, until=IN_FORCE)
    CompetencyText.objects.create(**placed, since=IN_FORCE, retired=True)
    LevelDescriptor.objects.bulk_create(
        LevelDescriptor(
            **shared,
            since=1,
            competency=source,
            value=row.value,
            statement=row.statement,
            translations=row.translations,
        )
        for row in LevelDescriptor.objects.filter(competency=target.competency_id, until=None).order_by("value")
    )
    return source
