"""Writes the demo school's continuum: two published versions, the draft of the next, scales, profile and rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from cbe.demo import content
from cbe.demo.content import CompetencyWords, DomainWords, StageWords, StrandWords, Words
from cbe.demo.rules import write_rules
from competencies.actions.drafting import revise
from competencies.models import (
    Alignment,
    Competency,
    CompetencyText,
    Continuum,
    ContinuumVersion,
    Domain,
    DomainText,
    Expectations,
    GraduateOutcome,
    GraduateOutcomeText,
    LevelDescriptor,
    OutcomeCompetency,
    PerformanceLevel,
    Prerequisite,
    Scale,
    ScaleText,
    Stage,
    StageText,
    Standard,
    StandardText,
    Strand,
    StrandText,
)
from people.models import District, User

NAMES = UUID("4f1f6d2e-6a2c-5b0e-9c67-2f6d1c0a8e11")
IN_FORCE = 2


@dataclass(slots=True)
class School:
    """What of the continuum the rest of the seeding needs: ids by the key of the words.

    ``before`` is on which competency the work of a key and a standard was recorded under the first version, where
    that was another one (see ``cbe.demo.merged``).
    """

    versions: dict[int, int] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    competencies: dict[str, int] = field(default_factory=dict)
    standards: dict[str, list[int]] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    before: dict[tuple[str, int], int] = field(default_factory=dict)


def guid(kind: str, key: str) -> UUID:
    """Return the GUID that a made-up thing has for ever."""
    return uuid5(NAMES, f"{kind}/{key}")


def write_continuum(*, district: District, by: User, published: Sequence[datetime]) -> School:
    """Write the continuum, published by ``by`` at the two moments given, and the default rule; return its ids."""
    return _Writer(district, by).write(published)


def draft_changes(*, school: School, by: User) -> None:
    """Leave a few words of the next version half done, as in any district's office."""
    for one in content.read("drafted"):
        rows = LevelDescriptor.objects.filter(competency=school.competencies[one["competency"]], until__isnull=True)
        revise(rows.get(value=one["level"]), by=by, **said(statement=content.words(one)))


class _Writer:
    def __init__(self, district: District, by: User) -> None:
        self.district = district
        self.by = by
        self.school = School()
        self.continuum = Continuum.objects.create(
            district=district,
            guid=guid("continuum", "harbour"),
            title="Harbour learning continuum",
            description="What every student of our schools learns, step by step, at their own pace.",
            published=IN_FORCE,
        )
        self.shared = {"district": district, "continuum": self.continuum}
        self.text = {"district": district, "since": 1, "edited_by": by}
        self.scales: dict[str, Scale] = {}

    def write(self, published: Sequence[datetime]) -> School:
        self.versions(published)
        for scale in content.read("scales"):
            self.scale(scale)
        for place, domain in enumerate(content.domains()):
            self.domain(domain, place)
        self.prerequisites()
        for place, outcome in enumerate(content.read("profile")):
            self.outcome(outcome, place)
        write_rules(district=self.district, by=self.by, published=published)
        Expectations.objects.create(district=self.district, version=IN_FORCE)
        return self.school

    def versions(self, published: Sequence[datetime]) -> None:
        notes = (
            "Our first continuum.",
            "Clearer words for five levels, and two competencies about ratios made one, after using them.",
        )
        for number, (moment, note) in enumerate(zip(published, notes, strict=True), start=1):
            version = ContinuumVersion.objects.create(
                **self.shared,
                number=number,
                state=ContinuumVersion.State.PUBLISHED,
                stamp=guid("version", f"{number}/{moment.isoformat()}"),
                note=note,
                published_at=moment,
                published_by=self.by,
            )
            self.school.versions[number] = version.pk
        ContinuumVersion.objects.create(**self.shared, number=IN_FORCE + 1)

    def scale(self, data: Mapping[str, Any]) -> None:
        scale = Scale.objects.create(district=self.district, guid=guid("scale", data["key"]))
        self.scales[data["key"]] = scale
        ScaleText.objects.create(**self.text, scale=scale, name=data["name"], proficient=data["proficient"])
        PerformanceLevel.objects.bulk_create(
            PerformanceLevel(
                **self.text,
                scale=scale,
                value=value,
                name=level["name"]["en"],
                meaning=level["meaning"]["en"],
                translations={"es": {"name": level["name"]["es"], "meaning": level["meaning"]["es"]}},
            )
            for value, level in enumerate(data["levels"], start=1)
        )

    def domain(self, words: DomainWords, place: int) -> None:
        domain = Domain.objects.create(**self.shared, guid=guid("domain", words.key), kind=words.kind)
        self.school.domains[words.key] = domain
        DomainText.objects.create(
            **self.text,
            **said(title=words.title, description=words.description),
            domain=domain,
            scale=self.scales[words.scale],
            position=place,
        )
        for position, strand in enumerate(words.strands):
            self.strand(domain, strand, position)

    def strand(self, domain: Domain, words: StrandWords, place: int) -> None:
        strand = Strand.objects.create(**self.shared, guid=guid("strand", words.key), domain=domain)
        StrandText.objects.create(**self.text, **said(title=words.title), strand=strand, position=place)
        for position, stage in enumerate(words.stages):
            self.stage(strand, words.key, stage, position)

    def stage(self, strand: Strand, strand_key: str, words: StageWords, place: int) -> None:
        stage = Stage.objects.create(
            **self.shared, guid=guid("stage", f"{strand_key}/{words.typical_grade}"), strand=strand
        )
        StageText.objects.create(
            **self.text, **said(title=words.title), stage=stage, typical_grade=words.typical_grade, position=place
        )
        for position, one in enumerate(words.competencies):
            self.competency(one, strand, stage, position)

    def competency(self, words: CompetencyWords, strand: Strand, stage: Stage, place: int) -> None:
        competency = Competency.objects.create(**self.shared, guid=guid("competency", words.key))
        self.school.competencies[words.key] = competency.pk
        self.school.stages[words.key] = stage.pk
        CompetencyText.objects.create(
            **self.text,
            **said(title=words.title, statement=words.statement),
            competency=competency,
            strand=strand,
            stage=stage,
            required=words.required,
            position=place,
        )
        self.levels(words, competency)
        self.standards(words, competency)

    def levels(self, words: CompetencyWords, competency: Competency) -> None:
        earlier = {(one["competency"], one["level"]): one for one in content.read("earlier")}
        rows = []
        for value, level in enumerate(words.levels, start=1):
            fields: dict[str, Any] = {**self.text, "competency": competency, "value": value}
            if before := earlier.get((words.key, value)):
                rows.append(LevelDescriptor(**{**fields, "until": IN_FORCE}, **said(statement=content.words(before))))
                fields["since"] = IN_FORCE
            rows.append(LevelDescriptor(**fields, **said(statement=level)))
        LevelDescriptor.objects.bulk_create(rows)

    def standards(self, words: CompetencyWords, competency: Competency) -> None:
        rows = Standard.objects.bulk_create(
            Standard(**self.shared, guid=str(guid("standard", one.code))) for one in words.standards
        )
        self.school.standards[words.key] = [row.pk for row in rows]
        StandardText.objects.bulk_create(
            StandardText(
                **self.text,
                **said(statement=one.statement),
                standard=row,
                code=one.code,
                item_type="Learning target",
                grades=[f"{words.grade:02}"],
                position=place,
            )
            for place, (one, row) in enumerate(zip(words.standards, rows, strict=True))
        )
        Alignment.objects.bulk_create(
            Alignment(**self.text, competency=competency, standard=row, required=one.required, position=place)
            for place, (one, row) in enumerate(zip(words.standards, rows, strict=True))
        )

    def prerequisites(self) -> None:
        pairs = [(before, one.key) for one in content.competencies().values() for before in one.builds_on]
        Prerequisite.objects.bulk_create(
            Prerequisite(
                **self.text,
                continuum=self.continuum,
                source_id=self.school.standards[before][0],
                target_id=self.school.standards[after][0],
                position=place,
            )
            for place, (before, after) in enumerate(pairs)
        )

    def outcome(self, data: Mapping[str, Any], place: int) -> None:
        outcome = GraduateOutcome.objects.create(**self.shared, guid=guid("outcome", data["title"]["en"]))
        GraduateOutcomeText.objects.create(
            **self.text,
            **said(title=content.words(data["title"]), description=content.words(data["description"])),
            outcome=outcome,
            position=place,
        )
        OutcomeCompetency.objects.bulk_create(
            OutcomeCompetency(**self.text, outcome=outcome, competency_id=self.school.competencies[key])
            for key in data["competencies"]
        )


def said(**texts: Words) -> dict[str, Any]:
    """Return the fields of a wording: the district's own words, and the Spanish ones beside them."""
    return {
        **{name: text.en for name, text in texts.items()},
        "translations": {"es": {name: text.es for name, text in texts.items()}},
    }
