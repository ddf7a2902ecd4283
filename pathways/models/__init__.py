"""Conclusions: computed from the ledger, always rebuildable from it."""

from pathways.models.advancement import Advancement
from pathways.models.effects import Effect
from pathways.models.learner import LearnerState, Mastery, Status
from pathways.models.previews import Preview, PreviewRow
from pathways.models.running import Lease, WorkerHeartbeat

__all__ = [
    "Advancement",
    "Effect",
    "LearnerState",
    "Lease",
    "Mastery",
    "Preview",
    "PreviewRow",
    "Status",
    "WorkerHeartbeat",
]
