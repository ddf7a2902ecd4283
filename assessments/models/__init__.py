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

# The tables whose rows are never changed or deleted: what was observed, and what people decided beside it.
APPEND_ONLY = tuple(table._meta.db_table for table in (Evidence, Override, AdaptedExpectation))

__all__ = [
    "APPEND_ONLY",
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
