"""A small published continuum for tests: mathematics on four levels, and one lifelong-learning skill on three."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Model
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
        self.texts: dict[type[Model], list[Model]] = {}
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
        for model, rows in self.texts.items():
            model._default_manager.bulk_create(rows)
        return TestContinuum(self.continuum, version, self.policy(), self.places, self.domains)

    def say(self, model: type[Model], **fields: object) -> None:
        """Note a text; all of a kind are written together at the end, for nearly every test begins here."""
        self.texts.setdefault(model, []).append(model(district=self.district, since=1, **fields))

    def scale(self, name: str, levels: tuple[str, ...], proficient: int) -> Scale:
        scale = Scale.objects.create(district=self.district)
        self.say(ScaleText, scale=scale, name=name, proficient=proficient)
        for value, level in enumerate(levels, start=1):
            self.say(PerformanceLevel, scale=scale, value=value, name=level, meaning=f"What {level.lower()} means")
        return scale

    def domain(self, title: str, kind: str, scale: Scale, rows: tuple[Row, ...]) -> None:
        domain = Domain.objects.create(**self.shared, kind=kind)
        self.say(DomainText, domain=domain, title=title, scale=scale, position=len(self.domains))
        self.domains[title] = domain
        competencies = Competency.objects.bulk_create(Competency(**self.shared) for _ in rows)
        standards = Standard.objects.bulk_create(Standard(**self.shared, guid=self.guid(row[3])) for row in rows)
        for row, competency, standard in zip(rows, competencies, standards, strict=True):
            self.competency(domain, row, Place(competency, standard))

    def guid(self, title: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{self.district.slug}/{title}"))

    def competency(self, domain: Domain, row: Row, place: Place) -> None:
        strand, stage, grade, title, builds_on = row
        self.strand_and_stage(domain, strand, stage, grade)
        position, said = len(self.places), f"I can show {title.lower()}"
        self.say(
            CompetencyText, competency=place.competency, title=title, statement=f"{said}.",
            strand=self.strands[strand], stage=self.stages[stage], position=position,
        )  # fmt: skip
        self.say(
            StandardText, standard=place.standard, code=f"W.{position + 1}", statement=f"{said} on my own.",
            position=position,
        )  # fmt: skip
        self.say(Alignment, competency=place.competency, standard=place.standard)
        for value in range(1, 5):
            statement = f"{title} at level {value}."
            self.say(LevelDescriptor, competency=place.competency, value=Decimal(value), statement=statement)
        self.places[title] = place
        if builds_on:
            source = self.places[builds_on].standard
            self.say(
                Prerequisite, continuum=self.continuum, source=source, target=place.standard, position=position
            )  # fmt: skip

    def strand_and_stage(self, domain: Domain, strand: str, stage: str, grade: str) -> None:
        if strand not in self.strands:
            self.strands[strand] = Strand.objects.create(**self.shared, domain=domain)
            self.say(StrandText, strand=self.strands[strand], title=strand, position=len(self.strands))
        if stage not in self.stages:
            self.stages[stage] = Stage.objects.create(**self.shared, strand=self.strands[strand])
            self.say(
                StageText, stage=self.stages[stage], title=stage, typical_grade=grade, position=len(self.stages)
            )  # fmt: skip

    def outcome(self, title: str, *titles: str) -> None:
        outcome = GraduateOutcome.objects.create(**self.shared)
        self.say(GraduateOutcomeText, outcome=outcome, title=title)
        for one in titles:
            self.say(OutcomeCompetency, outcome=outcome, competency=self.places[one].competency)

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
