"""A small published continuum for tests: mathematics on four levels, and one lifelong-learning skill on three."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

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
    MasteryPolicy,
    OutcomeCompetency,
    PerformanceLevel,
    PolicyVersion,
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
from people.models import District

FOUR_LEVELS = ("Beginning", "Developing", "Proficient", "Extending")
THREE_LEVELS = ("Sometimes", "Often", "Almost always")
DEFAULT_POLICY = {
    "method": "mode",
    "n": 3,
    "counts": "summative",
    "combine": "all",
    "gates": {
        "min_evidence": [{"per": "standard", "count": 1}, {"per": "competency", "count": 2}],
        "distinct_days": 2,
    },
}
Row = tuple[str, str, str, str, str | None]
# Strand, stage (with its typical grade), competency, and what it builds on.
MATHEMATICS = (
    ("Ratios", "Ratios 6", "06", "Ratio language", None),
    ("Ratios", "Ratios 6", "06", "Equivalent ratios", "Ratio language"),
    ("Ratios", "Ratios 7", "07", "Unit rates", "Equivalent ratios"),
    ("Ratios", "Ratios 7", "07", "Percent problems", "Unit rates"),
    ("Number", "Number 7", "07", "Negative numbers", None),
)
LIFELONG = (("Planning", "Planning", "", "Plans the work", None),)


@dataclass(frozen=True)
class Place:
    """A competency of the test continuum with its one standard, found by its title."""

    competency: Competency
    standard: Standard


@dataclass(frozen=True)
class TestContinuum:
    """The continuum in force with its version, policy, scales and places."""

    __test__ = False

    continuum: Continuum
    version: ContinuumVersion
    policy: PolicyVersion
    places: dict[str, Place]
    domains: dict[str, Domain]

    def __getitem__(self, title: str) -> Place:
        return self.places[title]


def make_continuum(district: District, *, more: int = 0) -> TestContinuum:
    """Publish the small continuum as version 1, with ``more`` further competencies in its number strand."""
    return _Builder(district).build(more)


class _Builder:
    def __init__(self, district: District) -> None:
        self.district = district
        self.continuum = Continuum.objects.create(district=district, title="Our continuum", published=1)
        self.shared = {"district": district, "continuum": self.continuum}
        self.text = {"district": district, "since": 1}
        self.places: dict[str, Place] = {}
        self.strands: dict[str, Strand] = {}
        self.stages: dict[str, Stage] = {}
        self.domains: dict[str, Domain] = {}

    def build(self, more: int) -> TestContinuum:
        version = ContinuumVersion.objects.create(
            **self.shared, number=1, state=ContinuumVersion.State.PUBLISHED, published_at=timezone.now()
        )
        ContinuumVersion.objects.create(**self.shared, number=2)
        Expectations.objects.create(district=self.district, version=1)
        extra = tuple(("Number", "Number 7", "07", f"Number skill {one}", None) for one in range(1, more + 1))
        self.domain("Mathematics", Domain.Kind.ACADEMIC, self.scale("Four levels", FOUR_LEVELS, 3), MATHEMATICS + extra)
        self.domain("Lifelong learning", Domain.Kind.LIFELONG, self.scale("Three levels", THREE_LEVELS, 2), LIFELONG)
        self.outcome("Thinks with numbers", "Unit rates", "Percent problems")
        return TestContinuum(self.continuum, version, self.policy(), self.places, self.domains)

    def scale(self, name: str, levels: tuple[str, ...], proficient: int) -> Scale:
        scale = Scale.objects.create(district=self.district)
        ScaleText.objects.create(**self.text, scale=scale, name=name, proficient=proficient)
        for value, level in enumerate(levels, start=1):
            PerformanceLevel.objects.create(
                **self.text, scale=scale, value=value, name=level, meaning=f"What {level.lower()} means"
            )
        return scale

    def domain(
        self, title: str, kind: str, scale: Scale, rows: tuple[tuple[str, str, str, str, str | None], ...]
    ) -> None:
        domain = Domain.objects.create(**self.shared, kind=kind)
        DomainText.objects.create(**self.text, domain=domain, title=title, scale=scale, position=len(self.domains))
        self.domains[title] = domain
        for strand, stage, grade, name, builds_on in rows:
            self.competency(domain, strand, stage, grade, name, builds_on)

    def competency(
        self, domain: Domain, strand: str, stage: str, grade: str, title: str, builds_on: str | None
    ) -> None:
        self.strand_and_stage(domain, strand, stage, grade)
        position = len(self.places)
        competency = Competency.objects.create(**self.shared)
        CompetencyText.objects.create(
            **self.text,
            competency=competency,
            title=title,
            statement=f"I can show {title.lower()}.",
            strand=self.strands[strand],
            stage=self.stages[stage],
            position=position,
        )
        standard = self.standard(title, position)
        Alignment.objects.create(**self.text, competency=competency, standard=standard)
        for value in range(1, 5):
            LevelDescriptor.objects.create(
                **self.text, competency=competency, value=Decimal(value), statement=f"{title} at level {value}."
            )
        self.places[title] = Place(competency, standard)
        if builds_on:
            source = self.places[builds_on].standard
            Prerequisite.objects.create(
                **self.text, continuum=self.continuum, source=source, target=standard, position=position
            )

    def strand_and_stage(self, domain: Domain, strand: str, stage: str, grade: str) -> None:
        if strand not in self.strands:
            self.strands[strand] = Strand.objects.create(**self.shared, domain=domain)
            StrandText.objects.create(
                **self.text, strand=self.strands[strand], title=strand, position=len(self.strands)
            )
        if stage not in self.stages:
            self.stages[stage] = Stage.objects.create(**self.shared, strand=self.strands[strand])
            StageText.objects.create(
                **self.text, stage=self.stages[stage], title=stage, typical_grade=grade, position=len(self.stages)
            )

    def standard(self, title: str, position: int) -> Standard:
        guid = str(uuid5(NAMESPACE_URL, f"{self.district.slug}/{title}"))
        standard = Standard.objects.create(**self.shared, guid=guid)
        StandardText.objects.create(
            **self.text,
            standard=standard,
            code=f"W.{position + 1}",
            statement=f"I can show {title.lower()} on my own.",
            position=position,
        )
        return standard

    def outcome(self, title: str, *titles: str) -> None:
        outcome = GraduateOutcome.objects.create(**self.shared)
        GraduateOutcomeText.objects.create(**self.text, outcome=outcome, title=title)
        for one in titles:
            OutcomeCompetency.objects.create(**self.text, outcome=outcome, competency=self.places[one].competency)

    def policy(self) -> PolicyVersion:
        policy = MasteryPolicy.objects.create(district=self.district, name="Default", is_default=True)
        return PolicyVersion.objects.create(
            district=self.district,
            policy=policy,
            number=1,
            state=PolicyVersion.State.PUBLISHED,
            value=DEFAULT_POLICY,
            published_at=timezone.now(),
        )
