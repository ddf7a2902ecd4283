"""Expectations: the continuum, its standards, scales and the rules by which evidence becomes mastery."""

from competencies.models.continuum import (
    Competency,
    CompetencyText,
    Continuum,
    ContinuumVersion,
    Domain,
    DomainText,
    SectionDomain,
    Stage,
    StageText,
    Strand,
    StrandText,
)
from competencies.models.mapping import EvidenceMapping
from competencies.models.policies import Expectations, MasteryPolicy, PolicyVersion
from competencies.models.profile import GraduateOutcome, GraduateOutcomeText, OutcomeCompetency
from competencies.models.scales import LevelDescriptor, PerformanceLevel, Scale, ScaleText
from competencies.models.standards import (
    Alignment,
    Association,
    CaseDocument,
    CaseDocumentText,
    Prerequisite,
    Standard,
    StandardText,
)
from competencies.models.versioned import Versioned, VersionedQuerySet

__all__ = [
    "Alignment",
    "Association",
    "CaseDocument",
    "CaseDocumentText",
    "Competency",
    "CompetencyText",
    "Continuum",
    "ContinuumVersion",
    "Domain",
    "DomainText",
    "EvidenceMapping",
    "Expectations",
    "GraduateOutcome",
    "GraduateOutcomeText",
    "LevelDescriptor",
    "MasteryPolicy",
    "OutcomeCompetency",
    "PerformanceLevel",
    "PolicyVersion",
    "Prerequisite",
    "Scale",
    "ScaleText",
    "SectionDomain",
    "Stage",
    "StageText",
    "Standard",
    "StandardText",
    "Strand",
    "StrandText",
    "Versioned",
    "VersionedQuerySet",
]
