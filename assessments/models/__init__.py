"""Evidence: what was observed, by whom, on which day; recorded once and never edited."""

from assessments.models.adjusting import AdaptedExpectation, Override
from assessments.models.evidence import (
    Action,
    AssessorRole,
    Context,
    Demonstration,
    Depth,
    Evidence,
    EvidenceNote,
    Kind,
    Mark,
    SourceType,
    Support,
)
from assessments.models.focus import Focus

__all__ = [
    "Action",
    "AdaptedExpectation",
    "AssessorRole",
    "Context",
    "Demonstration",
    "Depth",
    "Evidence",
    "EvidenceNote",
    "Focus",
    "Kind",
    "Mark",
    "Override",
    "SourceType",
    "Support",
]
