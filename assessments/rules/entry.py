"""An entry: what somebody wants recorded, before it is recorded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

MARKS = ("missed", "insufficient", "excused", "exempt")
KINDS = ("diagnostic", "formative", "summative")
SOURCE_TYPES = (
    "performance_task",
    "project",
    "observation",
    "test",
    "conversation",
    "portfolio",
    "out_of_school",
    "other",
)
CONTEXTS = ("classroom", "other_subject", "school_life", "home", "community", "workplace")
DEPTHS = ("recall", "skill", "strategic", "extended")
SUPPORTS = ("independent", "accommodated", "modified")
ASSESSOR_ROLES = ("teacher", "self", "peer", "outside", "system")


@dataclass(frozen=True, slots=True)
class Entry:
    """One rating to be recorded: a level or a mark for one student's work against one standard of a competency.

    ``on`` is the day of the work and ``at`` its instant where known; ``key`` the client's idempotency key.
    ``feedback`` and ``next_step`` are for the student; ``reason`` is needed for the mark "exempt".
    """

    student_id: int
    competency_id: int
    standard_id: int
    on: date
    kind: str
    key: str
    level: Decimal | None = None
    mark: str = ""
    source_type: str = ""
    context: str = ""
    transfer: bool = False
    depth: str = ""
    support: str = "independent"
    at: datetime | None = None
    attempt: int = 1
    assessor_role: str = "teacher"
    feedback: str = ""
    next_step: str = ""
    reason: str = ""


def digest_of(entry: Entry, *, section_id: int | None = None, refers_to: int | None = None) -> str:
    """Return the SHA-256 of what is said, whatever its key: the same key with another digest is a conflict."""
    said: dict[str, object] = {
        field.name: _plain(getattr(entry, field.name)) for field in fields(entry) if field.name != "key"
    }
    said["section_id"] = section_id
    said["refers_to"] = refers_to
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value.normalize() + 0)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value
