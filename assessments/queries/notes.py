"""One note of one row, for somebody who may read it."""

from __future__ import annotations

from assessments import access
from assessments.models import EvidenceNote
from people.access import Viewer


def note_of(viewer: Viewer, row_id: int, purpose: EvidenceNote.Purpose) -> str:
    """Return the note of a row the viewer may read, or nothing. The caller took the row from ``access``. One query."""
    found = access.notes(viewer, among=[row_id]).filter(purpose=purpose)
    return found.values_list("text", flat=True).first() or ""
