"""Evidence as JSON: strict in, plain out."""

from assessments.serializers.evidence import (
    BatchIn,
    CorrectionIn,
    EvidenceIn,
    EvidenceOut,
    EvidencePage,
    RecordedOut,
    VoidIn,
)

__all__ = ["BatchIn", "CorrectionIn", "EvidenceIn", "EvidenceOut", "EvidencePage", "RecordedOut", "VoidIn"]
